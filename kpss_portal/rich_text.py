"""Rich text from office people: a small set of HTML, cleaned on the way in."""

import re
from html import unescape

import nh3

ALLOWED = {
    "p": set(),
    "h2": set(),
    "h3": set(),
    "h4": set(),
    "ul": set(),
    "ol": {"start"},
    "li": set(),
    "strong": set(),
    "em": set(),
    "br": set(),
    "blockquote": set(),
    "a": {"href"},
    "sub": set(),
    "sup": set(),
    "table": set(),
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
BLOCK = re.compile(r"<(?=/?(?:p|h[2-4]|li|br|blockquote|caption|t[dhr])\b)")  # words before and after it are apart
HEADING = re.compile(r"<(/?)h([2-4])>")
ROW = re.compile(r"<tr>[^<]*+(?:<(?!/?tr>)[^<]*+)*")  # to its end, or to the row of a table in it
BARE_HEAD = re.compile(r"<th(?=[ >])(?![^<>]*\bscope=)")
SCHEMES = {"http", "https", "mailto", "tel"}


def clean_html(text: str) -> str:
    """The text without anything that is not in ALLOWED; scripts and styles go with their content."""
    return nh3.clean(
        text,
        tags=set(ALLOWED),
        attributes=ALLOWED,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
        clean_content_tags={"script", "style"},
    )


def plain_text(html: str) -> str:
    """Words of the text for search and lists; those of two paragraphs or cells stay two."""
    return " ".join(unescape(nh3.clean(BLOCK.sub(" <", html), tags=set())).split())


def a_level_deeper(html: str) -> str:
    """Headings of a text that stands under an h2 of the page: h2 becomes h3, h3 and deeper h4."""
    return HEADING.sub(lambda tag: f"<{tag[1]}h{min(4, int(tag[2]) + 1)}>", html)


def with_scopes(html: str) -> str:
    """Heads of tables say what they head: a row where it has data as well, otherwise a column. Documents need it (PDF/UA-1)."""
    return ROW.sub(lambda row: BARE_HEAD.sub(f'<th scope="{"row" if "<td" in row[0] else "col"}"', row[0]), html)
