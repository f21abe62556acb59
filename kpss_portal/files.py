"""Files that come from people: one door in.

A file is let in by its ending and its content together; pictures are made anew without their metadata, PDF files and office
documents with something that runs are refused, and what is stored has a generated name.
"""

import hashlib
import io
import uuid
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal import antivirus, packed_files
from kpss_portal.packed_files import NotWhatItSays

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
TYPES = {  # ending: content type, as we give it out
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "docx": OFFICE + "wordprocessingml.document",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "pptx": OFFICE + "presentationml.presentation",
    "odt": OPEN + "text",
    "ods": OPEN + "spreadsheet",
    "odp": OPEN + "presentation",
    "csv": "text/csv",
    "txt": "text/plain",
}
PICTURES = frozenset({"png", "jpg", "jpeg", "webp"})
PACKED = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})
TEXTS = frozenset({"csv", "txt"})
MOST_PIXELS = 50_000_000
PDF_DANGERS = ("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/XFA", "/EmbeddedFiles", "/RichMedia")
PDF_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/RichMedia"})  # kinds of actions and annotations


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file that was let in, and its bytes as they will be stored."""

    extension: str
    content_type: str
    sha256: str
    size_bytes: int
    data: bytes
    is_held: bool = False  # the antivirus did not answer: nobody gets the file until it does

    def content(self) -> ContentFile[bytes]:
        """For a file field."""
        return ContentFile(self.data, name=f"soubor.{self.extension}")


def stored_name(_instance: Any, filename: str) -> str:
    """A generated name in a folder of the year; of the person's name only the extension stays."""
    extension = PurePath(filename).suffix.lower()[:6]
    return f"files/{timezone.localdate().year}/{uuid.uuid4().hex}{extension}"


def inspect_upload(file: Any, allowed: frozenset[str] | None = None, *, may_wait: bool = False) -> FileFacts:
    """Facts of an uploaded file; ValidationError with a sentence for the person when it cannot be let in.

    may_wait: the caller holds the file back (`is_held`) until the antivirus answers; otherwise a silent one is a refusal.
    """
    data, extension = _read(file, allowed or frozenset(TYPES))
    data = _checked(extension, data)
    is_held = refuse_infected(data, may_wait=may_wait)
    extension = "jpg" if extension == "jpeg" else extension
    return FileFacts(extension, TYPES[extension], hashlib.sha256(data).hexdigest(), len(data), data, is_held)


def _read(file: Any, offered: frozenset[str]) -> tuple[bytes, str]:
    """Bytes and ending; a file that is too large is refused by its size, before it is read."""
    limit = settings.UPLOAD_LIMIT_BYTES
    extension = PurePath(file.name or "").suffix.lower().lstrip(".")
    if extension not in offered:
        raise ValidationError(
            _("Files of the type %(type)s are not accepted. Choose: %(offer)s.")
            % {"type": extension.upper()[:10] or "?", "offer": ", ".join(sorted(offered))}
        )
    if file.size > limit:
        raise ValidationError(_("The file is larger than %(limit)d MB.") % {"limit": limit // 1024 // 1024})
    file.seek(0)
    data = file.read(limit + 1)
    if not data:
        raise ValidationError(_("The file is empty."))
    return data, extension


def refuse_infected(data: bytes, *, may_wait: bool = False) -> bool:
    """Whether the file must be held back; ValidationError when it is infected, or when nobody can wait."""
    verdict = antivirus.scan(data)
    if verdict == antivirus.Verdict.INFECTED:
        raise ValidationError(
            _("The antivirus found something harmful in the file. Have your computer checked, then save the file anew.")
        )
    if verdict == antivirus.Verdict.SILENT and not may_wait:
        raise ValidationError(_("The antivirus does not answer just now, so no file can be taken. Try again later."))
    return verdict == antivirus.Verdict.SILENT


def _checked(extension: str, data: bytes) -> bytes:
    if extension in PICTURES:
        return _picture(extension, data)
    if extension == "pdf":
        _check_pdf(data)
    elif extension in PACKED:
        _check_packed(extension, data)
    elif extension in TEXTS:
        _check_text(data)
    return data


def _mismatch() -> ValidationError:
    return ValidationError(
        _("The content of the file does not agree with its ending. Save it once more in the right format.")
    )


def _picture(extension: str, data: bytes) -> bytes:
    """The picture made anew: what hides in its metadata or behind its end is left out."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    kind = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}[extension]
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("The picture has too many points; make it smaller."))
            stream = io.BytesIO()
            upright = ImageOps.exif_transpose(picture)  # a telephone says in the metadata which side is up
            clean = upright.convert("RGB") if kind == "JPEG" else upright.convert("RGBA")
            clean.save(stream, kind)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise _mismatch() from fault
    return stream.getvalue()


def _check_pdf(data: bytes) -> None:
    import pikepdf

    if not data.startswith(b"%PDF-") or packed_files.is_two_in_one(data):
        raise _mismatch()
    _body, end, rest = data.rpartition(b"%%EOF")
    if end and rest.strip(b"\x00\r\n\t "):
        raise ValidationError(
            _("Something stands behind the end of the PDF file. Print it into a new PDF and upload that.")
        )
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            dangers = _dangers_of(pdf)
    except pikepdf.PasswordError as fault:
        raise packed_files.password_fault() from fault
    except pikepdf.PdfError as fault:
        raise ValidationError(_("The PDF file is damaged.")) from fault
    if dangers:
        raise ValidationError(
            _(
                "The PDF file contains something that runs by itself (%(names)s). Print it into a new PDF and upload that."
            )
            % {"names": ", ".join(sorted(dangers))}
        )


def _dangers_of(pdf: Any) -> set[str]:
    """Names of what runs by itself, in every object and in whatever is written directly inside it."""
    import pikepdf

    found: set[str] = set()
    waiting = list(pdf.objects)
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Array):
            inner: list[Any] = list(thing)
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            found |= _dangers_in(thing)
            inner = [thing[name] for name in thing.keys()]  # noqa: SIM118  a stream has no other way
        else:
            continue
        waiting += [part for part in inner if isinstance(part, pikepdf.Object) and not part.is_indirect]
    return found


def _dangers_in(thing: Any) -> set[str]:
    names = {name for name in PDF_DANGERS if name in thing and not _is_harmless(name, thing)}
    kinds = {str(thing.get(key, "")) for key in ("/S", "/Subtype")} & PDF_ACTIONS
    return {name.lstrip("/") for name in names | kinds}


def _is_harmless(name: str, thing: Any) -> bool:
    """An opening action that only turns to a page is what printing programs write."""
    import pikepdf

    if name != "/OpenAction":
        return False
    action = thing[name]
    return isinstance(action, pikepdf.Array) or (isinstance(action, pikepdf.Dictionary) and action.get("/S") == "/GoTo")


def _check_packed(extension: str, data: bytes) -> None:
    try:
        packed_files.check(extension, TYPES[extension], data)
    except NotWhatItSays as fault:
        raise _mismatch() from fault


def _check_text(data: bytes) -> None:
    if b"\x00" in data or filetype.guess(data) is not None or data.lstrip()[:1] == b"<":
        raise _mismatch()
