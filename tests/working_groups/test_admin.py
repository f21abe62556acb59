"""Calling a meeting in the workshop: form, preview, test, one sending; figures and offers for the office."""

from datetime import date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kpss_portal.duties import duties_of
from kpss_portal.models import OutgoingMail
from tests.community.factories import OfficeFactory
from tests.working_groups.factories import PRAGUE, AttendanceFactory, GroupFactory, MeetingFactory, MembershipFactory
from working_groups.enums import JoinState, MeetingState, Reply
from working_groups.models import Group, JoinRequest, Meeting

pytestmark = pytest.mark.django_db

ADD = "/admin/working_groups/meeting/add/"


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text_of(response):
    return " ".join(soup(response).select_one("#content").get_text(" ").split())


def typed(*groups, **changes):
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    usual = {"title": "Péče o víkendech", "day": day, "begins": "13:00", "ends": "15:00", "place": "Klub seniorů"}
    return {**usual, "groups": [group.pk for group in groups], "agenda": "13:00 Úvod | Charita\nRůzné", **changes}


@pytest.fixture
def groups():
    OfficeFactory(email="urad@example.cz")
    made = [GroupFactory(), GroupFactory()]
    for group in made:
        MembershipFactory(group=group)
    return made


def test_coordinator_calls_two_groups_with_an_agenda_in_three_screens(signed_in, coordinator, groups):
    client = signed_in(coordinator)

    form = client.get(ADD)
    preview = client.post(ADD, typed(*groups), follow=True)
    sent = client.post(preview.request["PATH_INFO"], {"krok": "poslat"}, follow=True)

    meeting = Meeting.objects.get()
    assert [page.status_code for page in (form, preview, sent)] == [200, 200, 200]
    assert (meeting.state, set(meeting.groups.all())) == (MeetingState.INVITED, set(groups))
    assert [(item.title, item.presenter) for item in meeting.agenda.all()] == [("Úvod", "Charita"), ("Různé", "")]
    assert "Odejdou 2 e-maily" in text_of(preview)
    assert OutgoingMail.objects.count() == 2


def test_sending_twice_sends_once(signed_in, coordinator, groups):
    client = signed_in(coordinator)
    address = client.post(ADD, typed(*groups))["Location"]

    for _time in range(2):
        client.post(address, {"krok": "poslat"})

    assert OutgoingMail.objects.count() == 2


def test_same_form_sent_twice_makes_one_meeting(signed_in, coordinator, groups):
    client = signed_in(coordinator)
    client.post(ADD, typed(*groups))

    again = client.post(ADD, typed(*groups))

    assert "už má tento den setkání" in text_of(again)
    assert Meeting.objects.count() == 1


def test_test_goes_to_oneself_and_invites_nobody(signed_in, coordinator, groups):
    client = signed_in(coordinator)
    address = client.post(ADD, typed(*groups))["Location"]

    client.post(address, {"krok": "zkusit"})

    assert [row.to for row in OutgoingMail.objects.all()] == [coordinator.email]
    assert Meeting.objects.get().state == MeetingState.DRAFT


def test_preview_warns_when_the_notice_of_the_rules_is_not_kept(signed_in, coordinator, groups):
    groups[0].notice_number = 30
    groups[0].save()

    page = signed_in(coordinator).post(ADD, typed(*groups), follow=True)

    last = timezone.localdate() + timedelta(days=20 - 30)
    assert f"{groups[0].name}: podle pravidel měla pozvánka odejít do {last.day}." in text_of(page).replace("\xa0", " ")
    assert f"{groups[1].name}: podle" not in text_of(page)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"groups": []}, "groups"),
        ({"title": ""}, "title"),
        ({"day": "31. 2. 2027"}, "day"),
        ({"ends": "12:00"}, "ends"),
        ({"agenda": "25:00 Nikdy"}, "agenda"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"repetition": "monthly"}, "repeat_count"),
        ({"repetition": "monthly", "repeat_count": "99"}, "repeat_count"),
    ],
)
def test_mistake_is_said_by_its_field_and_nothing_typed_is_lost(signed_in, coordinator, groups, changes, field):
    page = signed_in(coordinator).post(ADD, typed(*groups, place="Velký sál", **changes))

    row = soup(page).find(attrs={"name": field}).find_parent(class_="form-row")
    assert row.select(".errorlist li")
    assert soup(page).find("input", {"name": "place"})["value"] == "Velký sál"
    assert Meeting.objects.count() == 0


