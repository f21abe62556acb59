"""Choices of the catalogue."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ServiceForm(models.TextChoices):
    """How a social service reaches the person: Act No. 108/2006 Coll., § 33 (1) to (4)."""

    OUTPATIENT = "outpatient", pgettext_lazy("form of a service", "outpatient")
    FIELD = "field", pgettext_lazy("form of a service", "field")
    RESIDENTIAL = "residential", pgettext_lazy("form of a service", "residential")

    @property
    def slug(self) -> str:
        """Its Czech word in addresses."""
        return {"outpatient": "ambulantni", "field": "terenni", "residential": "pobytova"}[self.value]

    @classmethod
    def by_slug(cls, slug: str) -> "ServiceForm | None":
        """The form of an address; None for an unknown word."""
        return next((form for form in cls if form.slug == slug), None)


class ServiceGroup(models.TextChoices):
    """Groups of services: Act No. 108/2006 Coll., § 32."""

    COUNSELLING = "counselling", _("counselling")
    CARE = "care", _("care")
    PREVENTION = "prevention", _("prevention")


class ServiceKind(models.TextChoices):
    """A service registered by the Act, or other help."""

    REGISTERED = "registered", _("registered social service")
    RELATED = "related", _("related help")


class CapacityUnit(models.TextChoices):
    """Units of the register; capacities in different units or of different places are never added."""

    CLIENT = "client", _("clients")
    CONTACT = "contact", _("contacts of 10 minutes")
    INTERVENTION = "intervention", _("interventions of 30 minutes")
    BED = "bed", _("beds")
    CALL = "call", _("calls")


class Payment(models.TextChoices):
    """Whether people pay."""

    FREE = "free", _("free of charge")
    PAID = "paid", _("for a fee")
    UNKNOWN = "", _("not stated")


class ContactKind(models.TextChoices):
    """Ways to reach a service."""

    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    WEB = "web", _("web")


class Weekday(models.IntegerChoices):
    """Days as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class RegisterImportState(models.TextChoices):
    """Where a comparison with the state register stands."""

    WAITING = "waiting", _("waiting")
    READING = "reading", _("being read")
    DONE = "done", _("compared")
    STOPPED = "stopped", _("stopped: the count has moved")
    FAILED = "failed", _("failed")


class DifferenceKind(models.TextChoices):
    """What the register says otherwise than the catalogue."""

    NEW = "new", _("new service")
    CHANGED = "changed", _("changed fact")
    ENDED = "ended", _("end of the service")


class DifferenceState(models.TextChoices):
    """What became of a difference."""

    WAITING = "waiting", _("waiting for a decision")
    ACCEPTED = "accepted", pgettext_lazy("difference", "accepted")
    DECLINED = "declined", pgettext_lazy("difference", "declined")
    SETTLED = "settled", _("no longer a difference")


class RoundState(models.TextChoices):
    """Where a round of verification stands."""

    DRAFT = "draft", pgettext_lazy("round", "being prepared")
    RUNNING = "running", pgettext_lazy("round", "running")
    CLOSED = "closed", pgettext_lazy("round", "closed")


class RequestState(models.TextChoices):
    """What became of a request to verify one service."""

    WAITING = "waiting", _("waits for the provider")
    CONFIRMED = "confirmed", _("confirmed")
    PROPOSED = "proposed", _("corrections wait for the office")
    SETTLED = "settled", _("corrections settled")
    UNANSWERED = "unanswered", _("without an answer")


class ChangeState(models.TextChoices):
    """What became of a proposed correction."""

    WAITING = "waiting", _("waiting for a decision")
    ACCEPTED = "accepted", pgettext_lazy("correction", "accepted")
    EDITED = "edited", pgettext_lazy("correction", "accepted with an edit")
    DECLINED = "declined", pgettext_lazy("correction", "declined")
    SUPERSEDED = "superseded", pgettext_lazy("correction", "replaced by a later one")


class SuggestionKind(models.TextChoices):
    """What people tell the office of the catalogue."""

    MISTAKE = "mistake", _("mistake on a card")
    NEW_SERVICE = "new_service", _("service that is missing")


class SuggestionState(models.TextChoices):
    """What became of it."""

    WAITING = "waiting", _("waiting for a decision")
    QUARANTINE = "quarantine", _("looks like spam")
    DONE = "done", pgettext_lazy("suggestion", "settled")
    DECLINED = "declined", pgettext_lazy("suggestion", "declined")


class AskedColumn(models.TextChoices):
    """Columns of a foreign sheet whose words somebody may have to explain."""

    TYPE = "druh", _("kind of service")
    FORM = "formy", _("form of the service")
    TARGET_GROUP = "cilove_skupiny", _("target groups")
    SITUATION = "situace", _("life situations")
    SERVED = "slouzi_obcim", _("municipalities where it comes")
    MUNICIPALITY = "obec", _("municipality")
    PLACE = "misto", _("address")
    PHONE = "telefon", _("phone")
    EMAIL = "email", _("e-mail")
    WEB = "web", _("web")
    CONTACT = "kontakty", _("contacts of all kinds")
    SINCE = "poskytovano_od", _("provided since")
    UNTIL = "poskytovano_do", _("provided until")
    ICO = "ico", _("identification number")


class PrintSize(models.TextChoices):
    """Sizes of letters on paper."""

    NORMAL = "normal", pgettext_lazy("print", "usual print")
    LARGE = "large", pgettext_lazy("print", "large print")

    @property
    def slug(self) -> str:
        """Its Czech word in addresses."""
        return {"normal": "bezne", "large": "velke"}[self.value]

    @classmethod
    def by_slug(cls, slug: str | None) -> "PrintSize":
        """The size of an address; the usual one for anything else."""
        return cls.LARGE if slug == "velke" else cls.NORMAL
