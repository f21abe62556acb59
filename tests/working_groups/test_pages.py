"""Pages of groups and meetings: what everybody sees, what members see, links of mails, the desk, calendars, joining."""

from datetime import date, datetime, timedelta

import icalendar
import pytest
import vobject
from bs4 import BeautifulSoup
from django.core import signing
from django.utils import timezone

from kpss_portal import spam_guard
from kpss_portal.models import OutgoingMail
from kpss_portal.search import search
from tests.accounts.factories import UserFactory
from tests.community.factories import EventFactory, OfficeFactory
from tests.working_groups.factories import (
    PRAGUE,
    AgendaItemFactory,
    AttendanceFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    PaperFactory,
)
from working_groups import indexing, joining
from working_groups.enums import JoinState, MemberRole, Presence, Reply, Side
from working_groups.models import Attendance, CalendarFeed, JoinRequest, Meeting
from working_groups.reply_links import SALT, reply_address, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return GroupFactory(name="Senioři", slug="seniori")


@pytest.fixture
def meeting(group):
    return MeetingFactory(groups=[group], title="Péče o víkendech", invited=True, link="https://video.example.cz/tajne")


@pytest.fixture
def asked(meeting, group):
    """An invitation that waits for its answer."""
    return AttendanceFactory(meeting=meeting, membership=MembershipFactory(group=group))


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text_of(response):
    return " ".join(soup(response).main.get_text(" ").split())


def test_public_sees_names_only_of_those_who_agreed(client, group):
    fields = {"group": group, "without_account": True}
    MembershipFactory(**fields, name="Tomáš Cvičný", public_function="starosta", side=Side.COMMISSIONER)
    MembershipFactory(**fields, name="Petr Zkušební", organisation="Centrum", name_consented_on=date(2026, 1, 1))
    MembershipFactory(**fields, name="Eva Nanečistá", organisation="Hospic")
    MembershipFactory(**fields, name="Božena Smyšlená", organisation="pacienti", side=Side.USER)
    MembershipFactory(**fields, name="Ludmila Bývalá", name_consented_on=date(2026, 1, 1), ended=True)

    page = client.get("/skupiny/seniori/")

    words = text_of(page)
    for shown in ("Tomáš Cvičný , starosta", "Petr Zkušební", "zástupce poskytovatele Hospic", "zástupce uživatelů"):
        assert shown.replace(" ,", ",") in words.replace(" ,", ",")
    html = page.content.decode()
    for hidden in ("Nanečistá", "Smyšlená", "pacienti", "Bývalá", "@example.cz"):
        assert hidden not in html


def test_member_sees_names_of_the_group(signed_in, group):
    member = MembershipFactory(group=group)
    MembershipFactory(group=group, without_account=True, name="Eva Nanečistá")

    assert "Eva Nanečistá" in text_of(signed_in(member.user).get("/skupiny/seniori/"))


def test_name_with_a_script_is_only_text(client, group):
    MembershipFactory(
        group=group, without_account=True, name="<script>alert(1)</script>", name_consented_on=date(2026, 1, 1)
    )

    page = client.get("/skupiny/seniori/")

    assert b"<script>alert" not in page.content
    assert "<script>alert(1)</script>" in text_of(page)


@pytest.mark.parametrize("count", [1, 10])
def test_pages_cost_the_same_for_any_number(client, count, django_assert_max_num_queries):
    OfficeFactory()
    groups = [GroupFactory() for _number in range(count)]
    meetings = [
        MeetingFactory(groups=groups, invited=True, starts_at=datetime(2126, 2, 1 + number, 13, tzinfo=PRAGUE))
        for number in range(count)
    ]
    for number in range(count):
        AttendanceFactory(meeting=meetings[0], membership=MembershipFactory(group=groups[0]))
        AgendaItemFactory(meeting=meetings[0])
        PaperFactory(meeting=meetings[0])
        MeetingFactory(groups=groups, held=True, starts_at=datetime(2026, 3, 1 + number, 13, tzinfo=PRAGUE))
    addresses = [
        "/skupiny/",
        groups[0].get_absolute_url(),
        meetings[0].get_absolute_url(),
        "/kalendar/",
        "/kalendar.ics",
    ]
    client.get("/skupiny/")

    for address in addresses:
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/skupiny/neni/",
        "/skupiny/seniori/2026-02-30/",
        "/skupiny/seniori/2026-02-28/",
        "/skupiny/seniori/x/",
        "/ucast/x/",
    ],
)
def test_what_is_not_there_says_so(client, group, address):
    assert client.get(address).status_code == 404


