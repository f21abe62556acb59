"""Pages of minutes, decisions, tasks and archives: who sees what, what is told, what it costs."""

import csv
import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from tests.services_catalog.factories import ServiceFactory
from tests.working_groups.factories import (
    AgendaItemFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    PaperFactory,
)
from tests.working_groups.minutes.factories import (
    DecisionFactory,
    MinutesFactory,
    MinutesFileFactory,
    MinutesItemFactory,
    TaskFactory,
    upload_of,
)
from working_groups import archiving
from working_groups.enums import Audience, FileVersion, MinutesState, ScanState, TaskState
from working_groups.minutes import printing
from working_groups.models import Decision, EarlierText, GroupArchive, Minutes, MinutesFile


def page(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text_of(response) -> str:
    return page(response).get_text(" ", strip=True).replace("\xa0", " ")


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def upload_url(meeting):
    return reverse("working_groups:minutes-upload", args=[meeting.uuid])


# --- sending a file ---


def test_upload_asks_for_three_things_and_opening_changes_nothing(signed_in, member, upload_url):
    shown = page(signed_in(member).get(upload_url))

    fields = [
        field["name"]
        for field in shown.select("main form [name]")
        if field["type" if field.has_attr("type") else "name"] != "hidden"
    ]
    assert [name for name in fields if name != "csrfmiddlewaretoken"] == ["file", "attended", "summary"]
    assert Minutes.objects.count() == 0


def test_upload_leads_to_the_minutes_and_thanks(signed_in, member, upload_url):
    response = signed_in(member).post(
        upload_url, {"file": upload_of("Text"), "attended": "9", "summary": "Dohoda"}, follow=True
    )

    minutes = Minutes.objects.get()
    assert response.redirect_chain == [(minutes.get_absolute_url(), 302)]
    assert "Děkujeme, zápis máme." in text_of(response)
    assert "Text" in text_of(response)


def test_wrong_file_is_told_by_the_field_and_other_words_stay(signed_in, member, upload_url):
    response = signed_in(member).post(
        upload_url, {"file": upload_of("x", name="zapis.exe"), "summary": "Dohoda o sobotách"}
    )

    shown = page(response)
    assert "Soubory typu EXE nepřijímáme. Vyberte: docx, odt, pdf." in shown.get_text()
    assert shown.select_one("textarea[name=summary]").text.strip() == "Dohoda o sobotách"
    assert MinutesFile.objects.count() == 0


def test_person_from_a_mail_signs_in_and_comes_back(client, upload_url):
    response = client.get(upload_url)

    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={upload_url}")


@pytest.mark.parametrize(("who", "status"), [("former", 403), ("stranger", 403), ("guest", 403), ("editor", 403)])
def test_others_may_not_send(request, signed_in, upload_url, who, status):
    assert signed_in(request.getfixturevalue(who)).get(upload_url).status_code == status


def test_checked_minutes_say_so_in_the_place_of_the_form(signed_in, member, meeting, upload_url):
    MinutesFactory(meeting=meeting, checked=True)

    assert "Tento zápis už je zkontrolovaný." in text_of(signed_in(member).get(upload_url))
    response = signed_in(member).post(upload_url, {"file": upload_of("x")}, follow=True)
    assert "Tento zápis už je zkontrolovaný." in text_of(response)


# --- writing ---


@pytest.fixture
def written(meeting):
    point = AgendaItemFactory(meeting=meeting, title="Víkendy")
    return MinutesItemFactory(
        minutes=MinutesFactory(meeting=meeting, converted_text=""), agenda_item=point, title="Víkendy"
    )


def write_url(item):
    return reverse("working_groups:minutes-write", args=[item.minutes.meeting.uuid])


def save_url(item):
    return reverse("working_groups:minutes-point", args=[item.minutes.uuid, item.pk])


def test_writing_begins_by_a_button(signed_in, member, meeting):
    AgendaItemFactory(meeting=meeting, title="Víkendy")
    url = reverse("working_groups:minutes-write", args=[meeting.uuid])

    assert "Víkendy" in text_of(signed_in(member).get(url))
    assert Minutes.objects.count() == 0
    signed_in(member).post(url, {"zacit": "1"})
    assert [item.title for item in Minutes.objects.get().items.all()] == ["Víkendy"]


def test_text_is_stored_clean_and_plain_words_become_paragraphs(signed_in, member, written):
    key = written.pk
    signed_in(member).post(
        write_url(written), {f"text_{key}": "První\n\nDruhý <script>alert(1)</script>", f"seen_{key}": ""}
    )
    written.refresh_from_db()
    assert written.text.strip() == "První\n\nDruhý"

    signed_in(member).post(write_url(written), {f"text_{key}": "První\nřádek\n\nDruhý", f"seen_{key}": written.version})
    written.refresh_from_db()
    assert written.text == "<p>První<br>řádek</p><p>Druhý</p>"


def test_autosave_answers_with_the_new_version_or_with_the_text_of_the_other(signed_in, member, head, written):
    first = signed_in(member).post(save_url(written), {"text": "<p>člen</p>", "seen": ""})
    assert first.status_code == 200
    other = signed_in(head).post(save_url(written), {"text": "<p>hlava</p>", "seen": ""})

    assert (other.status_code, other.json()["theirs"]) == (409, "<p>člen</p>")
    again = signed_in(head).post(save_url(written), {"text": "<p>hlava</p>", "seen": first.json()["seen"]})
    assert again.status_code == 200
    assert EarlierText.objects.get().text == "<p>člen</p>"


def test_form_tells_who_was_faster_keeps_the_text_and_the_second_save_wins(signed_in, member, head, written):
    key = written.pk
    signed_in(head).post(save_url(written), {"text": "<p>hlava</p>", "seen": ""})
    typed = {f"text_{key}": "<p>člen</p>", f"seen_{key}": ""}
    response = signed_in(member).post(write_url(written), typed)

    shown = page(response)
    assert "napsal(a)" in shown.select_one(f"#chyba-{key}").text
    assert "člen" in shown.select_one(f"textarea[name=text_{key}]").text
    assert "hlava" in shown.select_one(".theirs").text
    typed[f"seen_{key}"] = shown.select_one(f"input[name=seen_{key}]")["value"]
    assert signed_in(member).post(write_url(written), typed).status_code == 302
    written.refresh_from_db()
    assert written.text == "<p>člen</p>"


def test_second_writer_is_warned_at_once(signed_in, member, head, written):
    signed_in(head).post(save_url(written), {"text": "<p>hlava</p>", "seen": ""})

    assert "píše také" in text_of(signed_in(member).get(write_url(written)))
    assert "píše také" not in text_of(signed_in(head).get(write_url(written)))


def test_autosave_of_a_stranger_does_not_exist(signed_in, stranger, former, written):
    for person in (stranger, former):
        assert signed_in(person).post(save_url(written), {"text": "x", "seen": ""}).status_code == 404


def test_editor_of_text_is_allowed_by_its_hash_only(signed_in, member, written):
    policy = signed_in(member).get(write_url(written))["Content-Security-Policy"]

    assert "'unsafe-inline'" not in policy
    assert "'sha256-" in policy


def test_saved_and_handed_in_by_one_button(signed_in, member, written):
    key = written.pk
    signed_in(member).post(write_url(written), {f"text_{key}": "<p>a</p>", f"seen_{key}": "", "odevzdat": "1"})

    written.minutes.refresh_from_db()
    assert written.minutes.state == MinutesState.UPLOADED


# --- reading, steps, comments ---


def test_internal_minutes_are_for_members_and_the_office(client, signed_in, request, meeting):
    minutes = MinutesFactory(meeting=meeting, published=True)
    url = minutes.get_absolute_url()

    assert client.get(url).status_code == 302
    for who, status in {
        "member": 200,
        "guest": 200,
        "editor": 200,
        "former": 404,
        "stranger": 404,
        "reader": 404,
    }.items():
        assert signed_in(request.getfixturevalue(who)).get(url).status_code == status, who


def test_step_is_a_post_and_says_what_is_missing(signed_in, coordinator, meeting):
    minutes = MinutesFactory(meeting=meeting, approved=True)
    url = reverse("working_groups:minutes-step", args=[minutes.uuid, "publish"])

    assert signed_in(coordinator).get(url).status_code == 405
    response = signed_in(coordinator).post(url, follow=True)
    assert "Zatím není žádné veřejné znění." in text_of(response)


def test_comment_is_kept_and_the_same_one_is_one(signed_in, member, head, meeting):
    minutes = MinutesFactory(meeting=meeting, commenting=True)
    url = reverse("working_groups:minutes-comment", args=[minutes.uuid])
    for _time in range(2):
        signed_in(member).post(url, {"text": "Doplňte dny."})
    comment = minutes.comments.get()

    settle = reverse("working_groups:minutes-settle", args=[minutes.uuid, comment.pk])
    signed_in(member).post(settle, {"odpoved": "x"})
    comment.refresh_from_db()
    assert comment.settled_at is None
    signed_in(head).post(settle, {"odpoved": "Doplněno."})
    comment.refresh_from_db()
    assert (comment.answer, comment.settled_by) == ("Doplněno.", head)


def test_late_comment_is_told_and_shown_again(signed_in, member, meeting):
    minutes = MinutesFactory(meeting=meeting, commenting=True, comments_until=timezone.localdate() - timedelta(days=1))
    response = signed_in(member).post(reverse("working_groups:minutes-comment", args=[minutes.uuid]), {"text": "Pozdě"})

    assert "Připomínky už skončily. Napište koordinátorce." in text_of(response)
    assert minutes.comments.count() == 0


# --- files ---


def test_guessed_address_of_a_file_gives_nothing(client, signed_in, stranger, former, member, meeting):
    file = MinutesFileFactory(minutes=MinutesFactory(meeting=meeting))
    url = file.get_absolute_url()

    assert client.get(url).status_code == 404
    assert client.get(reverse("working_groups:minutes-file", args=[uuid4()])).status_code == 404
    assert client.get(f"/soubory/{file.file.name}").status_code == 404
    for person in (stranger, former):
        assert signed_in(person).get(url).status_code == 404
    response = signed_in(member).get(url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith('attachment; filename="zapis-2026-02-03.docx"')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    body_of(response)


@pytest.mark.parametrize("scan", [ScanState.WAITING, ScanState.INFECTED])
def test_file_that_is_held_is_given_to_nobody(signed_in, coordinator, meeting, scan):
    file = MinutesFileFactory(minutes=MinutesFactory(meeting=meeting), scan=scan)

    assert signed_in(coordinator).get(file.get_absolute_url()).status_code == 404


def test_public_file_of_published_minutes_is_for_everybody(client, meeting):
    minutes = MinutesFactory(meeting=meeting, published=True)
    public, sheet = (
        MinutesFileFactory(minutes=minutes, version=version) for version in (FileVersion.PUBLIC, FileVersion.SHEET)
    )

    response = client.get(public.get_absolute_url())
    assert response.status_code == 200
    body_of(response)
    assert client.get(sheet.get_absolute_url()).status_code == 404


# --- the public page of the meeting ---


def test_public_reads_the_public_version_only(client, meeting):
    MinutesFactory(
        meeting=meeting,
        published=True,
        converted_text="<p>Tajné jméno</p>",
        public_text="<h2>Bod</h2><p>Veřejný text</p>",
        summary="Dohoda.",
    )
    shown = page(client.get(meeting.get_absolute_url()))

    assert "Veřejný text" in shown.get_text()
    assert "Tajné jméno" not in shown.get_text()
    assert shown.select_one("#zapis").name == "h2"
    assert shown.select_one(".prose h3").text == "Bod"


@pytest.mark.parametrize("state", ["uploaded", "checked", "commenting", "approved"])
def test_public_learns_only_that_minutes_are_being_prepared(client, meeting, state):
    MinutesFactory(
        meeting=meeting, converted_text="<p>Tajné jméno</p>", public_text="<p>Rozpracované</p>", **{state: True}
    )
    words = text_of(client.get(meeting.get_absolute_url()))

    assert "zápis se připravuje" in words
    assert "Tajné" not in words
    assert "Rozpracované" not in words


def test_withdrawn_minutes_leave_the_day_and_the_reason(client, meeting):
    MinutesFactory(meeting=meeting, withdrawn=True)
    words = text_of(client.get(meeting.get_absolute_url()))
    pdf = client.get(reverse("working_groups:minutes-pdf", args=[meeting.main_group.slug, meeting.day]))

    assert "Zápis byl stažen" in words
    assert "Byla v něm chyba." in words
    assert "Veřejný text" not in words
    assert pdf.status_code == 410
    assert "Zápis byl stažen: Byla v něm chyba." in text_of(pdf)


def test_pdf_asks_to_wait_and_then_is_given_out(client, meeting):
    minutes = MinutesFactory(meeting=meeting, published=True)
    url = reverse("working_groups:minutes-pdf", args=[meeting.main_group.slug, meeting.day])

    assert client.get(url).status_code == 503
    stored = printing.make_pdf(minutes)
    assert printing.make_pdf(minutes).pk == stored.pk
    response = client.get(url)
    assert response["Content-Disposition"] == 'attachment; filename="zapis-seniori-2026-02-03.pdf"'
    assert body_of(response).startswith(b"%PDF-1.7")


def test_tasks_are_shown_by_organisation_and_names_only_to_members(client, signed_in, member, group, meeting):
    MinutesFactory(meeting=meeting, published=True)
    owner = MembershipFactory(group=group, without_account=True, name="Jana Vzorová", organisation="Charita")
    TaskFactory(group=group, meeting=meeting, owner=owner)

    assert "Jana Vzorová" not in text_of(client.get(meeting.get_absolute_url()))
    assert "Charita" in text_of(client.get(meeting.get_absolute_url()))
    assert "Jana Vzorová" in text_of(signed_in(member).get(meeting.get_absolute_url()))


def test_coming_meeting_shows_members_what_was_left(client, signed_in, member, group, meeting):
    TaskFactory(group=group, meeting=meeting, title="Leták")
    coming = MeetingFactory(invited=True, groups=[group])

    assert "Leták" in text_of(signed_in(member).get(coming.get_absolute_url()))
    client.logout()
    assert "Leták" not in text_of(client.get(coming.get_absolute_url()))


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_meeting_costs_the_same_whatever_was_decided(client, meeting, django_assert_num_queries, count):
    MinutesFactory(meeting=meeting, published=True)
    for decision in DecisionFactory.create_batch(count, group=meeting.main_group, meeting=meeting, released=True):
        decision.services.add(ServiceFactory())
        decision.links.create(label="x", path="/plany/")
    TaskFactory.create_batch(count, group=meeting.main_group, meeting=meeting)
    client.get(meeting.get_absolute_url())
    with django_assert_num_queries(10):
        client.get(meeting.get_absolute_url())


# --- feed ---


def test_feed_tells_of_published_minutes(client, meeting):
    minutes = MinutesFactory(meeting=meeting, published=True, summary="Dohoda <b>o</b> sobotách")
    MinutesFactory(approved=True)
    MinutesFactory(withdrawn=True)
    feed = feedparser.parse(client.get("/skupiny/zapisy.xml").content)

    assert (feed.bozo, feed.version) == (False, "atom10")
    assert [entry.id for entry in feed.entries] == [f"urn:uuid:{minutes.uuid}"]
    entry = feed.entries[0]
    assert entry.title == "Senioři, 3. 2. 2026: Víkendová péče"
    assert entry.link.endswith("/skupiny/seniori/2026-02-03/")


def test_empty_feed_is_a_feed(client, db):
    assert feedparser.parse(client.get("/skupiny/zapisy.xml").content).bozo is False


# --- register of decisions ---


def test_register_shows_released_decisions_of_the_latest_year(client, group):
    shown = DecisionFactory(group=group, released=True, text="zahájit soboty")
    DecisionFactory(group=group, text="neveřejné")
    DecisionFactory(released=True, group__is_public=False, text="skryté")
    DecisionFactory(group=group, released=True, decided_on=shown.decided_on.replace(year=2025), text="loňské")

    words = text_of(client.get("/skupiny/usneseni/"))
    assert "zahájit soboty" in words
    assert not {"neveřejné", "skryté", "loňské"} & set(words.split())
    assert "loňské" in text_of(client.get("/skupiny/usneseni/?rok=2025"))
    assert "loňské" in text_of(client.get("/skupiny/usneseni/?rok=vse"))


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("?skupina=seniori", ["zahájit soboty"]),
        ("?sloveso=notes", ["zprávu"]),
        ("?q=SOBOTY", ["zahájit soboty"]),
        ("?q=nic+takového", []),
        ("?rok=1e999&skupina=%00&sloveso=x&strana=-1", ["zprávu", "zahájit soboty"]),
    ],
)
def test_register_is_narrowed_and_nonsense_is_ignored(client, group, query, texts):
    DecisionFactory(group=group, released=True, text="zahájit soboty")
    DecisionFactory(group=GroupFactory(name="Jiná"), released=True, text="zprávu", verb="notes")

    response = client.get(f"/skupiny/usneseni/{query}")
    assert response.status_code == 200
    assert sorted(row.text for row in response.context["object_list"]) == sorted(texts)


