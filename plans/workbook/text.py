"""Texts of chapters: plain paragraphs in a workbook, clean HTML in the portal, and back without loss."""

import html
import re

from kpss_portal.rich_text import clean_html

MARKUP = re.compile(r"<(?:p|ul|ol|li|h[2-6]|strong|em|a|br|table|blockquote|div|b|i|u)\b", re.IGNORECASE)
PARAGRAPH = re.compile(r"<p>([^<]*+(?:<(?!/?p>)[^<]*+)*)</p>")


def html_of_text(text: str) -> str:
    """Clean HTML: paragraphs divided by empty lines; a text that already is HTML is only cleaned."""
    if not text:
        return ""
    if MARKUP.search(text):
        return clean_html(text)
    paragraphs = (paragraph.strip("\n") for paragraph in re.split(r"\n[ \t]*\n+", text))
    return "".join(f"<p>{_escaped(paragraph)}</p>" for paragraph in paragraphs if paragraph.strip())


def text_of_html(body: str) -> str:
    """Plain paragraphs where they say the same, otherwise the HTML itself."""
    plain = "\n\n".join(html.unescape(inner.replace("<br>", "\n")) for inner in PARAGRAPH.findall(body))
    return plain if not MARKUP.search(plain) and html_of_text(plain) == body else body


def _escaped(paragraph: str) -> str:
    return html.escape(paragraph, quote=False).replace("\n", "<br>")