def test_draft_and_hidden_group_do_not_exist_for_the_public(client, group):
    draft = MeetingFactory(groups=[group])
    hidden = GroupFactory(is_public=False)

    answers = [client.get(found.get_absolute_url()).status_code for found in (draft, hidden)]

    assert answers == [404, 404]


def test_meeting_shows_its_agenda_to_all_and_internal_papers_to_members(client, signed_in, meeting, group):
    AgendaItemFactory(meeting=meeting, title="Kolik bude stát neděle")
    paper = PaperFactory(meeting=meeting, document__title="Vnitřní rozbor")
    member = MembershipFactory(group=group)
    stranger = MembershipFactory()
    address = meeting.get_absolute_url()

    public = client.get(address)
    seen = client.get(paper.get_absolute_url()).status_code
    other = signed_in(stranger.user).get(paper.get_absolute_url()).status_code
    inside = signed_in(member.user).get(address)
    read = client.get(paper.get_absolute_url())

    assert "Kolik bude stát neděle" in text_of(public)
    assert b"rozbor" not in public.content
    assert b"video.example.cz" not in public.content
    assert (seen, other) == (404, 404)
    assert "Vnitřní rozbor" in text_of(inside)
    assert (read.status_code, b"".join(read.streaming_content)) == (200, b"Ahoj\n")
    assert read["Content-Disposition"].startswith("attachment")
    assert client.get(f"/soubory/{paper.document.uuid}/").status_code == 404


def test_common_meeting_stands_on_the_pages_of_both_groups(client, group):
    other = GroupFactory()
    meeting = MeetingFactory(groups=[group, other], invited=True, title="Společné téma")

    for one in (group, other):
        assert "Společné téma" in text_of(client.get(one.get_absolute_url()))
        assert client.get(meeting.address_in(one)).status_code == 200


def test_opening_the_link_of_a_mail_changes_nothing(client, asked):
    page = client.get(reply_address(asked))

    asked.refresh_from_db()
    assert (page.status_code, asked.reply, page["X-Robots-Tag"]) == (200, Reply.NONE, "noindex")
    assert page["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"reply": "yes"}, ("yes", "")),
        ({"reply": "excused", "note": "nemoc"}, ("excused", "")),
        ({"reply": "represented", "substitute": "Iva Cvičná"}, ("represented", "Iva Cvičná")),
        ({"reply": "yes", "substitute": "Iva Cvičná"}, ("yes", "")),
    ],
)
def test_answer_is_kept_without_an_account_and_may_be_changed(client, asked, typed, kept):
    client.post(reply_address(asked), {"reply": "yes"})

    response = client.post(reply_address(asked), typed)

    asked.refresh_from_db()
    assert (response.status_code, asked.reply, asked.substitute_name) == (302, *kept)


@pytest.mark.parametrize("typed", [{}, {"reply": "none"}, {"reply": "represented"}, {"reply": "no' OR 1=1"}])
def test_answer_that_says_nothing_is_shown_again(client, asked, typed):
    page = client.post(reply_address(asked), {**typed, "note": "můj vzkaz"})

    asked.refresh_from_db()
    assert (page.status_code, asked.reply) == (200, Reply.NONE)
    assert soup(page).find("input", {"name": "note"})["value"] == "můj vzkaz"
    assert soup(page).select(".error-summary")


def test_link_is_good_for_its_purpose_only(client, asked):
    other_purpose = signing.Signer(salt="something.else").sign(asked.uuid.hex)
    other_thing = signing.Signer(salt=SALT).sign("0" * 32)
    broken = token_of(asked)[:-1] + ("A" if token_of(asked)[-1] != "A" else "B")

    pages = [client.post(f"/ucast/{token}/", {"reply": "yes"}) for token in (other_purpose, other_thing, broken)]

    assert [page.status_code for page in pages] == [404, 404, 404]
    assert "Adresa není celá" in text_of(pages[2])
    assert set(Attendance.objects.values_list("reply", flat=True)) == {Reply.NONE}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"starts_at": datetime(2026, 1, 5, 13, tzinfo=PRAGUE)}, "Setkání už začalo"),
        ({"state": "cancelled", "cancelled_at": datetime(2026, 1, 5, tzinfo=PRAGUE)}, "Setkání bylo zrušeno"),
    ],
)
def test_old_link_explains_itself(client, asked, coordinator, change, words):
    who = {"cancelled_by": coordinator} if "state" in change else {}
    Meeting.objects.filter(pk=asked.meeting_id).update(**change, **who)

    page = client.get(reply_address(asked))

    assert page.status_code == 410
    assert words in text_of(page)


def test_desk_asks_for_a_sign_in_and_comes_back(client):
    response = client.get("/moje/")

    assert (response.status_code, response["Location"]) == (302, "/ucet/prihlaseni/?next=/moje/")


