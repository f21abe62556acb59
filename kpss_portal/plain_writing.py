"""Rich text as plain words with a few marks, for those who write without scripts; what they leave alone stays as it was.

Blocks are divided by an empty line. `## heading`, `- point`, `1. point`, `> quotation`, `| cell | = head of a table |`,
`**bold**`, `*italics*`, `^upper^`, `~lower~`, `[words](address)`; a backslash takes the meaning away from a mark.
"""

import re
from itertools import groupby
from textwrap import dedent

from django.utils.html import escape

from kpss_portal.html_tree import Element, Words, tree_of

MARKS = {"strong": "**", "em": "*", "sup": "^", "sub": "~"}
HEADINGS = {"h2": "## ", "h3": "### ", "h4": "#### "}
BLOCKS = {"p", "ul", "ol", "blockquote", "table", *HEADINGS}
SPECIAL = re.compile(r"[\\*^~|]|(?<=\])\(")
BEGINNING = re.compile(r">|(?:-|#{2,4}|(?<!\d)\d++\.|=)(?= |$)")
POINT = re.compile(r"(-|(?<!\d)(\d{1,9})\.) +(.*)")
HEADING = re.compile(r"(#{2,4}) +(.*)")
INLINE = re.compile(
    r"\\(?P<literal>.)"
    r"|\[(?P<words>(?:\\.|[^\[\]\\])+)\]\((?P<href>(?:https?://|mailto:|tel:|/|#)[^\s()]*)\)"
    r"|\*\*(?=\S)(?P<strong>(?:\\.|\*(?:\\.|[^*\\])+\*|[^*\\])+)(?<=\S)\*\*(?!\*)"
    r"|(?<!\w)\*(?=[^\s*])(?P<em>(?:\\.|\*\*(?:\\.|[^*\\])+\*\*|[^*\\])+)(?<=\S)\*(?![\w*])"
    r"|\^(?=\S)(?P<sup>(?:\\.|[^\\^\n])+)(?<=\S)\^"
    r"|~(?=\S)(?P<sub>(?:\\.|[^\\~\n])+)(?<=\S)~"
)
EMPTY_LINE = "\\"
DEEPEST = 10  # lists and quotations inside of others; deeper ones are words
Node = Element | Words


# --- from rich text to words --------------------------------------------------------------------------------------


def to_plain(html: str) -> str:
    """The text as words with marks."""
    return "\n\n".join(words for words, _html in blocks_of(html) if words)


def blocks_of(html: str) -> list[tuple[str, str]]:
    """Each block as words and as the HTML of which they were made."""
    found = []
    for is_block, nodes in groupby(tree_of(html), lambda node: isinstance(node, Element) and node.name in BLOCKS):
        group = list(nodes)
        for part in [[node] for node in group] if is_block else [group]:
            found.append((_tidy("\n".join(_lines(part))), html[part[0].start : part[-1].end]))
    return found


def _lines(nodes: list[Node]) -> list[str]:
    """Lines of one block, or of a run of words that stands in none."""
    node = nodes[0]
    if not isinstance(node, Element) or node.name not in BLOCKS - {"p"}:
        return [_begun(line) for line in _inline(nodes).strip().split("\n")]
    if node.name in HEADINGS:
        return [HEADINGS[node.name] + " ".join(_inline(node.children).split("\n"))]
    return {"ul": _points, "ol": _points, "blockquote": _quoted, "table": _rows}[node.name](node)


def _begun(line: str) -> str:
    """A line of a paragraph that looks like the beginning of something else says that it is not."""
    line = line.strip(" ")
    if not line:
        return EMPTY_LINE
    return f"\\{line}" if BEGINNING.match(line) else line


def _points(node: Element) -> list[str]:
    lines: list[str] = []
    number = int(node.value("start") or 1)
    for item in node.elements("li"):
        inner = [line for part in _inside(item) for line in _lines(part)] or [""]
        lines.append(f"{'-' if node.name == 'ul' else f'{number}.'} {inner[0]}")
        lines += [f"  {line}" for line in inner[1:]]
        number += 1
    return lines


def _quoted(node: Element) -> list[str]:
    words = "\n\n".join("\n".join(_lines(part)) for part in _inside(node))
    return [f"> {line}".rstrip() for line in words.split("\n")]


def _rows(node: Element) -> list[str]:
    return ["| " + " | ".join(_cell(cell) for cell in row.elements("td", "th")) + " |" for row in node.elements("tr")]


def _cell(node: Element) -> str:
    words = " ".join(_inline(node.children).split())
    if node.name == "th":
        return f"= {words}"
    return f"\\{words}" if words.startswith("=") else words


def _inside(node: Element) -> list[list[Node]]:
    """Blocks inside of an element, words between them as blocks of their own; without empty ones."""
    parts: list[list[Node]] = []
    for is_block, nodes in groupby(node.children, lambda child: isinstance(child, Element) and child.name in BLOCKS):
        group = list(nodes)
        parts += [[child] for child in group] if is_block else [group]
    return [part for part in parts if _inline(part).strip()]


def _inline(nodes: list[Node]) -> str:
    return "".join(_marked(node) if isinstance(node, Element) else _text(node) for node in nodes)


def _text(node: Words) -> str:
    return SPECIAL.sub(r"\\\g<0>", re.sub(r"[ \t\r\n]+", " ", node.words))


