"""Rich text written without scripts: paragraphs divided by an empty line, lists by dashes. Read back it is the same.

Bold, links and tables cannot be written so; a text that the person has not touched keeps them (see `edited`).
"""

import re

from django.utils.html import escape

from kpss_portal.rich_text import plain_text

BLOCK = re.compile(r"<(p|h[2-4]|li|tr|blockquote)[^>]*>(.*?)</\1>", re.DOTALL)
DASH = "- "
MARK = "\ue00a"  # for private use: it stands for the end of a line while tags are taken away


def to_plain(html: str) -> str:
    """Words of rich text: a block a paragraph, points of lists on lines of their own with a dash."""
    parts: list[str] = []
    for tag, inner in BLOCK.findall(html):
        words = _lines(inner)
        if not words:
            continue
        if tag != "li":
            parts.append(words)
        elif parts and parts[-1].startswith(DASH):
            parts[-1] += f"\n{DASH}{words}"
        else:
            parts.append(DASH + words)
    return "\n\n".join(parts) or _lines(html)


def _lines(inner: str) -> str:
    broken = re.sub(r"<br\s*/?>", MARK, inner)
    return "\n".join(" ".join(line.split()) for line in plain_text(broken).split(MARK)).strip()


def to_html(words: str) -> str:
    """Typed words as rich text; nothing of them is taken for a tag."""
    blocks = re.split(r"\n\s*\n", words.replace("\r", "").strip())
    return "".join(_block([line.strip() for line in block.split("\n")]) for block in blocks if block.strip())


def _block(lines: list[str]) -> str:
    if all(line.startswith(DASH) for line in lines):
        return "<ul>" + "".join(f"<li><p>{escape(line.removeprefix(DASH))}</p></li>" for line in lines) + "</ul>"
    return f"<p>{'<br>'.join(escape(line) for line in lines)}</p>"


def edited(stored: str, words: str) -> str:
    """The rich text after somebody without scripts has sent the words: untouched ones leave it as it is."""
    typed = words.replace("\r", "").strip()
    return stored if typed == to_plain(stored) else to_html(typed)
