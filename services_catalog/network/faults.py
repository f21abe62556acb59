"""Why an amount cannot be divided; `fault_words` tells it in words."""


class SharingFault(Exception):
    """Why the amount cannot be divided; `names` are municipalities concerned."""

    def __init__(self, *names: str) -> None:
        super().__init__(", ".join(names))
        self.names = names


class NobodyPays(SharingFault):
    """There is no municipality, or none with a weight."""


class UnknownPeople(SharingFault):
    """The number of people of some municipality is not known for the day."""


class NobodyLives(SharingFault):
    """No municipality has any people."""


class NoClients(SharingFault):
    """Clients are counted nowhere, and the amount should be divided by them."""


class NegativeInput(SharingFault):
    """An amount, a weight or a number of people or clients is below zero."""


class MinimumTooHigh(SharingFault):
    """Minimal shares together are more than the amount."""


class BelowZero(SharingFault):
    """A correction takes more than the share."""


class WrongKey(SharingFault):
    """The key itself is not right: no part, a percentage out of 0 to 100, a town that does not take part."""
