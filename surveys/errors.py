"""What may go wrong with surveys."""


class SurveyIsFixed(Exception):
    """The survey has been opened: its questions and what it promised do not change any more."""


class StepNotOpen(Exception):
    """The survey has moved on, or there is no such step."""


class CodeUnknown(Exception):
    """No slip has this code, or it is of another survey."""


class CodeUsed(Exception):
    """Somebody has already answered with this code."""


class NotAccepting(Exception):
    """The survey takes no answers now: not yet, not any more, or not by this way in."""


class AlreadySent(Exception):
    """The answers have been sent, or the unfinished ones have expired."""


class ResultsAreFixed(Exception):
    """Counted results do not change, and what they were counted by does not either."""


class ResultsNotReady(Exception):
    """Results cannot be counted yet; the message says what is missing."""