@pytest.mark.parametrize("count", [1, 3])
def test_register_costs_the_same_for_any_number(client, db, count, django_assert_num_queries):
    DecisionFactory.create_batch(count, released=True)
    client.get("/skupiny/usneseni/")
    with django_assert_num_queries(REGISTER_QUERIES):
        client.get("/skupiny/usneseni/")


REGISTER_QUERIES = 6


def test_table_has_the_same_rows_and_no_formulae(client, group):
    DecisionFactory(group=group, released=True, text='=HYPERLINK("x")', number=5)
    DecisionFactory(group=group, text="neveřejné")

    rows = list(csv.reader(io.StringIO(client.get("/skupiny/usneseni/usneseni.csv").content.decode("utf-8-sig"))))
    assert rows[0][:5] == ["Číslo", "Skupina", "Datum", "Sloveso", "Text"]
    assert [row[:5] for row in rows[1:]] == [["5/2026", "Senioři", "2026-02-03", "doporučuje", '\'=HYPERLINK("x")']]


def test_decision_has_its_address_and_says_what_took_its_place(client, group):
    newer = DecisionFactory(group=group, released=True)
    older = DecisionFactory(group=group, released=True, replaced_by=newer)

    assert f"nahradilo ho usnesení {newer.label}" in text_of(client.get(older.get_absolute_url()))
    assert older.label in text_of(client.get(newer.get_absolute_url()))
    assert client.get(DecisionFactory(group=group).get_absolute_url()).status_code == 404


