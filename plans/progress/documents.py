"""What is approved of a year, canonically written, and the PDF made of exactly that, as for plans."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.models import Office
from kpss_portal.canonical import canonical, parsed, sha256_of
from kpss_portal.document_making import fill, progress_of
from kpss_portal.models import StoredDocument
from kpss_portal.pdf import render_pdf
from plans.models import ActionPlan, Evaluation, IndicatorReport, ItemResult, labels_of_statuses
from plans.models.yearly import YearlyDocument
from plans.progress.disclosure import Told, breakdown_of
from plans.progress.items import implementers_of, root_of, roots_of
from plans.progress.printing import action_plan_context, evaluation_context

SCHEMA_VERSION = TEMPLATE_VERSION = 1
KINDS: dict[type[YearlyDocument], tuple[str, str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    ActionPlan: ("action-plan", "plans/pdf/action_plan.html", action_plan_context),
    Evaluation: ("evaluation", "plans/pdf/evaluation.html", evaluation_context),
}


# --- content ------------------------------------------------------------------------------------------------------


def content_of(document: YearlyDocument) -> dict[str, Any]:
    """The whole content, in a constant number of queries."""
    own = _entries(document) if isinstance(document, ActionPlan) else _results(document)
    office, plan = Office.load(), document.plan
    return own | {
        "schema": SCHEMA_VERSION,
        "kind": KINDS[type(document)][0],
        "uuid": str(document.uuid),
        "office": {"name": office.legal_name, "ico": office.ico, "accent": office.accent_color},
        "plan": {"title": plan.title, "slug": plan.slug, "version": plan.version, "unit": plan.amount_unit},
        "year": document.year,
        "version": document.version,
        "title": document.title,
        "intro": document.intro,
        "resolution": {
            "body": document.body_name,
            "decided_on": document.decided_on.isoformat() if document.decided_on else None,
            "number": document.number,
        },
    }


def _entries(document: ActionPlan) -> dict[str, Any]:
    roots = roots_of(document.plan)
    rows = document.entries.select_related("item").prefetch_related("costs__source").order_by("item__path")
    return {"entries": [_item_facts(row.item, roots) | _entry(row) for row in rows]}


def _item_facts(item: Any, roots: list[Any]) -> dict[str, Any]:
    root = root_of(item, roots)
    return {"lineage": str(item.lineage), "code": item.code, "title": item.title, "branch": str(root) if root else ""}


def _entry(row: Any) -> dict[str, Any]:
    return {
        "work": row.work,
        "responsible": row.responsible,
        "deadline_on": row.deadline_on.isoformat() if row.deadline_on else None,
        "deadline_text": row.deadline_text,
        "costs": _money(row.costs.all()),
    }


def _money(rows: Any) -> list[dict[str, Any]]:
    ordered = sorted(rows, key=lambda row: (row.source.position, row.source.sort_key))
    return [{"source": row.source.name, "group": row.source.group, "amount_czk": row.amount_czk} for row in ordered]


def _results(document: Any) -> dict[str, Any]:
    roots = roots_of(document.plan)
    rows = list(
        ItemResult.objects.filter(evaluation=document)
        .select_related("item")
        .prefetch_related("spent__source", "item__areas", "item__actors")
        .order_by("item__path")
    )
    values = _values([row.item.lineage for row in rows], document.year)
    return {
        "conclusion": document.conclusion,
        "labels": labels_of_statuses(),
        "items": [_item_facts(row.item, roots) | _result(row, values.get(row.item.lineage, [])) for row in rows],
    }


def _result(row: ItemResult, values: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "areas": [area.name for area in row.item.areas.all()],
        "implementers": [actor.name for actor in implementers_of(row.item)],
        "status": row.status,
        "text": row.text,
        "group_word": row.group_word,
        "money_note": row.money_note,
        "spent": _money(row.spent.all()),
        "indicators": values,
    }


def _values(lineages: list[Any], year: int) -> dict[Any, list[dict[str, Any]]]:
    """Approved values of indicators by the lineage of their item, as the public reads them."""
    found: dict[Any, list[dict[str, Any]]] = {}
    rows = IndicatorReport.objects.approved().filter(item_lineage__in=lineages, year=year).select_related("indicator")
    for row in rows.prefetch_related("parts__area", "parts__municipality").order_by("indicator__position", "pk"):
        found.setdefault(row.item_lineage, []).append(_value(row))
    return found


def _value(report: IndicatorReport) -> dict[str, Any]:
    indicator, told = report.indicator, breakdown_of(report)
    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "direction": indicator.direction,
        "baseline": _number(indicator.baseline_value) or indicator.baseline_text,
        "target": _number(indicator.target_value) or indicator.target_text,
        "value": _number(report.value),
        "note": report.note,
        "by_area": _told(told.by_area),
        "by_municipality": _told(told.by_municipality),
    }


def _told(parts: list[Told]) -> list[dict[str, Any]]:
    return [{"name": part.name, "value": _number(part.value)} for part in parts]


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def freeze(document: YearlyDocument, by: Any) -> None:
    """Writes the content down with its SHA-256; the caller stores the row in the same transaction."""
    document.content = canonical(content_of(document))
    document.content_sha256 = sha256_of(document.content)
    document.frozen_at, document.frozen_by = timezone.now(), by


# --- PDF ----------------------------------------------------------------------------------------------------------


def waiting_document(document: YearlyDocument) -> StoredDocument:
    """The document on which somebody may wait."""
    return StoredDocument.objects.get_or_create(
        kind=KINDS[type(document)][0],
        content_sha256=document.content_sha256,
        template_version=TEMPLATE_VERSION,
        defaults={"title": str(document)[:250]},
    )[0]


def make_document(document: YearlyDocument) -> StoredDocument:
    """Makes the PDF unless it is there; what went wrong is written at it. The first ready one stays for ever."""
    if document.pdf and document.pdf.is_ready:
        return document.pdf
    stored = waiting_document(document)
    if stored.is_ready or fill(stored, lambda: render(document, progress_of(stored))):
        _attach(document, stored)
    return stored


@transaction.atomic
def _attach(document: YearlyDocument, stored: StoredDocument) -> None:
    locked = type(document)._base_manager.select_for_update(of=("self",)).get(pk=document.pk)
    if locked.pdf_id is None:
        locked.pdf = stored
        locked.save(update_fields=["pdf"])


def render(document: YearlyDocument, progress: Callable[[int, str], None] | None = None) -> bytes:
    """Bytes of the PDF: the same for the same frozen content. A draft bears a watermark."""
    content = document.content or canonical(content_of(document))
    _kind, template, context_of = KINDS[type(document)]
    context = context_of(parsed(content)) | {
        "sha256": sha256_of(content),
        "is_draft": not document.is_frozen,
    }
    return render_pdf(template, context, made_at=document.frozen_at or timezone.now(), progress=progress)
