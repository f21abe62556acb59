"""Uploaded spreadsheets between their preview and consent, in the store of files; none waits longer than a day.

Nobody can ask for them by an address: files leave only by names that the database knows.
"""

import uuid
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "waiting"
LONGEST = timedelta(days=1)


def keep(data: bytes) -> str:
    """Puts the file away and gives the name by which it is asked for; too old ones are thrown out."""
    _throw_out_old()
    return default_storage.save(f"{FOLDER}/{uuid.uuid4()}", ContentFile(data))


def kept(name: str) -> bytes | None:
    """The file, or None if it waits no more."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        return None


def throw_out(name: str) -> None:
    """It waits no more."""
    default_storage.delete(name)


def _throw_out_old() -> None:
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:  # nothing has ever waited
        return
    for name in names:
        if default_storage.get_modified_time(f"{FOLDER}/{name}") < timezone.now() - LONGEST:
            default_storage.delete(f"{FOLDER}/{name}")
