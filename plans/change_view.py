"""Differences of two versions settled for reading: on a page, in the annex of changes, in the packet of the council."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.wording import Piece, TextChange
from plans.differences import Differences, ItemChange

AROUND = 80  # letters of an unchanged text that are shown beside a change


def view_of(found: Differences, address: str = "") -> dict[str, Any]:
    """Parts of the differences that hold anything; items lead to their cards under `address`."""
    return {
        "found": found,
        "counts": found.counts(),
        "facts": found.facts,
        "items": [_row(change, address) for change in found.items if change.is_changed],
        "chapters": _shortened(found.chapters),
        "analyses": _shortened(found.analyses),
    }


def _row(change: ItemChange, address: str) -> dict[str, Any]:
    """Badge and words of one item, settled for the template."""
    return {
        "change": change,
        "badge": _badge(change),
        "url": f"{address}polozky/{change.code}/" if address and not change.is_removed else "",
        "texts": _shortened(change.texts),
    }


def _badge(change: ItemChange) -> dict[str, str]:
    if change.is_added:
        return {"kind": "ok", "sign": "done", "label": _("added")}
    if change.is_removed:
        return {"kind": "bad", "sign": "cross", "label": _("removed")}
    return {"kind": "run", "sign": "half", "label": _("changed")}


def _shortened(changes: Iterable[TextChange]) -> list[TextChange]:
    return [TextChange(change.label, shortened(change.pieces)) for change in changes]


def shortened(pieces: list[Piece]) -> list[Piece]:
    """Unchanged words only near to what changed; the rest is told by an ellipsis."""
    last = len(pieces) - 1
    return [
        piece if piece.kind != "same" else Piece(_cut(piece.text, is_first=place == 0, is_last=place == last))
        for place, piece in enumerate(pieces)
    ]


def _cut(text: str, *, is_first: bool, is_last: bool) -> str:
    if len(text) <= 2 * AROUND or (is_first and is_last):
        return text
    head = "" if is_first else text[:AROUND].rsplit(" ", 1)[0] + " "
    tail = "" if is_last else " " + text[-AROUND:].split(" ", 1)[-1]
    return f"{head}…{tail}"
