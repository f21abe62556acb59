"""Shares of items in words that say what is counted: never a bare percentage."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.progress_enums import Fulfilment


@dataclass(frozen=True)
class Share:
    """How many items are where."""

    total: int
    counts: Mapping[str, int]

    @property
    def known(self) -> int:
        """Items with a status."""
        return sum(number for status, number in self.counts.items() if status)

    @property
    def unknown(self) -> int:
        """Items of which nothing is said."""
        return self.total - self.known

    @property
    def done(self) -> int:
        """Fulfilled, and going on all the time as planned."""
        return sum(self.counts.get(status, 0) for status in Fulfilment.done())

    @property
    def running(self) -> int:
        """Begun and not finished."""
        return sum(self.counts.get(status, 0) for status in Fulfilment.running())

    @property
    def percent(self) -> int:
        """Done of all that were planned, to whole per cent; halves go up."""
        return (200 * self.done + self.total) // (2 * self.total) if self.total else 0

    def words(self, year: int | None = None) -> str:
        """What is counted, in a sentence."""
        if not self.total:
            return _("No measure was planned.")
        said = ngettext(
            "Fulfilled or going on as planned: %(done)d of %(total)d measure (%(percent)d %%)",
            "Fulfilled or going on as planned: %(done)d of %(total)d measures (%(percent)d %%)",
            self.total,
        ) % {"done": self.done, "total": self.total, "percent": self.percent}
        planned = _(" that were planned for %(year)d") % {"year": year} if year else ""
        silent = _("; of %(count)d we do not know") % {"count": self.unknown} if self.unknown else ""
        return f"{said}{planned}{silent}."


def share_of(statuses: Iterable[str]) -> Share:
    """Counts statuses; an empty one is unknown."""
    found = list(statuses)
    return Share(len(found), Counter(status for status in found if status))
