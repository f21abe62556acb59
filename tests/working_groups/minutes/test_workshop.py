"""Minutes, decisions and tasks in the workshop."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from tests.working_groups.factories import MembershipFactory
from tests.working_groups.minutes.factories import DecisionFactory, MinutesFactory, TaskFactory, upload_of
from working_groups.enums import FileVersion, Side, TaskState
from working_groups.models import Decision, Minutes, MinutesFile, Task


@pytest.fixture
def minutes(group, meeting):
    MembershipFactory(group=group, without_account=True, name="Jana Vzorová", side=Side.USER)
    return MinutesFactory(meeting=meeting, checked=True, converted_text="<p>Jana Vzorová žádala.</p>")


@pytest.fixture
def desk(signed_in, coordinator):
    return signed_in(coordinator)


def url(name, *args):
    return reverse(f"admin:working_groups_{name}", args=args)


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def test_both_versions_stand_side_by_side(desk, minutes):
    minutes.public_text = "<p>Zástupkyně uživatelů žádala.</p>"
    minutes.save()
    sides = page(desk.get(url("minutes_change", minutes.pk))).select(".sides-of-minutes section")

    assert ["Jana Vzorová" in side.text for side in sides] == [True, False]
    assert "Zástupkyně uživatelů" in sides[1].text


def test_public_version_is_made_of_ticked_offers_and_published(desk, minutes):
    address = url("minutes_public", minutes.pk)
    shown = page(desk.get(address))
    digest = shown.select_one("input[name=podoba]")["value"]
    assert shown.select_one("input[name=slova_0]")["value"] == "Zástupkyně uživatelů"

    desk.post(address, {"navrhy": "1", "podoba": digest, "vzit": "0", "slova_0": "Členka"})
    minutes.refresh_from_db()
    assert minutes.public_text == "<p>Členka žádala.</p>"

    for step in ("approve", "publish"):
        desk.post(reverse("working_groups:minutes-step", args=[minutes.uuid, step]), {"zpet": "dilna"})
    minutes.refresh_from_db()
    assert minutes.state == "published"


def test_text_changed_meanwhile_is_told_and_typed_words_stay(desk, minutes):
    address = url("minutes_public", minutes.pk)
    digest = page(desk.get(address)).select_one("input[name=podoba]")["value"]
    Minutes.objects.update(converted_text="<p>Nově: Jana Vzorová žádala.</p>")
    typed = {"navrhy": "1", "podoba": digest, "vzit": "0", "slova_0": "moje slova", "nalez_0": "Jana Vzorová"}
    shown = page(desk.post(address, typed))

    assert "Od otevření této stránky někdo změnil interní znění." in shown.text
    assert shown.select_one("input[name=slova_0]")["value"] == "moje slova"
    minutes.refresh_from_db()
    assert minutes.public_text == ""


def test_mending_against_an_older_text_is_told_once_and_keeps_what_was_typed(desk, minutes):
    address = url("minutes_public", minutes.pk)
    shown = page(desk.get(address))
    typed = {name: shown.select_one(f"input[name={name}]")["value"] for name in ("seen_at", "seen_internal")}
    typed |= {"public_text": "<p>Ručně psaný text</p>", "summary": "Dohoda"}
    Minutes.objects.filter(pk=minutes.pk).update(converted_text="<p>Jiný text</p>")
    again = page(desk.post(address, typed))

    assert "někdo změnil interní znění" in again.select_one(".errornote").text
    assert "Ručně psaný text" in again.select_one("textarea[name=public_text]").text
    typed |= {name: again.select_one(f"input[name={name}]")["value"] for name in ("seen_at", "seen_internal")}
    assert desk.post(address, typed).status_code == 302
    minutes.refresh_from_db()
    assert (minutes.public_text, minutes.summary) == ("<p>Ručně psaný text</p>", "Dohoda")
    assert minutes.is_public_text_old is False


def test_words_that_were_left_are_shown_again(desk, minutes):
    minutes.public_text = "<p>Jana Vzorová i v textu.</p>"
    minutes.save()

    assert "Na tato slova se podívejte ještě jednou: Jana Vzorová" in " ".join(
        page(desk.get(url("minutes_public", minutes.pk))).text.split()
    )


@pytest.mark.parametrize(("who", "status"), [("editor", 403), ("administrator", 403)])
def test_others_of_the_office_do_not_redact(request, signed_in, minutes, who, status):
    client = signed_in(request.getfixturevalue(who))

    assert client.get(url("minutes_public", minutes.pk)).status_code == status
    assert client.get(url("minutes_change", minutes.pk)).status_code == 200


def test_published_minutes_are_withdrawn_before_they_are_mended(desk, meeting):
    minutes = MinutesFactory(meeting=meeting, published=True)

    response = desk.get(url("minutes_public", minutes.pk), follow=True)
    assert "zápis nejdřív stáhněte" in page(response).text


def test_sheet_is_added_once(desk, minutes):
    for _time in range(2):
        desk.post(url("minutes_file", minutes.pk), {"version": "sheet", "file": upload_of("Podpisy")})

    assert [file.version for file in MinutesFile.objects.all()] == [FileVersion.SHEET]
    assert (
        "nepřijímáme"
        in page(
            desk.post(url("minutes_file", minutes.pk), {"version": "sheet", "file": upload_of("x", name="a.exe")})
        ).text
    )


def decision_form(group, **more):
    links = {
        "links-TOTAL_FORMS": "1",
        "links-INITIAL_FORMS": "0",
        "links-0-kind": "plan_item",
        "links-0-label": "1.1.2",
    }
    links["links-0-path"] = "https://portal.example.cz/plany/kpss/polozky/1.1.2/"
    facts = {
        "group": group.pk,
        "decided_on": "2026-02-03",
        "verb": "recommends",
        "text": "zahájit",
        "basis": "consensus",
    }
    return facts | links | more


def test_decision_gets_its_number_and_its_link(desk, group):
    desk.post(url("decision_add"), decision_form(group))

    decision = Decision.objects.get()
    assert (decision.label, decision.series) == ("1/2026", f"group-{group.pk}")
    assert [link.path for link in decision.links.all()] == ["/plany/kpss/polozky/1.1.2/"]
    desk.post(url("decision_changelist"), {"action": "release_chosen", "_selected_action": [decision.pk]})
    decision.refresh_from_db()
    assert decision.released_at is not None


def test_released_decision_is_not_deleted(desk):
    decision = DecisionFactory(released=True)

    assert desk.post(url("decision_delete", decision.pk), {"post": "yes"}).status_code == 403


def test_task_is_given_and_moved_by_an_action(desk, group):
    desk.post(url("task_add"), {"group": group.pk, "title": "Leták", "owner_words": "Charita"})
    task = Task.objects.get()
    desk.post(url("task_changelist"), {"action": "mark_done", "_selected_action": [task.pk]})

    task.refresh_from_db()
    assert task.state == TaskState.DONE


@pytest.mark.parametrize(
    ("query", "count"), [("", 3), ("?stav=po-terminu", 1), ("?stav=ceka", 2), ("?state__exact=done", 1)]
)
def test_tasks_are_filtered(desk, query, count):
    TaskFactory(due_on=timezone.localdate() - timedelta(days=1))
    TaskFactory()
    TaskFactory(done=True)

    assert desk.get(url("task_changelist") + query).context["cl"].result_count == count


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_minutes_costs_the_same(desk, count, django_assert_num_queries):
    MinutesFactory.create_batch(count)
    desk.get(url("minutes_changelist"))
    with django_assert_num_queries(LIST_QUERIES):
        desk.get(url("minutes_changelist"))


LIST_QUERIES = 13
