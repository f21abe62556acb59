"""Hostile words in every text of the database: no page, feed, document, table or mail lets them act."""

import io
import json
import re
from xml.etree.ElementTree import Element

import django
import openpyxl
import pytest
from defusedxml.ElementTree import fromstring

from tests.hostile.cases import case
from tests.hostile.marking import UNESCAPED
from tests.hostile.values import MARK

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(django.VERSION >= (6,), reason="a long look, taken on both engines with the Django of the lock"),
]
XML = {"application/xml", "application/atom+xml", "text/xml", "image/svg+xml"}
BEGINS_FORMULA = re.compile(r"^[=+\-@\t\r]")
NUMBER = re.compile(r"^[-+]?[\d\s\u00a0.,]+$")


def pages(portal, kinds, who=None, within=""):
    return [
        seen
        for seen in portal.seen
        if seen.kind in kinds and (who is None or seen.who == who) and seen.address.startswith(within)
    ]


def unescaped(found):
    return {f"{seen.who} {seen.address}" for seen in found if UNESCAPED.search(seen.body)}


def test_nearly_every_text_was_marked(marked_portal):
    assert len(marked_portal.marked.done) > 150


def test_no_page_failed(marked_portal):
    assert [
        f"{seen.who} {seen.address}" for seen in marked_portal.seen if seen.status >= 500 and seen.status != 503
    ] == []


@pytest.mark.parametrize(
    ("who", "within", "least"),
    [
        case("stored markup on public pages", "V1.2.1, Decidim: XSS in names", "anonymous", "", 50),
        case("stored markup on pages of members", "V1.2.1, Decidim: XSS in user name 2026", "member", "", 50),
        case("stored markup in the administration", "V1.2.1, Decidim: XSS in the log", "coordinator", "/admin/", 100),
        case("stored markup on public pages of the office", "V1.2.1, LimeSurvey", "coordinator", "/", 100),
        case("stored markup in the catalogue", "V1.2.1", "anonymous", "/katalog/", 10),
        case("stored markup on pages of plans", "V1.2.1, Decidim 2024: version page", "anonymous", "/plany/", 8),
        case("stored markup on pages of groups", "V1.2.1, Decidim 2024: meeting embeds", "member", "/skupiny/", 3),
        case("stored markup in surveys", "V1.2.1, LimeSurvey: XSS in quota and end page", "anonymous", "/ankety/", 2),
        case("stored markup found by search", "V1.2.1", "anonymous", "/hledat/", 1),
    ],
)  # fmt: skip
def test_stored_markup_stays_text(marked_portal, who, within, least):
    found = pages(marked_portal, {"text/html"}, who, within)

    assert len(found) >= least
    assert any(MARK.encode() in seen.body for seen in found)
    assert unescaped(found) == set()


@pytest.mark.parametrize("kinds", [case("stored markup in feeds and site maps", "V1.2.1", XML)])
def test_feeds_are_good_xml_without_markup_of_others(marked_portal, kinds):
    found = pages(marked_portal, kinds)

    assert found
    assert all(isinstance(fromstring(seen.body), Element) for seen in found)
    assert unescaped(found) == set()


@pytest.mark.parametrize(
    "opening", [case("words of people inside of scripts", "V1.2.3", rb"<script\b(?![^>]*\bsrc=)[^>]*>(.*?)</script>")]
)
def test_no_script_of_a_page_holds_words_of_people(marked_portal, opening):
    found = re.compile(opening, re.DOTALL)
    scripts = {script for seen in pages(marked_portal, {"text/html"}) for script in found.findall(seen.body)}

    assert [script[:200] for script in scripts if MARK.encode() in script] == []


@pytest.mark.parametrize("kind", [case("stored markup in JSON files", "V1.2.3, V3.2.1", "application/json")])
def test_json_is_json_and_no_page(marked_portal, kind):
    found = pages(marked_portal, {kind, "application/geo+json"})

    assert found
    assert all(
        json.loads(seen.body) is not None and seen.headers["X-Content-Type-Options"] == "nosniff" for seen in found
    )


@pytest.mark.parametrize("mark", [case("stored markup in sources of PDF documents", "V1.2.1, V1.3.6", MARK)])
def test_documents_are_made_of_escaped_words(marked_portal, mark):
    assert any(mark in source for source in marked_portal.sources)
    assert [source[:80] for source in marked_portal.sources if UNESCAPED.search(source.encode())] == []


def formulas(rows):
    cells = [str(cell) for row in rows for cell in row if isinstance(cell, str)]
    return [cell for cell in cells if BEGINS_FORMULA.match(cell) and not NUMBER.match(cell)]


@pytest.mark.parametrize("kind", [case("formulae in every CSV", "V1.2.10", "text/csv")])
def test_no_cell_of_any_csv_is_a_formula(marked_portal, kind):
    found = [seen for seen in pages(marked_portal, {kind}) if seen.status == 200]
    bad = {seen.address: formulas(_csv_rows(seen.body)) for seen in found}

    assert len(found) >= 5
    assert any(MARK.encode() in seen.body for seen in found)
    assert {address: cells for address, cells in bad.items() if cells} == {}


def _csv_rows(body: bytes) -> list[list[str]]:
    import csv

    text = body.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ","))


@pytest.mark.parametrize("ending", [case("formulae in every workbook", "V1.2.10, django-import-export 2023", "sheet")])
def test_no_cell_of_any_workbook_is_a_formula(marked_portal, ending):
    found = [seen for seen in marked_portal.seen if seen.kind.endswith(ending) and seen.body.startswith(b"PK")]
    bad = {}
    for seen in found:
        if "opendocument" in seen.kind:
            continue
        book = openpyxl.load_workbook(io.BytesIO(seen.body))
        bad[seen.address] = [
            cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]
    assert len(bad) >= 3
    assert {address: cells for address, cells in bad.items() if cells} == {}


@pytest.mark.parametrize("name", [case("formulae in open workbooks", "V1.2.10", "table:formula")])
def test_no_cell_of_any_open_workbook_is_a_formula(marked_portal, name):
    import zipfile

    found = [seen for seen in marked_portal.seen if "opendocument" in seen.kind and seen.body.startswith(b"PK")]
    texts = [zipfile.ZipFile(io.BytesIO(seen.body)).read("content.xml").decode() for seen in found]

    assert [text[:80] for text in texts if name in text] == []


@pytest.mark.parametrize("field", [case("line breaks in subjects of mails", "V1.3.11", "subject")])
def test_heads_of_mails_have_one_line(marked_portal, field):
    assert [mail.pk for mail in marked_portal.mails if re.search(r"[\r\n]", getattr(mail, field) + mail.to)] == []


@pytest.mark.parametrize("ending", [case("line breaks and commas in calendars", "V1.2.1", ".ics")])
def test_calendars_hold_hostile_names_as_text(marked_portal, ending):
    from icalendar import Calendar

    found = [seen for seen in marked_portal.seen if seen.kind == "text/calendar" and seen.status == 200]

    assert found
    assert all(Calendar.from_ical(seen.body).walk() for seen in found)
