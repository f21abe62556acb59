"""Who heads a group calls its meetings where the rules say so, and writes down decisions and tasks; members bring papers."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kpss_portal.models import AuditEntry, OutgoingMail
from tests.working_groups.factories import GroupFactory, MeetingFactory, MembershipFactory
from working_groups.enums import Convener, MeetingState, MemberRole
from working_groups.models import AgendaItem, Decision, Meeting, MeetingPaper, Task

pytestmark = pytest.mark.django_db
DAY = date(2126, 5, 20)
TYPED = {
    "title": "Odlehčení o víkendech",
    "day": DAY.isoformat(),
    "begins": "13:00",
    "ends": "15:00",
    "place": "Radnice",
    "agenda": "13:00 Co chybí\nRůzné",
    "is_public": "on",
}


@pytest.fixture
def group():
    return GroupFactory(name="Senioři", slug="seniori", convener=Convener.MANAGER)


@pytest.fixture
def head(group):
    return MembershipFactory(group=group, role=MemberRole.MANAGER).user


@pytest.fixture
def member(group):
    return MembershipFactory(group=group).user


@pytest.fixture
def held(group):
    return MeetingFactory(held=True, groups=[group], title="Víkendová péče")


def address(name, meeting):
    return reverse(f"working_groups:{name}", args=["seniori", meeting.day])


def called(client, group, **more):
    return client.post(reverse("working_groups:call", args=[group.slug]), {**TYPED, "groups": [group.pk], **more})


# --- calling ------------------------------------------------------------------------------------------------------


def test_head_calls_the_group_in_three_pages(signed_in, head, member, group):
    client = signed_in(head)
    assert client.get(reverse("working_groups:call", args=[group.slug])).status_code == 200

    preview = called(client, group)
    shown = client.get(preview["Location"]).content.decode()
    sent = client.post(preview["Location"], {"krok": "poslat"})

    meeting = Meeting.objects.get()
    assert "Co chybí" in shown
    assert sent["Location"] == address("meeting", meeting)
    assert (meeting.state, meeting.invited_by) == (MeetingState.INVITED, head)
    assert OutgoingMail.objects.filter(to=member.email).exists()


def test_test_of_the_invitation_goes_to_the_head_alone(signed_in, head, member, group):
    client = signed_in(head)
    preview = called(client, group)["Location"]

    client.post(preview, {"krok": "zkusit"})

    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [head.email]
    assert Meeting.objects.get().state == MeetingState.DRAFT


def test_chair_prepares_and_the_office_sends(signed_in, head, member, group):
    group.convener = Convener.CHAIR
    group.save()
    client = signed_in(head)

    preview = called(client, group)["Location"]
    page = client.get(preview).content.decode()

    assert "koordinátor" in page
    assert 'value="poslat"' not in page
    assert client.post(preview, {"krok": "poslat"}).status_code == 403
    assert Meeting.objects.get().state == MeetingState.DRAFT


@pytest.mark.parametrize("convener", [Convener.COORDINATOR, Convener.MANAGER])
def test_member_calls_nobody(signed_in, member, group, convener):
    group.convener = convener
    group.save()

    assert called(signed_in(member), group).status_code == 403
    assert not Meeting.objects.exists()


def test_head_calls_only_own_groups(signed_in, head, group):
    foreign = GroupFactory(convener=Convener.MANAGER)

    page = called(signed_in(head), group, groups=[group.pk, foreign.pk])

    assert page.status_code == 200
    assert page.context["form"].errors["groups"]
    assert not Meeting.objects.exists()


def test_mistake_is_said_by_its_field_and_nothing_typed_is_lost(signed_in, head, group):
    page = called(signed_in(head), group, ends="12:00").content.decode()

    assert "Setkání musí skončit později, než začne." in page
    assert "Odlehčení o víkendech" in page


def test_head_moves_and_cancels_and_the_invited_are_told(signed_in, head, member, group):
    client = signed_in(head)
    client.post(called(client, group)["Location"], {"krok": "poslat"})
    meeting = Meeting.objects.get()

    client.post(address("edit-meeting", meeting), {**TYPED, "groups": [group.pk], "begins": "14:00", "ends": "16:00"})
    client.post(address("cancel-meeting", meeting), {"reason": "Nemoc"})

    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancel_reason) == (MeetingState.CANCELLED, "Nemoc")
    assert OutgoingMail.objects.filter(to=member.email).count() == 3


# --- papers -------------------------------------------------------------------------------------------------------


def bring(client, meeting, name="Návrh.pdf", content=b"%PDF-1.4\n%%EOF", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(address("papers", meeting), {"papers": file, **more})


def picture():
    from io import BytesIO

    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    return stream.getvalue()


def test_member_brings_a_paper_to_a_point(signed_in, member, group):
    meeting = MeetingFactory(invited=True, groups=[group])
    point = AgendaItem.objects.create(meeting=meeting, title="Co chybí")
    client = signed_in(member)

    bring(client, meeting, "mapa.png", picture(), item=point.pk, papers_are_public="on")

    paper = MeetingPaper.objects.get()
    assert (paper.item, paper.is_public, paper.document.title) == (point, False, "mapa")
    assert AuditEntry.objects.filter(action="meeting.paper").exists()
    assert paper.get_absolute_url() in client.get(address("meeting", meeting)).content.decode()
    assert paper.get_absolute_url() in client.get("/moje/").content.decode()


def test_the_same_paper_sent_twice_is_there_once(signed_in, member, group):
    meeting = MeetingFactory(invited=True, groups=[group])
    client = signed_in(member)

    for _turn in range(2):
        bring(client, meeting, "mapa.png", picture())

    assert MeetingPaper.objects.count() == 1


def test_program_called_a_paper_is_refused_by_the_field(signed_in, member, group):
    meeting = MeetingFactory(invited=True, groups=[group])

    page = bring(signed_in(member), meeting, "mapa.pdf", b"MZ\x90\x00" + bytes(200))

    assert page.status_code == 200
    assert page.context["form"].errors["papers"]
    assert not MeetingPaper.objects.exists()


def test_paper_of_the_head_may_be_for_everybody(signed_in, head, group):
    meeting = MeetingFactory(invited=True, groups=[group])

    bring(signed_in(head), meeting, "mapa.png", picture(), papers_are_public="on")

    assert MeetingPaper.objects.get().is_public


# --- decisions and tasks ------------------------------------------------------------------------------------------


def test_head_writes_down_a_decision_which_gets_its_number(signed_in, head, held):
    client = signed_in(head)

    client.post(address("add-decision", held), {"verb": "recommends", "text": "začít", "basis": "consensus"})

    decision = Decision.objects.get()
    assert (decision.number, decision.meeting, decision.decided_on) == (1, held, held.day)
    assert decision.released_at is None


def test_the_same_decision_and_task_pressed_twice_are_there_once(signed_in, head, held):
    client = signed_in(head)
    for _turn in range(2):
        decision = client.post(address("add-decision", held), {"verb": "notes", "text": "zprávu", "basis": "consensus"})
        task = client.post(address("add-task", held), {"title": "Leták", "owner_words": "Charita"})

    assert "Toto usnesení už je zapsané." in decision.content.decode()
    assert "Tento úkol už je zadaný." in task.content.decode()
    assert (Decision.objects.count(), Task.objects.count()) == (1, 1)


def test_vote_without_counts_is_told(signed_in, head, held):
    page = signed_in(head).post(
        address("add-decision", held), {"verb": "recommends", "text": "začít", "basis": "vote", "votes_for": "3"}
    )

    assert "Hlasování potřebuje všechny tři počty" in page.content.decode()
    assert not Decision.objects.exists()


def test_head_gives_a_task_to_a_member_of_the_group_only(signed_in, head, group, held):
    own, foreign = MembershipFactory(group=group), MembershipFactory()
    client = signed_in(head)
    due = timezone.localdate() + timedelta(days=20)

    refused = client.post(address("add-task", held), {"title": "Leták", "owner": foreign.pk})
    client.post(address("add-task", held), {"title": "Leták", "owner": own.pk, "due_on": due.isoformat()})

    assert refused.context["form"].errors["owner"]
    assert [(task.title, task.owner, task.meeting, task.due_on) for task in Task.objects.all()] == [
        ("Leták", own, held, due)
    ]


@pytest.mark.parametrize("name", ["add-decision", "add-task", "call"])
def test_plain_member_does_not_lead(signed_in, member, held, name):
    client = signed_in(member)
    url = reverse("working_groups:call", args=["seniori"]) if name == "call" else address(name, held)

    assert client.get(url).status_code == 403


def test_nothing_is_decided_before_the_meeting(signed_in, head, group):
    meeting = MeetingFactory(invited=True, groups=[group])

    assert signed_in(head).get(address("add-decision", meeting)).status_code == 403


def test_page_of_the_meeting_offers_what_may_be_done(signed_in, head, member, held):
    def offered(who):
        page = BeautifulSoup(signed_in(who).get(address("meeting", held)).content, "html.parser")
        return [link.get_text(strip=True) for link in page.select(".with-aside a.more-link")]

    assert "Zapsat usnesení" in offered(head)
    assert "Zapsat usnesení" not in offered(member)
    assert "Přidat podklady" in offered(member)
