"""Tables sent for an import: size before reading, antivirus, and the sentence beside the field on each page of imports."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kpss_portal import antivirus, sent_tables
from kpss_portal.sent_tables import let_in
from kpss_portal.spreadsheets import SpreadsheetError

PAGES = ["admin:plans_plan_import", "admin:services_catalog_service_import", "admin:surveys_survey_xlsform"]


class Huge:
    """Two gigabytes that nobody may read."""

    size, name = 2 * 1024**3, "velky.xlsx"

    def read(self, *_size):
        raise AssertionError("it was read")


def test_a_huge_file_is_refused_before_it_is_read():
    with pytest.raises(SpreadsheetError, match="větší než 20 MB"):
        let_in(Huge())


@pytest.mark.parametrize(
    ("verdict", "words"), [(antivirus.Verdict.INFECTED, "něco škodlivého"), (antivirus.Verdict.SILENT, "neodpovídá")]
)
def test_what_the_antivirus_does_not_let_through_is_not_read(monkeypatch, verdict, words):
    monkeypatch.setattr(antivirus, "scan", lambda _data: verdict)

    with pytest.raises(SpreadsheetError, match=words):
        let_in(SimpleUploadedFile("plan.csv", b"a;b"))


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_imports_says_what_is_wrong(signed_in, coordinator, monkeypatch, page):
    client = signed_in(coordinator)
    monkeypatch.setattr(antivirus, "scan", lambda _data: antivirus.Verdict.INFECTED)

    nothing = client.post(reverse(page))
    infected = client.post(reverse(page), {sent_tables.FIELD: SimpleUploadedFile("t.csv", b"a;b\n1;2\n")})

    assert "Nejdřív vyberte soubor." in nothing.content.decode()
    assert "něco škodlivého" in infected.content.decode()