# --- desk ---


def test_desk_holds_what_is_on_the_person(signed_in, head, group):
    now = timezone.now()
    MeetingFactory(held=True, groups=[group], starts_at=now - timedelta(days=3), title="Bez zápisu")
    MinutesFactory(meeting=MeetingFactory(held=True, groups=[group], title="K připomínkám"), commenting=True)
    TaskFactory(group=group, owner=head.memberships.get(), title="Spočítat cenu")
    TaskFactory(group=group, title="Cizí úkol")

    words = text_of(signed_in(head).get("/moje/"))
    for known in ("Bez zápisu", "K připomínkám", "Spočítat cenu", "Čekají na vás 3 věci"):
        assert known in words
    assert "Cizí úkol" not in words


def test_task_is_ticked_on_the_desk(signed_in, member, group):
    task = TaskFactory(group=group, owner=member.memberships.get())
    url = reverse("working_groups:task", args=[task.uuid])

    response = signed_in(member).post(url, {"stav": "done", "zpet": "https://evil.example/"}, follow=True)
    task.refresh_from_db()
    assert (task.state, task.settled_by) == (TaskState.DONE, member)
    assert response.redirect_chain == [("/moje/", 302)]
    assert "Úkol je teď: splněno." in text_of(response)
    assert signed_in(member).get(url).status_code == 405


