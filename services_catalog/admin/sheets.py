"""Import of services in the administration: upload, what the columns and words mean, preview, consent.

The uploaded file waits in the store, what the person has answered waits in the session; nothing is written before
consent but answers, and they only together with the services.
"""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from community.models import Municipality
from kpss_portal.sent_tables import FIELD, sent_table
from kpss_portal.spreadsheets import SpreadsheetError, Workbook, read_workbook
from services_catalog import waiting
from services_catalog.enums import AskedColumn, ServiceForm
from services_catalog.importing.cells import text_of
from services_catalog.importing.columns import COLUMNS, FORM_WORDS
from services_catalog.importing.preview import Preview, Row, Unknown
from services_catalog.importing.reading import preview_of
from services_catalog.importing.writing import write
from services_catalog.models import ImportBatch, Service
from services_catalog.sheets.columns import LABELS, label_of
from services_catalog.sheets.mapping import TAKEN_OVER, Layout, Mapping, MappingFault, layout_of, remember
from services_catalog.sheets.meanings import Words
from services_catalog.sheets.reading import preview_of_sheet
from services_catalog.sheets.reporting import outcome_of, reason_of

SESSION_KEY = "services_catalog.import"
LEFT_OUT = "-"
MOST_ROWS = 500  # that are told one by one; nobody reads more before consenting
SAMPLES = 3  # values of a column that are shown beside its heading
MOST_ASKED = 100  # words asked about on one page; the others come on the next one


@dataclass
class Stage:
    """What the page shows: columns to be told, words to be told, or a preview."""

    error: str = ""
    name: str = ""
    sheets: list[str] = field(default_factory=list)
    layout: Layout | None = None
    preview: Preview | None = None
    mapping: Mapping = field(default_factory=Mapping)
    asks_columns: bool = False

    @property
    def asks_words(self) -> bool:
        """Whether words have to be explained first."""
        return bool(not self.asks_columns and self.layout and self.preview and self.preview.unknown)


def import_services(request: HttpRequest) -> HttpResponse:
    """Uploads a spreadsheet, asks what it does not understand, shows what it would do, and writes it with consent."""
    if not request.user.has_perm("services_catalog.import_service"):
        raise PermissionDenied
    stage = Stage()
    if request.method == "POST":
        stage = _stage(request)
        preview = stage.preview
        if preview and preview.is_ready and not stage.asks_columns and request.POST.get("souhlas"):
            _write(request, stage)
            return HttpResponseRedirect(reverse("admin:services_catalog_service_changelist"))
    context = {
        **admin.site.each_context(request),
        "opts": Service._meta,
        "title": _("Import of services"),
        "error": stage.error,
        "stage": stage,
        "preview": stage.preview if not stage.asks_columns else None,
        "columns": list(COLUMNS),
        "batches": ImportBatch.objects.select_related("imported_by")[:10],
        **(_columns_context(stage) if stage.asks_columns else {}),
        **(_words_context(request, stage) if stage.asks_words else {}),
        **(_rows_context(stage) if stage.preview else {}),
    }
    return render(request, "admin/services_catalog/import.html", context)


def _write(request: HttpRequest, stage: Stage) -> None:
    """All rows and what was said of the sheet, or nothing."""
    assert stage.preview is not None
    with transaction.atomic():
        preview = _preview_of(stage)
        batch = write(preview, stage.name, request.user)
        if stage.layout:
            remember(stage.layout, stage.mapping.words)
    _forget_upload(request)
    messages.success(
        request,
        _("Made: %(created)d, changed: %(changed)d.")
        % {"created": batch.created_count, "changed": batch.changed_count},
    )


# --- the uploaded file and answers --------------------------------------------------------------------------------


def _stage(request: HttpRequest) -> Stage:
    """Where the person stands with the uploaded file, or with the one shown before and still waiting."""
    try:
        data, name = _upload(request)
    except SpreadsheetError as fault:
        return Stage(error=str(fault))
    if data is None:
        return Stage(error=_("Choose a file first."))
    stage = Stage(name=name)
    try:
        workbook = read_workbook(BytesIO(data))
    except SpreadsheetError as fault:
        _forget_upload(request)
        return Stage(error=str(fault), name=name)
    _look(request, stage, workbook)
    return stage


