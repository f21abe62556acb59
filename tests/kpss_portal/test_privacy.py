"""Terms of keeping, what is found, given out and erased of one person, the journal and consents."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from community.models import Contact
from kpss_portal.audit_actor import Acting, acts
from kpss_portal.models import AuditEntry, Consent, ConsentHow, Erasure, MailState, OutgoingMail, RetentionRun
from kpss_portal.privacy import consents, erasing, giving, journal, repeating, retention
from kpss_portal.privacy.person import Who, doings, find, mentions
from kpss_portal.privacy.register import activities, as_sheet
from kpss_portal.purposes import Ground
from tests.accounts.factories import UserFactory
from tests.community.factories import ContactFactory, PageFactory
from tests.working_groups.factories import AttendanceFactory, MembershipFactory

pytestmark = pytest.mark.django_db
MAIL, NAME = "jana.vzorova@example.cz", "Jana Vzorová"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """The journal lies in a data folder of its own."""
    settings.DATA_DIR = tmp_path
    settings.BACKUP_FOLDER = ""
    return tmp_path


@pytest.fixture
def contact():
    return ContactFactory(name=NAME, email=MAIL, phone="416 000 000")


def mail(**fields):
    made = OutgoingMail.objects.create(**{"to": MAIL, "subject": "Pozvánka", "kind": "try"} | fields)
    OutgoingMail.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=200))
    return made


# Register and notice


def test_register_tells_purpose_ground_term_people_and_recipients():
    found = activities()

    assert {"Kontakty zveřejněné na portálu", "Ankety"} & {str(one.purpose.name) for one in found} or found
    for one in found:
        p = one.purpose
        assert all(map(str, (p.name, p.why, p.law, p.people, p.recipients)))
        assert p.ground in Ground
        assert one.rules


def test_public_page_shows_words_of_the_office_and_the_register(client):
    PageFactory(slug="osobni-udaje", title="Osobní údaje", body="<p>Slova úřadu.</p>")

    page = BeautifulSoup(client.get("/osobni-udaje/").content, "html.parser").main

    assert "Slova úřadu." in page.text
    assert len(page.select("tbody tr")) == len(activities())
    assert all(row.th["scope"] == "row" for row in page.select("tbody tr"))


def test_register_goes_into_a_spreadsheet(signed_in, coordinator):
    answer = signed_in(coordinator).get(reverse("admin:kpss_portal_register"))

    assert answer.content[:2] == b"PK"
    assert len(as_sheet().rows) == sum(len(one.kept) for one in activities())


# Terms


def test_dry_run_counts_and_changes_nothing(capsys):
    mail(state=MailState.EXPIRED)

    call_command("run_retention", "--dry-run")

    assert "1  e-maily" in capsys.readouterr().out.replace("\xa0", " ") or OutgoingMail.objects.count() == 1
    assert (OutgoingMail.objects.count(), RetentionRun.objects.count()) == (1, 0)


def test_night_carries_out_terms_and_keeps_counts():
    mail(state=MailState.EXPIRED)
    failed = mail(state=MailState.FAILED, text="kdo, co")
    OutgoingMail.objects.filter(pk=failed.pk).update(created_at=timezone.now() - timedelta(days=40))
    waiting = mail(text="čeká")

    call_command("run_retention")

    run = RetentionRun.objects.get()
    assert set(OutgoingMail.objects.values_list("pk", "text")) == {(failed.pk, ""), (waiting.pk, "čeká")}
    assert (run.total, run.has_failed) == (2, False)
    assert [row.count for row in retention.due() if row.count] == []


def test_a_rule_that_fails_stops_no_other_and_is_told(monkeypatch):
    mail(state=MailState.EXPIRED)
    monkeypatch.setitem(
        retention._added,
        "broken",
        retention.Sweep("broken", "community.Contact", lambda: "x", lambda _: 0, lambda _: 1 // 0),
    )

    with pytest.raises(CommandError):
        call_command("run_retention")

    run = RetentionRun.objects.get()
    assert run.has_failed
    assert run.total == 1
    assert [row.rule for row in retention.report(run) if row.is_failed] == ["x"]


def test_desk_shows_the_coming_and_past_runs(signed_in, coordinator):
    mail(state=MailState.EXPIRED)
    retention.run()
    mail(state=MailState.EXPIRED)

    page = signed_in(coordinator).get(reverse("admin:kpss_portal_retentionrun_changelist")).content.decode()

    assert "Co smaže příští noc" in page
    assert "Minulé noci" in page


@pytest.mark.parametrize("count", [1, 3])
def test_desk_costs_the_same_for_more_runs(signed_in, coordinator, count, django_assert_max_num_queries):
    for _ in range(count):
        retention.run()
    browser = signed_in(coordinator)

    with django_assert_max_num_queries(len(retention.sweeps()) + 30):
        browser.get(reverse("admin:kpss_portal_retentionrun_changelist"))


# Finding


def test_person_is_found_by_mail_in_any_case_and_by_name_without_diacritics(contact):
    assert [one.row for one in find(Who.of(MAIL.upper(), ""))] == [contact]
    (one,) = find(Who.of("", "jana  vzorova"))
    assert (one.row, one.is_sure) == (contact, False)


def test_account_leads_to_its_rows_and_to_what_it_did(coordinator, contact):
    member = MembershipFactory(user=coordinator)
    consents.give(contact, "souhlas", ConsentHow.OFFICE, by=coordinator)
    who = Who.of(coordinator.email, "")

    assert {one.row for one in find(who)} >= {coordinator, member}
    assert {one.model: one.count for one in doings(who)}[Consent] == 1


def test_texts_with_the_name_are_listed_for_eyes(contact):
    page = PageFactory(body=f"<p>Volejte {NAME}.</p>")
    who = Who.of(MAIL, NAME)

    assert page in [one.thing for one in mentions(who, find(who))]


@pytest.mark.parametrize("count", [1, 4])
def test_finding_costs_the_same_for_more_rows(count, django_assert_num_queries):
    ContactFactory.create_batch(count, name=NAME, email=MAIL)
    find(Who.of(MAIL, NAME))

    with django_assert_num_queries(QUERIES.setdefault("find", cost(lambda: find(Who.of(MAIL, NAME))))):
        find(Who.of(MAIL, NAME))


QUERIES: dict[str, int] = {}


def cost(work):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as seen:
        work()
    return len(seen)


# Giving out


def test_zip_holds_json_page_table_and_nothing_of_others():
    MembershipFactory(
        without_account=True, name=NAME, email=MAIL, substitute_name="Petr Cizí", substitute_email="cizi@example.cz"
    )
    who = Who.of(MAIL, "")

    packed = zipfile.ZipFile(io.BytesIO(giving.pack(who, find(who))))

    content = json.loads(packed.read("udaje.json"))
    assert {"prehled.html", "zaznamy.csv", "udaje.json"} <= set(packed.namelist())
    assert content["records"][0]["fields"]["name"] == NAME
    assert not any(
        "izí" in packed.read(name).decode() or "cizi@" in packed.read(name).decode() for name in packed.namelist()
    )


def test_secrets_are_not_given_out(coordinator):
    who = Who.of(coordinator.email, "")

    packed = zipfile.ZipFile(io.BytesIO(giving.pack(who, find(who))))

    assert coordinator.password not in packed.read("udaje.json").decode()


# Erasing


def test_preview_changes_nothing_and_says_what_goes_and_what_stays(contact, coordinator):
    sent = mail(state=MailState.EXPIRED)
    before = AuditEntry.objects.count()

    found = erasing.preview(Who.of(MAIL, ""), [])

    assert {(fate.label, fate.act) for fate in found.erased} == {
        ("kpss_portal.outgoingmail", "delete"),
        ("community.contact", "delete"),
    }
    assert Contact.objects.filter(pk=contact.pk).exists()
    assert OutgoingMail.objects.filter(pk=sent.pk).exists()
    assert AuditEntry.objects.count() == before


def test_erasing_leaves_a_journal_and_a_line_without_the_name(contact, coordinator, folder):
    mail(state=MailState.EXPIRED)

    erasing.erase(Who.of(MAIL, NAME), [], by=coordinator, note="MU/12/2026")

    row = Erasure.objects.get()
    written = (folder / "erasures.jsonl").read_text()
    lines = list(AuditEntry.objects.values_list("object_label", "changes"))
    assert not Contact.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert (len(row.acts), row.note, row.actor) == (2, "MU/12/2026", coordinator)
    assert json.loads(written)["uuid"] == str(row.uuid)
    for told in (written, str(row.acts) + str(row.marks) + str(row.kept), str(lines)):
        assert MAIL not in told
        assert "Vzorov" not in told


def test_an_outage_is_not_told_as_a_reason_to_keep(contact, coordinator, monkeypatch):
    def away(*_args):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(erasing, "_do", away)

    with pytest.raises(OperationalError):
        erasing.erase(Who.of(MAIL, ""), [], by=coordinator)


def test_name_alone_erases_only_what_was_chosen(coordinator):
    hers, namesake = ContactFactory(name=NAME, email=""), ContactFactory(name=NAME, email="")

    erasing.erase(Who.of("", NAME), [f"community.contact:{hers.pk}"], by=coordinator)

    assert list(Contact.objects.values_list("pk", flat=True)) == [namesake.pk]


def test_substitute_is_erased_without_the_member(coordinator):
    member = MembershipFactory(without_account=True, name="Petr Cizí", substitute_name=NAME, substitute_email=MAIL)

    erasing.erase(Who.of(MAIL, ""), [], by=coordinator)

    member.refresh_from_db()
    assert (member.name, member.substitute_name, member.substitute_email) == ("Petr Cizí", "", "")


def test_guest_of_a_meeting_gets_a_veil(coordinator):
    guest = AttendanceFactory(membership=None, guest_name=NAME)

    erasing.erase(Who.of("", NAME), [f"working_groups.attendance:{guest.pk}"], by=coordinator)

    guest.refresh_from_db()
    assert guest.guest_name == erasing.VEIL


def test_account_is_emptied_and_what_it_did_stays(administrator, coordinator, contact):
    consent = consents.give(contact, "souhlas", ConsentHow.OFFICE, by=coordinator)
    address = coordinator.email

    with acts(Acting(request_of(administrator))):
        done = erasing.erase(Who.of(address, ""), [], by=administrator)

    consent.refresh_from_db()
    coordinator.refresh_from_db()
    assert (consent.recorded_by, coordinator.is_active, coordinator.groups.count()) == (coordinator, False, 0)
    assert address not in coordinator.email
    assert not coordinator.has_usable_password()
    assert ("souhlasy", 1) in [(kind, count) for kind, count, _why in done.stays]


@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_nobody_empties_their_own_account_and_a_coordinator_no_account(who, administrator, coordinator, request):
    by = request.getfixturevalue(who)

    with acts(Acting(request_of(by))):
        done = erasing.preview(Who.of(administrator.email, ""), [])

    assert "accounts.user" in {fate.label for fate in done.kept}


def request_of(person):
    from django.test import RequestFactory

    request = RequestFactory().post("/")
    request.user = person
    return request


# The journal after a restore


def test_older_backup_is_erased_anew(contact, coordinator):
    erasing.erase(Who.of(MAIL, ""), [], by=coordinator)
    back = Contact.objects.create(pk=contact.pk, uuid=contact.uuid, name=NAME, email="jiny@example.cz")
    by_mark = ContactFactory(name="Vrácená", email=MAIL)
    other = ContactFactory(email="kdo@example.cz")
    Erasure.objects.all().delete()  # the older database does not know of it

    repeating.repeat({})
    repeating.repeat({})

    assert list(Contact.objects.values_list("pk", flat=True)) == [other.pk]
    assert Erasure.objects.get().repeated_at is not None
    assert {back.pk, by_mark.pk}.isdisjoint({other.pk})


def test_row_of_another_office_with_the_same_key_stays(contact, coordinator):
    erasing.erase(Who.of(MAIL, ""), [], by=coordinator)
    Contact.objects.create(pk=contact.pk, name="Někdo jiný", email="kdo@example.cz")
    Erasure.objects.all().delete()

    repeating.repeat({})

    assert Contact.objects.filter(pk=contact.pk).exists()


def test_who_came_back_after_a_deletion_is_not_erased_again(contact, coordinator):
    erasing.erase(Who.of(MAIL, ""), [], by=coordinator)
    again = ContactFactory(email=MAIL)

    repeating.repeat({})

    assert Contact.objects.filter(pk=again.pk).exists()


def test_journal_lies_beside_backups_and_a_cut_line_is_left_out(contact, coordinator, folder, tmp_path):
    backups = tmp_path / "backups"
    backups.mkdir()
    erasing.erase(Who.of(MAIL, ""), [], by=coordinator)
    with (folder / "erasures.jsonl").open("a") as file:
        file.write('{"uuid": "cut')

    journal.lay_into(backups)

    assert [line["uuid"] for line in journal.read([backups / "erasures.jsonl"]).values()] == [
        str(Erasure.objects.get().uuid)
    ]


# Consents


def test_consent_keeps_words_time_way_and_end(contact):
    consents.give(contact, "Souhlasím.", ConsentHow.FORM, email=MAIL)
    consents.give(contact, "Souhlasím podruhé.", ConsentHow.FORM, email=MAIL)
    consents.withdraw(contact, ConsentHow.MAILED_LINK)

    (one,) = consents.of_person([], MAIL)
    assert (one.wording, one.how, one.withdrawn_how) == ("Souhlasím.", ConsentHow.FORM, ConsentHow.MAILED_LINK)
    assert one.withdrawn_at is not None
    assert MAIL not in one.mark


def test_consent_ends_with_the_deletion(contact, coordinator):
    consents.give(contact, "Souhlasím.", ConsentHow.FORM, email=MAIL)

    erasing.erase(Who.of(MAIL, ""), [], by=coordinator)

    assert Consent.objects.get().withdrawn_how == ConsentHow.ERASED


# The page


@pytest.fixture
def page(signed_in, coordinator):
    browser = signed_in(coordinator)
    return lambda **sent: browser.post(reverse("admin:kpss_portal_person"), sent)


def test_page_finds_shows_a_preview_and_erases(page, contact):
    shown = page(email=MAIL).content.decode()
    before = page(email=MAIL, step="preview").content.decode()
    refused = page(email=MAIL, step="erase").content.decode()
    assert Contact.objects.count() == 1
    done = page(email=MAIL, step="erase", is_sure="on", note="č. 5")
    again = page(email=MAIL, step="erase", is_sure="on")

    assert NAME in shown
    assert "Co zmizí" in before
    assert "Zaškrtněte" in refused
    assert (done.status_code, again.status_code, Contact.objects.count()) == (302, 302, 0)


def test_page_gives_a_zip_under_nobodys_name(page, contact):
    answer = page(email=MAIL, step="give")

    assert answer["Content-Disposition"] == 'attachment; filename="udaje-osoby.zip"'
    assert AuditEntry.objects.filter(kind="export", object_label__contains="udaje-osoby").exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Napište e-mail nebo jméno"),
        ({"email": "není mail"}, "e-mail"),
        ({"name": "x" * 200}, "150"),
        ({"account": "abc"}, "Vyberte"),
        ({"name": "\x00"}, "Napište e-mail nebo jméno"),
    ],
)
def test_bad_input_is_told_in_czech(page, sent, words):
    answer = page(**sent)

    assert answer.status_code == 200
    assert words in BeautifulSoup(answer.content, "html.parser").select_one(".errorlist").text


def test_deletion_asks_who_is_there(page, contact, monkeypatch):
    asked = []
    monkeypatch.setattr("accounts.views.person_request.ask_who_is_there", asked.append)

    page(email=MAIL, step="erase", is_sure="on")
    page(email=MAIL, step="give")

    assert len(asked) == 2


@pytest.mark.parametrize("role", ["editor", "citizen"])
def test_others_do_not_get_there(client, role, request):
    client.force_login(request.getfixturevalue(role) if role == "editor" else UserFactory())

    for name in ("person", "register", "retentionrun_changelist", "erasure_changelist", "consent_changelist"):
        assert client.get(reverse(f"admin:kpss_portal_{name}")).status_code in {302, 403}
    assert User.objects.exists()