def _marked(node: Element) -> str:
    if node.name == "br":
        return "\n"
    inner = _inline(node.children)
    if node.name in MARKS and inner.strip():
        return _around(inner, MARKS[node.name], MARKS[node.name])
    href = node.value("href")
    if node.name == "a" and href and inner.strip():
        address = href.replace("(", "%28").replace(")", "%29")
        return _around(re.sub(r"[\[\]]", r"\\\g<0>", inner), "[", f"]({address})")
    return f" {inner} " if node.name in BLOCKS | {"li", "tr", "td", "th"} else inner


def _around(inner: str, opening: str, closing: str) -> str:
    """Marks stand close to words; spaces go out."""
    words = inner.strip()
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{opening}{words}{closing}{after}"


# --- from words to rich text --------------------------------------------------------------------------------------


def to_html(words: str, depth: int = 0) -> str:
    """Typed words as rich text; nothing of them is taken for a tag."""
    return "".join(_block(block, depth) for block in _split(words))


def edited(stored: str, words: str) -> str:
    """The rich text after somebody without scripts has sent the words: blocks that they left alone stay as they are."""
    known = dict(reversed(blocks_of(stored)))
    typed = _split(words)
    if typed == [plain for plain, _html in blocks_of(stored) if plain]:
        return stored
    return "".join(known.get(block) or _block(block) for block in typed)


def _split(words: str) -> list[str]:
    blocks = re.split(r"\n[ \t]*\n", words.replace("\r\n", "\n").replace("\r", "\n"))
    return [_tidy(block) for block in blocks if block.strip()]


def _tidy(block: str) -> str:
    return "\n".join(line.rstrip(" \t") for line in block.strip("\n").split("\n")).rstrip()


def _block(block: str, depth: int = 0) -> str:
    """Lines of one kind that follow one another are one thing."""
    kinds: list[tuple[str, str]] = []
    for line in block.split("\n"):
        kind = _kind(line) if depth < DEEPEST else "words"
        is_continued = line[:1] in " \t" and kinds and kinds[-1][0] == "list"
        kinds.append(("list" if is_continued else kind, line if is_continued or kind == "list" else line.strip()))
    return "".join(
        MAKERS[kind]([line for _its_kind, line in lines], depth + 1)
        for kind, lines in groupby(kinds, lambda pair: pair[0])
    )


def _kind(line: str) -> str:
    line = line.strip()
    if POINT.match(line):
        return "list"
    if HEADING.match(line):
        return "heading"
    return {">": "quote", "|": "table"}.get(line[:1], "words")


def _words(lines: list[str], _depth: int = 0) -> str:
    return f"<p>{'<br>'.join('' if line == EMPTY_LINE else _html_of(line) for line in lines)}</p>"


def _headings(lines: list[str], _depth: int) -> str:
    found = [match for line in lines if (match := HEADING.match(line))]
    return "".join(f"<h{len(match[1])}>{_html_of(match[2])}</h{len(match[1])}>" for match in found)


def _quote(lines: list[str], depth: int) -> str:
    inner = "\n".join(line[1:].removeprefix(" ") for line in lines)
    return f"<blockquote>{to_html(inner, depth)}</blockquote>"


def _table(lines: list[str], _depth: int) -> str:
    return f"<table><tbody>{''.join(_row(line) for line in lines)}</tbody></table>"


def _row(line: str) -> str:
    cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|"))
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return "<tr>" + "".join(_html_of_cell(cell.strip()) for cell in cells) + "</tr>"


def _html_of_cell(words: str) -> str:
    name = "th" if words == "=" or words.startswith("= ") else "td"
    inner = words.removeprefix("=").strip() if name == "th" else words
    return f"<{name}><p>{_html_of(inner)}</p></{name}>"


def _list(lines: list[str], depth: int) -> str:
    """A list of each kind of point; what is indented under a point belongs to it."""
    items: list[tuple[re.Match[str], list[str]]] = []
    for line in lines:
        point = POINT.match(line.strip())
        if point and (not items or _indent(line) <= _indent(lines[0])):
            items.append((point, []))
        else:
            items[-1][1].append(line)
    runs = groupby(items, lambda item: item[0][1] == "-")
    return "".join(_list_of(list(group), depth) for _is_bullet, group in runs)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _list_of(items: list[tuple[re.Match[str], list[str]]], depth: int) -> str:
    number = items[0][0][2]
    name = "ol" if number else "ul"
    start = f' start="{int(number)}"' if number and int(number) != 1 else ""
    return f"<{name}{start}>{''.join(_item(point[3], rest, depth) for point, rest in items)}</{name}>"


def _item(first: str, rest: list[str], depth: int) -> str:
    inner = dedent("\n".join(rest)).split("\n") if rest else []
    own = [first]
    while inner and _kind(inner[0]) == "words":
        own.append(inner.pop(0).strip())
    below = _block("\n".join(inner), depth) if inner else ""
    return f"<li>{_words(own)}{below}</li>"


def _html_of(words: str) -> str:
    """Marks inside of a line as tags."""
    parts, place = [], 0
    for match in INLINE.finditer(words):
        parts += [escape(words[place : match.start()]), _tagged(match)]
        place = match.end()
    return "".join([*parts, escape(words[place:])])


def _tagged(match: re.Match[str]) -> str:
    if match["literal"]:
        return escape(match["literal"])
    if match["href"]:
        return f'<a href="{escape(match["href"])}">{_html_of(match["words"])}</a>'
    name = next(name for name in MARKS if match[name])
    return f"<{name}>{_html_of(match[name])}</{name}>"


MAKERS = {"words": _words, "heading": _headings, "quote": _quote, "table": _table, "list": _list}
