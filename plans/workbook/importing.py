"""Imports a plan: preview, applying at once, undo."""

import hashlib
import io
import json
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from kpss_portal.audit_actor import one_line
from kpss_portal.spreadsheets import MOST_BYTES, read_workbook, write_xlsx
from plans import indexing
from plans.errors import PlanIsFrozen
from plans.models import Plan, PlanImport
from plans.workbook.applying import apply_draft, notes_about, plan_to_change
from plans.workbook.catalogue import Vocabulary
from plans.workbook.comparing import SheetChanges, changes_between, words_of
from plans.workbook.draft import PlanDraft, Problem
from plans.workbook.from_plan import draft_of
from plans.workbook.reading import read_plan
from plans.workbook.sheets import rows_of, tables_of


@dataclass
class Preview:
    """What an import would do, or why it cannot."""

    filename: str
    data: bytes
    draft: PlanDraft | None = None
    plan: Plan | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    news: list[str] = field(default_factory=list)
    changes: list[SheetChanges] = field(default_factory=list)
    before_sha256: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether it can be applied."""
        return self.draft is not None and not self.problems

    def lines(self) -> list[str]:
        """The changes in short, for the command line."""
        lines = [note.message for note in self.notes] + self.news
        for sheet in self.changes:
            lines.append(
                _("Sheet %(sheet)s: added %(added)d, changed %(changed)d, removed %(removed)d.")
                % {
                    "sheet": sheet.sheet,
                    "added": len(sheet.added),
                    "changed": len(sheet.changed),
                    "removed": len(sheet.removed),
                }
            )
        return lines or [_("Nothing would change.")]


def fingerprint(draft: PlanDraft | None) -> str:
    """A checksum of what a plan says; empty for a plan that is not there."""
    if draft is None:
        return ""
    rows = {
        sheet: [{key: words_of(value) for key, value in row.items()} for row in rows]
        for sheet, rows in rows_of(draft).items()
    }
    return hashlib.sha256(json.dumps(rows, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def preview_of_file(file: BinaryIO, filename: str) -> Preview:
    """The preview of an uploaded file; SpreadsheetError if it is no workbook that can be read."""
    return preview_of_data(file.read(MOST_BYTES + 1), filename)


def preview_of_data(data: bytes, filename: str) -> Preview:
    """The preview of a workbook's bytes."""
    preview = Preview(filename, data)
    reading = read_plan(read_workbook(io.BytesIO(data)))
    preview.problems, preview.notes = reading.problems, reading.notes
    if reading.draft is None:
        return preview
    try:
        preview.plan = plan_to_change(reading.draft.slug)
    except PlanIsFrozen as frozen:
        preview.problems.append(Problem("plan", None, "slug", " ".join(frozen.messages)))
        return preview
    before = draft_of(preview.plan) if preview.plan else None
    preview.draft = reading.draft
    preview.before_sha256 = fingerprint(before)
    preview.changes = changes_between(before, reading.draft)
    preview.news = notes_about(reading.draft, Vocabulary())
    return preview


def remember(preview: Preview, by: Any) -> PlanImport:
    """Keeps the uploaded workbook for the moment when the person confirms."""
    return PlanImport.objects.create(
        plan=preview.plan,
        filename=preview.filename[:200],
        workbook=preview.data,
        before_sha256=preview.before_sha256,
        created_by=by,
    )


@transaction.atomic
@one_line("an import of a whole plan; it keeps the workbook from before")
def apply_import(preview: Preview, by: Any, kept: PlanImport | None = None) -> Plan:
    """Writes the previewed plan; ValidationError if somebody changed it since the preview, PlanIsFrozen if approved."""
    if preview.draft is None:
        raise ValueError("a preview with problems is not applied")
    batch = kept or remember(preview, by)
    batch = PlanImport.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.applied_at:
        raise ValidationError(_("This import has been done already."))
    before = draft_of(preview.plan) if preview.plan else None
    if fingerprint(before) != batch.before_sha256:
        raise ValidationError(_("Somebody changed the plan since the preview. Look at the preview again."))
    plan = apply_draft(preview.draft)
    batch.plan, batch.applied_at = plan, timezone.now()
    batch.before = write_xlsx(tables_of(before)) if before else None
    batch.after_sha256 = fingerprint(draft_of(plan))
    batch.save()
    record(
        by,
        "plan.import",
        plan,
        {sheet.sheet: [len(sheet.added), len(sheet.changed), len(sheet.removed)] for sheet in preview.changes},
    )
    transaction.on_commit(lambda: indexing.reindex_plan(plan.pk))
    return plan


@transaction.atomic
@one_line("takes an import back; it keeps both workbooks")
def undo_import(batch: PlanImport, by: Any) -> None:
    """Puts the plan back as it was; ValidationError if it has been changed since, PlanIsFrozen if approved."""
    batch = PlanImport.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.undone_at or not batch.applied_at or batch.plan is None:
        raise ValidationError(_("This import cannot be undone: it was undone already or never done."))
    if fingerprint(draft_of(batch.plan)) != batch.after_sha256:
        raise ValidationError(_("The plan has been changed since the import, so the import cannot be undone."))
    plan = plan_to_change(batch.plan.slug)
    record(by, "plan.undo_import", batch.plan)
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    if batch.before is None and plan is not None:
        _delete(plan)
    else:
        apply_draft(_draft_of_bytes(bytes(batch.before or b"")))


def _draft_of_bytes(data: bytes) -> PlanDraft:
    reading = read_plan(read_workbook(io.BytesIO(data)))
    if reading.draft is None:
        raise ValidationError(_("The workbook from before the import cannot be read."))
    return reading.draft


def _delete(plan: Plan) -> None:
    plan.items.all().update(parent=None, depth=1)
    plan.delete()