def test_papers_come_along_and_dangerous_ones_do_not(signed_in, coordinator, groups):
    client = signed_in(coordinator)
    svg = SimpleUploadedFile("obrazek.svg", b"<svg onload='alert(1)'/>")
    program = SimpleUploadedFile("navrh.pdf", b"MZ\x90\x00" + b"\0" * 200)
    refused = client.post(ADD, typed(*groups, papers=[svg, program]))
    paper = SimpleUploadedFile("Navrh_planu.pdf", MINIMAL_PDF)

    client.post(ADD, typed(*groups, papers=[paper]))

    assert "obrazek.svg" in text_of(refused)
    assert "navrh.pdf" in text_of(refused)
    found = Meeting.objects.get().papers.get()
    assert (found.document.title, found.is_public) == ("Navrh planu", False)


MINIMAL_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n"
    b"0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


def test_series_prepares_drafts_on_the_same_weekday(signed_in, coordinator, groups):
    signed_in(coordinator).post(ADD, typed(*groups, repetition="monthly", repeat_count="3"))

    meetings = list(Meeting.objects.order_by("starts_at"))
    assert len(meetings) == 4
    assert len({meeting.series for meeting in meetings}) == 1
    assert len({meeting.day.weekday() for meeting in meetings}) == 1
    assert {meeting.state for meeting in meetings} == {MeetingState.DRAFT}


def test_change_of_an_invited_meeting_is_told_and_the_groups_stay(signed_in, coordinator, groups):
    client = signed_in(coordinator)
    address = client.post(ADD, typed(*groups))["Location"]
    client.post(address, {"krok": "poslat"})
    meeting = Meeting.objects.get()

    client.post(f"/admin/working_groups/meeting/{meeting.pk}/upravit/", typed(GroupFactory(), place="Radnice"))

    meeting.refresh_from_db()
    assert (meeting.place, meeting.sequence, set(meeting.groups.all())) == ("Radnice", 1, set(groups))
    assert OutgoingMail.objects.filter(kind="meeting-change").count() == 2


def test_silent_are_reminded_from_the_page_of_the_meeting_once(signed_in, coordinator, groups):
    client = signed_in(coordinator)
    address = client.post(ADD, typed(*groups))["Location"]
    page = client.post(address, {"krok": "poslat"})["Location"]

    offered = soup(client.get(page)).select('button[value="upomenout"]')
    client.post(page, {"krok": "upomenout"})
    after = soup(client.get(page)).select('button[value="upomenout"]')

    assert ([button.get_text() for button in offered], after) == (["Upomenout 2 lidi, kteří neodpověděli"], [])
    assert OutgoingMail.objects.filter(kind="meeting-reminder").count() == 2


def test_moving_below_the_notice_of_the_rules_is_warned_of(signed_in, coordinator, groups):
    Group.objects.filter(pk=groups[0].pk).update(notice_number=7)
    client = signed_in(coordinator)
    address = client.post(ADD, typed(*groups))["Location"]
    client.post(address, {"krok": "poslat"})
    edit = f"/admin/working_groups/meeting/{Meeting.objects.get().pk}/upravit/"
    soon = timezone.localdate() + timedelta(days=3)

    moved = client.post(edit, typed(*groups, day=soon.isoformat()), follow=True).content.decode()
    renamed = client.post(edit, typed(*groups, day=soon.isoformat(), title="Jinak"), follow=True).content.decode()

    assert f"{groups[0].name}: podle pravidel" in moved
    assert "podle pravidel" not in renamed  # the day stayed


def test_two_people_over_one_meeting_do_not_overwrite_each_other(signed_in, coordinator, groups):
    client = signed_in(coordinator)
    client.post(ADD, typed(*groups))
    meeting = Meeting.objects.get()
    address = f"/admin/working_groups/meeting/{meeting.pk}/upravit/"
    seen = soup(client.get(address)).find("input", {"name": "seen_at"})["value"]
    client.post(address, typed(*groups, title="První", seen_at=seen))

    page = client.post(address, typed(*groups, title="Druhý", seen_at=seen))

    meeting.refresh_from_db()
    assert meeting.title == "První"
    assert soup(page).find("input", {"name": "title"})["value"] == "Druhý"


def test_cancelling_tells_the_invited_and_happens_once(signed_in, coordinator, groups):
    client = signed_in(coordinator)
    address = client.post(ADD, typed(*groups))["Location"]
    client.post(address, {"krok": "poslat"})
    meeting = Meeting.objects.get()
    page = f"/admin/working_groups/meeting/{meeting.pk}/change/"

    for _time in range(2):
        client.post(page, {"krok": "zrusit", "reason": "Nemoc"})

    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancel_reason) == (MeetingState.CANCELLED, "Nemoc")
    assert OutgoingMail.objects.filter(kind="meeting-cancelled").count() == 2
    assert "Setkání se nekoná" in client.get(meeting.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["editor", "administrator"])
