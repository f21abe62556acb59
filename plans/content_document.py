"""What is approved, as one document: everything that is printed, with names instead of keys, canonically written.

The same content always gives the same text and so the same SHA-256, whatever the database, its keys or the order of its
rows. The official PDF is made from this document alone. Money is whole crowns, other numbers are texts, dates are ISO 8601.
"""

from decimal import Decimal
from typing import Any

from community.models import Office
from kpss_portal.canonical import sha256_of
from plans.enums import ActorRole
from plans.models import Analysis, AnalysisTable, Edition, Indicator, Plan, PlanCost, PlanItem
from plans.pictures import logo_of
from plans.survey_tables import in_step

SCHEMA_VERSION = 1


def is_untouched(edition: Edition) -> bool:
    """Whether the stored content still has the checksum that was stored with it."""
    return sha256_of(edition.content) == edition.content_sha256


def content_of(plan: Plan) -> dict[str, Any]:
    """The whole content of a plan, in a constant number of queries."""
    office = Office.load()
    return _amended(plan) | {
        "schema": SCHEMA_VERSION,
        "office": {
            "name": office.legal_name,
            "ico": office.ico,
            "accent": office.accent_color,
            "logo": logo_of(office.logo, office.legal_name),
        },
        "plan": _facts(plan),
        "levels": [{"name": level.name, "role": level.role} for level in plan.levels.order_by("depth")],
        "chapters": [_chapter(chapter) for chapter in plan.chapters.order_by("position")],
        "analyses": _analyses(plan),
        "items": _items(plan),
        "approvals": [_approval(approval) for approval in plan.approvals.order_by("decided_on", "pk")],
        "partners": [
            {
                "name": partner.name,
                "sentence": partner.funding_sentence,
                "logo": logo_of(partner.logo, partner.logo_alt),
            }
            for partner in plan.partners.order_by("position", "name")
        ],
        "attachments": [
            _attachment(attachment)
            for attachment in plan.attachments.select_related("document").order_by("position", "pk")
        ],
    }


def _amended(plan: Plan) -> dict[str, Any]:
    """Of a later version: what changes and why, in the words of the office."""
    return {"change_note": plan.change_note} if plan.is_amendment else {}


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "uuid": str(plan.uuid),
        "slug": plan.slug,
        "version": plan.version,
        "kind": plan.kind,
        "title": plan.title,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "territory": plan.territory,
        "vision": plan.vision,
        "prepared_by": plan.prepared_by,
        "amount_unit": plan.amount_unit,
        "predecessor": str(plan.predecessor) if plan.predecessor else None,
    }


def _chapter(chapter: Any) -> dict[str, Any]:
    return {"position": chapter.position, "role": chapter.role, "title": chapter.title, "body": chapter.body}


def _analyses(plan: Plan) -> list[dict[str, Any]]:
    tables: dict[int, list[dict[str, Any]]] = {}
    for table in (
        AnalysisTable.objects.filter(analysis__plan=plan)
        .select_related("survey", "analysis__plan")
        .order_by("position", "pk")
    ):
        tables.setdefault(table.analysis_id, []).append(_table(in_step(table)))
    return [
        {
            "kind": analysis.kind,
            "title": analysis.title,
            "summary": analysis.summary,
            "body": analysis.body,
            "tables": tables.get(analysis.pk, []),
        }
        | _swot(analysis)
        for analysis in Analysis.objects.filter(plan=plan).select_related("area").order_by("position", "pk")
    ]


def _swot(analysis: Analysis) -> dict[str, Any]:
    """For whom, and the four fields, where they are: what was frozen without them keeps its checksum."""
    points = {name: getattr(analysis, name) for name in Analysis.SWOT if getattr(analysis, name)}
    return ({"area": str(analysis.area)} if analysis.area else {}) | ({"swot": points} if points else {})


def _table(table: AnalysisTable) -> dict[str, Any]:
    return {
        "title": table.title,
        "as_of": table.as_of.isoformat(),
        "source": table.source,
        "unit": table.unit,
        "note": table.note,
        "chart": table.chart,
        "columns": table.columns,
        "rows": table.rows,
    }


def _items(plan: Plan) -> list[dict[str, Any]]:
    items = plan.items.in_tree_order().prefetch_related("areas", "services", "service_types", "actors", "parent")
    costs: dict[int, list[dict[str, Any]]] = {}
    rows = PlanCost.objects.filter(item__plan=plan).select_related("source")
    for cost in sorted(rows, key=lambda cost: (cost.kind, cost.year or 0, cost.source.position, cost.source.sort_key)):
        costs.setdefault(cost.item_id, []).append(_cost(cost))
    indicators: dict[int, list[dict[str, Any]]] = {}
    for indicator in Indicator.objects.filter(item__plan=plan).order_by("position", "pk"):
        indicators.setdefault(indicator.item_id, []).append(_indicator(indicator))
    return [_item(item, costs.get(item.pk, []), indicators.get(item.pk, [])) for item in items]


def _item(item: PlanItem, costs: list[dict[str, Any]], indicators: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "uuid": str(item.uuid),
        "lineage": str(item.lineage),
        "code": item.code,
        "parent": item.parent.code if item.parent else None,
        "depth": item.depth,
        "title": item.title,
        "description": item.description,
        "justification": item.justification,
        "expected_effect": item.expected_effect,
        "areas": [area.name for area in item.areas.all()],
        "actors": _actors(item),
        "intervention": item.intervention,
        "is_investment": item.is_investment,
        "starts_on": item.starts_on.isoformat() if item.starts_on else None,
        "ends_on": item.ends_on.isoformat() if item.ends_on else None,
        "term_text": item.term_text,
        "funding_text": item.funding_text,
        "outputs": item.outputs,
        "risks": item.risks,
        "services": sorted(service.name for service in item.services.all()),
        "service_types": [f"{kind.name} ({kind.paragraph})" for kind in item.service_types.all()],
        "services_text": item.services_text,
        "note": item.note,
        "costs": costs,
        "indicators": indicators,
    }


def _actors(item: PlanItem) -> list[dict[str, str]]:
    actors = sorted(item.actors.all(), key=lambda actor: (actor.position, actor.pk))
    return [{"role": role.value, "name": actor.name} for role in ActorRole for actor in actors if actor.role == role]


def _cost(cost: PlanCost) -> dict[str, Any]:
    return {
        "year": cost.year,
        "source": cost.source.name,
        "group": cost.source.group,
        "kind": cost.kind,
        "amount_czk": cost.amount_czk,
        "note": cost.note,
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "baseline": _value(indicator.baseline_value, indicator.baseline_text),
        "target": _value(indicator.target_value, indicator.target_text),
        "target_year": indicator.target_year,
        "data_source": indicator.data_source,
    } | ({"direction": indicator.direction} if indicator.direction else {})


def _value(number: Decimal | None, words: str) -> str:
    return words if number is None else format(number.normalize(), "f")


def _approval(approval: Any) -> dict[str, Any]:
    return {
        "body_kind": approval.body_kind,
        "body": approval.body_name,
        "verb": approval.verb,
        "decided_on": approval.decided_on.isoformat(),
        "number": approval.number,
        "note": approval.note,
    }


def _attachment(attachment: Any) -> dict[str, Any]:
    document = attachment.document
    return {"title": document.title, "sha256": document.sha256, "is_main": attachment.is_main}
