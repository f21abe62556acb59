"""What can go wrong with minutes; those who catch them say it to the person."""

from collections.abc import Sequence


class StepNotOpen(Exception):
    """Somebody has moved the minutes on meanwhile."""


class NotReady(Exception):
    """The step cannot be taken yet; `reasons` are sentences for the person."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(*reasons)
        self.reasons = list(reasons)


class ChangedMeanwhile(Exception):
    """The internal version is not the one from which the person started."""


class NoMinutesNow(Exception):
    """The meeting has not begun, or it was cancelled: there is nothing to write."""
