"""Office documents (DOCX, ODT and their kin) are packed folders: what may be in one, told before anything is unpacked.

Each refusal says what to do. Sizes are counted from the list of the archive; Python never unpacks more than that says.
"""

import io
import re
import zipfile
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_UNPACKED = 300 * 1024 * 1024
MOST_MEMBERS = 3_000
MOST_RATIO = 200  # office documents pack about ten times, text of one letter a thousand times
RATIO_FROM = 10 * 1024 * 1024  # a small file may pack as well as it likes
MOST_XML = 20 * 1024 * 1024  # of one part that we look into
MAIN_PARTS = ("[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "content.xml")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a file of Word 97, and what Word makes of a locked DOCX
END_OF_ARCHIVE, END_LENGTH = b"PK\x05\x06", 22
FOLDERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
MACRO_FOLDERS = ("basic/", "scripts/")
MACRO_MARKS = re.compile(rb"macroEnabled|<script:event-listener\b|<office:script\b", re.IGNORECASE)
OWN_DISK = re.compile(r"(?:file:/*)?[a-z]:[\\/]", re.IGNORECASE)  # where Word notes the template of the writer
RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(rb"\b(TargetMode|Target|Type)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
FIELD_WITH_COMMAND = re.compile(rb"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE)\b\s")


class NotWhatItSays(Exception):
    """The content is not what the ending promises."""


def password_fault() -> ValidationError:
    """The same words for every kind of file."""
    return ValidationError(_("The file is protected by a password. Save it without the password and upload it again."))


def is_two_in_one(data: bytes) -> bool:
    """Whether a file of another kind can also be read as an archive."""
    return zipfile.is_zipfile(io.BytesIO(data))


def check(extension: str, content_type: str, data: bytes) -> None:
    """NotWhatItSays, or ValidationError with a sentence for the person; nothing if the document may come in."""
    if data.startswith(OLD_OFFICE):
        raise ValidationError(
            _("The file is locked by a password or saved in an old format. Save it as %(type)s without a password.")
            % {"type": extension.upper()}
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive, data)
            _check_kind(archive, extension, content_type)
            _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError) as fault:
        raise NotWhatItSays from fault


def _check_archive(archive: zipfile.ZipFile, data: bytes) -> None:
    """Nothing before it, behind it or twice in it; no password; not too much when unpacked."""
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise password_fault()
    unpacked = sum(member.file_size for member in members)
    is_bomb = unpacked > RATIO_FROM and unpacked > MOST_RATIO * len(data)
    if unpacked > MOST_UNPACKED or len(members) > MOST_MEMBERS or is_bomb:
        raise ValidationError(_("The file would take too much space when unpacked."))
    ends_right = data.rfind(END_OF_ARCHIVE) == len(data) - END_LENGTH
    if not data.startswith(b"PK\x03\x04") or not ends_right or len(members) != len(set(archive.namelist())):
        raise NotWhatItSays


def _check_kind(archive: zipfile.ZipFile, extension: str, content_type: str) -> None:
    names = archive.namelist()
    folder = FOLDERS.get(extension)
    if folder and not any(name.startswith(folder) for name in names):
        raise NotWhatItSays
    mimetype = _part(archive, "mimetype")[:200].decode("ascii", "replace")
    if not folder and not mimetype.startswith(content_type):
        raise NotWhatItSays


def _check_parts(archive: zipfile.ZipFile) -> None:
    names = [name.lower() for name in archive.namelist()]
    if any("vbaproject" in name or name.startswith(MACRO_FOLDERS) for name in names) or _has_macro_marks(archive):
        raise ValidationError(_("The file contains macros. Save it without macros."))
    if any("/activex/" in name or "/embeddings/oleobject" in name for name in names):
        raise ValidationError(
            _(
                "Another file is inserted in the document. Take it out, or print the document into a PDF and upload that."
            )
        )
    if any(b"<!ENTITY" in _part(archive, name) for name in MAIN_PARTS):
        raise NotWhatItSays
    if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
        raise password_fault()
    _check_links(archive)


def _has_macro_marks(archive: zipfile.ZipFile) -> bool:
    return any(
        MACRO_MARKS.search(_part(archive, name)) for name in ("[Content_Types].xml", "content.xml", "styles.xml")
    )


def _check_links(archive: zipfile.ZipFile) -> None:
    """A document that fetches something when it is opened tells others who reads it, or brings in what runs."""
    fetches = any(
        _fetches(_part(archive, name))
        for name in archive.namelist()
        if name.startswith("word/") and name.endswith(".rels")
    )
    if fetches or FIELD_WITH_COMMAND.search(_part(archive, "word/document.xml")):
        raise ValidationError(
            _(
                "The document takes something from another computer when it is opened (a linked picture, template or"
                " field). Insert the picture itself, or print the document into a PDF and upload that."
            )
        )


def _fetches(relationships: bytes) -> bool:
    for tag in RELATIONSHIP.findall(relationships):
        facts = {
            name.decode(): (first or second).decode("utf-8", "replace")
            for name, first, second in ATTRIBUTE.findall(tag)
        }
        is_outside = facts.get("TargetMode", "").lower() == "external"
        is_link = facts.get("Type", "").endswith("/hyperlink")  # the reader clicks it, or does not
        is_own_template = facts.get("Type", "").endswith("/attachedTemplate") and OWN_DISK.match(
            facts.get("Target", "")
        )
        if is_outside and not is_link and not is_own_template:
            return True
    return False


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part of the document; nothing if it has no such part."""
    try:
        member = archive.getinfo(name)
    except KeyError:
        return b""
    if member.file_size > MOST_XML:
        raise ValidationError(_("The file would take too much space when unpacked."))
    data = archive.read(member)
    if b"<!ENTITY" in data:
        raise NotWhatItSays
    return data
