"""Files that come from people: one door in."""

import uuid
from datetime import date
from pathlib import PurePath
from typing import Any


def stored_name(_instance: Any, filename: str) -> str:
    """A generated name in a folder of the year; of the person's name only the extension stays."""
    extension = PurePath(filename).suffix.lower()[:6]
    return f"files/{date.today().year}/{uuid.uuid4().hex}{extension}"
