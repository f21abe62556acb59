"""Documents read as pages: DOCX and ODT become clean HTML, PDF its words in paragraphs, which a person looks over.

Headings are shifted under the h1 of the page, tables stay, pictures are left out and it is said so.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from html import escape
from typing import Any

from kpss_portal.pdf_words import paragraphs_of
from kpss_portal.pdf_words import words_of as words_of_pdf
from kpss_portal.rich_text import clean_html, plain_text

PARTS = {"docx": "word/document.xml", "odt": "content.xml"}
MOST_XML = 8 * 1024 * 1024  # of the text of a document; minutes have some tens of kilobytes
HEADING = re.compile(r"<(/?)h([1-6])>")
PAGE_LINK = re.compile(r'<a href="#[^"<]*+"[^<>]*+>([^<]*+(?:<(?!/?a\b)[^<]*+)*)</a>')
EMPTY = re.compile(r"<(p|h[2-4]|li|strong|em)>(?:\s|<br>|\xa0)*</\1>")
FIRST_LEVEL, LAST_LEVEL = 2, 4


class Unreadable(ValueError):
    """The document cannot be turned into a page; as a file it may be well."""


@dataclass(frozen=True)
class PageText:
    """HTML of a document, and how many pictures were left out."""

    html: str
    pictures: int = 0


def page_text(extension: str, data: bytes) -> PageText:
    """The document as HTML. Unreadable when it is of another kind, too long, or damaged."""
    reader = {"docx": _docx, "odt": _odt, "pdf": _pdf}.get(extension)
    if reader is None or (extension in PARTS and _text_size(extension, data) > MOST_XML):
        raise Unreadable
    try:
        html, pictures = reader(data)
    except Exception as fault:  # readers fail in many ways on a damaged document
        raise Unreadable from fault
    return PageText(tidy(html), pictures)


def _text_size(extension: str, data: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.getinfo(PARTS[extension]).file_size
    except (zipfile.BadZipFile, KeyError) as fault:
        raise Unreadable from fault


def tidy(html: str) -> str:
    """Clean HTML with headings from h2 without gaps, and without links inside the document and empty paragraphs."""
    html = PAGE_LINK.sub(r"\1", clean_html(_shifted(html)))
    before = None
    while before != html:
        before, html = html, EMPTY.sub("", html)
    return html.strip()


def _shifted(html: str) -> str:
    """The highest heading becomes h2, others follow; deeper than h4 stay h4, none skips a level."""
    levels = [int(level) for slash, level in HEADING.findall(html) if not slash]
    top, last = min(levels, default=FIRST_LEVEL), FIRST_LEVEL - 1

    def shift(match: re.Match[str]) -> str:
        nonlocal last
        if match[1]:
            return f"</h{last}>"
        last = max(FIRST_LEVEL, min(int(match[2]) - top + FIRST_LEVEL, last + 1, LAST_LEVEL))
        return f"<h{last}>"

    return HEADING.sub(shift, html)


def _pdf(data: bytes) -> tuple[str, int]:
    """Words alone: a PDF does not say what is a heading or a table."""
    paragraphs = paragraphs_of(data)
    if not paragraphs:
        raise Unreadable
    return "".join(f"<p>{escape(part)}</p>" for part in paragraphs), 0


def _docx(data: bytes) -> tuple[str, int]:
    import mammoth  # type: ignore[import-untyped]  # it has no types

    count = 0

    def leave_out(_image: Any) -> list[Any]:
        nonlocal count
        count += 1
        return []

    html = mammoth.convert_to_html(io.BytesIO(data), convert_image=leave_out).value
    return str(html), count


def _odt(data: bytes) -> tuple[str, int]:
    from odf.draw import Frame
    from odf.opendocument import load

    document = load(io.BytesIO(data))
    return "".join(_odt_parts(document.text)), len(document.text.getElementsByType(Frame))


ODT_TAGS = {
    "list": "ul",
    "list-item": "li",
    "p": "p",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
}
ODT_FRAMES = frozenset({"section", "text", "table-header-rows", "table-rows"})  # only what is in them counts
ODT_DEEPEST = 50


def _odt_parts(element: Any, depth: int = 0) -> list[str]:
    """HTML of what is in an element of the text."""
    if depth > ODT_DEEPEST:
        raise Unreadable
    return [_odt_element(child, depth) for child in element.childNodes if getattr(child, "qname", None)]


def _odt_element(element: Any, depth: int) -> str:
    name = element.qname[1]
    if name == "h":
        level = int(element.getAttribute("outlinelevel") or 1)
        return f"<h{min(level, 6)}>{_odt_words(element)}</h{min(level, 6)}>"
    if name == "p":
        return f"<p>{_odt_words(element)}</p>"
    if name in ODT_TAGS:
        return f"<{ODT_TAGS[name]}>{''.join(_odt_parts(element, depth + 1))}</{ODT_TAGS[name]}>"
    return "".join(_odt_parts(element, depth + 1)) if name in ODT_FRAMES else ""


def _odt_words(element: Any) -> str:
    from odf import teletype

    return escape(teletype.extractText(element)).replace("\n", "<br>")


def words_for_checks(extension: str, data: bytes) -> str:
    """Plain words in which numbers and names are looked for; empty when none can be read (a scan, a damaged file)."""
    if extension == "pdf":
        return words_of_pdf(data)
    try:
        return plain_text(page_text(extension, data).html)
    except Unreadable:
        return ""
