"""What changed between two versions as a document: the annex of changes. Made when it is first asked for, kept by its content."""

from typing import Any

from django.utils import timezone

from community.models import Office
from kpss_portal.accent import palette
from kpss_portal.canonical import canonical, parsed, sha256_of
from kpss_portal.document_making import fill
from kpss_portal.models import StoredDocument
from kpss_portal.pdf import render_pdf
from plans.change_view import view_of
from plans.differences import compare
from plans.models import Edition, Plan, PlanSnapshot
from plans.versions import Point

KIND, TEMPLATE, TEMPLATE_VERSION = "changes", "plans/pdf/annex_of_changes.html", 1
Facts = dict[str, Any]  # title, labels and frozen rows of the two versions: enough to draw the document
SOURCES: dict[str, Any] = {"edition": Edition, "plansnapshot": PlanSnapshot}


def facts_of(plan: Plan, first: Point, last: Point) -> Facts:
    """What the document is made of."""
    points = [[point.source._meta.model_name, point.pk, point.label] for point in (first, last)]
    return {"title": plan.title, "points": points}


def waiting_document(facts: Facts) -> tuple[StoredDocument, bool]:
    """The document of the facts, and whether nobody has asked for it before."""
    first, last = (label for _name, _pk, label in facts["points"])
    return StoredDocument.objects.get_or_create(
        kind=KIND,
        content_sha256=sha256_of(canonical(facts)),
        template_version=TEMPLATE_VERSION,
        defaults={"title": f"{first} – {last}: {facts['title']}"[:250]},
    )


def make_document(stored_id: int, facts: Facts) -> None:
    """Draws the document unless it is there; what went wrong is written at it."""
    stored = StoredDocument.objects.get(pk=stored_id)
    if not stored.is_ready:
        fill(stored, lambda: render(facts, stored.content_sha256))


def render(facts: Facts, sha256: str) -> bytes:
    """Bytes of the document."""
    before, after = (_content(name, pk) for name, pk, _label in facts["points"])
    office = Office.load()
    context = {
        "title": facts["title"],
        "labels": [label for _name, _pk, label in facts["points"]],
        "office": office.legal_name,
        "colors": {name.replace("-", "_"): shade for name, shade in palette(office.accent_color).items()},
        "changes": view_of(compare(before, after)),
        "sha256": sha256,
    }
    return render_pdf(TEMPLATE, context, made_at=timezone.now())


def _content(name: str, pk: int) -> dict[str, Any]:
    return parsed(SOURCES[name].objects.values_list("content", flat=True).get(pk=pk))
