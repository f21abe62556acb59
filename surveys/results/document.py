"""The frozen document of results: how it is written and read."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from surveys.results.tables import ResultTables, from_json


def canonical(content: Mapping[str, Any]) -> str:
    """The one way to write the content: keys in order, no spaces, letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    """Checksum of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def tables_of(content: Mapping[str, Any]) -> ResultTables:
    """The published numbers."""
    tables = {table["id"]: from_json(table) for table in content["tables"]}
    return ResultTables(content["k"], content["total"], tables, tuple(content["withheld"]))


def open_data(content: Mapping[str, Any]) -> dict[str, Any]:
    """The form of `vysledky.json`."""
    return {"survey": content["survey"], "k": content["k"], "tables": content["tables"]}