# --- archive ---


@pytest.fixture
def year(group, meeting):
    """A year with published minutes, a decision, a task and attendance."""
    minutes = MinutesFactory(
        meeting=meeting, published=True, converted_text="<p>Tajné jméno</p>", public_text="<p>Veřejný text</p>"
    )
    MinutesFileFactory(minutes=minutes)
    DecisionFactory(group=group, meeting=meeting, released=True)
    DecisionFactory(group=group, meeting=meeting, text="neveřejné usnesení")
    TaskFactory(group=group, meeting=meeting)
    return 2026


def archive_of(group, year, audience):
    return archiving.make(GroupArchive.objects.create(group=group, year=year, audience=audience))


def test_archive_is_asked_for_by_a_button_and_made_once(client, group, year):
    ask = reverse("working_groups:archive-ask", args=[group.slug, year, "verejny"])
    client.post(ask)
    archive = archiving.make(GroupArchive.objects.get())
    first = archive.zip_sha256
    again = archiving.make(GroupArchive.objects.get())

    assert (again.is_ready, again.zip_sha256, again.pdf_id) == (True, first, archive.pdf_id)
    assert "Přehled roku" in text_of(client.get(reverse("working_groups:archive", args=[group.slug, year])))


def test_public_archive_holds_only_what_is_public(group, year):
    archive = archive_of(group, year, Audience.PUBLIC)
    content = archiving.content_of(archive)

    assert [part["text"] for part in content["meetings"]] == ["<p>Veřejný text</p>"]
    assert (len(content["decisions"]), content["tasks"], content["attendance"]) == (1, [], [])
    with archive.zip_file.open() as file, zipfile.ZipFile(file) as packed:
        assert [name.rpartition("/")[2] for name in packed.namelist()] == ["prehled.pdf", "usneseni.csv"]


