"""Values of indicators: one door, whole numbers of people, small ones hidden so that the total does not give them away."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.models import Municipality, PlanningArea
from plans import amending
from plans.models import Indicator, IndicatorReport
from plans.progress import disclosure, values
from plans.progress.disclosure import tell
from plans.progress.values import AREA, MUNICIPALITY, Figures
from plans.progress_enums import ValueState
from tests.kept import anew
from tests.plans.factories import whole_plan
from tests.plans.progress_factories import YEAR, evaluation_of, plan_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(coordinator, kept_plan):
    return anew(kept_plan)


@pytest.fixture
def indicator(plan):
    return Indicator.objects.get(item__plan=plan)


def submitted(indicator, number=214, **fields):
    return values.submit(indicator, YEAR, Figures(Decimal(number), **fields), name="Charita Vzorov")


# --- the door -----------------------------------------------------------------------------------------------------


def test_a_value_is_submitted_returned_and_approved(indicator, coordinator):
    report = values.return_it(submitted(indicator), "Za celý rok, prosím.", by=coordinator)

    assert (report.state, report.reason) == (ValueState.RETURNED, "Za celý rok, prosím.")
    report = values.approve(submitted(indicator, 220), by=coordinator)
    assert (report.value, report.state, report.submitted_by) == (220, ValueState.APPROVED, "Charita Vzorov")
    assert IndicatorReport.objects.count() == 1


def test_the_same_value_sent_twice_is_one(indicator):
    first = submitted(indicator)

    assert submitted(indicator).updated_at == first.updated_at


def test_an_approved_value_does_not_change_until_it_is_returned(indicator, coordinator):
    report = values.approve(submitted(indicator), by=coordinator)

    with pytest.raises(values.StepNotOpen):
        submitted(indicator, 1)
    values.return_it(report, "Chyba.", by=coordinator)
    assert submitted(indicator, 1).value == 1


def test_pressed_twice_it_is_approved_once(indicator, coordinator):
    report = submitted(indicator)

    assert values.approve(values.approve(report, by=coordinator), by=coordinator).state == ValueState.APPROVED


def test_two_people_at_one_value_are_told(indicator):
    seen = submitted(indicator).updated_at.isoformat()
    submitted(indicator, 215)

    with pytest.raises(values.ChangedMeanwhile) as told:
        values.submit(indicator, YEAR, Figures(Decimal(9)), name="Město", seen=seen)
    assert told.value.stored.value == 215


def test_an_editor_submits_and_only_the_coordinator_approves(indicator, editor, reader):
    report = values.submit(indicator, YEAR, Figures(Decimal(5)), name=str(editor), by=editor)

    with pytest.raises(PermissionDenied):
        values.approve(report, by=editor)
    with pytest.raises(PermissionDenied):
        values.submit(indicator, YEAR, Figures(Decimal(6)), name=str(reader), by=reader)


@pytest.mark.parametrize(
    "figures",
    [
        Figures(None),
        Figures(Decimal("2.5")),
        Figures(Decimal(-1)),
        Figures(Decimal(99_000_000)),
        Figures(Decimal(9), parts={(AREA, 1): Decimal("0.5")}),
    ],
)
def test_what_cannot_be_a_number_of_people_is_refused(indicator, figures):
    with pytest.raises(ValidationError):
        values.submit(indicator, YEAR, figures, name="Charita")


def test_unknown_needs_its_reason_and_is_not_zero(indicator):
    report = values.submit(indicator, YEAR, Figures(None, "Evidence se mění."), name="Charita")

    assert (report.value, report.note) == (None, "Evidence se mění.")


@pytest.mark.parametrize("year", [2024, 2029])
def test_a_year_outside_the_plan_is_refused(indicator, year):
    with pytest.raises(ValidationError):
        values.submit(indicator, year, Figures(Decimal(1)), name="Charita")


def test_a_draft_has_no_values(coordinator):
    indicator = Indicator.objects.get(item__plan=whole_plan())

    with pytest.raises(ValidationError):
        submitted(indicator)


def test_a_year_closes_with_its_evaluation(plan, indicator, coordinator):
    report = values.approve(submitted(indicator), by=coordinator)
    evaluation_of(plan, coordinator, state="approved")

    with pytest.raises(values.StepNotOpen):
        values.return_it(report, "Pozdě.", by=coordinator)


def test_values_go_on_through_an_amendment(plan, indicator, coordinator):
    values.approve(submitted(indicator), by=coordinator)
    amendment = amending.amend(plan, by=coordinator)

    assert Indicator.objects.get(item__plan=amendment).lineage == indicator.lineage


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "approved"}, "indicator_report_decided_has_time"),
        ({"value": None, "note": ""}, "indicator_report_unknown_has_note"),
    ],
)
def test_the_database_holds_values_right(indicator, change, name):
    report = submitted(indicator)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        IndicatorReport.objects.filter(pk=report.pk).update(**change)


def test_a_return_without_a_reason_is_refused(indicator, coordinator):
    report = values.return_it(submitted(indicator), "Chyba.", by=coordinator)

    with pytest.raises(ValidationError):
        values.return_it(submitted(indicator, 3), " ", by=coordinator)
    with pytest.raises(IntegrityError, match="indicator_report_returned_has_reason"), transaction.atomic():
        IndicatorReport.objects.filter(pk=report.pk).update(
            state="returned", decided_at=report.decided_at, decided_by=coordinator, reason=""
        )


# --- what is told -------------------------------------------------------------------------------------------------


def test_a_small_number_takes_another_one_with_it():
    assert tell({"A": 60, "B": 31, "C": 3}, 94) == {"A": 60, "B": None, "C": None}


def test_a_small_rest_is_protected_as_well():
    """The total less what is told would give away the two people who are in no part."""
    assert None in tell({"A": 60, "B": 31}, 93).values()


@pytest.mark.parametrize("total", [94, None, 500])
def test_no_hidden_number_is_told_narrower_than_the_threshold(total):
    told = tell({"A": 40, "B": 51, "C": 3, "D": 0}, total)

    hidden = [name for name, number in told.items() if number is None]
    assert "C" in hidden
    rest = (total or 94) - sum(number for number in told.values() if number is not None)
    assert rest >= disclosure.THRESHOLD_PEOPLE


def test_so_few_people_are_not_divided_at_all():
    assert tell({"A": 2, "B": 1}, 3) == {"A": None, "B": None}


def test_parts_that_overlap_are_protected_too():
    assert tell({"A": 90, "B": 2, "C": 40}, 100)["B"] is None


def test_hours_are_not_people(plan, coordinator):
    draft = whole_plan(slug="hodiny")
    Indicator.objects.filter(item__plan=draft).update(is_of_people=False)
    indicator = Indicator.objects.get(item__plan=draft)
    report = IndicatorReport.objects.create(indicator=indicator, year=YEAR, value=Decimal("12.5"), submitted_by="X")
    area = PlanningArea.objects.create_named("Senioři")
    report.parts.create(area=area, value=Decimal("1.5"))

    assert [part.value for part in disclosure.breakdown_of(report).by_area] == [Decimal("1.5")]


# --- pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def town():
    return Municipality.objects.create(code="500001", name="Vzorov", slug="vzorov", in_territory_from="2020-01-01")


def test_the_clerk_writes_a_value_with_its_breakdown(plan, indicator, town, signed_in, coordinator):
    address = reverse("admin:plans_plan_value", args=[plan.pk, YEAR, indicator.pk])
    typed = {"value": "1 214", "note": "", "seen": "", f"municipality-{town.pk}": "3"}

    assert signed_in(coordinator).post(address, typed).status_code == 302

    report = IndicatorReport.objects.get()
    assert (report.value, values.parts_of(report)) == (1214, {(MUNICIPALITY, town.pk): 3})
    assert "neuvádíme" in signed_in(coordinator).get(address).content.decode()


@pytest.mark.parametrize("typed", ["asi pět", "12 osob", "1e9", "½", "2,5"])
def test_words_for_a_number_are_refused_and_stay_on_the_page(plan, indicator, signed_in, coordinator, typed):
    address = reverse("admin:plans_plan_value", args=[plan.pk, YEAR, indicator.pk])

    page = signed_in(coordinator).post(address, {"value": typed, "note": "poznámka", "seen": ""}).content.decode()

    assert typed in page
    assert "errorlist" in page
    assert not IndicatorReport.objects.exists()


def test_the_second_of_two_clerks_sees_the_first_ones_number(plan, indicator, signed_in, coordinator):
    address = reverse("admin:plans_plan_value", args=[plan.pk, YEAR, indicator.pk])
    submitted(indicator, 300)

    page = signed_in(coordinator).post(address, {"value": "214", "note": "", "seen": "dřív"}).content.decode()

    assert "300" in page
    assert 'value="214"' in page
    assert IndicatorReport.objects.get().value == 300


def test_chosen_values_are_approved_together(plan, indicator, signed_in, coordinator):
    report = submitted(indicator)
    address = reverse("admin:plans_plan_values", args=[plan.pk, YEAR])

    signed_in(coordinator).post(address, {"hodnota": [str(report.pk), "999999", "x"]})

    assert IndicatorReport.objects.get().state == ValueState.APPROVED


def test_the_table_of_a_year_costs_the_same_for_more_indicators(plan, coordinator, signed_in):
    more = plan_in_force(coordinator, slug="druhy", starts_on="2025-01-01")
    client = signed_in(coordinator)
    counts = []
    for found in (plan, more):
        if found is more:
            amendment = amending.amend(more, by=coordinator)
            item = amendment.items.get(code="1.1.2")
            Indicator.objects.bulk_create(Indicator(item=item, name=f"ukazatel {number}") for number in range(6))
            from plans import workflow
            from tests.plans.factories import approval_of

            approval_of(amendment)
            found = workflow.take_step(
                workflow.take_step(amendment, "hand_over", by=coordinator), "approve", by=coordinator
            )
        for indicator in Indicator.objects.filter(item__plan=found).select_related("item"):
            submitted(indicator)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("admin:plans_plan_values", args=[found.pk, YEAR]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
