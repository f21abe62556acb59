"""What search knows of plans: items and analyses of public ones. Drafts never get into the index."""

from collections.abc import Iterator

from kpss_portal.search import Text, forget, index_many
from plans.enums import PlanState
from plans.models import Analysis, Plan, PlanItem

ITEM, ANALYSIS, PLAN = "plan_item", "analysis", "plan"


def reindex_plan(plan_id: int) -> None:
    """Brings search in step with the plan as it stands."""
    plan = Plan.objects.filter(pk=plan_id).first()
    items = list(PlanItem.objects.filter(plan=plan_id))
    analyses = list(Analysis.objects.filter(plan=plan_id))
    forget(ITEM, [item.pk for item in items])
    forget(ANALYSIS, [analysis.pk for analysis in analyses])
    forget(PLAN, [plan_id])
    if plan is not None and plan.state in PlanState.public() - {PlanState.SUPERSEDED}:
        index_many(_things(plan, items, analyses))


def _things(plan: Plan, items: list[PlanItem], analyses: list[Analysis]) -> Iterator[Text]:
    url = plan.get_absolute_url()
    yield Text(PLAN, plan.pk, plan.title, url, plan.vision)
    for item in items:
        yield Text(
            ITEM,
            item.pk,
            item.title,
            f"{url}polozky/{item.code}/",
            item.description,
            [(item.justification, 1), (item.code, 8)],
        )
    for analysis in analyses:
        yield Text(ANALYSIS, analysis.pk, analysis.title, f"{url}analyzy/{analysis.slug}/", analysis.summary)
