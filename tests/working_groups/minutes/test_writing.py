"""Two people write at once: the second is warned, and nothing of anybody is lost."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from tests.working_groups.factories import AgendaItemFactory
from tests.working_groups.minutes.factories import MinutesFactory, MinutesItemFactory
from working_groups import archiving
from working_groups.minutes import public_version, writing
from working_groups.minutes.errors import StepNotOpen
from working_groups.minutes.workflow import take_step
from working_groups.minutes.writing import Typed, save_all, save_item
from working_groups.models import EarlierText, GroupArchive, MinutesItem
from working_groups.redaction import digest_of


@pytest.fixture
def item(meeting):
    return MinutesItemFactory(minutes=MinutesFactory(meeting=meeting, converted_text=""))


def test_minutes_begin_with_the_points_of_the_agenda_and_take_new_ones(member, meeting):
    first = AgendaItemFactory(meeting=meeting, position=1, title="Víkendy")
    minutes = writing.begin(meeting, by=member)
    AgendaItemFactory(meeting=meeting, position=2, title="Doprava")
    writing.begin(meeting, by=member)
    first.delete()

    assert [point.title for point in minutes.items.all()] == ["Víkendy", "Doprava"]


def test_text_is_stored_with_its_author(member, item):
    stored, is_stored = save_item(item, Typed("<p>a</p>", ""), by=member)

    assert (is_stored, stored.text, stored.edited_by) == (True, "<p>a</p>", member)


def test_one_who_saw_an_older_text_is_told_and_writes_over_only_knowingly(member, head, item):
    seen = item.version
    save_item(item, Typed("<p>hlava</p>", seen), by=head)

    stored, is_stored = save_item(item, Typed("<p>člen</p>", seen), by=member)
    assert (is_stored, stored.text) == (False, "<p>hlava</p>")

    stored, is_stored = save_item(item, Typed("<p>člen</p>", stored.version), by=member)
    assert (is_stored, stored.text) == (True, "<p>člen</p>")
    earlier = EarlierText.objects.get()
    assert (earlier.text, earlier.written_by) == ("<p>hlava</p>", head)


def test_own_earlier_window_does_not_fight_with_itself(member, item):
    save_item(item, Typed("<p>a</p>", ""), by=member)

    assert save_item(item, Typed("<p>b</p>", ""), by=member)[1] is True
    assert EarlierText.objects.count() == 0


def test_the_same_text_of_two_is_no_conflict(member, head, item):
    save_item(item, Typed("<p>a</p>", ""), by=head)

    assert save_item(item, Typed("<p>a</p>", "old"), by=member)[1] is True


def test_points_without_a_conflict_are_stored_with_the_others(member, head, item):
    other = MinutesItemFactory(minutes=item.minutes)
    save_item(item, Typed("<p>hlava</p>", ""), by=head)

    conflicts = save_all(item.minutes, {item.pk: Typed("<p>x</p>", ""), other.pk: Typed("<p>y</p>", "")}, by=member)

    other.refresh_from_db()
    assert ([point.pk for point in conflicts], other.text) == ([item.pk], "<p>y</p>")


def test_who_writes_now_is_seen_by_others(member, head, item):
    save_item(item, Typed("<p>a</p>", ""), by=head)

    assert [point.edited_by for point in writing.others_writing(item.minutes, member)] == [head]
    assert writing.others_writing(item.minutes, head) == []
    type(item).objects.update(edited_at=timezone.now() - timedelta(minutes=11))
    assert writing.others_writing(item.minutes, member) == []


def test_after_the_check_only_the_office_writes(member, coordinator, meeting):
    item = MinutesItemFactory(minutes=MinutesFactory(meeting=meeting, checked=True))

    with pytest.raises(StepNotOpen):
        save_item(item, Typed("<p>a</p>", ""), by=member)
    assert save_item(item, Typed("<p>a</p>", ""), by=coordinator)[1] is True


def test_approved_minutes_do_not_change_at_all(coordinator, meeting):
    item = MinutesItemFactory(minutes=MinutesFactory(meeting=meeting, approved=True))

    with pytest.raises(StepNotOpen):
        save_item(item, Typed("<p>a</p>", ""), by=coordinator)


def test_stranger_writes_nothing(stranger, item):
    with pytest.raises(PermissionDenied):
        save_item(item, Typed("<p>a</p>", ""), by=stranger)


def test_earlier_texts_are_read_word_by_word_by_those_who_may(client, signed_in, member, head, stranger, item):
    save_item(item, Typed("<p>Péče o víkendech.</p>", ""), by=head)
    item.refresh_from_db()
    save_item(item, Typed("<p>Péče v týdnu.</p>", item.version), by=member)
    address = reverse("working_groups:minutes-earlier", args=[item.minutes.uuid])

    page = BeautifulSoup(signed_in(member).get(address).content, "html.parser").main

    assert [part.get_text() for part in page.select(".rows del")] == ["odebráno: o", "odebráno: víkendech"]
    assert [part.get_text() for part in page.select(".rows ins")] == ["přidáno: v", "přidáno: týdnu"]
    assert str(head) in page.get_text()
    assert signed_in(stranger).get(address).status_code == 404


def test_earlier_texts_stay_internal_when_the_minutes_are_published(client, signed_in, member, head, coordinator, item):
    save_item(item, Typed("<p>Tajné jméno</p>", ""), by=head)
    save_item(item, Typed("<p>Veřejná slova</p>", MinutesItem.objects.get().version), by=member)
    minutes = item.minutes
    for step in ("hand_in", "check", "approve"):
        take_step(minutes, step, by=coordinator)
    public_version.make(minutes, digest_of(public_version.source_of(minutes)), {}, by=coordinator)
    minutes = take_step(minutes, "publish", by=coordinator)
    address = reverse("working_groups:minutes-earlier", args=[minutes.uuid])

    meeting = client.get(minutes.meeting.get_absolute_url()).content.decode()
    assert ("Veřejná slova" in meeting, "Tajné" in meeting) == (True, False)
    assert "Tajné" not in str(
        client.get("/hledat/?q=Tajn%C3%A9").content.decode().partition("<main")[2].partition("<ul")[2]
    )
    archive = archiving.make(
        GroupArchive.objects.create(group=head.memberships.get().group, year=2026, audience="public")
    )
    assert "Tajné" not in str(archiving.content_of(archive))
    assert client.get(address).status_code == 302  # asks who is there
    for person in (member, head, coordinator):
        assert "Tajné" in signed_in(person).get(address).content.decode()


def test_minutes_nobody_wrote_over_say_so(signed_in, member, item):
    page = signed_in(member).get(reverse("working_groups:minutes-earlier", args=[item.minutes.uuid])).content.decode()

    assert "Nikdo zatím" in page


def test_without_scripts_people_write_plain_words(signed_in, member, item):
    client, address = signed_in(member), reverse("working_groups:minutes-write", args=[item.minutes.meeting.uuid])
    page = BeautifulSoup(client.get(address).content, "html.parser")
    name = page.select_one("noscript textarea")["name"]

    client.post(address, {name: "Shodli jsme se:\r\n\r\n- leden\r\n- <b>únor</b>", f"text_{item.pk}": "", "seen": ""})

    item.refresh_from_db()
    assert item.text == "<p>Shodli jsme se:</p><ul><li><p>leden</p></li><li><p>&lt;b&gt;únor&lt;/b&gt;</p></li></ul>"


def test_without_scripts_bold_and_tables_stay_where_nobody_writes(signed_in, member, item):
    table = "<table><tbody><tr><td>Město</td><td>300 Kč</td></tr></tbody></table>"
    item.text = f"<p>Péče <strong>o víkendech</strong></p>{table}"
    item.save()
    client, address = signed_in(member), reverse("working_groups:minutes-write", args=[item.minutes.meeting.uuid])
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("form.writing")
    sent = {field["name"]: field.get("value", field.text.lstrip("\n")) for field in form.select("input, textarea")}
    words = form.select_one("noscript textarea")["name"]
    sent[words] = sent[words].replace("Péče", "Pomoc")

    client.post(address, sent)

    item.refresh_from_db()
    assert item.text == f"<p>Pomoc <strong>o víkendech</strong></p>{table}"


def test_point_that_was_left_alone_does_not_fight_with_the_other_writer(signed_in, member, head, item):
    first, minutes = item, item.minutes
    save_item(first, Typed("<p>původní</p>", ""), by=head)
    second = MinutesItemFactory(minutes=minutes)
    client, address = signed_in(member), reverse("working_groups:minutes-write", args=[minutes.meeting.uuid])
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("form.writing")
    sent = {field["name"]: field.get("value", field.text.lstrip("\n")) for field in form.select("input, textarea")}
    sent = {name: value for name, value in sent.items() if not name.endswith("-plain")}
    save_item(first, Typed("<p>od jiného</p>", ""), by=head)

    response = client.post(address, sent | {f"text_{second.pk}": "<p>můj bod</p>"})

    assert response.status_code == 302
    assert [item.text for item in minutes.items.order_by("pk")] == ["<p>od jiného</p>", "<p>můj bod</p>"]
