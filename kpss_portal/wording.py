"""How two texts read differently, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import strip_tags

WORD = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 20_000  # of one text; longer ones are shown whole, before and after


@dataclass(frozen=True)
class Piece:
    """A run of words: the same in both, only before, or only after."""

    text: str
    kind: str = "same"  # same, removed, added


@dataclass(frozen=True)
class TextChange:
    """One field that reads differently."""

    label: str
    pieces: list[Piece]


def word_pieces(before: str, after: str) -> list[Piece]:
    """Runs of words in their order; put together, those not added give `before`, those not removed give `after`."""
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [Piece(before, "removed"), Piece(after, "added")]
    pieces: list[Piece] = []
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("".join(old[start:end])))
            continue
        pieces += [Piece("".join(old[start:end]), "removed")] if end > start else []
        pieces += [Piece("".join(new[first:last]), "added")] if last > first else []
    return pieces


def text_change(label: str, before: str, after: str) -> TextChange | None:
    """The change of a text; None where it reads the same."""
    return None if before == after else TextChange(label, word_pieces(before, after))


def plain_lines(html: str) -> str:
    """Text of HTML with a line for each block, so that words of neighbouring paragraphs do not join."""
    return re.sub(r"\n\s*\n+", "\n", strip_tags(re.sub(r"</(p|li|h\d|tr|td|th)>", "\n", html))).strip()