def test_desk_shows_what_waits_and_answers_by_a_button(signed_in, asked):
    client = signed_in(asked.membership.user)

    page = client.get("/moje/")
    form = soup(page).select_one("main form[action^='/ucast/']")
    client.post(form["action"], {"reply": form.find("button")["value"]})

    asked.refresh_from_db()
    assert "Čeká na vás 1 věc" in text_of(page)
    assert asked.reply == Reply.YES
    assert "Teď na vás nic nečeká" in text_of(client.get("/moje/"))


def test_desk_of_somebody_without_a_group_gives_advice(signed_in):
    assert "Zatím nejste členem žádné skupiny" in text_of(signed_in(UserFactory()).get("/moje/"))


def test_desk_of_an_ended_member_shows_nothing_of_the_group(signed_in, meeting, group):
    member = MembershipFactory(group=group, ended=True)
    AttendanceFactory(meeting=meeting, membership=member)

    assert "Péče o víkendech" not in text_of(signed_in(member.user).get("/moje/"))


@pytest.mark.parametrize("count", [1, 5])
def test_desk_costs_the_same_for_any_number(signed_in, group, count, django_assert_max_num_queries):
    member = MembershipFactory(group=group)
    for number in range(count):
        meeting = MeetingFactory(
            groups=[group], invited=True, starts_at=datetime(2126, 2, 1 + number, 13, tzinfo=PRAGUE)
        )
        AttendanceFactory(meeting=meeting, membership=member)
        PaperFactory(meeting=meeting)
    client = signed_in(member.user)
    client.get("/moje/")

    with django_assert_max_num_queries(15):
        client.get("/moje/")


def test_calendar_of_a_group_has_its_public_meetings_for_two_readers(client, meeting, group):
    MeetingFactory(groups=[group], title="Rozpracované")
    MeetingFactory(groups=[group], title="Neveřejné", invited=True, is_public=False)
    off = MeetingFactory(groups=[group], title="Zrušené", cancelled=True)

    body = client.get("/skupiny/seniori/kalendar.ics").content

    events = {str(event["UID"]).split("@")[0]: event for event in icalendar.Calendar.from_ical(body).walk("VEVENT")}
    assert set(events) == {str(meeting.uuid), str(off.uuid)}
    assert str(events[str(off.uuid)]["STATUS"]) == "CANCELLED"
    assert b"video.example.cz" not in body
    read = vobject.readOne(body.decode())
    assert sorted(event.summary.value for event in read.vevent_list) == [
        "Péče o víkendech (Senioři)",
        "Zrušené (Senioři)",
    ]


def test_common_calendar_has_events_of_the_office_and_public_meetings(client, meeting):
    EventFactory(title="Veřejné projednání")
    MeetingFactory(invited=True, is_public=False, title="Neveřejné")

    page, body = client.get("/kalendar/"), client.get("/kalendar.ics").content

    assert {str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(body).walk("VEVENT")} == {
        "Veřejné projednání",
        "Péče o víkendech (Senioři)",
    }
    links = [link["href"] for link in soup(page).select(".dated a")]
    assert links == [meeting.get_absolute_url()]


