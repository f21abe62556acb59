"""What can go wrong with the ministry's file, each said in a sentence for the person."""


class RegisterFault(ValueError):
    """The file cannot be used; the message says why and what to do. Nothing has been changed."""


class CountMoved(RegisterFault):
    """There are far more or far fewer services than last time; a person must confirm it."""


class UnknownCodes(RegisterFault):
    """The file uses values that the code lists do not know; `codes` names them."""

    def __init__(self, message: str, codes: list[dict[str, str]]) -> None:
        super().__init__(message)
        self.codes = codes
