"""The public version: made of the internal one by taking what a person chose among the offers, then mended by hand."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kpss_portal.audit import record
from kpss_portal.rich_text import clean_html
from working_groups.enums import MinutesState, Side
from working_groups.minutes.errors import ChangedMeanwhile, StepNotOpen
from working_groups.minutes.workflow import locked
from working_groups.models import Membership, Minutes
from working_groups.redaction import Offer, Person, digest_of, offers_for, redacted, without_links

PUBLISH = "working_groups.publish_minutes"
SIDE_WORDS = {  # genitive after "zástupce": the text that is made is Czech
    Side.USER: "uživatelů",
    Side.PROVIDER: "poskytovatele",
    Side.COMMISSIONER: "zadavatele",
    Side.PUBLIC: "veřejnosti",
}


def people_to_hide(minutes: Minutes) -> list[Person]:
    """Members of the groups on the day of the meeting who did not agree to be named, and guests."""
    members = Membership.objects.filter(group__meetings=minutes.meeting, erased_at__isnull=True).with_people()
    hidden = {
        member.person_name: Person(member.person_name, SIDE_WORDS[Side(member.side)])
        for member in members
        if not member.is_named_publicly
    }
    for row in minutes.meeting.attendance.filter(membership__isnull=True).exclude(guest_name=""):
        hidden.setdefault(row.guest_name, Person(row.guest_name, SIDE_WORDS[Side(row.guest_side)]))
    return list(hidden.values())


def source_of(minutes: Minutes) -> str:
    """The internal version without links to mails and phones: what the public version begins from."""
    return without_links(str(minutes.internal_html))


def offers_of(minutes: Minutes, html: str) -> list[Offer]:
    """What to think about in the text."""
    return offers_for(html, people_to_hide(minutes))


@transaction.atomic
def make(minutes: Minutes, digest: str, chosen: Mapping[int, str], *, by: Any) -> Minutes:
    """Writes the public version anew; `chosen` are offers by number with the words in their place.

    digest: of the source that the person saw. Raises ChangedMeanwhile when it is another one now, StepNotOpen, PermissionDenied.
    """
    minutes = _begin(minutes, by)
    source = source_of(minutes)
    if digest_of(source) != digest:
        raise ChangedMeanwhile
    offers = offers_of(minutes, source)
    text = redacted(source, offers, {number: words for number, words in chosen.items() if number < len(offers)})
    return _write(minutes, text, by)


@transaction.atomic
def mend(minutes: Minutes, text: str, *, by: Any, seen_internal: str) -> Minutes:
    """Stores the public version as typed; it counts as looked over against the internal version that the person saw.

    Raises StepNotOpen, PermissionDenied. That somebody else changed the public text is told by the form (GuardedForm).
    """
    minutes = _begin(minutes, by)
    made_of = seen_internal if seen_internal == minutes.internal_digest else minutes.public_made_of
    return _write(minutes, text, by, made_of or "?")


def _begin(minutes: Minutes, by: Any) -> Minutes:
    minutes = locked(minutes)
    if not by.has_perm(PUBLISH, minutes):
        raise PermissionDenied
    if minutes.state in {MinutesState.PUBLISHED, MinutesState.DRAFT}:
        raise StepNotOpen
    return minutes


def _write(minutes: Minutes, text: str, by: Any, made_of: str = "") -> Minutes:
    minutes.public_text = clean_html(text)
    minutes.public_made_of = made_of or minutes.internal_digest
    minutes.save()
    record(by, "minutes.public_version", minutes)
    return minutes
