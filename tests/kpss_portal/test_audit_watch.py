"""Every row that is added, changed or deleted leaves a line, whatever door it goes by."""

import ast

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.test import RequestFactory

from accounts.models import User
from community.models import Contact, Page, Partner
from kpss_portal import audit
from kpss_portal.audit_actor import Acting, acts, one_line
from kpss_portal.audit_reading import action_words, changes_words
from kpss_portal.audit_watch import differences, is_exempt, watched
from kpss_portal.audit_words import TOLD
from kpss_portal.models import AuditEntry
from kpss_portal.personal_data import unspoken_fields
from services_catalog.models import Booklet
from tests.community.factories import PageFactory
from tests.house.test_models import our_models
from tests.house.tree import relative, sources, tree_of
from tests.plans.factories import PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return PageFactory(title="Jak plánujeme")


@pytest.fixture
def since():
    """Lines written after the call."""
    last = max(AuditEntry.objects.values_list("pk", flat=True), default=0)
    return lambda: list(AuditEntry.objects.filter(pk__gt=last).order_by("pk"))


@pytest.fixture
def lines(page):
    last = max(AuditEntry.objects.values_list("pk", flat=True), default=0)
    return lambda: [
        (row.kind, row.object_type, row.object_id, row.changes)
        for row in AuditEntry.objects.filter(pk__gt=last).order_by("pk")
    ]


def test_added_changed_and_deleted_thing_leave_a_line_each(page, lines):
    page.title = "Kdo plánuje"
    page.save()
    key = str(page.pk)
    page.delete()

    assert lines() == [
        ("change", "community.page", key, {"title": ["Jak plánujeme", "Kdo plánuje"]}),
        ("delete", "community.page", key, {}),
    ]


def test_a_list_is_told_without_brackets():
    changes = differences(Booklet(hidden_places=[77, 81]), {"hidden_places": []})
    line = AuditEntry(object_type="services_catalog.booklet", changes=changes)

    assert changes_words(line) == ["místa s utajenou adresou: – → 77, 81"]


def test_saving_without_a_change_leaves_none(page, lines):
    page.save()

    assert lines() == []


def ways_of_many(page):
    """What signals do not see, by name."""
    return {
        "update": lambda: Page.objects.filter(pk=page.pk).update(title="Jinak"),
        "bulk_update": lambda: Page.objects.bulk_update([page], ["title"]),
        "bulk_create": lambda: Partner.objects.bulk_create([Partner(name="A"), Partner(name="B")]),
        "raw delete": lambda: Page.objects.filter(pk=page.pk)._raw_delete("default"),
        "raw statement": lambda: connection.cursor().execute(
            "UPDATE community_page SET title = %s WHERE id = %s", ["Jinak", page.pk]
        ),
        "plain quotes": lambda: connection.cursor().execute('DELETE FROM "community_page" WHERE id = %s', [page.pk]),
        "save once more": lambda: Page(pk=page.pk, title="Jinak", slug="jinak", body="").save(),
        "delete of a set": lambda: Page.objects.filter(pk=page.pk).delete(),
    }


@pytest.mark.parametrize(
    "way",
    [
        "update",
        "bulk_update",
        "bulk_create",
        "raw delete",
        "raw statement",
        "plain quotes",
        "save once more",
        "delete of a set",
    ],
)
def test_no_way_of_writing_is_without_a_line(page, lines, way):
    ways_of_many(page)[way]()

    assert len(lines()) == 1


def test_bulk_says_how_many_and_what(page, lines):
    PageFactory.build_batch(2)
    Page.objects.filter(pk=page.pk).update(title="Jinak")

    assert lines() == [("change", "community.page", "", {"rows": 1, "fields": ["title"]})]


def test_columns_of_bulk_are_read_by_their_czech_names(page, since):
    Page.objects.filter(pk=page.pk).update(title="Jinak")

    assert changes_words(since()[-1]) == ["řádky: 1", "pole: název"]


