"""From a stored plan to a draft, in a constant number of queries."""

from plans.enums import ActorRole, AmountUnit, CostKind, InterventionKind, PlanKind
from plans.models import Indicator, Plan, PlanCost, PlanItem
from plans.progress_enums import Direction
from plans.workbook.catalogue import ServiceNames
from plans.workbook.cells import many_of
from plans.workbook.draft import ChapterDraft, CostDraft, IndicatorDraft, ItemDraft, PlanDraft
from plans.workbook.text import text_of_html


def draft_of(plan: Plan) -> PlanDraft:
    """What the workbook would say about the plan now."""
    items = list(
        PlanItem.objects.filter(plan=plan)
        .in_tree_order()
        .select_related("parent")
        .prefetch_related("areas", "services", "service_types", "actors")
    )
    names = ServiceNames()
    places = {item.pk: place for place, item in enumerate(items)}
    costs = PlanCost.objects.filter(item__plan=plan).select_related("item", "source")
    indicators = Indicator.objects.filter(item__plan=plan).select_related("item")
    return PlanDraft(
        title=plan.title,
        slug=plan.slug,
        kind=PlanKind(plan.kind),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        territory=plan.territory,
        levels=tuple(level.name for level in plan.levels.order_by("depth")),
        code_pattern=plan.code_pattern,
        vision=plan.vision,
        amount_unit=AmountUnit(plan.amount_unit),
        short_title=plan.short_title,
        prepared_by=plan.prepared_by,
        chapters=tuple(
            ChapterDraft(chapter.position, chapter.title, text_of_html(chapter.body))
            for chapter in plan.chapters.order_by("position")
        ),
        items=tuple(_item(item, names) for item in items),
        costs=tuple(_cost(cost) for cost in sorted(costs, key=lambda cost: (places[cost.item_id], cost.pk))),
        indicators=tuple(
            _indicator(indicator)
            for indicator in sorted(indicators, key=lambda found: (places[found.item_id], found.position, found.pk))
        ),
    )


def _item(item: PlanItem, names: ServiceNames) -> ItemDraft:
    return ItemDraft(
        code=item.code,
        parent=item.parent.code if item.parent else "",
        depth=item.depth,
        title=item.title,
        description=item.description,
        justification=item.justification,
        expected_effect=item.expected_effect,
        areas=tuple(area.name for area in item.areas.all()),
        actors=_actors(item),
        intervention=InterventionKind(item.intervention) if item.intervention else None,
        is_investment=item.is_investment,
        starts_on=item.starts_on,
        ends_on=item.ends_on,
        term_text=item.term_text,
        funding_text=item.funding_text,
        outputs=item.outputs,
        risks=item.risks,
        services=_services(item, names),
        note=item.note,
    )


def _actors(item: PlanItem) -> tuple[tuple[ActorRole, str], ...]:
    actors = sorted(item.actors.all(), key=lambda actor: (actor.position, actor.pk))
    return tuple((role, actor.name) for role in ActorRole for actor in actors if actor.role == role)


def _services(item: PlanItem, names: ServiceNames) -> tuple[str, ...]:
    services = tuple(names.name_of(service) for service in item.services.all())
    types = tuple(kind.paragraph for kind in item.service_types.all())
    return services + types + many_of(item.services_text)


def _cost(cost: PlanCost) -> CostDraft:
    return CostDraft(cost.item.code, cost.year, cost.source.name, cost.amount_czk, CostKind(cost.kind), cost.note)


def _indicator(indicator: Indicator) -> IndicatorDraft:
    return IndicatorDraft(
        code=indicator.item.code,
        name=indicator.name,
        unit=indicator.unit,
        baseline=indicator.baseline_text if indicator.baseline_value is None else indicator.baseline_value,
        target=indicator.target_text if indicator.target_value is None else indicator.target_value,
        target_year=indicator.target_year,
        data_source=indicator.data_source,
        direction=Direction(indicator.direction) if indicator.direction else None,
        is_of_people=indicator.is_of_people,
    )
