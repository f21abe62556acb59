"""Corrections as the coordinator sees them: side by side, with what differs marked, and what was chosen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from services_catalog.enums import ChangeState
from services_catalog.models import ProposedChange, VerificationRequest
from services_catalog.verification.fields import OTHER, fields_of
from services_catalog.verification.workflow import Decision

ACCEPT, DECLINE = "prevzit", "neprevzit"
WORDS = re.compile(r"\s+|[^\s]+")
MOST_MARKED = 1500  # words; comparing longer texts word by word would take too long


@dataclass(frozen=True)
class Row:
    """One correction that waits."""

    change: ProposedChange
    label: str
    old: SafeString
    new: SafeString
    value: str
    choices: list[tuple[str, str]] | None
    now: str  # what stands there now, if it has changed since the provider wrote
    is_gone: bool  # the service has no such field any more: it can only be declined
    is_note: bool
    choice: str
    reason: str


def rows_of(asked: VerificationRequest, typed: Mapping[str, str] | None = None) -> list[Row]:
    """Corrections that wait, with what the coordinator has typed."""
    typed = typed or {}
    fields = {field.name: field for field in fields_of(asked.service)}
    rows = []
    for change in asked.changes.filter(state=ChangeState.WAITING):
        field = fields.get(change.field)
        old = field.words(change.old_value) if field else change.old_value
        new = field.words(change.new_value) if field else change.new_value
        now = field.read(asked.service) if field else ""
        marked_old, marked_new = marked(old, new)
        rows.append(
            Row(
                change=change,
                label=str(field.label) if field else change.field,
                old=marked_old,
                new=marked_new,
                value=typed.get(f"hodnota_{change.pk}", change.new_value),
                choices=[(key, str(words)) for key, words in field.choices.items()]
                if field and field.choices
                else None,
                now=(field.words(now) or "–") if field and now != change.old_value else "",
                is_gone=field is None,
                is_note=change.field == OTHER,
                choice=typed.get(f"rozhodnuti_{change.pk}", ""),
                reason=typed.get(f"duvod_{change.pk}", ""),
            )
        )
    return rows


def decisions_from(asked: VerificationRequest, typed: Mapping[str, str]) -> dict[int, Decision]:
    """What was chosen; an accepted correction whose words were changed is an edit."""
    decisions = {}
    for change in asked.changes.all():
        choice = typed.get(f"rozhodnuti_{change.pk}")
        value = typed.get(f"hodnota_{change.pk}", change.new_value).replace("\r\n", "\n").strip()
        reason = typed.get(f"duvod_{change.pk}", "")
        if choice == DECLINE:
            decisions[change.pk] = Decision(ChangeState.DECLINED, reason=reason)
        elif choice == ACCEPT:
            state = ChangeState.ACCEPTED if value == change.new_value else ChangeState.EDITED
            decisions[change.pk] = Decision(state, value, reason)
    return decisions


def marked(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Both texts with what was taken out and what was put in marked."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    if len(before) + len(after) > MOST_MARKED:
        return format_html("{}", old), format_html("{}", new)
    left: list[SafeString] = []
    right: list[SafeString] = []
    for kind, start, end, other_start, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        removed, added = "".join(before[start:end]), "".join(after[other_start:other_end])
        left.append(format_html("{}" if kind == "equal" or not removed else "<del>{}</del>", removed))
        right.append(format_html("{}" if kind == "equal" or not added else "<ins>{}</ins>", added))
    return _joined(left), _joined(right)


def _joined(parts: list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts)) if parts else mark_safe("")
