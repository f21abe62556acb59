"""Words of a PDF: good enough to look for numbers and names in them, and to begin a text that a person mends.

Letters are told by the map that a font carries (ToUnicode), or by the usual Latin code where it has none.
"""

import io
import re
from collections.abc import Iterable
from typing import Any

MOST_PAGES = 100
MOST_LETTERS = 500_000
CODE = re.compile(rb"<([0-9A-Fa-f\s]+)>")
BLOCK = re.compile(rb"begin(bfchar|bfrange)((?:(?!beginbf).)*?)end\1", re.DOTALL)
RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f\s]+>|\[[^\]]*\])")
NEW_LINES = frozenset({"T*", "'", '"'})
LONG_LINE = 0.75  # of the longest one of the page: a shorter line ends its paragraph
WIDE_GAP = -180  # thousandths of the size of letters; less is a kerning


def words_of(data: bytes) -> str:
    """Text of the pages in the order of drawing; empty for a file that cannot be read."""
    return "\n".join(" ".join(lines) for lines in _pages_of(data))


def paragraphs_of(data: bytes) -> list[str]:
    """Lines of the pages put together into paragraphs, as far as their lengths tell; empty for a scan."""
    found: list[str] = []
    for lines in _pages_of(data):
        longest, parts = max(map(len, lines), default=0), list[str]()
        for line in lines:
            parts.append(line)
            if len(line) < longest * LONG_LINE:
                found.append(" ".join(parts))
                parts = []
        found += [" ".join(parts)] if parts else []
    return found


def _pages_of(data: bytes) -> list[list[str]]:
    """Lines of each page, up to MOST_LETTERS in all; nothing for a file that cannot be read or draws nonsense."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _within_limit(_page_lines(page) for page in list(pdf.pages)[:MOST_PAGES])
    except (pikepdf.PdfError, ValueError, TypeError, IndexError, OverflowError, RecursionError):
        return []


def _within_limit(pages: Iterable[list[str]]) -> list[list[str]]:
    kept, letters = [], 0
    for lines in pages:
        letters += sum(map(len, lines))
        if letters > MOST_LETTERS:
            break
        kept.append(lines)
    return kept


def _page_lines(page: Any) -> list[str]:
    import pikepdf

    fonts: dict[str, tuple[dict[int, str], int]] = {}
    for name, font in _fonts_of(page):
        fonts[name] = _letters_of(font)
    out: list[str] = []
    height = 0.0
    letters: tuple[dict[int, str], int] = ({}, 1)
    instructions: Any = pikepdf.parse_content_stream(page)
    for operands, operator in instructions:
        command = str(operator)
        if command == "Tf":
            letters = fonts.get(str(operands[0]), ({}, 1))
            continue
        move, height = _move(command, operands, height)
        out.append(move)
        if command in {"Tj", "TJ", "'", '"'}:
            out.append(_shown(operands[-1], letters))
    lines = (" ".join(line.split()) for line in "".join(out).split("\n"))
    return [line for line in lines if line]


def _move(command: str, operands: Any, height: float) -> tuple[str, float]:
    """What stands between letters before and after the command, and how high the line is now."""
    if command in NEW_LINES:
        return "\n", height
    if command in {"Td", "TD"}:
        return ("\n" if float(operands[1]) else " "), height
    if command == "Tm":
        return ("\n" if abs(float(operands[5]) - height) > 1 else " "), float(operands[5])
    return (" " if command == "ET" else ""), height


def _fonts_of(page: Any) -> list[tuple[str, Any]]:
    resources = page.get("/Resources")
    fonts = resources.get("/Font") if resources is not None else None
    return list(fonts.items()) if fonts is not None else []


def _letters_of(font: Any) -> tuple[dict[int, str], int]:
    """Letters by their code in the font, and how many bytes a code has."""
    width = 2 if str(font.get("/Subtype")) == "/Type0" else 1
    stream = font.get("/ToUnicode")
    return (_map_of(stream.read_bytes()) if hasattr(stream, "read_bytes") else {}), width


def _map_of(cmap: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for kind, body in BLOCK.findall(cmap):
        if kind == b"bfchar":
            codes = [_hex(code) for code in CODE.findall(body)]
            found |= {int.from_bytes(code): _utf16(text) for code, text in zip(codes[::2], codes[1::2], strict=False)}
        else:
            for first, last, target in RANGE.findall(body):
                found |= _range(int(first, 16), int(last, 16), target)
    return found


def _range(first: int, last: int, target: bytes) -> dict[int, str]:
    codes = [_hex(code) for code in CODE.findall(target)]
    if target.startswith(b"["):
        return {first + step: _utf16(code) for step, code in enumerate(codes)}
    start = int.from_bytes(codes[0]) if codes else 0
    width = len(codes[0]) if codes else 2
    return {
        code: _utf16((start + code - first).to_bytes(width + 1)[-width:])
        for code in range(first, min(last, first + 65535) + 1)
    }


def _hex(digits: bytes) -> bytes:
    text = re.sub(rb"\s", b"", digits).decode()
    return bytes.fromhex(text if len(text) % 2 == 0 else text + "0")


def _utf16(code: bytes) -> str:
    return code.decode("utf-16-be", "ignore")


def _shown(shown: Any, letters: tuple[dict[int, str], int]) -> str:
    """A string, or an array of strings and gaps."""
    import pikepdf

    if isinstance(shown, pikepdf.String):
        return _decoded(bytes(shown), *letters)
    if not isinstance(shown, pikepdf.Array):
        return ""
    out = []
    for part in shown:
        if isinstance(part, pikepdf.String):
            out.append(_decoded(bytes(part), *letters))
        elif float(part) < WIDE_GAP:
            out.append(" ")
    return "".join(out)


def _decoded(data: bytes, known: dict[int, str], width: int) -> str:
    codes = [int.from_bytes(data[place : place + width]) for place in range(0, len(data), width)]
    if not known:
        return data.decode("cp1250", "replace") if width == 1 else ""
    return "".join(known.get(code, "") for code in codes)
