"""Cells as towns fill them: several phones, mails and webs in one, addresses in any order, words instead of nothing.

Nothing here knows the catalogue; what is not understood comes back as it stands, so that somebody can be asked.
"""

import re
from dataclasses import dataclass, field

from community.territory import Namesake, municipalities_by_name
from kpss_portal.czech import fold

LONGEST = 2_000  # letters of a cell that is taken apart; a longer one is no list of contacts and no address
NOTHING = re.compile(r"[-–—./?\s]*")
AS_ABOVE = {
    "viz vyse",
    "viz nahore",
    "viz predchozi",
    "dtto",
    "detto",
    "tamtez",
    "totez",
    "stejne",
    '"',
    "-//-",
    "—//—",
}
EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]++@(?:[\w-]++\.)+[a-z]{2,}", re.IGNORECASE)
LABEL = r"[a-z0-9á-ž_-]"  # a letter of a name of a web
WEB = re.compile(
    rf"(?:https?://|(?<!{LABEL})(?<!{LABEL}\.))(?:{LABEL}++\.)+[a-z]{{2,}}(?::\d+)?(?:/[^\s,;]*)?", re.IGNORECASE
)
ABBREVIATED = re.compile(r"(?P<start>(?:\+|00)?\d[\d\s-]{4,16}?)\s*\((?P<ends>\d{3}(?:\s*/\s*\d{3})+)(?:…|\.\.\.)?\)")
MORE_ENDS = re.compile(r"(?P<start>(?:\+\d{3}\s?)?\d{3}\s?\d{3}\s?)(?P<ends>\d{3}(?:/\d{3})+)(?![\d\s]*\d{3}\s?\d{3})")
RUN = re.compile(r"\+?\d(?:[\s-]*\d)*")
PHONE_WORDS = re.compile(r"\b(?:tel|telefon|mobil|mob|t|m)\b\s*[.:]?", re.IGNORECASE)
POSTAL_CODE = re.compile(r"(?<![\d/])(\d{3})\s?(\d{2})(?![\d/])")
DISTRICT = re.compile(r"^(?P<town>(?:[^\d\s]++\s++)+)(?:\d{1,2}|[IVX]{1,4}\.?)")
SECRET = ("utajen", "tajna adresa", "adresa je tajna", "adresa neni verejna")


@dataclass
class Contacts:
    """What a cell with contacts holds; `rest` is what was not understood."""

    phones: list[tuple[str, str]] = field(default_factory=list)  # number and note
    emails: list[str] = field(default_factory=list)
    webs: list[str] = field(default_factory=list)
    rest: str = ""


@dataclass(frozen=True)
class Address:
    """An address in parts; `namesakes` are municipalities that may be meant, none if no name was recognised."""

    text: str
    street: str = ""
    postal_code: str = ""
    namesakes: tuple[Namesake, ...] = ()

    @property
    def code(self) -> str:
        """The code of the municipality, if only one can be meant; else empty."""
        told = [found for found in self.namesakes if found.postal_code == self.postal_code]
        certain = self.namesakes if len(self.namesakes) == 1 else told
        return certain[0].code if len(certain) == 1 else ""


def squeezed(text: str) -> str:
    """Lines as they are, without spaces that nobody sees."""
    lines = (" ".join(line.split()) for line in text.replace("\xa0", " ").splitlines())
    return "\n".join(line for line in lines if line)


def is_nothing(text: str) -> bool:
    """An empty cell, or a dash that says the same."""
    return NOTHING.fullmatch(text) is not None


def says_as_above(text: str) -> bool:
    """Whether the cell points to the one above."""
    return fold(text).strip(" .") in AS_ABOVE


def key_of(word: str) -> str:
    """The form under which a word is compared and remembered."""
    return " ".join(fold(word).split())[:250]


def many(text: str) -> list[str]:
    """Values of a cell with several of them, divided by lines, semicolons or bars."""
    return [part.strip() for part in re.split(r"[\n;|]", text) if not is_nothing(part)]


# --- contacts -----------------------------------------------------------------------------------------------------


