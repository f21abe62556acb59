"""Search forgives diacritics and word forms, never fails, and forgets what is no longer public."""

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from community.indexing import reindex
from community.models import Page
from kpss_portal.models import SearchEntry, SearchTerm
from kpss_portal.search import Text, forget, highlight, index, index_many, search, snippet
from kpss_portal.search.asking import MOST_WORDS, question_words
from kpss_portal.search.lookups import terms_from, tidy_index
from kpss_portal.search.words import forms_of, is_stop_word, short_form, words_of
from tests.community.factories import ContactFactory, DocumentFactory, NewsFactory, OfficeFactory, PageFactory

pytestmark = pytest.mark.django_db
HOSTILE = [
    "",
    " ",
    "%",
    "_",
    "%_%",
    "'",
    '"',
    "';--",
    "\\",
    "\x00",
    "a\x00b",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "((((",
    "*:*",
    "\ud800",
    "\U0010ffff",
    "🧓🏽",
    "ﷺ",
    "\u202eabc",
    "ﬁnance",
    "٣٤",
    "²",
    "x" * 10_000,
    "slovo " * 2_000,
    "péče" + "\u0301" * 500,
]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def thing(number: int, title: str, summary: str = "", kind: str = "page", **fields) -> Text:
    return Text(kind, number, title, f"/{number}/", summary, **fields)


def titles(question: str, kinds: list[str] | None = None) -> list[str]:
    return [entry.title for entry in search(question, kinds).entries]


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Domov pro seniory, Litoměřice!", ["Domov", "pro", "seniory", "Litoměřice"]),
        ("sociálně-právní", ["sociálně-právní"]),
        ("(24/7)", ["24", "7"]),
        ("§ 40 zákona", ["§40", "zákona"]),
        ("  ", []),
    ],
)
def test_words_of_a_text(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("senioři", "seniory"),
        ("senioři", "seniorů"),
        ("pečovatelská", "pecovatelske"),
        ("poradna", "poradny"),
        ("dluhy", "dluhů"),
        ("Kyjov", "Kyjově"),
        ("služba", "SLUZBY"),
    ],
)
def test_forms_of_one_word_meet(one, other):
    assert forms_of(one) & forms_of(other)


@pytest.mark.parametrize(
    ("word", "short"), [("pecovatelsky", "pecovatelsk"), ("domu", "domu"), ("aby", "aby"), ("", "")]
)
def test_short_form_keeps_at_least_four_letters(word, short):
    assert short_form(word) == short


def test_small_words_are_asked_only_when_there_are_no_others():
    assert is_stop_word("Když")
    assert question_words("péče o seniory") == ("péče", "seniory")
    assert question_words("kde pro") == ("kde", "pro")


def test_long_question_is_cut():
    assert len(question_words(" ".join(f"slovo{number}" for number in range(50)))) == MOST_WORDS


# --- finding ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def filled():
    index_many(
        [
            thing(1, "Pečovatelská služba Kyjov", "Pomoc v domácnosti seniorům."),
            thing(2, "Občanská poradna", "Dluhy, exekuce a bydlení."),
            thing(3, "Chráněné bydlení", "Pro lidi s postižením.", kind="service"),
            thing(4, "Domov Čtyřlístek", "Pobytová služba pro seniory."),
        ]
    )


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("pečovatelská", ["Pečovatelská služba Kyjov"]),
        ("PECOVATELSKE", ["Pečovatelská služba Kyjov"]),
        ("pecov", ["Pečovatelská služba Kyjov"]),
        ("exekucí", ["Občanská poradna"]),
        ("ctyrlistek", ["Domov Čtyřlístek"]),
        ("poradny s dluhy", ["Občanská poradna"]),
        ("neexistuje", []),
    ],
)
def test_word_is_found_in_other_forms_and_without_diacritics(filled, question, found):
    assert titles(question) == found


def test_short_beginnings_are_not_enough(filled):
    assert titles("pec") == []


def test_all_words_are_wanted_and_some_are_better_than_none(filled):
    both, some = search("služba seniory"), search("služba exekuce")

    assert ([entry.object_id for entry in both.entries], both.needs_all) == ([1, 4], True)
    assert ({entry.object_id for entry in some.entries}, some.needs_all) == ({1, 2, 4}, False)


def test_name_counts_more_than_what_is_said(filled):
    assert titles("bydlení") == ["Chráněné bydlení", "Občanská poradna"]


def test_equal_ones_stand_in_czech_order():
    index_many(
        thing(number, f"{town} klub") for number, town in enumerate(["Chomutov", "Hodonín", "Čáslav", "Cheb", "Ivaň"])
    )

    assert titles("klub") == ["Čáslav klub", "Hodonín klub", "Cheb klub", "Chomutov klub", "Ivaň klub"]


def test_kinds_can_be_chosen(filled):
    assert titles("bydlení", ["service"]) == ["Chráněné bydlení"]


def test_terms_that_nobody_writes_are_kept_beside_words():
    index(thing(1, "Služba", terms={"type:40": 5}))

    assert SearchTerm.objects.get(term="type:40").weight == 5


def test_writing_again_replaces(filled):
    index(thing(2, "Rodinná poradna"))

    assert titles("poradna") == ["Rodinná poradna"]
    assert titles("exekuce") == []
    assert SearchEntry.objects.count() == 4


