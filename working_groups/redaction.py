"""The public version of minutes: what should not be in it is found and words in its place are offered; a person decides.

Pure functions over clean HTML. Offers are known by their order in exactly this text; the form carries its digest.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from django.utils.html import escape
from django.utils.translation import gettext

from kpss_portal import czech_names, personal_numbers
from kpss_portal.rich_text import clean_html

TAG = re.compile(r"<[^<>]*+>")
MAIL_LINK = re.compile(r'<a href="(?:mailto|tel):[^"<]*+"[^<>]*+>([^<]*+(?:<(?!/?a\b)[^<]*+)*)</a>')
ADDRESSED = re.compile(
    r"(?<!\w)(?P<who>[Pp]aní|[Pp]ana|[Pp]anu|[Pp]anem|[Pp]ane|[Pp]an|[Ss]lečn[aouy]|p\.)\s+"
    r"(?P<name>[A-ZÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ][\wáčďéěíňóřšťúůýž]+(?:\s+[A-ZÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ][\wáčďéěíňóřšťúůýž]+)?)"
)
ADDRESS_BEFORE = re.compile(r"(?<!\w)(?:[Pp]aní|[Pp]ana|[Pp]anu|[Pp]anem|[Pp]ane|[Pp]an|[Ss]lečn[aouy]|p\.)[\s\xa0]+$")
INLINE = re.compile(r"</?(?:strong|em|a|sub|sup)\b")
INSIDE_LINE = "\x00"
AROUND = 60  # letters on each side that help to decide

Cases = Mapping[str, str]


def _cases(nominative: str, genitive: str, dative: str, instrumental: str) -> dict[str, str]:
    return {"nominative": nominative, "genitive": genitive, "dative": dative, "instrumental": instrumental}


MAN = _cases("zástupce", "zástupce", "zástupci", "zástupcem")
WOMAN = _cases("zástupkyně", "zástupkyně", "zástupkyni", "zástupkyní")
PARTICIPANT_MAN = _cases("účastník", "účastníka", "účastníkovi", "účastníkem")
PARTICIPANT_WOMAN = _cases("účastnice", "účastnice", "účastnici", "účastnicí")


class Kind(Enum):
    """What was found."""

    MEMBER = "member"
    PERSON = "person"
    BIRTH_NUMBER = "birth number"
    EMAIL = "e-mail"
    PHONE = "phone"

    @property
    def label(self) -> str:
        """A word for the page."""
        return {
            Kind.MEMBER: gettext("member without consent"),
            Kind.PERSON: gettext("name of a person"),
            Kind.BIRTH_NUMBER: gettext("birth number"),
            Kind.EMAIL: gettext("e-mail"),
            Kind.PHONE: gettext("phone"),
        }[self]


@dataclass(frozen=True)
class Person:
    """Somebody who did not agree to be named; `side` in the genitive, e.g. "poskytovatele", or empty."""

    full_name: str
    side: str = ""


@dataclass(frozen=True)
class Offer:
    """Words of the text (html[start:end], plain as a person reads them) and what may stand in their place."""

    start: int
    end: int
    words: str
    kind: Kind
    replacement: str
    before: str = ""
    after: str = ""


def digest_of(html: str) -> str:
    """Tells whether a text is still the one that somebody saw."""
    return hashlib.sha256(html.encode()).hexdigest()


def without_links(html: str) -> str:
    """Links to mail and phones become their words: an address must not stay hidden in a link."""
    return MAIL_LINK.sub(r"\1", html)


def offers_for(html: str, people: Iterable[Person]) -> list[Offer]:
    """What to think about, in the order of the text; of two that overlap the surer and longer one."""
    shadow = TAG.sub(_blank, html)
    kept: list[Offer] = []
    for offer in sorted(
        _all(shadow, list(people)), key=lambda offer: (offer.kind is Kind.PERSON, offer.start, -offer.end)
    ):
        if all(offer.end <= other.start or offer.start >= other.end for other in kept):
            kept.append(offer)
    return [_with_neighbours(offer, shadow) for offer in sorted(kept, key=lambda offer: offer.start)]


def _blank(tag: re.Match[str]) -> str:
    """As long as the tag, so that places agree: ends of lines for a block, for others something that is no letter."""
    return (INSIDE_LINE if INLINE.match(tag.group()) else "\n") * len(tag.group())


def _all(text: str, people: list[Person]) -> Iterator[Offer]:
    for person in people:
        yield from _member(text, person)
    for finding in personal_numbers.birth_numbers(text):
        yield Offer(finding.start, finding.end, finding.words, Kind.BIRTH_NUMBER, "[rodné číslo]")
    for finding in personal_numbers.emails(text):
        yield Offer(finding.start, finding.end, finding.words, Kind.EMAIL, "[e-mail]")
    for finding in personal_numbers.phones(text):
        yield Offer(finding.start, finding.end, finding.words, Kind.PHONE, "[telefon]")
    yield from _addressed(text, people)


def _member(text: str, person: Person) -> Iterator[Offer]:
    woman = czech_names.is_woman(person.full_name)
    for found in czech_names.mentions_of(person.full_name, text):
        mention = _with_address(found, text)
        role = czech_names.fitted(WOMAN if woman else MAN, text, mention, woman=woman)
        words = _capital_as_needed(f"{role} {person.side}".strip(), text, mention.start)
        yield Offer(mention.start, mention.end, mention.words, Kind.MEMBER, words)


def _with_address(mention: czech_names.Mention, text: str) -> czech_names.Mention:
    """ "Paní" and "pan" before the name go with it."""
    address = ADDRESS_BEFORE.search(text[: mention.start])
    start = address.start() if address else mention.start
    return czech_names.Mention(start, mention.end, text[start : mention.end])


def _addressed(text: str, people: list[Person]) -> Iterator[Offer]:
    """Names after "paní" and "pan": citizens who spoke, people who were spoken of."""
    for match in ADDRESSED.finditer(text):
        who = match["who"].lower()
        woman = who.startswith(("paní", "sleč")) or (who == "p." and match["name"].endswith("á"))
        mention = czech_names.Mention(match.start(), match.end(), match.group())
        words = czech_names.fitted(PARTICIPANT_WOMAN if woman else PARTICIPANT_MAN, text, mention, woman=woman)
        yield Offer(*_span(match), Kind.PERSON, _capital_as_needed(words, text, match.start()))


def _span(match: re.Match[str]) -> tuple[int, int, str]:
    return match.start(), match.end(), match.group()


def _capital_as_needed(words: str, text: str, start: int) -> str:
    """A sentence begins by a capital."""
    before = text[:start].rstrip(f" \xa0{INSIDE_LINE}")
    is_first = not before or before[-1] in ".!?\n"
    return words[:1].upper() + words[1:] if is_first else words


def _with_neighbours(offer: Offer, shadow: str) -> Offer:
    before = shadow[max(0, offer.start - AROUND) : offer.start].rpartition("\n")[2].replace(INSIDE_LINE, "")
    after = shadow[offer.end : offer.end + AROUND].partition("\n")[0].replace(INSIDE_LINE, "")
    return replace(offer, before=before, after=after)


def redacted(html: str, offers: list[Offer], chosen: Mapping[int, str]) -> str:
    """The text with chosen offers replaced: number of the offer to the words that a person left in the field."""
    for number in sorted(chosen, reverse=True):
        offer = offers[number]
        html = html[: offer.start] + escape(chosen[number]) + html[offer.end :]
    return clean_html(html)  # an offer may reach over the border of two paragraphs
