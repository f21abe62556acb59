"""A file is taken once, turned into a page, held back while nobody knows whether it is clean."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kpss_portal.files import inspect_upload
from kpss_portal.models import AuditEntry, OutgoingMail
from tests.kpss_portal.scanners import EICAR, answering, nobody
from tests.working_groups.factories import MeetingFactory
from tests.working_groups.minutes.factories import MinutesFactory, docx, facts_of, upload_of
from working_groups.enums import FileVersion, MinutesState, ScanState
from working_groups.minutes import scanning
from working_groups.minutes.errors import NoMinutesNow, StepNotOpen
from working_groups.minutes.taking import take_file, take_other
from working_groups.models import Minutes, MinutesFile


def test_file_of_a_member_is_stored_and_read_as_a_page(member, meeting):
    taken = take_file(meeting, facts_of("Dobrý den", "Usnesli se"), by=member, summary="Dohoda.", attended=11)

    minutes = taken.file.minutes
    assert taken.is_new
    assert minutes.converted_text == "<p>Dobrý den</p><p>Usnesli se</p>"
    assert (minutes.state, minutes.summary, minutes.attended_count) == (MinutesState.UPLOADED, "Dohoda.", 11)
    assert (minutes.handed_in_by, taken.file.uploaded_by) == (member, member)
    with taken.file.file.open() as stored:
        assert stored.read() == docx("Dobrý den", "Usnesli se")
    assert [event.step for event in minutes.events.all()] == ["begin", "upload"]
    assert AuditEntry.objects.filter(action="minutes.upload").count() == 1


def test_the_same_upload_sent_twice_is_one(member, meeting):
    first = take_file(meeting, facts_of("Zápis"), by=member)
    letters = OutgoingMail.objects.count()
    second = take_file(meeting, facts_of("Zápis"), by=member)

    assert (second.file.pk, second.is_new) == (first.file.pk, False)
    assert MinutesFile.objects.count() == Minutes.objects.count() == 1
    assert OutgoingMail.objects.count() == letters
    assert [event.step for event in first.file.minutes.events.all()] == ["begin", "upload"]


def test_newer_file_takes_the_place_of_the_older_one(member, meeting):
    take_file(meeting, facts_of("První"), by=member)
    second = take_file(meeting, facts_of("Druhý"), by=member)

    minutes = second.file.minutes
    assert list(minutes.files.current()) == [second.file]
    assert minutes.converted_text == "<p>Druhý</p>"


def test_older_file_sent_again_is_the_current_one(member, meeting):
    first = take_file(meeting, facts_of("První"), by=member)
    take_file(meeting, facts_of("Druhý"), by=member)
    take_file(meeting, facts_of("První"), by=member)

    minutes = Minutes.objects.get()
    assert list(minutes.files.current()) == [first.file]
    assert minutes.converted_text == "<p>První</p>"


@pytest.mark.parametrize("who", ["former", "stranger", "guest", "reader", "editor"])
def test_others_send_nothing(request, meeting, who):
    with pytest.raises(PermissionDenied):
        take_file(meeting, facts_of("Zápis"), by=request.getfixturevalue(who))
    assert Minutes.objects.count() == 0


def test_checked_minutes_take_no_file(member, meeting):
    MinutesFactory(meeting=meeting, checked=True)

    with pytest.raises(StepNotOpen):
        take_file(meeting, facts_of("Zápis"), by=member)


@pytest.mark.parametrize(
    "trait", [{"cancelled": True}, {"invited": True, "starts_at": timezone.now() + timedelta(days=1)}, {}]
)
def test_meeting_that_did_not_take_place_has_no_minutes(member, group, trait):
    with pytest.raises(NoMinutesNow):
        take_file(MeetingFactory(groups=[group], **trait), facts_of("Zápis"), by=member)


def test_numbers_that_look_like_birth_numbers_are_counted(member, meeting):
    taken = take_file(meeting, facts_of("Paní r. č. 736028/5163", "IČO 00263958, tel. 416770011"), by=member)

    assert taken.file.birth_numbers == 1


def test_file_is_held_while_the_antivirus_is_silent_and_given_out_after(settings, member, meeting):
    settings.CLAMD = nobody()
    facts = inspect_upload(upload_of("Zápis"), may_wait=True)
    file = take_file(meeting, facts, by=member).file

    assert (file.scan, file.is_given_out, scanning.scan_held()) == (ScanState.WAITING, False, 0)
    with answering(None) as settings.CLAMD:
        assert scanning.scan_held() == 1
    file.refresh_from_db()
    assert (file.scan, file.is_given_out) == (ScanState.CLEAN, True)


def test_held_file_that_turns_out_infected_is_thrown_away(
    settings, member, meeting, django_capture_on_commit_callbacks
):
    settings.CLAMD = nobody()
    facts = inspect_upload(upload_of(EICAR.decode().replace("&", "&amp;")), may_wait=True)
    file = take_file(meeting, facts, by=member).file
    path = file.file.path
    with answering(b"stream: Eicar-Test FOUND\n") as settings.CLAMD, django_capture_on_commit_callbacks(execute=True):
        scanning.scan_held()

    file.refresh_from_db()
    assert (file.scan, file.is_given_out, list(file.minutes.files.current())) == (ScanState.INFECTED, False, [])
    assert not file.file.storage.exists(path)
    assert Minutes.objects.get().converted_text == ""
    assert OutgoingMail.objects.filter(to=member.email, kind="minutes").exists()


def test_checkers_are_told_but_not_the_one_who_sent_it(head, member, meeting):
    take_file(meeting, facts_of("Zápis"), by=head)
    assert not OutgoingMail.objects.filter(to=head.email).exists()

    take_file(meeting, facts_of("Oprava"), by=member)
    assert OutgoingMail.objects.filter(to=head.email).count() == 1


def test_sheet_comes_from_the_office_only(coordinator, head, meeting):
    minutes = MinutesFactory(meeting=meeting, approved=True)

    taken = take_other(minutes, facts_of("Podpisy"), FileVersion.SHEET, by=coordinator)
    again = take_other(minutes, facts_of("Podpisy"), FileVersion.SHEET, by=coordinator)

    assert (taken.is_new, again.is_new, taken.file.pk) == (True, False, again.file.pk)
    with pytest.raises(PermissionDenied):
        take_other(minutes, facts_of("Jiné"), FileVersion.SHEET, by=head)