def contacts_in(text: str) -> Contacts:
    """Phones, mails and webs of a cell, whatever stands between them."""
    if len(text) > LONGEST:
        return Contacts(rest=text)
    found = Contacts(emails=list(dict.fromkeys(EMAIL.findall(text))))
    rest = EMAIL.sub(" ", text)
    found.webs = list(dict.fromkeys(WEB.findall(rest)))
    rest = WEB.sub(" ", rest)
    found.phones, found.rest = phones_in(rest)
    return found


def phones_in(text: str) -> tuple[list[tuple[str, str]], str]:
    """Numbers with their notes, and the words that stay when there is no number to which they could belong."""
    if len(text) > LONGEST:
        return [], text
    text = ABBREVIATED.sub(_spelt_out, text)
    text = MORE_ENDS.sub(_spelt_out, text)
    phones: list[tuple[str, str]] = []
    rest, end = "", 0
    for run in RUN.finditer(text):
        numbers = _numbers_of(run[0])
        if not numbers:
            continue
        rest = _noted(phones, text[end : run.start()], rest)
        phones += [(number, "") for number in numbers if number not in dict(phones)]
        end = run.end()
    rest = _noted(phones, text[end:], rest)
    return phones, rest


def _spelt_out(found: re.Match[str]) -> str:
    ends = [end.strip() for end in found["ends"].split("/")]
    return "; ".join(found["start"].strip() + " " + end for end in ends)


def _noted(phones: list[tuple[str, str]], between: str, rest: str) -> str:
    """Words behind a number are its note; words with no number before them stay over."""
    words = PHONE_WORDS.sub(" ", between).strip(" \n\t,;/|()-–.:+")
    if not words:
        return rest
    if not phones:
        return f"{rest} {words}".strip()
    number, note = phones[-1]
    phones[-1] = (number, f"{note} {words}".strip()[:120])
    return rest


def _numbers_of(run: str) -> list[str]:
    digits = re.sub(r"\D", "", run)
    if run.startswith("+") and not digits.startswith("420"):
        return [f"+{digits}"] if 8 <= len(digits) <= 15 else []
    digits = digits.removeprefix("00420") if len(digits) > 9 else digits
    if len(digits) % 9 and digits.startswith("420"):
        digits = digits.removeprefix("420")
    if len(digits) in {3, 6}:  # emergency and crisis lines: 155, 116 111
        return [" ".join(digits[place : place + 3] for place in range(0, len(digits), 3))]
    if not digits or len(digits) % 9:
        return []
    return [_spaced(digits[place : place + 9]) for place in range(0, len(digits), 9)]


def _spaced(nine: str) -> str:
    return f"+420 {nine[:3]} {nine[3:6]} {nine[6:]}"


# --- addresses ----------------------------------------------------------------------------------------------------


def is_secret(text: str) -> bool:
    """Whether the cell says that the address must not be told."""
    return any(word in fold(text) for word in SECRET)


def address_in(text: str) -> Address:
    """Street, postal code and municipality of one address, in whatever order they stand."""
    if len(text) > LONGEST:
        return Address(text)
    code = POSTAL_CODE.search(text)
    parts = [part.strip() for part in text.replace("\n", ",").split(",")]
    if code:
        place = next(number for number, part in enumerate(parts) if code[0] in part)
        parts[place] = " ".join(parts[place].replace(code[0], " ").split())
        order = [place, *(number for number in reversed(range(len(parts))) if number != place)]
    else:
        order = list(reversed(range(len(parts))))
    for number in order:
        namesakes, left = _municipality_of(parts[number])
        if namesakes:
            parts[number] = left
            break
    else:
        namesakes = ()
    street = ", ".join(part for part in parts if part)
    return Address(text, street, "".join(code.groups()) if code else "", namesakes)


def _municipality_of(part: str) -> tuple[tuple[Namesake, ...], str]:
    """Municipalities of the name in a part of an address, and what of the part says more, such as a district of a city."""
    known = municipalities_by_name()
    if fold(part) in known:
        return known[fold(part)], ""
    district = DISTRICT.fullmatch(part)
    if district and fold(district["town"].strip()) in known:
        return known[fold(district["town"].strip())], part  # Praha 2 is told as it stands
    town, _dash, quarter = (word.strip() for word in part.replace("–", "-").partition("-"))
    if quarter and fold(town) in known:
        return known[fold(town)], quarter
    return (), part
