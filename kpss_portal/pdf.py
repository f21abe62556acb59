"""Documents from templates: PDF/A-2a and PDF/UA-1 at once, the same bytes from the same input.

WeasyPrint is loaded when the first document is made, so the portal starts without its libraries and says what is missing.
Pictures, fonts and styles come from the portal's static files or from the document itself: nothing is fetched.
"""

import base64
import hashlib
import io
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

BASE = "https://portal.invalid/"  # addresses inside documents: /css/pdf.css is a static file, nothing is ever fetched
PICTURE_INSIDE = "data:image/png;base64,"  # a picture that the document itself carries
LIBRARIES = "libpangoft2-1.0-0 libharfbuzz-subset0"
logger = logging.getLogger(__name__)
Progress = Callable[[int, str], None]


class PdfUnavailable(Exception):
    """The libraries that make PDF are not installed; the message says which Debian packages to add."""

    def __init__(self) -> None:
        super().__init__(_("PDF documents cannot be made: install the packages %(names)s.") % {"names": LIBRARIES})


class ResourceRefused(ValueError):
    """A template asked for something that is not the portal's own static file."""


def is_available() -> bool:
    """Whether documents can be made on this machine."""
    try:
        import weasyprint  # noqa: F401  # loading is the question
    except (ImportError, OSError):
        return False
    return True


def _weasyprint() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as fault:
        raise PdfUnavailable from fault
    return weasyprint


def own_file(url: str) -> Path:
    """The static file behind an address of a document; ResourceRefused for anything else."""
    parts = urlsplit(url)
    name = unquote(parts.path).lstrip("/")
    if not url.startswith(BASE) or parts.query or ".." in Path(name).parts:
        raise ResourceRefused(f"a document may use only the portal's own files: {url[:80]}")
    if name.startswith("media/"):
        root = Path(settings.MEDIA_ROOT).resolve()
        path = (root / name.removeprefix("media/")).resolve()
        found: Path | str | None = path if path.is_relative_to(root) else None
    else:
        found = finders.find(name)
    if not found or not Path(found).is_file():
        raise ResourceRefused(f"no such file of the portal: {name[:80]}")
    return Path(found)


def _fetcher(weasyprint: Any) -> Any:
    """WeasyPrint's way to resources, with every other door closed."""

    class OwnFiles(weasyprint.urls.URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(PICTURE_INSIDE):
                data = base64.b64decode(url.removeprefix(PICTURE_INSIDE), validate=True)
                return weasyprint.urls.URLFetcherResponse(url, data, {"Content-Type": "image/png"})
            try:
                path = own_file(url)
            except ResourceRefused as refused:
                raise weasyprint.urls.FatalURLFetchingError(str(refused)) from refused
            return weasyprint.urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _type_of(path)})

    return OwnFiles()


def _type_of(path: Path) -> str:
    return {".css": "text/css", ".ttf": "font/ttf", ".svg": "image/svg+xml", ".png": "image/png"}.get(
        path.suffix, "image/jpeg"
    )


def render_pdf(template: str, context: dict[str, Any], *, made_at: datetime, progress: Progress | None = None) -> bytes:
    """Bytes of the document; `made_at` is written into it. Raises PdfUnavailable, ResourceRefused.

    The template says the title in <title> and the language in <html lang>.
    """
    weasyprint = _weasyprint()
    tell = progress or (lambda percent, message: None)
    tell(5, _("The text is being put together."))
    with override("cs"):
        html = render_to_string(template, context)
    tell(15, _("Pages are being laid out."))
    try:
        document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_fetcher(weasyprint)).render(
            pdf_variant="pdf/a-2a"
        )
    except weasyprint.urls.FatalURLFetchingError as refused:  # no Exception: it would end the worker
        raise ResourceRefused(str(refused)) from refused
    tell(75, _("The file is being written."))
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    data = document.write_pdf(pdf_variant="pdf/a-2a", pdf_identifier=identifier)
    tell(90, _("The file is being finished."))
    return _finished(data, made_at, identifier)


UA_METADATA = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def _finished(data: bytes, made_at: datetime, identifier: bytes) -> bytes:
    """Adds what PDF/UA-1 asks beside PDF/A-2a, and fixes dates, so that the same input gives the same bytes."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root
        root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        metadata = root.Metadata.read_bytes().decode()
        if "pdfuaid" not in metadata:
            metadata = metadata.replace("</rdf:RDF>", UA_METADATA + "</rdf:RDF>")
        root.Metadata = pdf.make_stream(metadata.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        pdf.trailer.ID = pikepdf.Array([pikepdf.String(identifier), pikepdf.String(identifier)])
        stream = io.BytesIO()
        pdf.save(
            stream,
            deterministic_id=True,  # otherwise the second is hidden in it
            fix_metadata_version=False,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return stream.getvalue()


def page_count(data: bytes) -> int:
    """How many pages a PDF has."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)