def test_archive_for_members_holds_all(group, year):
    archive = archive_of(group, year, Audience.MEMBERS)
    content = archiving.content_of(archive)

    assert [part["text"] for part in content["meetings"]] == ["<p>Tajné jméno</p>"]
    assert (len(content["decisions"]), len(content["tasks"])) == (2, 1)
    with archive.zip_file.open() as file, zipfile.ZipFile(file) as packed:
        assert len(packed.namelist()) == 3


def packed_names(archive):
    with archive.zip_file.open() as file, zipfile.ZipFile(file) as packed:
        return sorted(name.partition("/")[2] for name in packed.namelist())


def test_papers_are_packed_for_those_who_may_read_them(group, meeting, year):
    PaperFactory(
        meeting=meeting, document__title="Rozpočet <2026>", document__is_public=True, document__sha256="a" * 64
    )
    PaperFactory(meeting=meeting, document__title="Jen pro členy", document__sha256="b" * 64)

    public, members = archive_of(group, year, Audience.PUBLIC), archive_of(group, year, Audience.MEMBERS)
    open_paper, closed_paper = (
        "podklady/2026-02-03-rozpocet-2026-aaaaaaaa.txt",
        "podklady/2026-02-03-jen-pro-cleny-bbbbbbbb.txt",
    )
    assert [name for name in packed_names(public) if "podklady" in name] == [open_paper]
    assert [name for name in packed_names(members) if "podklady" in name] == [closed_paper, open_paper]


