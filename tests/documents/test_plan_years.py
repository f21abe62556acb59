"""The action plan and the evaluation of a year: both profiles at once, and what must be printed."""

import subprocess
from decimal import Decimal

import pytest

from community.models import PlanningArea
from plans.models import Indicator
from plans.progress import action_plans, documents, evaluations, values
from plans.progress_enums import Fulfilment
from tests.documents.verapdf import foreign_fonts, verapdf
from tests.plans.progress_factories import CHARITY, YEAR, evaluation_of, plan_in_force, resolution

pytestmark = pytest.mark.django_db


def text_of(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def plan(coordinator):
    return plan_in_force(coordinator)


@pytest.fixture
def approved(plan, coordinator):
    """A result with money and a broken down value, and one of which nothing is known."""
    found = evaluation_of(plan, coordinator, state="review")
    areas = [PlanningArea.objects.create_named(name) for name in ("Senioři", "Rodiny", "Děti")]
    parts = {("area", area.pk): Decimal(number) for area, number in zip(areas, (1060, 31, 3), strict=True)}
    indicator = Indicator.objects.get(item__plan=plan)
    values.approve(values.submit(indicator, YEAR, values.Figures(Decimal(1094), "", parts), name="X"), by=coordinator)
    result = found.results.get(item__code="1.1.1")
    result.status, result.text, result.group_word = Fulfilment.FULFILLED, "Dvě pečovatelky.", "Skupina děkuje."
    source = indicator.item.costs.get().source_id
    evaluations.write_result(result, {source: 380_000}, name=CHARITY)
    found.refresh_from_db()
    found.conclusion = "Rok se vydařil."
    found.save()
    evaluations.take_step(found, "hand_over", by=coordinator)
    return evaluations.take_step(found, "approve", by=coordinator, resolution=resolution())


def stored(document, tmp_path):
    made = documents.make_document(document)
    path = tmp_path / "year.pdf"
    with made.file.open("rb") as file:
        path.write_bytes(file.read())
    return path


def test_the_evaluation_meets_both_profiles_and_tells_no_small_number(approved, tmp_path):
    path = stored(approved, tmp_path)

    assert verapdf(path, profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    assert foreign_fonts(path) == set()
    text = text_of(path)
    for words in (
        "Splněno nebo běží podle plánu: 1 z 2",
        "Dvě pečovatelky.",
        "Skupina děkuje.",
        "380",
        "Rok se vydařil.",
    ):
        assert words in text.replace("\xa0", " ")
    assert "Děti neuvádíme" in text.replace("\xa0", " ")
    assert approved.content_sha256[:20] in text.replace("\n", "")


def test_the_action_plan_meets_both_profiles_and_is_the_same_for_ever(plan, coordinator, tmp_path):
    made = action_plans.start(plan, YEAR, "Akční plán na rok 2025", by=coordinator)
    action_plans.tick(made, plan.items.filter(depth=3), [], by=coordinator)
    action_plans.take_step(made, "hand_over", by=coordinator)
    made = action_plans.take_step(made, "approve", by=coordinator, resolution=resolution())
    path = stored(made, tmp_path)

    assert verapdf(path, profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    assert foreign_fonts(path) == set()
    assert "400 000 Kč" in text_of(path).replace("\xa0", " ")
    made.refresh_from_db()
    assert documents.make_document(made).file_sha256 == made.pdf.file_sha256
    assert documents.render(made) == path.read_bytes()


def test_a_draft_bears_a_watermark(plan, coordinator, tmp_path):
    made = action_plans.start(plan, YEAR, "Akční plán", by=coordinator)
    path = tmp_path / "draft.pdf"
    path.write_bytes(documents.render(made))

    assert verapdf(path, profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    assert foreign_fonts(path) == set()
    assert "Návrh" in text_of(path)
