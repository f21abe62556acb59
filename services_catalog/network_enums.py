"""Choices of the network of services of a year and of joint financing."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NetworkState(models.TextChoices):
    """Where a version of the network stands; moved by `services_catalog/network/networks.py` only."""

    DRAFT = "draft", pgettext_lazy("state of a network", "draft")
    APPROVED = "approved", pgettext_lazy("state of a network", "approved")
    SUPERSEDED = "superseded", pgettext_lazy("state of a network", "replaced by a newer version")


class EntryStatus(models.TextChoices):
    """Into which network the service belongs: regional plans of development, Decree No. 505/2006 Coll., part seven."""

    REGIONAL = "regional", _("in the network of the region")
    MUNICIPAL = "municipal", _("in the network of municipalities only")
    TEMPORARY = "temporary", _("for a limited time")
    DEVELOPMENT = "development", _("being developed")


class NetworkUnit(models.TextChoices):
    """How a network counts what it holds; numbers in different units are never added."""

    FTE = "fte", _("full-time equivalents in direct care")
    BED = "bed", pgettext_lazy("unit of a network", "beds")
    CLIENT = "client", _("clients at a time")
    OTHER = "other", pgettext_lazy("unit of a network", "other units")


class MoneyItem(models.TextChoices):
    """Costs, and revenue by its source."""

    COST = "cost", _("costs")
    STATE = "state", _("state budget via the region")
    REGION = "region", _("region")
    TOWN = "town", _("town")
    TOGETHER = "together", _("municipalities together")
    MUNICIPALITIES = "municipalities", _("other municipalities")
    FEES = "fees", _("payments of clients")
    INSURANCE = "insurance", _("health insurance")
    EU = "eu", _("European funds")
    DONATIONS = "donations", _("donations")
    OTHER = "other", pgettext_lazy("source of money", "other")

    @classmethod
    def sources(cls) -> list["MoneyItem"]:
        """Where revenue comes from."""
        return [item for item in cls if item is not cls.COST]


class MoneyKind(models.TextChoices):
    """Plan and fact are never added."""

    PLAN = "plan", pgettext_lazy("kind of an amount", "plan")
    FACT = "fact", pgettext_lazy("kind of an amount", "fact")


class AnswerState(models.TextChoices):
    """What a provider has done with the figures of a service; moved by `services_catalog/network/rounds.py` only."""

    ASKED = "asked", pgettext_lazy("state of an answer", "asked")
    UNFINISHED = "unfinished", pgettext_lazy("state of an answer", "unfinished")
    SENT = "sent", pgettext_lazy("state of an answer", "sent, waits for you")
    RETURNED = "returned", pgettext_lazy("state of an answer", "asked back")
    ACCEPTED = "accepted", pgettext_lazy("state of an answer", "accepted into the draft")


class Method(models.TextChoices):
    """How joint financing finds what each municipality bears."""

    RATE = "rate", _("a rate for each inhabitant")
    WHOLE = "whole", _("the amounts of all services divided as one")
    EACH = "each", _("the amount of each service divided by itself")


class FinancingState(models.TextChoices):
    """Where a scenario stands; moved by `services_catalog/network/financing.py` only."""

    SCENARIO = "scenario", _("scenario")
    APPROVED = "approved", pgettext_lazy("state of joint financing", "approved")
    SUPERSEDED = "superseded", pgettext_lazy("state of joint financing", "replaced by a newer one")