def test_a_new_paper_makes_another_archive(group, meeting, year):
    archive = archive_of(group, year, Audience.PUBLIC)
    before = archive.content_sha256
    PaperFactory(meeting=meeting)
    assert archiving.make(archive).content_sha256 == before  # an internal one changes nothing for the public

    PaperFactory(meeting=meeting, document__is_public=True)
    assert archiving.make(archive).content_sha256 != before


def test_archive_for_members_is_denied_to_others(client, signed_in, former, stranger, member, group, year):
    archive_of(group, year, Audience.MEMBERS)
    url = reverse("working_groups:archive-zip", args=[group.slug, year, "pro-cleny"])

    assert client.get(url).status_code == 403
    for person in (former, stranger):
        assert signed_in(person).get(url).status_code == 403
    response = signed_in(member).get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    body_of(response)


def test_archive_of_a_year_without_meetings_does_not_exist(client, group, year):
    for address in ("archiv/1999/", "archiv/99999/", "archiv/2026/cokoli/archiv.pdf"):
        assert client.get(f"/skupiny/seniori/{address}").status_code == 404


def test_change_in_the_year_makes_another_archive(coordinator, group, year):
    archive = archive_of(group, year, Audience.PUBLIC)
    before = archive.content_sha256
    Decision.objects.filter(released_at__isnull=True).update(released_at=timezone.now(), released_by=coordinator)

    assert archiving.make(archive).content_sha256 != before
