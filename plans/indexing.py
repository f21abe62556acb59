"""What search knows of plans: items, analyses and years of public ones. Drafts never get into the index."""

from collections.abc import Iterator

from kpss_portal.search import Text, forget, index_many
from plans.enums import PlanState
from plans.models import ActionPlan, Analysis, Evaluation, Plan, PlanItem
from plans.progress_enums import ActionPlanState, EvaluationState

ITEM, ANALYSIS, PLAN = "plan_item", "analysis", "plan"
YEARS = {ActionPlan: ("action_plan", ActionPlanState.APPROVED), Evaluation: ("evaluation", EvaluationState.APPROVED)}


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
    if plan is not None:
        reindex_years(plan.slug)


def reindex_years(slug: str) -> None:
    """Approved action plans and evaluations of all versions of the plan, while the plan is public."""
    is_public = Plan.objects.filter(slug=slug, state__in=PlanState.public()).exists()
    for model, (kind, approved) in YEARS.items():
        years = list(model.objects.filter(slug=slug))
        forget(kind, [year.pk for year in years])
        index_many(_year(kind, year) for year in years if is_public and year.state == approved)


def _year(kind: str, year: ActionPlan | Evaluation) -> Text:
    if isinstance(year, ActionPlan):
        texts = [f"{title} {work}" for title, work in year.entries.values_list("item__title", "work")]
    else:
        texts = [year.conclusion]
    return Text(
        kind, year.pk, year.title, year.get_absolute_url(), year.intro, [(str(year.year), 4), *((t, 1) for t in texts)]
    )


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
