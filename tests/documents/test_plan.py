"""The document of a plan with everything that a plan may hold: both profiles at once, and what must be printed."""

import io
import subprocess
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image

from community.models import Office, Partner
from plans import amending
from plans.change_document import facts_of
from plans.change_document import render as render_changes
from plans.enums import AnalysisKind, ChartKind
from plans.models import Analysis, AnalysisTable, Chapter, CouncilPacket, Edition, Plan
from plans.official_document import make_document, render_draft
from plans.packet_document import render
from plans.versions import points_of
from tests.documents.verapdf import foreign_fonts, verapdf
from tests.plans.factories import approved_plan, whole_plan

pytestmark = pytest.mark.django_db


def logo():
    """A picture with transparency, as offices have it."""
    stream = io.BytesIO()
    Image.new("RGBA", (900, 300), (0, 102, 94, 120)).save(stream, "PNG")
    return ContentFile(stream.getvalue(), name="logo.png")


@pytest.fixture
def office():
    office = Office.load()
    office.legal_name, office.portal_name, office.accent_color, office.logo = "Město Vzorov", "Vzor", "#00665a", logo()
    office.save()
    return office


def text_of(path):
    """What a reader of the document can copy out of it."""
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def stored(document, tmp_path):
    path = tmp_path / "plan.pdf"
    if not isinstance(document, bytes):
        with document.file.open("rb") as file:
            document = file.read()
    path.write_bytes(document)
    return path


@pytest.fixture
def rich(office):
    """A draft with logos, a wide table, charts of each kind, a text with a footnote-like table and long words."""
    plan = whole_plan(slug="vzor")
    partner = Partner.objects.create(
        name="Kraj Vzor", funding_sentence="Podpořil Kraj Vzor.", logo=logo(), logo_alt="Kraj Vzor"
    )
    plan.partners.add(partner)
    Chapter.objects.create(
        plan=plan,
        position=2,
        title="Postup",
        body="<h3>Jak</h3><ul><li>a</li></ul><ol><li>b</li></ol><blockquote><p>c</p></blockquote>"
        "<table><tbody><tr><th>Rok</th><th>Počet</th></tr><tr><td>2025</td><td>4</td></tr></tbody></table>"
        '<p><a href="https://example.cz/">odkaz</a> <strong>silně</strong> <em>důrazně</em> [[S poznámkou pod čarou.]]</p>',
    )
    analysis = Analysis.objects.create(plan=plan, kind=AnalysisKind.values[0], title="Lidé", slug="lide")
    years = [str(year) for year in range(2010, 2026)]
    for position, kind in enumerate(ChartKind.values, start=1):
        AnalysisTable.objects.create(
            analysis=analysis,
            position=position,
            title=f"Počet obyvatel {kind}",
            as_of=date(2025, 12, 31),
            source="ČSÚ",
            chart=kind,
            columns=["Obec", *years],
            rows=[[name, *range(100, 116)] for name in ("Vzorov", "Lhota", "Ústí")],
        )
    return plan


def test_a_draft_with_everything_conforms_to_both_profiles(rich, tmp_path):
    path = stored(render_draft(rich), tmp_path)

    assert verapdf(path, profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    assert foreign_fonts(path) == set()
    assert "NÁVRH" in text_of(path)


def test_the_official_document_conforms_and_prints_its_checksum(office, coordinator, tmp_path):
    plan = approved_plan(coordinator)
    edition = Edition.objects.get(plan=plan)

    path = stored(make_document(edition.pk), tmp_path)

    assert verapdf(path, profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    assert foreign_fonts(path) == set()
    text = text_of(path)
    printed = " ".join(edition.content_sha256[start : start + 8] for start in range(0, 64, 8))
    assert printed in " ".join(text.split())
    assert "NÁVRH" not in text
    assert "strana 2 z " in text
    assert "717/24/ZM/2014 OSS" in text


def test_an_empty_draft_conforms_too(office, tmp_path):
    plan = Plan.objects.create(slug="prazdny", title="Prázdný", starts_on=date(2025, 1, 1), ends_on=date(2026, 12, 31))

    assert verapdf(stored(render_draft(plan), tmp_path), profiles=("ua1", "2a")) == {"ua1": [], "2a": []}


def test_documents_of_the_sample_office_conform(tmp_path):
    call_command("load_sample_office", verbosity=0)
    editions = Edition.objects.filter(plan__is_file_only=False)

    assert editions.count() == 2  # the plan and its amendment
    for edition in editions:
        assert verapdf(stored(make_document(edition.pk), tmp_path), profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    packet = CouncilPacket.objects.latest("pk")
    assert verapdf(stored(render(packet), tmp_path), profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    assert "Podklady pro jednání" in text_of(tmp_path / "plan.pdf")


def test_the_annex_of_changes_conforms_and_says_what_is_new(office, coordinator, tmp_path):
    plan = whole_plan()
    amending.take_snapshot(plan, "první", by=coordinator)
    plan.items.filter(code="1.1.1").update(title="Úplně jinak", description="Nový popis.")
    plan.items.filter(code="1.1.2").delete()
    amending.take_snapshot(plan, "druhá", by=coordinator)

    path = stored(render_changes(facts_of(plan, *points_of(plan.slug, coordinator)), "0" * 64), tmp_path)

    assert verapdf(path, profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    assert foreign_fonts(path) == set()
    assert "Úplně jinak" in text_of(path)
