"""Minutes that came as a PDF: from the mail of the reminder to a public page and PDF without names."""

import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kpss_portal.document_text import words_for_checks
from tests.working_groups.factories import MembershipFactory
from working_groups.enums import MinutesState, Side
from working_groups.minutes import printing
from working_groups.models import Minutes

weasyprint = pytest.importorskip("weasyprint")
WORDS = "Paní Jana Vzorová žádala ranní autobus, r. č. 736028/5163."


@pytest.fixture(scope="module")
def pdf():
    stream = io.BytesIO()
    weasyprint.HTML(string=f"<h1>Zápis</h1><p>{WORDS}</p>").write_pdf(stream)
    return stream.getvalue()


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def test_pdf_goes_from_upload_to_publication(signed_in, pdf, group, meeting, member, coordinator):
    MembershipFactory(group=group, without_account=True, name="Jana Vzorová", side=Side.USER)
    upload = reverse("working_groups:minutes-upload", args=[meeting.uuid])
    signed_in(member).post(
        upload, {"file": SimpleUploadedFile("zapis.pdf", pdf), "summary": "Autobus", "attended": "5"}
    )
    minutes = Minutes.objects.get()
    file = minutes.files.get()
    assert (minutes.state, file.has_words, file.birth_numbers) == (MinutesState.UPLOADED, True, 1)
    assert "ranní autobus" in minutes.converted_text

    desk = signed_in(coordinator)
    step = "working_groups:minutes-step"
    desk.post(reverse(step, args=[minutes.uuid, "check"]))
    public = reverse("admin:working_groups_minutes_public", args=[minutes.pk])
    form = page(desk.get(public))
    offers = [field["value"] for field in form.select("input[name^=nalez_]")]
    assert {"Paní Jana Vzorová", "736028/5163"} == set(offers)
    typed = {field["name"]: field["value"] for field in form.select("input[name^=slova_]")}
    digest = form.select_one("input[name=podoba]")["value"]
    desk.post(public, {"navrhy": "1", "podoba": digest, "vzit": ["0", "1"], **typed})
    for name in ("approve", "publish"):
        desk.post(reverse(step, args=[minutes.uuid, name]))

    minutes.refresh_from_db()
    assert minutes.state == MinutesState.PUBLISHED
    anybody = Client()
    shown = page(anybody.get(meeting.get_absolute_url())).main.get_text(" ")
    with printing.make_pdf(minutes).file.open("rb") as printed:
        words = words_for_checks("pdf", printed.read())
    for text in (shown, words):
        assert "ranní autobus" in text.replace("\xa0", " ")
        assert ("Vzorová" in text, "736028" in text) == (False, False)
    assert anybody.get(file.get_absolute_url()).status_code == 404  # the file itself stays internal
