"""Copies the content of a plan into a new draft: a next version of the same plan, or the plan of the next period.

Items keep their lineage, so that the story of a measure can be told from its first plan to the last one. Decisions of
bodies are never copied: each version has its own.
"""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.db import models, transaction

from plans import tree
from plans.models import Analysis, AnalysisTable, Indicator, Plan, PlanCost, PlanItem, PlanItemActor

MANY = ("areas", "services", "service_types")


@transaction.atomic
def copy_content(source: Plan, target: Plan) -> None:
    """The whole content: levels, chapters, analyses, items with everything on them, partners and documents."""
    copy_levels(source, target)
    _copy_rows(source.chapters.all(), plan=target)
    _copy_analyses(source, target)
    target.partners.set(source.partners.all())
    _copy_rows(source.attachments.filter(is_main=False), plan=target)
    copy_items(target, source.items.in_tree_order())


def copy_levels(source: Plan, target: Plan) -> None:
    """Names and roles of the levels."""
    _copy_rows(source.levels.all(), plan=target)


@transaction.atomic
def copy_items(target: Plan, items: Iterable[PlanItem], *, with_money: bool = True) -> dict[int, PlanItem]:
    """Items, parents first, under the same parents as far as these are copied too; new items by keys of the old ones.

    Money is left out where it speaks of other years than those of the target.
    """
    old = list(items)
    made: dict[int, PlanItem] = {}
    for depth in sorted({item.depth for item in old}):
        level = [item for item in old if item.depth == depth]
        copies = [_copied(item, plan=target, parent=made.get(item.parent_id or 0)) for item in level]
        PlanItem.objects.bulk_create(copies)
        made |= {item.pk: copy for item, copy in zip(level, copies, strict=True)}
    keys = list(made)
    models_of_items: list[Any] = [PlanItemActor, Indicator, *([PlanCost] if with_money else [])]
    for model in models_of_items:
        rows = model.objects.filter(item__in=keys).order_by("pk")
        model.objects.bulk_create(_copied(row, item=made[row.item_id]) for row in rows if _fits(row, target))
    for name in MANY:
        _copy_links(name, made)
    tree.renumber(target)
    return made


def _fits(row: Any, target: Plan) -> bool:
    year = row.year if isinstance(row, PlanCost) else None
    return year is None or year in target.years


def _copy_links(name: str, made: dict[int, PlanItem]) -> None:
    through: Any = getattr(PlanItem, name).through
    far = next(field.attname for field in through._meta.fields if field.is_relation and field.name != "planitem")
    links = through.objects.filter(planitem__in=list(made)).values_list("planitem_id", far)
    through.objects.bulk_create(through(planitem_id=made[key].pk, **{far: other}) for key, other in links)


def _copy_analyses(source: Plan, target: Plan) -> None:
    made = {analysis.pk: _copied(analysis, plan=target) for analysis in source.analyses.order_by("position", "pk")}
    Analysis.objects.bulk_create(made.values())
    tables = AnalysisTable.objects.filter(analysis__in=list(made)).order_by("position", "pk")
    AnalysisTable.objects.bulk_create(_copied(table, analysis=made[table.analysis_id]) for table in tables)


def _copy_rows(rows: models.QuerySet[Any], **changed: Any) -> None:
    rows.model.objects.bulk_create(_copied(row, **changed) for row in rows)


def _copied(row: Any, **changed: Any) -> Any:
    """A new row with the values of the old one; what tells rows apart is new, the lineage stays."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in changed
    }
    if "uuid" in values:
        values["uuid"] = uuid4()
    return type(row)(**values, **changed)
