"""What can go wrong with meetings; those who catch them say it to the person."""


class StepNotOpen(Exception):
    """Somebody has moved the meeting on meanwhile."""


class NobodyToInvite(Exception):
    """The groups have no members on the day of the meeting."""


class OldInvitation(Exception):
    """The invitation cannot be answered any more; `why` is one of the keys that the page explains."""

    def __init__(self, why: str, meeting: object = None) -> None:
        super().__init__(why)
        self.why = why
        self.meeting = meeting


class AlreadyDecided(Exception):
    """Somebody else was faster."""
