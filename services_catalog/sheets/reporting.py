"""What became of each row of an imported sheet, for people and for machines."""

from typing import Any

from django.utils.translation import gettext as _

from services_catalog.importing.preview import Preview, Row
from services_catalog.models import Service
from services_catalog.sheets.columns import label_of
from services_catalog.sheets.mapping import Layout


def outcome_of(row: Row) -> str:
    """created, changed, same or skipped."""
    if row.skipped_because:
        return "skipped"
    if row.is_new:
        return "created"
    return "changed" if row.changes else "same"


def report_of(preview: Preview, layout: Layout, *, is_written: bool, filename: str) -> dict[str, Any]:
    """The report as data: the layout, then each source row in its order."""
    rows = sorted([*preview.rows, *preview.skipped], key=lambda row: row.number)
    return {
        "file": filename,
        "sheet": layout.sheet.name,
        "header_row": layout.header_row,
        "written": is_written,
        "columns": [
            {"heading": heading, "means": name or None}
            for heading, name in zip(layout.headings, layout.columns, strict=True)
            if heading or name
        ],
        "columns_not_understood": layout.asked,
        "fill_down": list(layout.taken_over),
        "words_not_understood": [
            {"column": asked.column, "word": asked.word, "rows": asked.rows} for asked in preview.unknown
        ],
        "faults": [
            {"row": problem.row, "column": problem.column, "message": problem.message} for problem in preview.problems
        ],
        "counts": {
            "created": len(preview.created),
            "changed": len(preview.changed),
            "same": len(preview.same),
            "skipped": len(preview.skipped),
        },
        "rows": [_row(row) for row in rows],
    }


def _row(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"row": row.number, "outcome": outcome_of(row), "reason": reason_of(row)}
    told["name"] = row.values.get("nazev", "")
    told["provider"] = row.values.get("poskytovatel", "")
    told["service"] = row.service.slug if row.service and row.service.pk else None
    told["identifier"] = (row.service.identifier if row.service else row.values.get("identifikator")) or None
    told["notes"] = row.notes
    told["changes"] = [
        {"column": change.column, "before": change.before, "after": change.after} for change in row.changes
    ]
    told["values"] = {} if row.skipped_because else values_of(row)
    return told


def reason_of(row: Row) -> str:
    """Why the row came out as it did, in one sentence."""
    if row.skipped_because:
        return row.skipped_because
    if outcome_of(row) == "created":
        return _("The catalogue has no service of this name of the provider.")
    if row.is_same:
        return _("The catalogue says the same already.")
    return _("Differs in: %(columns)s.") % {
        "columns": ", ".join(dict.fromkeys(label_of(change.column) for change in row.changes))
    }


def values_of(row: Row) -> dict[str, Any]:
    """What was taken from the row; a secret address is left out."""
    values: dict[str, Any] = {name: text for name, text in row.values.items() if text}
    values |= {"druh": f"{row.service_type.paragraph} {row.service_type.name}".strip()} if row.service_type else {}
    lists: dict[str, list[Any]] = {
        "formy": [str(form.label) for form in row.forms],
        "cilove_skupiny": [group.name for group in row.groups],
        "situace": [situation.name for situation in row.situations],
        "slouzi_obcim": [municipality.name for municipality in row.served],
    }
    values |= {name: names for name, names in lists.items() if names}
    is_secret = "adresa_utajena" in values or _is_hidden(row.service)
    if row.places and not is_secret:
        values["misto"] = [
            {"street": address.street, "postal_code": address.postal_code, "municipality": str(found or "")}
            for address, found in row.places
        ]
    if row.contact_notes:
        values["poznamky_ke_kontaktum"] = row.contact_notes
    return {name: text for name, text in values.items() if not (is_secret and name in ("ulice", "psc", "kod_obce"))}


def _is_hidden(service: Service | None) -> bool:
    return bool(service and service.pk and any(place.is_address_hidden for place in service.places.all()))