def _upload(request: HttpRequest) -> tuple[bytes | None, str]:
    if FIELD in request.FILES:
        _forget_upload(request)
        data, name = sent_table(request)
        request.session[SESSION_KEY] = {"waiting": waiting.keep(data), "name": name}
        return data, name
    shown = request.session.get(SESSION_KEY, {})
    return (waiting.kept(shown["waiting"]) if shown else None), shown.get("name", "")


def _forget_upload(request: HttpRequest) -> None:
    shown = request.session.pop(SESSION_KEY, None)
    if shown:
        waiting.throw_out(shown["waiting"])


def _look(request: HttpRequest, stage: Stage, workbook: Workbook) -> None:
    """The portal's own sheets are read as they are; of others it is asked what they mean."""
    if _is_own(workbook):
        stage.preview = preview_of(workbook)
        return
    stage.sheets = [name for name, sheet in workbook.sheets.items() if sheet.filled]
    stage.mapping = _answers(request)
    try:
        stage.layout = layout_of(workbook, stage.mapping)
    except MappingFault as fault:
        stage.error = str(fault)
        stage.layout = layout_of(workbook) if stage.sheets else None
        stage.asks_columns = stage.layout is not None
        return
    if {"nazev", "poskytovatel"} - set(stage.layout.columns):
        stage.error = _("Say which column is the name of the service and which is the provider.")
    is_told = stage.mapping.by_place is not None or stage.layout.is_remembered
    stage.asks_columns = bool(stage.error) or not is_told or request.POST.get("krok") == "zmenit"
    if not stage.asks_columns:
        with transaction.atomic():
            stage.preview = _preview_of(stage)
            transaction.set_rollback(True)


def _is_own(workbook: Workbook) -> bool:
    """Whether the first row has the headings of the portal's own export."""
    sheet = next(iter(workbook.sheets.values()), None)
    headings = {str(heading or "").strip() for heading in sheet.header} if sheet else set()
    return not (sheet and sheet.filled) or bool({"nazev", "service_name"} & headings and headings <= _own_names())


def _own_names() -> set[str]:
    return {name for column, others in COLUMNS.items() for name in (column, *others)} | {""}


def _preview_of(stage: Stage) -> Preview:
    if stage.layout is None:
        assert stage.preview is not None
        return stage.preview
    return preview_of_sheet(stage.layout, Words(stage.mapping.words))


def _answers(request: HttpRequest) -> Mapping:
    """What the person has said of the file so far; answers of this step join those of the steps before."""
    shown = request.session[SESSION_KEY]
    if request.POST.get("krok") == "sloupce":
        shown |= _told_columns(request)
    if request.POST.get("krok") == "slova":
        shown["words"] = [*shown.get("words", []), *_told_words(request)]
    request.session[SESSION_KEY] = shown
    return Mapping(
        sheet=shown.get("sheet", ""),
        header_row=shown.get("header_row", 0),
        by_place=shown.get("columns"),
        taken_over=tuple(shown["taken_over"]) if "taken_over" in shown else None,
        words={(column, word): means for column, word, means in shown.get("words", [])},
    )


def _told_columns(request: HttpRequest) -> dict[str, Any]:
    """Meanings of columns; another sheet or row of headings asks anew what its columns mean."""
    sheet, row = request.POST.get("list", ""), request.POST.get("radek", "")
    header_row = int(row) if row.isdecimal() and len(row) < 7 else 0
    told = {"sheet": sheet, "header_row": header_row, "taken_over": _taken_over(request)}
    is_same = (sheet, row) == (request.POST.get("list_puvodni", ""), request.POST.get("radek_puvodni", ""))
    count = request.POST.get("pocet", "")
    places = range(min(int(count), 200)) if count.isdecimal() and len(count) < 5 else range(0)
    columns = [request.POST.get(f"sloupec-{place}", "") for place in places]
    return told | {"columns": [name if name in LABELS else "" for name in columns] if is_same else None}


def _taken_over(request: HttpRequest) -> list[str]:
    return [name for name in TAKEN_OVER if name in request.POST.getlist("prevzit")]


