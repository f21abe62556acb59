"""Where uploads and made documents are kept: a folder of this machine, or a store that speaks S3 and serves several."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.encoding import filepath_to_uri


class WholeFilesStorage(FileSystemStorage):
    """A file appears under its name only when all of it is written: a full disk or a stop leaves no half of it."""

    def _save(self, name: str, content: Any) -> str:
        begun = f"{name}.{uuid4().hex}.part"
        try:
            begun = super()._save(begun, content)  # type: ignore[misc]  # the stubs do not know it
            Path(self.path(begun)).rename(self.path(name))
        except BaseException:
            self.delete(begun)
            raise
        return name


def storages_entry(address: str) -> dict[str, Any]:
    """Django's STORAGES entry for KPSS_STORAGE: empty means a folder. Who may use the store is told by variables of AWS."""
    if not address:
        return {"BACKEND": "kpss_portal.storage.WholeFilesStorage"}
    bucket, _slash, prefix = address.removeprefix("s3://").partition("/")
    return {
        "BACKEND": "kpss_portal.s3_storage.BucketStorage",
        "OPTIONS": {"bucket_name": bucket, "location": prefix.strip("/")},
    }


def is_elsewhere() -> bool:
    """Whether files are in a store that other machines see too."""
    return bool(settings.STORAGE_ADDRESS)


def own_address(name: str) -> str:
    """Where the portal itself gives the file out, after asking who may have it."""
    return settings.MEDIA_URL + filepath_to_uri(name).lstrip("/")


@contextmanager
def bytes_between(stream: Any, first: int, last: int) -> Iterator[bytes]:
    """A part of an opened file, both ends included; a store elsewhere is asked for that part only. Closes the file."""
    try:
        if hasattr(inner := getattr(stream, "file", stream), "read_between"):
            yield inner.read_between(first, last)
        else:
            stream.seek(first)
            yield stream.read(last - first + 1)
    finally:
        stream.close()
