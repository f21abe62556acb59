"""Approved means frozen: every door is tried."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.urls import reverse

from community.models import Partner, PlanningArea
from kpss_portal.canonical import canonical
from plans import freezing
from plans.content_document import content_of
from plans.enums import ChartKind
from plans.errors import PlanIsFrozen
from plans.models import (
    Analysis,
    AnalysisTable,
    Approval,
    Chapter,
    Edition,
    FundingSource,
    Indicator,
    Plan,
    PlanCost,
    PlanItem,
    PlanItemActor,
    PlanLevel,
)
from plans.official_document import faults_of
from plans.workbook.applying import apply_draft
from plans.workbook.from_plan import draft_of
from tests.kept import anew
from tests.plans.factories import approval_of, approved_plan, whole_plan

pytestmark = pytest.mark.django_db
PARTS = (PlanLevel, PlanItem, PlanItemActor, PlanCost, Indicator, Chapter, Analysis, AnalysisTable, Approval)


@pytest.fixture(scope="module")
def kept_frozen(kept, kept_coordinator):
    return kept(lambda: _frozen(kept_coordinator))


@pytest.fixture
def frozen(coordinator, kept_frozen):
    return anew(kept_frozen)


def _frozen(coordinator):
    from plans import workflow

    plan = whole_plan()
    analysis = Analysis.objects.create(plan=plan, kind="needs", title="Potřeby", slug="potreby")
    AnalysisTable.objects.create(
        analysis=analysis,
        title="Co chybí",
        as_of="2024-06-30",
        source="anketa",
        chart=ChartKind.BARS,
        columns=["co", "kolik"],
        rows=[["doprava", 5]],
    )
    plan.items.get(code="1").areas.add(PlanningArea.objects.create_named("Senioři"))
    plan.partners.add(Partner.objects.create(name="Kraj"))
    plan = workflow.take_step(plan, "hand_over", by=coordinator)
    return workflow.take_step(plan, "approve", by=coordinator)


@pytest.fixture
def unchanged(frozen):
    """Whatever the test tries, the plan says the same afterwards."""
    before = canonical(content_of(frozen))
    yield
    assert canonical(content_of(Plan.objects.get(pk=frozen.pk))) == before


def part_of(model: type[Model], plan: Plan) -> Model:
    return model._default_manager.filter(**{f"{model.PLAN_PATH}": plan}).first()  # type: ignore[attr-defined]  # a part of a plan


@pytest.mark.parametrize("model", PARTS)
def test_a_part_is_not_saved(frozen, unchanged, model):
    with pytest.raises(PlanIsFrozen):
        part_of(model, frozen).save()


@pytest.mark.parametrize("model", PARTS)
def test_a_part_is_not_deleted(frozen, unchanged, model):
    with pytest.raises(PlanIsFrozen):
        part_of(model, frozen).delete()


@pytest.mark.parametrize("model", PARTS)
def test_parts_are_not_changed_in_bulk(frozen, unchanged, model):
    rows = model._default_manager.filter(**{model.PLAN_PATH: frozen})
    field = next(
        field.name
        for field in model._meta.fields
        if field.get_internal_type() == "CharField" or field.name in {"amount_czk", "path"}
    )
    with pytest.raises(PlanIsFrozen):
        rows.update(**{field: getattr(rows.first(), field)})
    with pytest.raises(PlanIsFrozen):
        rows.bulk_update(list(rows), [field])
    with pytest.raises(PlanIsFrozen):
        rows.delete()


@pytest.mark.parametrize("model", PARTS)
def test_parts_are_not_added(frozen, unchanged, model):
    copy = part_of(model, frozen)
    copy.pk = None
    with pytest.raises(PlanIsFrozen):
        copy.save()
    with pytest.raises(PlanIsFrozen):
        model._default_manager.bulk_create([copy])


@pytest.mark.parametrize("model", PARTS)
def test_the_database_itself_refuses(frozen, unchanged, model):
    table, key = model._meta.db_table, part_of(model, frozen).pk
    for statement in (
        f"UPDATE {table} SET id = id WHERE id = {key}",
        f"DELETE FROM {table} WHERE id = {key}",
    ):  # of constants
        with pytest.raises(IntegrityError, match="approved plan"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_relations_are_not_changed(frozen, unchanged):
    item = frozen.items.get(code="1")
    area = PlanningArea.objects.create_named("Rodiny")
    for change in (lambda: item.areas.add(area), lambda: item.areas.clear(), lambda: frozen.partners.clear()):
        with pytest.raises(IntegrityError, match="approved plan"), transaction.atomic():
            change()


def test_the_plan_itself_changes_only_its_state(frozen, unchanged):
    frozen.title = "Jiný název"
    with pytest.raises(PlanIsFrozen):
        frozen.save()
    with pytest.raises(PlanIsFrozen):
        Plan.objects.filter(pk=frozen.pk).update(title="Jiný název")
    with pytest.raises(PlanIsFrozen):
        Plan.objects.filter(pk=frozen.pk).delete()
    with pytest.raises(PlanIsFrozen):
        frozen.delete()
    for assignment in ("title = 'Jiný'", "frozen_at = NULL, frozen_by_id = NULL, state = 'draft'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE plans_plan SET {assignment} WHERE id = {frozen.pk}")  # of constants


def test_an_edition_never_changes(frozen):
    edition = Edition.objects.get(plan=frozen)
    edition.content = "{}"
    with pytest.raises(TypeError):
        edition.save()
    for change in (
        lambda: Edition.objects.filter(pk=edition.pk).update(content="{}"),
        lambda: Edition.objects.filter(pk=edition.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_workbook_does_not_get_in(frozen, unchanged):
    with pytest.raises(PlanIsFrozen):
        apply_draft(draft_of(frozen))


def test_the_administration_does_not_get_in(frozen, unchanged, signed_in, coordinator):
    client = signed_in(coordinator)
    item = frozen.items.first()
    attempts = {
        reverse("admin:plans_plan_change", args=[frozen.pk]): {"title": "Jiný"},
        reverse("admin:plans_planitem_change", args=[item.pk]): {"title": "Jiný"},
        reverse("admin:plans_plan_delete", args=[frozen.pk]): {"post": "yes"},
        reverse("admin:plans_plan_outline_add", args=[frozen.pk]): {"nazev": "Nová"},
        reverse("admin:plans_plan_outline_move", args=[frozen.pk]): {"polozka": item.pk, "kam": "dolu"},
        reverse("admin:plans_plan_outline_remove", args=[frozen.pk, item.pk]): {},
    }
    for address, data in attempts.items():
        assert client.post(address, data).status_code == 403, address


def test_a_renamed_source_does_not_change_what_was_approved(frozen):
    FundingSource.objects.filter(name="rozpočet města").update(name="jiný název")
    edition = Edition.objects.get(plan=frozen)

    assert "rozpočet města" in edition.content
    assert faults_of(edition) == ["úřední dokument zatím nebyl vytvořen"]


def test_another_plan_stays_free(frozen):
    other = whole_plan()
    other.title = "Návrh"
    other.save()
    other.items.filter(code="1").update(title="Jinak")
    approval_of(other)

    assert other.approvals.count() == 2


def test_triggers_are_put_back_when_they_get_lost(frozen):
    with connection.cursor() as cursor:
        name = "kpss_frozen_plans_chapter_update"
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON plans_chapter"))
    assert freezing.missing() == {name}
    assert [fault.id for fault in freezing.triggers_in_place(databases=["default"])] == ["plans.W001"]

    freezing.install()

    assert freezing.missing() == set()


def test_every_table_of_a_plan_has_its_triggers():
    tables = {model._meta.db_table for model in PARTS} | {Plan.partners.through._meta.db_table}
    tables |= {field.remote_field.through._meta.db_table for field in PlanItem._meta.many_to_many}
    tables.add("plans_planattachment")

    assert set(freezing.CONTENT) == tables


def test_a_coordinator_may_not_change_an_approved_plan(coordinator):
    plan = approved_plan(coordinator)

    assert not coordinator.has_perm("plans.change_plan", plan)
    assert coordinator.has_perm("plans.change_plan", whole_plan())


def test_triggers_are_away_only_while_migrations_run(frozen):
    freezing.remove(plan=[])
    assert freezing.missing() == set()

    freezing.remove(plan=["a migration"])
    assert len(freezing.missing()) == len(freezing._conditions())

    freezing.install()
    assert freezing.missing() == set()
