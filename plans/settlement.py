"""The settlement of comments as a table and as a document; nothing personal is in either."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.models import Office
from kpss_portal.accent import palette
from kpss_portal.canonical import canonical, sha256_of
from kpss_portal.document_making import fill
from kpss_portal.models import StoredDocument
from kpss_portal.pdf import render_pdf
from kpss_portal.spreadsheets import Table
from plans.models import Comment, Consultation

KIND, TEMPLATE, TEMPLATE_VERSION = "settlement", "plans/pdf/settlement.html", 1


def rows_of(round_: Consultation) -> list[dict[str, str]]:
    """Comments that count, as published, in the order of their numbers."""
    return [_row(comment) for comment in round_.comments.counted().order_by("number")]


def _row(comment: Comment) -> dict[str, str]:
    return {
        "number": str(comment.number),
        "received_on": date_format(comment.received_on, "j. n. Y"),
        "channel": comment.get_channel_display(),
        "who": comment.signature,
        "place": comment.place or _("The plan as a whole"),
        "text": comment.published_text,
        "outcome": comment.get_outcome_display(),
        "answer": comment.answer,
        "change": comment.change_made,
    }


def header() -> list[str]:
    """Headings in the order of the columns."""
    return [
        _("No."),
        _("received on"),
        _("how it came"),
        _("who"),
        _("what it is about"),
        _("comment"),
        _("settlement"),
        _("reason"),
        _("what changed thanks to it"),
    ]


def table_of(round_: Consultation) -> Table:
    """For a spreadsheet."""
    return Table("vyporadani", header(), [list(row.values()) for row in rows_of(round_)])


def _content(round_: Consultation) -> dict[str, Any]:
    office = Office.load()
    return {
        "title": round_.title,
        "plan": round_.plan.title,
        "office": office.legal_name,
        "accent": office.accent_color,
        "period": f"{date_format(timezone.localtime(round_.opens_at), 'j. n. Y')} – "
        f"{date_format(timezone.localtime(round_.closes_at), 'j. n. Y H:i')}",
        "hearing": date_format(timezone.localtime(round_.hearing_at), "j. n. Y H:i") if round_.hearing_at else "",
        "body": round_.settled_by_body,
        "settled_on": date_format(round_.settled_on, "j. n. Y") if round_.settled_on else "",
        "rows": rows_of(round_),
    }


def document_of(round_: Consultation) -> StoredDocument | None:
    """The newest document of the settlement."""
    return StoredDocument.objects.filter(kind=KIND, title=_title(round_)).order_by("-created_at").first()


def _title(round_: Consultation) -> str:
    return f"{KIND} {round_.uuid}"


def make_document(consultation_id: int) -> StoredDocument:
    """Makes the document unless it is there; what went wrong is written at it."""
    round_ = Consultation.objects.select_related("plan").get(pk=consultation_id)
    content = _content(round_)
    stored, _made = StoredDocument.objects.get_or_create(
        kind=KIND,
        content_sha256=sha256_of(canonical(content)),
        template_version=TEMPLATE_VERSION,
        defaults={"title": _title(round_)},
    )
    if not stored.is_ready:
        fill(stored, _renderer(round_, content, stored.content_sha256))
    return stored


def _renderer(round_: Consultation, content: dict[str, Any], sha256: str) -> Callable[[], bytes]:
    colors = {name.replace("-", "_"): shade for name, shade in palette(content["accent"]).items()}
    context = {"content": content, "colors": colors, "header": header(), "sha256": sha256}
    return lambda: render_pdf(TEMPLATE, context, made_at=round_.published_at or timezone.now())
