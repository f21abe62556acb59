"""The editor of rich text keeps only what it offers; two people over one form do not overwrite each other."""

import pytest
from django.forms import Form
from django.utils import timezone

from community.models import NewsItem
from kpss_portal.editing import GuardedForm, version_of, words_of
from kpss_portal.widgets import EXTENSIONS, RichTextField, import_map_hash
from tests.community.factories import MunicipalityFactory, NewsFactory

pytestmark = pytest.mark.django_db


class TextForm(Form):
    text = RichTextField()


class NewsForm(GuardedForm):
    class Meta:
        model = NewsItem
        fields = ["title", "is_public"]


# --- the editor -----------------------------------------------------------------------------------------------------


def cleaned(html: str) -> str:
    form = TextForm({"text": html})
    assert form.is_valid()
    return form.cleaned_data["text"]


@pytest.mark.parametrize(
    "html",
    [
        "<p><strong>tučně</strong> a <em>kurzívou</em></p>",
        "<h2>Nadpis</h2>",
        "<h3>Nižší</h3>",
        "<ul><li>odrážka</li></ul>",
        "<ol><li>číslo</li></ol>",
        "<blockquote><p>řekla</p></blockquote>",
        '<p><a href="https://www.mpsv.cz/">odkaz</a></p>',
    ],
)
def test_what_the_editor_offers_is_kept(html):
    text = cleaned(html)

    assert text.replace(' rel="noopener noreferrer"', "").replace(' rel="noopener"', "") == html


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<script>alert(1)</script></p>",
        '<p>a<img src="x" onerror="alert(1)"></p>',
        '<p style="color:red" onclick="x()">a</p>',
        '<p><a href="javascript:alert(1)">a</a></p>',
        '<iframe src="https://example.cz"></iframe><p>a</p>',
        "<p>a<style>p{}</style></p>",
    ],
)
def test_nothing_that_runs_comes_in(html):
    text = cleaned(html)

    assert [
        word for word in ("script", "on", "style", "iframe", "img") if f"{word}" in text.replace("noopener", "")
    ] == []
    assert "a" in text


def test_without_scripts_plain_words_stand_in_the_place_of_tags():
    form = TextForm(initial={"text": "<p>Péče <strong>doma</strong></p>"})
    html = str(form["text"])
    sent = {"text": "<p>Péče <strong>doma</strong></p>\r\n", "text-plain": "Péče **doma**\r\n\r\n- a <i>b</i>"}

    assert 'name="text-plain" aria-label="Text">\nPéče **doma**</textarea></noscript>' in html
    changed = TextForm(sent)
    assert changed.is_valid()
    kept = "<p>Péče <strong>doma</strong></p>"
    assert changed.cleaned_data["text"] == f"{kept}<ul><li><p>a &lt;i&gt;b&lt;/i&gt;</p></li></ul>"


def test_empty_text_is_empty():
    assert cleaned("") == ""
    assert TextForm({}).is_valid()


def test_person_learns_how_to_write_a_note():
    assert "[[" in TextForm()["text"].help_text


def test_editor_offers_no_headings_that_break_the_outline_and_no_targets():
    assert EXTENSIONS["Heading"] == {"levels": [2, 3]}
    assert EXTENSIONS["Link"] == {"enableTarget": False}


def test_hash_of_the_import_map_is_one_that_a_policy_understands():
    assert import_map_hash().startswith("'sha256-")
    assert import_map_hash() == import_map_hash()


# --- two people over one form -------------------------------------------------------------------------------------------


def form_of(item: NewsItem, title: str, seen: str) -> NewsForm:
    return NewsForm({"title": title, "is_public": "on", "seen_at": seen}, instance=NewsItem.objects.get(pk=item.pk))


def test_form_remembers_what_was_seen():
    item = NewsFactory()

    assert NewsForm(instance=item).initial["seen_at"] == version_of(item)
    assert "seen_at" not in NewsForm().initial


def test_who_saw_the_newest_saves():
    item = NewsFactory(title="První")
    form = form_of(item, "Druhý", version_of(item))

    assert form.is_valid()
    assert form.save().title == "Druhý"


def test_who_saw_an_older_one_is_told_once_and_loses_nothing():
    item = NewsFactory(title="První")
    seen = version_of(item)
    item.title = "Cizí"
    item.save()

    refused = form_of(item, "Moje", seen)

    assert not refused.is_valid()
    assert refused.errors["title"] == ["Uloženo je: Cizí"]
    assert "uložil někdo jiný" in refused.non_field_errors()[0]
    assert refused["title"].value() == "Moje"
    assert NewsItem.objects.get().title == "Cizí"

    again = form_of(item, refused["title"].value(), refused["seen_at"].value())
    assert again.is_valid()
    assert again.save().title == "Moje"


@pytest.mark.parametrize("seen", ["", "nonsense", "2020-01-01T00:00:00+00:00"])
def test_forged_version_never_breaks_the_form(seen):
    item = NewsFactory(title="První")

    form = form_of(item, "Moje", seen)

    assert form.is_valid() is (seen == "")


def test_row_that_is_gone_meanwhile_does_not_break_the_check():
    item = NewsFactory()
    form = form_of(item, "Moje", version_of(item))
    NewsItem.objects.all().delete()

    assert form.is_valid()


def test_version_of_a_row_without_a_time_is_made_of_its_values():
    town = MunicipalityFactory()
    before = version_of(town)

    town.name = "Jinde"

    assert version_of(town) != before
    assert hasattr(town, "updated_at") or len(before) == 64


def test_values_are_told_in_words():
    item = NewsFactory(is_public=True)
    item.title = "<b>&amp;</b> " + "x" * 400

    assert words_of(item, "is_public") == "ano"
    assert words_of(item, "title").startswith("& xxx")
    assert len(words_of(item, "title")) == 300
    item.title = ""
    assert words_of(item, "title") == "–"


def test_moments_are_told_as_on_the_wall():
    item = NewsFactory()
    item.updated_at = timezone.datetime(2026, 11, 24, 12, 30, tzinfo=timezone.get_fixed_timezone(0))

    assert "13:30" in words_of(item, "updated_at")
