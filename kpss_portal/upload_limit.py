"""Uploads that are too large are refused by the size that the browser announces, before a byte of them is kept."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

ROOM_FOR_WORDS = 5 * 1024 * 1024  # the other fields of the form
FILES_AT_ONCE = 3  # a form asks for one or two files


class SizeLimitHandler(FileUploadHandler):
    """The first to see an upload; it keeps nothing, and lets the others keep what is small enough."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803  Django names it so
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """RequestDataTooBig (a page with 413) when the whole body is larger than any form of ours may send."""
        if content_length > FILES_AT_ONCE * settings.UPLOAD_LIMIT_BYTES + ROOM_FOR_WORDS:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Stops within one file that goes over the limit; a little over, the form says it in its own words."""
        if start > FILES_AT_ONCE * settings.UPLOAD_LIMIT_BYTES:
            raise RequestDataTooBig
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The file is somebody else's."""
        return
