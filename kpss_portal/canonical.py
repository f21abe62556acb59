"""The one way to write down what is approved: the same content always gives the same text and so the same SHA-256."""

import hashlib
import json
from typing import Any


def canonical(content: dict[str, Any]) -> str:
    """The one way to write the content: keys in order, no spaces, letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    """Checksum of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def parsed(content: str) -> dict[str, Any]:
    """The content as values again."""
    found: dict[str, Any] = json.loads(content)
    return found
