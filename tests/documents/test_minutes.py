"""Published minutes and archives of a year: both profiles at once, and what must stand in them."""

import subprocess

import pytest

from tests.documents.verapdf import foreign_fonts, verapdf
from tests.working_groups.factories import (
    AttendanceFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    PaperFactory,
)
from tests.working_groups.minutes.factories import DecisionFactory, MinutesFactory, TaskFactory
from working_groups import archiving
from working_groups.enums import Audience, Presence
from working_groups.minutes import printing
from working_groups.models import GroupArchive

pytestmark = pytest.mark.django_db
TEXT = (
    "<h2>Víkendy</h2><p>Na sobotu jsou dvě pracovnice. Poznámka [[pod čarou]] je dole.</p><h3>Doprava</h3>"
    "<ul><li>jízdní řády</li></ul><table><tbody><tr><th>Kdo</th><td>Město</td></tr></tbody></table>"
)


@pytest.fixture
def minutes():
    group = GroupFactory(name="Senioři", slug="seniori")
    meeting = MeetingFactory(held=True, groups=[group], title="Víkendová péče")
    member = MembershipFactory(group=group, without_account=True, name="Jana Vzorová", organisation="Charita")
    AttendanceFactory(meeting=meeting, membership=member, presence=Presence.PRESENT)
    DecisionFactory(group=group, meeting=meeting, released=True)
    TaskFactory(group=group, meeting=meeting, owner=member)
    PaperFactory(meeting=meeting, document__title="Rozpočet")
    return MinutesFactory(meeting=meeting, published=True, public_text=TEXT, summary="Dohoda o sobotách.")


def written(stored, folder, name):
    path = folder / name
    with stored.file.open("rb") as file:
        path.write_bytes(file.read())
    return path


def text_of(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def test_minutes_and_both_archives_conform_to_both_profiles(minutes, tmp_path):
    group = minutes.meeting.main_group
    paths = [written(printing.make_pdf(minutes), tmp_path, "minutes.pdf")]
    for audience in Audience:
        archive = archiving.make(GroupArchive.objects.create(group=group, year=2026, audience=audience))
        paths.append(written(archive.pdf, tmp_path, f"{audience}.pdf"))

    assert verapdf(*paths) == {"ua1": [], "2a": []}
    assert foreign_fonts(*paths) == set()
    public, members = text_of(paths[1]), text_of(paths[2])
    assert "Jana Vzorová" not in text_of(paths[0]) + public
    assert "Jana Vzorová" in members
    assert ("Rozpočet" in public, "Rozpočet" in members) == (False, True)
    for words in ("Dohoda o sobotách.", "Víkendy", "jízdní řády", "Skupina doporučuje", "Charita"):
        assert words in text_of(paths[0])
