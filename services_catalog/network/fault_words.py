"""Why an amount cannot be divided, in words that say what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services_catalog.network import faults

WORDS = {
    faults.NobodyPays: gettext_lazy("Nobody takes part: add municipalities, or give some of them a weight above zero."),
    faults.UnknownPeople: gettext_lazy(
        "The number of inhabitants on that day is not known: %(names)s. Add the figure with its date, or leave them out."
    ),
    faults.NobodyLives: gettext_lazy("None of the municipalities has any inhabitants by these figures."),
    faults.NoClients: gettext_lazy(
        "No clients are counted anywhere, so nothing can be divided by them. Write down clients, or choose another key."
    ),
    faults.NegativeInput: gettext_lazy("Something is below zero: %(names)s. Only corrections may be."),
    faults.MinimumTooHigh: gettext_lazy("Minimal shares together are more than the amount. Lower the minimum."),
    faults.BelowZero: gettext_lazy("The correction is larger than the share: %(names)s."),
    faults.WrongKey: gettext_lazy(
        "The key is not right: some part must be above zero, and the town that bears a fixed share must take part."
    ),
}


def words_of(fault: faults.SharingFault) -> str:
    """A sentence for the coordinator."""
    return str(WORDS[type(fault)]) % {"names": ", ".join(fault.names) or _("an amount, a weight or a number")}