def test_only_the_coordinator_calls_cancels_and_deletes(request, signed_in, groups, who):
    meeting = MeetingFactory(groups=groups)
    client = signed_in(request.getfixturevalue(who))
    page = f"/admin/working_groups/meeting/{meeting.pk}/"

    answers = [client.post(ADD, typed(*groups)).status_code, client.post(f"{page}pozvanka/").status_code]
    client.post(f"{page}change/", {"krok": "smazat"})

    assert answers == [403, 403]
    assert client.get(f"{page}change/").status_code == 200
    assert Meeting.objects.get().state == MeetingState.DRAFT


@pytest.mark.parametrize("year", ["2026", "abc", "99999999999", "-1", "²"])
def test_statistics_open_for_any_year_that_is_typed(signed_in, coordinator, groups, year):
    AttendanceFactory(meeting=MeetingFactory(groups=groups, held=True))

    assert signed_in(coordinator).get("/admin/working_groups/group/statistika/", {"rok": year}).status_code == 200


def test_lists_and_forms_of_the_workshop_open(signed_in, coordinator, groups):
    wish = JoinRequest.objects.create(name="<script>alert(1)</script>", phone="1", group=groups[0])
    client = signed_in(coordinator)
    nouns = {"group": groups[0], "membership": groups[0].memberships.get(), "joinrequest": wish}

    for noun, thing in nouns.items():
        for end in ("", f"{thing.pk}/change/"):
            page = client.get(f"/admin/working_groups/{noun}/{end}")
            assert page.status_code == 200
            assert b"<script>alert" not in page.content


def test_offer_is_settled_once(signed_in, coordinator, groups):
    wish = JoinRequest.objects.create(name="Alois Vzorný", phone="1", group=groups[0], side="user")
    address = f"/admin/working_groups/joinrequest/{wish.pk}/change/"
    client = signed_in(coordinator)

    taken = client.post(address, {"krok": "prijmout"})
    client.post(address, {"krok": "odmitnout"})

    wish.refresh_from_db()
    assert (wish.state, wish.decided_by) == (JoinState.ACCEPTED, coordinator)
    assert taken["Location"] == f"/admin/working_groups/membership/add/?side=user&group={groups[0].pk}"


def test_workshop_says_what_groups_wait_for(coordinator, reader, groups):
    group = groups[0]
    group.notice_number = 7
    group.save()
    soon = timezone.now() + timedelta(days=3)
    MeetingFactory(groups=[group], title="Pozdě", starts_at=soon)
    silent = MeetingFactory(groups=[group], title="Mlčí", invited=True, starts_at=soon)
    AttendanceFactory(meeting=silent, membership=group.memberships.get())
    answered = MeetingFactory(groups=[group], title="Odpověděli", invited=True, starts_at=soon)
    AttendanceFactory(meeting=answered, membership=group.memberships.get(), reply=Reply.YES, replied_at=timezone.now())
    MeetingFactory(groups=[group], title="Bez účasti", held=True, starts_at=datetime(2026, 1, 5, 13, tzinfo=PRAGUE))
    MembershipFactory(group=group, ends_on=timezone.localdate() + timedelta(days=9))
    JoinRequest.objects.create(name="Alois Vzorný", phone="1")

    told = [str(duty.text) for duty in duties_of(coordinator) if str(duty.subject) == "Skupiny"]

    assert any(text.startswith("Na „Pozdě“") for text in told)
    assert "Mlčí: 1 pozvaný neodpověděl." in told
    assert any(text.startswith("Kdo byl na setkání „Bez účasti“") for text in told)
    assert any("končí členství" in text for text in told)
    assert "1 člověk se chce zapojit do plánování." in told
    assert not any("Odpověděli" in text for text in told)
    assert [duty for duty in duties_of(reader) if str(duty.subject) == "Skupiny"] == []


def test_group_below_its_minimum_is_told_in_autumn(coordinator, groups, monkeypatch):
    groups[0].minimum_meetings_yearly = 4
    groups[0].save()
    monkeypatch.setattr("working_groups.duties.timezone.localdate", lambda *_now: date(2026, 10, 1))

    told = [str(duty.text) for duty in duties_of(coordinator)]

    assert f"{groups[0].name}: letos setkání 0, pravidla jich žádají 4." in told
