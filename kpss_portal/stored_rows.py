"""Rows of the database as values of JSON, by which a change can be taken back: written down again, they say the same."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model


class _ToTheMillisecond(DjangoJSONEncoder):
    """Django drops what is finer, and so wrote 12.000 s the first time and 12 s once the row was put back."""

    def default(self, o: Any) -> Any:
        """See the class."""
        if isinstance(o, datetime):
            o = o.replace(microsecond=o.microsecond // 1000 * 1000)
        return super().default(o)


def stored_rows(rows: Iterable[Model], fields: list[str] | None = None) -> list[dict[str, Any]]:
    """Each row as Django's serializers give it: model, pk, fields; moments to the millisecond."""
    found: list[dict[str, Any]] = json.loads(
        serializers.serialize("json", rows, fields=fields, cls=_ToTheMillisecond),
    )
    return found
