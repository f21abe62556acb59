"""Gives a person what is kept of them: a zip with JSON for machines, a page and a table for people, and their files."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kpss_portal.models import Consent
from kpss_portal.personal_data import PersonalData, personal_fields
from kpss_portal.privacy import consents
from kpss_portal.privacy.person import Doing, Found, Who, doings
from kpss_portal.privacy.register import field_words
from kpss_portal.privacy.retention import rules_of
from kpss_portal.spreadsheets import Table, write_csv

SECRET = {"password", "data", "session_data", "session_key", "key", "code_hash", "browser_hash"}
TECHNICAL = {"id", "sort_key", "sessions_round"}


@dataclass(frozen=True)
class Record:
    """One row in words."""

    kind: str
    key: str
    values: list[tuple[str, str, Any]]  # name, name in words, value
    purpose: str = ""
    kept: str = ""


def records_of(found: list[Found]) -> list[Record]:
    """Rows of the person; nothing about anybody else in them."""
    return [_record(one.row, one.declaration, one.strangers) for one in found]


def _record(row: Any, declaration: PersonalData, without: set[str]) -> Record:
    skipped = without | SECRET | TECHNICAL | set(getattr(row, "confidential_fields", ()))
    values = [
        (f.name, field_words(type(row), f.name), _value(row, f))
        for f in row._meta.concrete_fields
        if f.name not in skipped and not _leads_to_people(f)
    ]
    terms = "; ".join([*rules_of(type(row)), *([str(declaration.kept)] if declaration.kept else [])])
    told = [one for one in values if one[2] not in (None, "")]
    return Record(str(row._meta.verbose_name), str(row.pk), told, str(declaration.purpose.name), terms)


def _leads_to_people(f: Any) -> bool:
    return bool(f.is_relation and personal_fields(f.related_model))


def _value(row: Any, f: Any) -> Any:
    if isinstance(f, models.FileField):
        return PurePosixPath(getattr(row, f.name).name or "").name
    if f.is_relation:
        return str(getattr(row, f.name) or "")
    shown = getattr(row, f"get_{f.name}_display", None)
    return str(shown()) if shown else getattr(row, f.name)


def _words(value: Any) -> str:
    """As a person reads it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j. n. Y G:i")
    return date_format(value, "j. n. Y") if isinstance(value, date) else str(value)


def pack(who: Who, found: list[Found]) -> bytes:
    """The zip."""
    records, did = records_of(found), doings(who)
    proofs = consents.of_person(found, who.email)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("prehled.html", _page(records, did, proofs))
        packed.writestr("zaznamy.csv", write_csv(_table(records)))
        packed.writestr("udaje.json", _json(records, did, proofs))
        for name, data in _files(found, did):
            packed.writestr(f"soubory/{name}", data)
    return held.getvalue()


def _page(records: list[Record], did: list[Doing], proofs: list[Consent]) -> str:
    shown = [(one, [(words, _words(value)) for _name, words, value in one.values]) for one in records]
    context = {"records": shown, "did": did, "consents": [(consents.kind_of(one), one) for one in proofs]}
    return render_to_string("admin/privacy/person_file.html", context | {"made_at": timezone.now()})


def _table(records: list[Record]) -> Table:
    header = [_("record"), _("number"), _("field"), _("value"), _("purpose")]
    rows = [
        [one.kind, one.key, words, _words(value), one.purpose] for one in records for _name, words, value in one.values
    ]
    return Table(_("records"), header, rows)


def _json(records: list[Record], did: list[Doing], proofs: list[Consent]) -> str:
    content = {
        "made_at": timezone.now(),
        "records": [
            {"kind": one.kind, "key": one.key, "purpose": one.purpose, "kept": one.kept}
            | {"fields": {name: value for name, _words, value in one.values}}
            for one in records
        ],
        "done": [
            {"kind": str(one.model._meta.verbose_name), "keys": list(one.rows.values_list("pk", flat=True))}
            for one in did
        ],
        "consents": [
            {"about": consents.kind_of(one)}
            | {name: getattr(one, name) for name in ("wording", "given_at", "how", "withdrawn_at", "withdrawn_how")}
            for one in proofs
        ],
    }
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _files(found: list[Found], did: list[Doing]) -> Iterator[tuple[str, bytes]]:
    """Files that the person gave; one whose bytes are gone is left out."""
    sources = [(one.declaration, [one.row]) for one in found] + [(one.declaration, one.rows) for one in did]
    for declaration, rows in sources:
        for row in rows if declaration.files else ():
            for name in declaration.files:
                yield from _bytes_of(row, getattr(row, name))


def _bytes_of(row: Any, file: Any) -> Iterator[tuple[str, bytes]]:
    try:
        with file.open("rb") as stream:
            yield f"{row._meta.model_name}-{row.pk}-{PurePosixPath(file.name).name}", stream.read()
    except (OSError, ValueError):
        return
