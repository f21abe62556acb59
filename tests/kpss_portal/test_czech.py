"""Czech letters, order, spaces and plurals."""

import random
import re

import pytest
from django.template import Context, Template
from django.utils.translation import ngettext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kpss_portal.czech import fold, keep_together, sort_key
from kpss_portal.models import SearchEntry

QUICK = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), database=None)
IN_ORDER = [  # ČSN 97 6030
    "cesta",
    "čaj",
    "Čáslav",
    "dům",
    "Ďáblice",
    "email",
    "Éva",
    "hora",
    "chata",
    "Cheb",
    "Chomutov",
    "idea",
    "lavice",
    "Ňov",
    "obec",
    "řeka",
    "sad",
    "šachy",
    "ulice",
    "úl",
    "zahrada",
    "žába",
]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Žluťoučký kůň", "zlutoucky kun"),
        ("ÚPĚL ĎÁBELSKÉ ÓDY", "upel dabelske ody"),
        ("straße", "strasse"),
        ("Łódź", "łodz"),
        ("ﬁnance", "finance"),
        ("e\u0301", "e"),
        ("", ""),
    ],
)
def test_folding_leaves_lower_letters_without_marks(text, folded):
    assert fold(text) == folded


@QUICK
@given(st.text())
@example("İ")
@example("ŉ")
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


def test_lists_stand_in_czech_order():
    shuffled = random.Random(7).sample(IN_ORDER, len(IN_ORDER))

    assert sorted(shuffled, key=sort_key) == sorted(IN_ORDER, key=sort_key)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("hora", "chata"),
        ("chata", "idea"),
        ("Cyril", "Čáslav"),
        ("čaj", "dům"),
        ("radar", "řeka"),
        ("Sušice", "Šumava"),
        ("zub", "žába"),
        ("dá", "ďas"),
        ("ul", "úl"),
        ("úl", "ůl"),
        ("abc", "Abc"),
        ("Nový Bor", "Nový Jičín"),
        ("nov", "nová"),
        ("Nová Ves", "Nováček"),
        ("služba 1", "služba 2"),
        ("", "a"),
        ("a", "1"),
    ],
)
def test_first_stands_before_second(first, second):
    assert sort_key(first) < sort_key(second)


@QUICK
@given(st.text())
@example("\x00")
@example("ß" * 3)
@example("Š" + "\u0301" * 9)
def test_key_is_made_of_what_every_database_orders_alike(text):
    assert re.fullmatch("[a-z0-9]*", sort_key(text))


@pytest.mark.django_db
def test_database_orders_names_as_czechs_do():
    names = ["Chomutov", "Hodonín", "Čáslav", "Cheb", "Ivaň", "Řevnice", "Rakovník", "čáslav", "Zlín", "Žatec"]
    SearchEntry.objects.bulk_create(SearchEntry(kind="x", object_id=n, title=name) for n, name in enumerate(names))

    found = list(SearchEntry.objects.order_by("sort_key").values_list("title", flat=True))

    assert found == [
        "čáslav",
        "Čáslav",
        "Hodonín",
        "Cheb",
        "Chomutov",
        "Ivaň",
        "Rakovník",
        "Řevnice",
        "Zlín",
        "Žatec",
    ]


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("péče o seniory", "péče o~seniory"),
        ("V Kyjově a u nás", "V~Kyjově a~u~nás"),
        ("1 234 567 Kč", "1~234~567~Kč"),
        ("83 mil. Kč", "83~mil. Kč"),
        ("5 hodin a 12 lůžek", "5~hodin a~12~lůžek"),
        ("40 %", "40~%"),
        ("23. 11. 2026", "23.~11.~2026"),
        ("1. ledna 2025", "1.~ledna 2025"),
        ("bod 3. Následuje", "bod 3. Následuje"),
        ("oko a", "oko a"),
        ("Áno, i já", "Áno, i~já"),
        ("", ""),
    ],
)
def test_what_belongs_together_is_not_broken(text, together):
    assert keep_together(text) == together.replace("~", "\xa0")


@QUICK
@given(st.text())
def test_only_spaces_change(text):
    kept = keep_together(text)

    assert kept.replace("\xa0", " ") == text.replace("\xa0", " ")
    assert keep_together(kept) == kept


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 položek"),
        (1, "1 položka"),
        (2, "2 položky"),
        (4, "4 položky"),
        (5, "5 položek"),
        (21, "21 položek"),
        (102, "102 položek"),
    ],
)
def test_one_few_and_many_have_their_forms(count, words):
    template = Template(
        "{% load i18n %}{% blocktranslate count count=count asvar words %}"
        "{{ count }} item{% plural %}{{ count }} items{% endblocktranslate %}{{ words }}"
    )

    assert ngettext("%(count)s item", "%(count)s items", count) % {"count": count} == words
    assert template.render(Context({"count": count})) == words
