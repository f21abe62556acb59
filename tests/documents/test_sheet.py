"""The attendance sheet: both profiles at once, and what is printed."""

import subprocess

import pytest

from tests.community.factories import OfficeFactory
from tests.documents.verapdf import foreign_fonts, verapdf
from tests.working_groups.factories import GroupFactory, MeetingFactory, MembershipFactory
from working_groups.enums import MemberRole

pytestmark = pytest.mark.django_db


def test_attendance_sheet_conforms_to_both_profiles_and_names_the_members(signed_in, tmp_path):
    OfficeFactory()
    group = GroupFactory(name="Senioři")
    head = MembershipFactory(group=group, role=MemberRole.MANAGER)
    for number in range(25):
        MembershipFactory(group=group, without_account=True, name=f"Jana Vzorová {number}", organisation="Úřad & spol.")
    meeting = MeetingFactory(groups=[group], invited=True, number=27)

    response = signed_in(head.user).get(meeting.get_absolute_url() + "prezencni-listina.pdf")

    path = tmp_path / "listina.pdf"
    path.write_bytes(response.content)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert verapdf(path, profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    assert foreign_fonts(path) == set()
    for words in ("Prezenční listina", "27. setkání", "Jana Vzorová 24", "Úřad & spol.", "Podpis", "strana 2 z "):
        assert words in text
