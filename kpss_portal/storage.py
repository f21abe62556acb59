"""Where uploads and made documents are kept."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


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