def test_personal_data_are_named_and_not_copied(since):
    person = Contact.objects.create(name="Jana Ukázková", role="Koordinátorka", email="jana@example.cz")
    person.email, person.role = "nova@example.cz", "Vedoucí"
    person.save()

    added, changed = since()
    assert changed.changes == {"email": [], "role": ["Koordinátorka", "Vedoucí"]}
    assert "Ukázková" not in added.object_label + changed.object_label


def test_roles_of_a_person_are_named(coordinator, since):
    coordinator.groups.add(Group.objects.get(name="editors"))

    assert [list(row.changes.values()) for row in since() if row.object_type == "accounts.user"] == [[["editors"]]]


def test_a_failed_statement_does_not_hide_the_next_one(page, lines):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.create(title="Dvojník", slug=page.slug)
    Page.objects.filter(pk=page.pk).update(title="Jinak")

    assert [line[0] for line in lines()] == ["change"]


def test_many_deleted_together_leave_one_line(since):
    PageFactory.create_batch(25)
    before = len(since())

    Page.objects.all().delete()

    (line,) = since()[before:]
    assert (line.kind, line.changes["rows"], len(line.changes["keys"])) == ("delete", 25, 25)


def test_who_acts_stands_in_the_line(coordinator, page, since):
    request = RequestFactory().get("/")
    for person, command in (
        (coordinator, ""),
        (AnonymousUser(), ""),
        (None, "import_register"),
        (None, "db_worker"),
    ):
        request.user = person
        with acts(Acting(None if command else request, command=command)):
            Page.objects.filter(pk=page.pk).update(title="Jinak")

    assert [(row.actor, row.actor_label) for row in since()] == [
        (coordinator, str(coordinator)),
        (None, "návštěvník"),
        (None, "příkaz import_register"),
        (None, "portál na pozadí"),
    ]


def test_an_import_is_quiet_inside(page, lines):
    with one_line("an import"):
        page.title = "Jinak"
        page.save()
        Page.objects.filter(pk=page.pk).update(title="Ještě jinak")

    assert lines() == []


QUIET = {  # doors that write one line for all rows, and the action by which they do
    "kpss_portal/backup/restoring.py": {"restore": "backup.restore"},
    "plans/amending.py": {"amend": "plan.amend", "start_next": "plan.start_next"},
    "plans/needs/pool_import.py": {"undo": "project_pool.undo_import"},
    "plans/sample/loading.py": {"load": ""},  # made up rows; their steps leave lines
    "plans/workbook/importing.py": {"apply_import": "plan.import", "undo_import": "plan.undo_import"},
    "services_catalog/importing/undoing.py": {"undo": "catalogue.undo_import"},
    "services_catalog/importing/writing.py": {"write": "catalogue.import"},
    "services_catalog/network/importing.py": {"apply": "network.import", "undo": "network.undo_import"},
    "services_catalog/register/applying.py": {"accept": "register.accept", "undo": "register.undo"},
    "services_catalog/register/importing.py": {"run": "register.compare"},
}


def quiet_doors():
    found = {}
    for path in sources():
        text = path.read_text()
        if "one_line" not in text or path.name == "audit_actor.py":
            continue
        tree = tree_of(path)
        doors = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and any("one_line(" in ast.unparse(d) for d in node.decorator_list)
        ]
        assert text.count("one_line(") == len(doors), f"{relative(path)}: only as a decorator of a door"
        found[relative(path)] = {door.name: text for door in doors}
    return found


@pytest.mark.house
def test_quiet_doors_are_known_and_write_their_line():
    found = quiet_doors()

    assert {path: set(doors) for path, doors in found.items()} == {path: set(doors) for path, doors in QUIET.items()}
    for path, doors in QUIET.items():
        for door, action in doors.items():
            assert f'"{action}"' in found[path][door] or not action, (path, door)


@pytest.mark.house
def test_nothing_writes_beside_the_watched_connection():
    """No driver of a database is used directly, so each statement is seen."""
    drivers = {"sqlite3", "psycopg", "psycopg2"}
    direct = [
        relative(path)
        for path in sources()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and drivers & {(getattr(node, "module", "") or "").split(".")[0], *(a.name.split(".")[0] for a in node.names)}
    ]

    assert direct == []