def test_private_calendar_opens_by_its_secret_until_it_is_renewed(client, signed_in, meeting, group):
    member = MembershipFactory(group=group)
    Meeting.objects.update(is_public=False)
    signed_in(member.user).post("/moje/kalendar/")
    address = CalendarFeed.objects.get().get_absolute_url()
    client.logout()

    body = client.get(address)
    signed_in(member.user).post("/moje/kalendar/")
    renewed = CalendarFeed.objects.get().get_absolute_url()
    client.logout()

    assert b"video.example.cz/tajne" in body.content.replace(b"\r\n ", b"")
    assert (body["Cache-Control"], body["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert (client.get(address).status_code, client.get(renewed).status_code) == (404, 200)


def test_private_calendar_cannot_be_guessed_and_ends_with_the_membership(client, meeting, group):
    member = MembershipFactory(group=group)
    feed = CalendarFeed.objects.create(user=member.user)
    forged = f"/moje/kalendar/{feed.key.hex}{'0' * 32}.ics"
    guessed = client.get(forged).status_code
    type(member).objects.update(ends_on=timezone.localdate() - timedelta(days=1))

    body = client.get(feed.get_absolute_url()).content
    member.user.is_active = False
    member.user.save()

    assert guessed == 404
    assert icalendar.Calendar.from_ical(body).walk("VEVENT") == []
    assert client.get(feed.get_absolute_url()).status_code == 404


def join_data(monkeypatch, **typed):
    monkeypatch.setattr(spam_guard, "LEAST_SECONDS", -1)
    return {
        "name": "Alois Vzorný",
        "phone": "416000999",
        "side": "user",
        "given_out": spam_guard.token_for("join"),
        **typed,
    }


def test_offer_to_take_part_is_kept_once_and_told_to_the_office_without_its_words(client, group, monkeypatch):
    OfficeFactory(email="urad@example.cz")
    data = join_data(monkeypatch, group=group.pk, text="Starám se o maminku.")

    first, second = (client.post("/skupiny/zapojit-se/", data) for _time in range(2))

    wish = JoinRequest.objects.get()
    assert (first.status_code, second.status_code, wish.state) == (302, 302, JoinState.WAITING)
    sent = OutgoingMail.objects.get()
    assert sent.to == "urad@example.cz"
    assert "maminku" not in sent.text
    assert "Alois" not in sent.text + sent.subject


def test_offer_without_a_contact_is_shown_again_with_what_was_typed(client, monkeypatch):
    page = client.post("/skupiny/zapojit-se/", join_data(monkeypatch, phone="", text="Chci pomoci."))

    assert (page.status_code, JoinRequest.objects.count()) == (200, 0)
    assert "Chci pomoci." in soup(page).find("textarea").text
    assert "abychom vám mohli odpovědět" in text_of(page)


def test_robot_gets_thanks_and_quarantine_which_is_forgotten(client, monkeypatch):
    OfficeFactory(email="urad@example.cz")
    response = client.post("/skupiny/zapojit-se/", join_data(monkeypatch, homepage="https://spam.example"))
    state = JoinRequest.objects.get().state

    joining.forget_old(timezone.now() + timedelta(days=8))

    assert (response.status_code, state, OutgoingMail.objects.count()) == (302, JoinState.QUARANTINE, 0)
    assert JoinRequest.objects.count() == 0


def test_settled_offer_is_deleted_after_half_a_year(coordinator):
    wish = JoinRequest.objects.create(name="Zita Ukázková", phone="1")
    joining.decide(wish, JoinState.ACCEPTED, by=coordinator)

    joining.forget_old(timezone.now() + timedelta(days=100))
    kept = JoinRequest.objects.count()
    joining.forget_old(timezone.now() + timedelta(days=184))

    assert (kept, JoinRequest.objects.count()) == (1, 0)


def test_leader_records_attendance_on_one_page(signed_in, group):
    head = MembershipFactory(group=group, role=MemberRole.MANAGER)
    member = MembershipFactory(group=group)
    meeting = MeetingFactory(groups=[group], invited=True, starts_at=datetime(2026, 2, 3, 13, tzinfo=PRAGUE))
    address = meeting.get_absolute_url() + "ucast/"
    data = {f"presence_{head.pk}": "present", f"presence_{member.pk}": "excused", "guest_1": "Ota Vzorný"}

    response = signed_in(head.user).post(address, data)

    assert response.status_code == 302
    assert set(meeting.attendance.values_list("presence", flat=True)) == {"present", "excused", "guest"}
    public = signed_in(UserFactory()).get(meeting.get_absolute_url())
    assert "Ota" not in text_of(public)
    assert "poskytovatelé : 1" in text_of(public).replace(": ", " : ").replace("  ", " ")


@pytest.mark.parametrize(("role", "status"), [(MemberRole.MEMBER, 403), (MemberRole.SECRETARY, 200)])
def test_attendance_and_its_sheet_are_for_those_who_lead(signed_in, meeting, group, role, status):
    member = MembershipFactory(group=group, role=role)

    assert signed_in(member.user).get(meeting.get_absolute_url() + "ucast/").status_code == status


def test_search_finds_public_groups_and_meetings(meeting, group):
    hidden = GroupFactory(name="Tajní senioři", is_public=False)
    MeetingFactory(groups=[hidden], invited=True, title="Víkendech potají")

    indexing.reindex_all()

    assert {entry.title for entry in search("senioři").entries} == {"Senioři", "Péče o víkendech"}
    group.is_public = False
    group.save()
    indexing.reindex_group(group)
    assert list(search("senioři").entries) == []


def test_presence_of_a_guest_is_counted_beside_members(client, group):
    meeting = MeetingFactory(groups=[group], held=True)
    AttendanceFactory(meeting=meeting, membership=MembershipFactory(group=group), presence=Presence.PRESENT)
    AttendanceFactory(meeting=meeting, membership=None, guest_name="Ota Vzorný", presence=Presence.GUEST)

    assert "Přišli 2 lidé" in text_of(client.get("/skupiny/seniori/"))