def test_same_number_of_another_kind_is_another_thing():
    index_many([thing(1, "Klub"), thing(1, "Klub", kind="news")])
    forget("news", [1])

    assert [entry.kind for entry in search("klub").entries] == ["page"]


@pytest.mark.parametrize("beginning", ["p", "pe", "c", "ž", "\ud7fb", "zz"])
def test_terms_are_listed_once_by_their_beginning(filled, beginning):
    terms = ["pece", "pecovatel", "p", "chata", "cas", "q", "žák", "pečeť", "p\U0010fffd"]
    index_many(
        Text("page", number, "x", "/", terms=dict.fromkeys(terms[number % 3 :], number % 2 + 1))
        for number in range(900, 912)
    )
    every = SearchTerm.objects.values_list("term", flat=True)

    assert terms_from(beginning) == sorted({term for term in every if term.startswith(beginning)})


@pytest.mark.django_db(transaction=True)
def test_tidied_index_answers_as_before(filled):
    before = titles("seniory")

    tidy_index()

    assert titles("seniory") == before != []


def test_question_costs_few_queries(filled, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        titles("služba pro seniory a bydlení v Kyjově")


@pytest.mark.parametrize("question", HOSTILE)
def test_nothing_hostile_does_harm(filled, question):
    found = search(question)

    assert len(found.entries) <= 4
    assert "<script" not in highlight(question, question).lower()
    assert SearchEntry.objects.count() == 4


@QUICK
@given(st.text(max_size=400))
@example("İ")
def test_any_question_is_answered(question):
    list(search(question).entries)
    snippet("Péče o seniory", question)


@pytest.mark.parametrize("question", [question for question in HOSTILE if question != "\ud800"])
def test_any_question_has_a_page(client, question):
    OfficeFactory()

    assert client.get("/hledat/", {"q": question}).status_code == 200


# --- showing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "question", "shown"),
    [
        ("Péče o seniory", "senioři", "Péče o <mark>seniory</mark>"),
        ("Péče o seniory", "pece", "<mark>Péče</mark> o seniory"),
        ("Pečovatelská", "pecov", "<mark>Pečovatelská</mark>"),
        ("a < b & seniory", "seniory", "a &lt; b &amp; <mark>seniory</mark>"),
        ("<b>seniory</b>", "b", "&lt;b&gt;seniory&lt;/b&gt;"),
        ("nic", "", "nic"),
    ],
)
def test_found_words_are_marked_in_the_text_as_it_was_written(text, question, shown):
    assert highlight(text, question) == shown


def test_small_words_are_not_marked():
    assert highlight("péče o seniory", "o seniory") == "péče o <mark>seniory</mark>"


@QUICK
@given(st.text(max_size=200), st.text(max_size=50))
def test_marking_only_adds_marks(text, question):
    from html import unescape

    assert unescape(highlight(text, question).replace("<mark>", "").replace("</mark>", "")) == unescape(
        highlight(text, "")
    )


def test_snippet_is_cut_around_the_found_word_at_whole_words():
    text = "začátek " * 60 + "poradna " + "konec " * 60

    shown = snippet(text, "poradny", 60)

    assert "<mark>poradna</mark>" in shown
    assert shown.startswith("… začátek")
    assert shown.endswith("konec …")
    assert len(shown) < 100


def test_short_text_is_shown_whole():
    assert snippet("Občanská poradna", "nic") == "Občanská poradna"


# --- what is public -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("factory", [PageFactory, NewsFactory, DocumentFactory, ContactFactory])
def test_what_is_hidden_is_no_longer_found(factory):
    published = factory(is_public=True)
    reindex(published)
    found = SearchEntry.objects.count()
    published.is_public = False
    reindex(published)

    assert (found, SearchEntry.objects.count()) == (1, 0)


@pytest.mark.parametrize("factory", [PageFactory, NewsFactory, DocumentFactory, ContactFactory])
@pytest.mark.parametrize("way", ["one", "selected"])
def test_what_the_office_deletes_is_no_longer_found(signed_in, coordinator, factory, way):
    OfficeFactory()
    published = factory(is_public=True)
    reindex(published)
    office = f"/admin/community/{published._meta.model_name}/"
    desk = signed_in(coordinator)

    if way == "one":
        desk.post(f"{office}{published.pk}/delete/", {"post": "yes"})
    else:
        desk.post(office, {"action": "delete_selected", "_selected_action": [published.pk], "post": "yes"})

    assert (type(published).objects.count(), SearchEntry.objects.count()) == (0, 0)


def test_search_is_built_anew_from_what_is_there(capsys):
    OfficeFactory()
    PageFactory(title="Jak plánujeme", is_public=True)
    PageFactory(title="Rozepsaná", is_public=False)
    Page.objects.filter(title="Jak plánujeme").update(title="Jak se plánuje")
    index_many([thing(9_999, "Dávno smazaná stránka"), thing(1, "Nic takového není", kind="neco")])

    call_command("rebuild_search")

    assert [entry.title for entry in SearchEntry.objects.all()] == ["Jak se plánuje"]
    assert capsys.readouterr().out == "Hledání zná věcí: 1.\n"


def test_building_anew_twice_gives_the_same():
    PageFactory(is_public=True)
    NewsFactory(is_public=True)

    def terms():
        return sorted(SearchTerm.objects.values_list("entry__kind", "entry__object_id", "term", "weight"))

    call_command("rebuild_search", verbosity=0)
    first = terms()
    call_command("rebuild_search", verbosity=0)

    assert terms() == first