def test_models_without_lines_say_why():
    exempt = {model._meta.label: model.leaves_no_line for model in our_models() if is_exempt(model)}

    assert all(len(reason) > 5 for reason in exempt.values())
    assert set(our_models()) == {m for m in watched().values() if not m._meta.auto_created} | {
        model for model in our_models() if is_exempt(model)
    }


def test_who_answers_a_survey_leaves_no_trace_in_the_log():
    names = {"AccessCode", "CodeBook", "UnfinishedSheet", "Response", "PaperSheet", "PaperBatch", "CodedText"}

    assert {m.__name__ for m in our_models() if m._meta.app_label == "surveys" and is_exempt(m)} == names


def test_addresses_of_people_and_secrets_are_declared():
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in watched().values()
        for field in model._meta.local_fields
        if (field.get_internal_type() == "CharField" and field.name in {"password", "token"})
        or (field.name == "email" and model._meta.label not in PUBLIC_EMAIL)
        if field.name not in unspoken_fields(model)
    ]

    assert loose == []


PUBLIC_EMAIL = {"community.Office", "services_catalog.Provider", "services_catalog.CrisisLine"}  # of organisations


def test_declared_fields_exist():
    for model in our_models():
        assert unspoken_fields(model) <= {field.name for field in model._meta.get_fields()}, model


@pytest.mark.house
def test_acts_have_czech_words():
    bare = []
    for path in sources():
        for node in ast.walk(tree_of(path)):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) in {"record", "audit.record"}
                and len(node.args) > 1
            ):
                said = node.args[1]
                if isinstance(said, ast.Constant) and action_words(said.value) == said.value:
                    bare.append(said.value)

    assert bare == []


def test_mails_leave_a_line_without_their_text_and_address(since):
    from kpss_portal.outbox import queue_mail

    queue_mail("jana@example.cz", "Předmět", "Tajný text", kind="verification")

    (line,) = since()
    assert (line.kind, line.action) == ("mail", "mail.verification")
    assert "jana" not in str(line.changes) + line.object_label


def test_sign_ins_and_failed_ones_leave_lines(client, coordinator, since):
    client.login(email=coordinator.email, password="wrong")
    client.login(email="nikdo@example.cz", password="wrong")

    assert [(row.action, row.object_id) for row in since() if row.kind == "sign_in"] == [
        ("sign_in_failed", str(coordinator.pk)),
        ("sign_in_failed", ""),
    ]
    assert User.objects.filter(email="nikdo@example.cz").count() == 0


def steps_and_states():
    """Ends of actions that are put together: steps of every workflow, and states that name what was done."""
    from plans import workflow as of_plans
    from plans.progress import action_plans, evaluations
    from surveys import workflow as of_surveys
    from surveys.results import workflow as of_results
    from working_groups import workflow as of_meetings
    from working_groups.minutes import workflow as of_minutes

    for module in (of_plans, evaluations, action_plans, of_surveys, of_results, of_meetings, of_minutes):
        yield from module.STEPS
    for label in ("plans.Comment", "plans.NeedSuggestion", "plans.IndicatorReport", "surveys.Quote"):
        yield from dict(apps.get_model(label)._meta.get_field("state").choices)
    yield from dict(apps.get_model("working_groups.JoinRequest")._meta.get_field("state").choices)


def test_acts_that_are_put_together_have_czech_words():
    assert [name for name in steps_and_states() if action_words(f"x.{name}") == f"x.{name}"] == []


@pytest.mark.house
def test_what_is_told_beside_an_act_has_czech_words():
    bare = set()
    for path in sources():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"record", "audit.record", "audit.note"}:
                told = [one for argument in node.args[2:] for one in ast.walk(argument) if isinstance(one, ast.Dict)]
                bare |= {key.value for one in told for key in one.keys if isinstance(key, ast.Constant)} - set(TOLD)

    assert bare == set()


def test_states_are_told_as_forms_call_them(coordinator):
    plan = PlanFactory()
    audit.record(coordinator, "plan.hand_over", plan, {"state": ["draft", "none"], "words": "Hotovo"})

    states, words = changes_words(AuditEntry.objects.get(action="plan.hand_over"))
    assert states == f"stav: {plan.get_state_display()} → none"
    assert words == "slova: Hotovo"
