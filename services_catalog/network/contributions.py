"""What a municipality bears and of what it follows, read from the approved content of joint financing alone."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.canonical import parsed
from kpss_portal.templatetags.kpss import date_cs, number
from kpss_portal.templatetags.kpss import money as crowns
from services_catalog.models import JointFinancing
from services_catalog.network_enums import FinancingState, Method

Content = dict[str, Any]


@dataclass(frozen=True)
class Contribution:
    """A municipality in one year."""

    year: int
    code: str
    name: str
    people: int | None
    people_as_of: date | None
    months: int
    share: int
    correction: int
    due: int
    all_people: int
    all_due: int
    by_service: dict[str, int] = field(default_factory=dict)

    @property
    def per_head(self) -> Decimal | None:
        """Crowns for an inhabitant, for reading."""
        return _ratio(self.due, self.people) if self.people else None

    @property
    def people_percent(self) -> Decimal | None:
        """Which part of the people of all municipalities lives here."""
        return _ratio(100 * self.people, self.all_people) if self.people and self.all_people else None

    @property
    def money_percent(self) -> Decimal | None:
        """Which part of all contributions it bears."""
        return _ratio(100 * self.due, self.all_due) if self.all_due else None


def _ratio(part: int, whole: int | None) -> Decimal:
    return (Decimal(part) / Decimal(whole or 1)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def approved_contents() -> list[tuple[JointFinancing, Content]]:
    """Approved joint financing of all years, the newest first; one query."""
    rows = JointFinancing.objects.filter(state=FinancingState.APPROVED).select_related("network")
    return [(row, parsed(row.content)) for row in rows.order_by("-network__year")]


def contributions_in(content: Content) -> list[Contribution]:
    """All municipalities of a year, in the order of the content."""
    rows = content["municipalities"]
    all_people = sum(row["people"] or 0 for row in rows)
    return [_contribution(content, row, all_people) for row in rows]


def _contribution(content: Content, row: dict[str, Any], all_people: int) -> Contribution:
    day = row["people_as_of"]
    return Contribution(
        year=content["year"],
        code=row["code"],
        name=row["name"],
        people=row["people"],
        people_as_of=date.fromisoformat(day) if day else None,
        months=row["months"],
        share=row["share_czk"],
        correction=row["correction_czk"],
        due=row["due_czk"],
        all_people=all_people,
        all_due=content["due_czk"],
        by_service=row.get("by_service", {}),
    )


def of_municipality(code: str, contents: list[tuple[JointFinancing, Content]]) -> list[Contribution]:
    """The municipality in all approved years, the newest first."""
    found = (row for _financing, content in contents for row in contributions_in(content) if row.code == code)
    return list(found)


# --- how it was computed, in sentences ----------------------------------------------------------------------------


def key_words(content: Content) -> list[str]:
    """How contributions of all municipalities were found."""
    key = content["key"]
    if key["method"] == Method.RATE:
        sentences = [_("Each municipality bears %(rate)s Kč for each inhabitant.") % {"rate": _plain(key["rate_czk"])}]
    else:
        sentences = [
            _("Municipalities bear %(sum)s together.") % {"sum": crowns(content["needed_czk"])},
            *_divided(key),
        ]
    if key["minimum_czk"]:
        sentences.append(_("No municipality bears less than %(sum)s.") % {"sum": crowns(key["minimum_czk"])})
    day = date_cs(date.fromisoformat(key["people_on"]))
    sentences.append(_("Inhabitants are the newest known number of %(day)s or before it.") % {"day": day})
    sentences.append(_("Crowns left by rounding go to the largest remainders, so that the sum agrees to the crown."))
    return sentences


def _divided(key: dict[str, Any]) -> list[str]:
    found = []
    if Decimal(key["town_percent"] or 0):
        words = {"percent": _plain(key["town_percent"]), "town": key["town"]}
        found.append(_("%(town)s bears %(percent)s %% first and takes part in the rest as well.") % words)
    names = {
        "people_part": _("by inhabitants"),
        "clients_part": _("by clients from the municipality"),
        "equal_part": _("equally"),
    }
    parts = {name: key[name] for name in names if key[name]}
    whole = sum(parts.values())
    told = ", ".join(f"{number(_ratio(100 * part, whole))}\u00a0% {names[name]}" for name, part in parts.items())
    if key["method"] == Method.EACH:
        found.append(_("The amount of each service is divided by itself: %(parts)s.") % {"parts": told})
    else:
        found.append(_("It is divided: %(parts)s.") % {"parts": told})
    return found


def own_words(content: Content, found: Contribution) -> list[str]:
    """How the contribution of one municipality was found."""
    row = next(row for row in content["municipalities"] if row["code"] == found.code)
    sentences = []
    if found.people is not None and found.people_as_of:
        words = {"people": number(found.people), "day": date_cs(found.people_as_of), "source": row["people_source"]}
        sentences.append(_("%(people)s inhabitants on %(day)s (%(source)s).") % words)
    if found.months < 12:
        words = {"count": found.months}
        sentences.append(
            ngettext("It takes part for %(count)d month.", "It takes part for %(count)d months.", found.months) % words
        )
    if Decimal(row["weight"]) != 1:
        sentences.append(_("Its weight is %(weight)s.") % {"weight": _plain(row["weight"])})
    sentences.append(_("Its share is %(share)s.") % {"share": crowns(found.share)})
    if found.correction:
        words = {"sum": crowns(found.correction), "note": row["correction_note"] or _("without a note")}
        sentences.append(_("Correction %(sum)s: %(note)s.") % words)
    return sentences


def _plain(value: str | None) -> str:
    return number(Decimal(value)) if value else ""