def _told_words(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Answers of the page of words; a word without an answer is asked about again."""
    told = []
    for number in range(MOST_ASKED):
        column, word = request.POST.get(f"sloupec-{number}", ""), request.POST.get(f"slovo-{number}", "")
        means = " ".join(request.POST.get(f"vyznam-{number}", "").split())[:200]
        if column in AskedColumn.values and word and (means or request.POST.get(f"vynechat-{number}")):
            is_left_out = means == LEFT_OUT or bool(request.POST.get(f"vynechat-{number}"))
            told.append((column, word, "" if is_left_out else means))
    return told


# --- what the templates need --------------------------------------------------------------------------------------


def _columns_context(stage: Stage) -> dict[str, Any]:
    assert stage.layout is not None
    layout = stage.layout
    samples: list[list[str]] = [[] for _heading in layout.headings]
    for _number, cells in layout.rows[:200]:
        for place, cell in enumerate(cells[: len(samples)]):
            text = text_of(cell)
            if text and text not in samples[place] and len(samples[place]) < SAMPLES:
                samples[place].append(text[:80])
    return {
        "fields": list(zip(layout.headings, layout.columns, samples, strict=True)),
        "choices": list(LABELS.items()),
        "takers": [(name, LABELS[name], name in layout.taken_over) for name in TAKEN_OVER],
    }


def _words_context(request: HttpRequest, stage: Stage) -> dict[str, Any]:
    assert stage.preview is not None
    asked = stage.preview.unknown[:MOST_ASKED]
    words = Words(stage.mapping.words)
    typed = {(column, word): means for column, word, means in _told_words(request)}
    was_asked = request.POST.get("krok") == "slova"
    return {
        "asked": [(row, _choices(row, words), typed.get((row.column, row.word), "")) for row in asked],
        "asked_later": len(stage.preview.unknown) - len(asked),
        "words_error": _("Say of each word what it means, or leave it out.") if was_asked else "",
        "towns": Municipality.objects.filter(in_territory_from__isnull=False, in_territory_to__isnull=True),
    }


def _choices(asked: Unknown, words: Words) -> list[tuple[str, str]]:
    """What a word may mean; empty where it is to be written."""
    if asked.column == AskedColumn.TYPE:
        types = sorted(words.types, key=lambda row: row.sort_key)
        return [(row.code, f"{row.name} ({row.paragraph})" if row.paragraph else row.name) for row in types]
    if asked.column == AskedColumn.FORM:
        return [(FORM_WORDS[form], str(form.label)) for form in ServiceForm]
    if asked.column == AskedColumn.TARGET_GROUP:
        return [(row.code, row.name) for row in words.groups]
    if asked.column == AskedColumn.SITUATION:
        return [(row.name, row.name) for row in words.situations]
    return []


def _rows_context(stage: Stage) -> dict[str, Any]:
    assert stage.preview is not None
    words = {
        "created": pgettext("row of a sheet", "new"),
        "changed": pgettext("row of a sheet", "will change"),
        "same": pgettext("row of a sheet", "the same"),
        "skipped": pgettext("row of a sheet", "left out"),
    }
    rows = sorted(_told(stage, stage.preview), key=lambda row: row.number)
    counts = {"created": stage.preview.created, "changed": stage.preview.changed, "same": stage.preview.same}
    return {
        "rows": [(row, words[outcome_of(row)], reason_of(row), _changes(row)) for row in rows[:MOST_ROWS]],
        "untold": max(len(rows) - MOST_ROWS, 0),
        "counts": [(words[name], len(names)) for name, names in counts.items()]
        + [(words["skipped"], len(stage.preview.skipped))],
        "left_out": [
            heading
            for heading, name in zip(stage.layout.headings, stage.layout.columns, strict=True)
            if heading and not name
        ]
        if stage.layout
        else [],
    }


def _told(stage: Stage, preview: Preview) -> list[Row]:
    """Of the portal's own sheet what it would make or change; of a foreign one also what it passes over."""
    return [*preview.rows, *preview.skipped] if stage.layout else [row for row in preview.rows if not row.is_same]


def _changes(row: Row) -> list[tuple[str, str, str]]:
    return [(label_of(change.column), change.before[:120], change.after[:120]) for change in row.changes]
