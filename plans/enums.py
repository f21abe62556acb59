"""Choices of plans."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanKind(models.TextChoices):
    """What the document is; only a medium-term plan is defined by law: Act No. 108/2006 Coll., § 3 (h)."""

    COMMUNITY_PLAN = "community_plan", _("community plan")
    MEDIUM_TERM_PLAN = "medium_term_plan", _("medium-term plan")
    OTHER = "other", _("other strategic document")


class PlanState(models.TextChoices):
    """Where a version of a plan stands; moved by the workflow only."""

    DRAFT = "draft", pgettext_lazy("state of a plan", "draft")
    IN_CONSULTATION = "in_consultation", _("in consultation")
    FOR_APPROVAL = "for_approval", _("for approval")
    APPROVED = "approved", pgettext_lazy("state of a plan", "approved")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")

    @classmethod
    def public(cls) -> frozenset["PlanState"]:
        """States that everybody may read; a withdrawn plan leaves only a word that it was withdrawn."""
        return frozenset({cls.IN_CONSULTATION, cls.FOR_APPROVAL, cls.APPROVED, cls.IN_FORCE, cls.SUPERSEDED})

    @classmethod
    def frozen(cls) -> frozenset["PlanState"]:
        """States in which nothing of the content changes; a plan withdrawn before approval is not among them."""
        return frozenset({cls.APPROVED, cls.IN_FORCE, cls.SUPERSEDED})


class AmountUnit(models.TextChoices):
    """In what the office writes money of this plan; the portal keeps whole crowns."""

    CZK = "czk", _("CZK")
    THOUSAND_CZK = "thousand_czk", _("thousand CZK")

    @property
    def crowns(self) -> int:
        """How many crowns make one unit."""
        return 1000 if self == AmountUnit.THOUSAND_CZK else 1


class LevelRole(models.TextChoices):
    """What items of a level are for, whatever the town calls them; decides what is expected on a card."""

    GROUPING = "grouping", _("groups others (priority, area)")
    GOAL = "goal", _("says what is to be reached (goal)")
    MEASURE = "measure", _("says what will be done (measure)")
    ACTIVITY = "activity", _("a step of a measure (activity)")

    @property
    def expects_work(self) -> bool:
        """Whether somebody does it, for money and by a date."""
        return self in {LevelRole.MEASURE, LevelRole.ACTIVITY}


class InterventionKind(models.TextChoices):
    """What a measure does with what exists."""

    KEEP = "keep", _("keep")
    IMPROVE = "improve", _("improve")
    DEVELOP = "develop", _("develop")
    NEW = "new", pgettext_lazy("kind of intervention", "new")
    SUPPORT = "support", pgettext_lazy("kind of intervention", "support")
    CROSS_CUTTING = "cross_cutting", _("cross-cutting")


class ActorRole(models.TextChoices):
    """What an organisation does for an item."""

    IMPLEMENTER = "implementer", _("implementer")
    COOPERATING = "cooperating", _("cooperating")
    GUARANTOR = "guarantor", _("guarantor")
    FUNDER = "funder", _("funder")


class CostKind(models.TextChoices):
    """Which of the three amounts of a year; they are never summed together."""

    PLANNED = "planned", pgettext_lazy("amount", "planned")
    APPROVED = "approved", pgettext_lazy("amount", "approved")
    SPENT = "spent", pgettext_lazy("amount", "spent")


class FundingGroup(models.TextChoices):
    """Whose money it is, so that plans with differently named sources can be read side by side."""

    STATE = "state", _("state")
    REGION = "region", _("region")
    TOWN = "town", _("town")
    MUNICIPALITIES = "municipalities", _("other municipalities")
    USERS = "users", _("people who use the service")
    INSURANCE = "insurance", _("health insurance")
    EU = "eu", _("European funds")
    DONORS = "donors", _("donors")
    OTHER = "other", pgettext_lazy("source of money", "other")


class AnalysisKind(models.TextChoices):
    """What an analysis looks at."""

    SOCIODEMOGRAPHIC = "sociodemographic", _("people of the territory")
    PROVIDERS = "providers", _("services and providers")
    FINANCE = "finance", _("finance")
    NEEDS = "needs", _("needs")
    SWOT = "swot", _("SWOT")
    STUDY = "study", _("study")


class ChartKind(models.TextChoices):
    """How a table is drawn; the table itself is always there."""

    NONE = "none", _("table only")
    BARS = "bars", _("bars")
    GROUPED_BARS = "grouped_bars", _("grouped bars")
    LINE = "line", _("line")


class ChapterRole(models.TextChoices):
    """What a chapter tells: the usual outline of Czech plans, offered as advice and never demanded."""

    FOREWORD = "foreword", _("foreword")
    PROCESS = "process", _("how the plan was made")
    TERRITORY = "territory", _("territory")
    ANALYSES = "analyses", _("analyses")
    PREVIOUS = "previous", _("evaluation of the previous plan")
    STRATEGY = "strategy", _("strategy")
    FINANCE = "finance", _("finance")
    MONITORING = "monitoring", _("monitoring, evaluation and changes")
    DUTIES = "duties", _("duties of those involved")
    SETTLEMENT = "settlement", _("settlement of comments")
    ANNEX = "annex", _("annex")
    OTHER = "other", pgettext_lazy("chapter", "other")

    @classmethod
    def after_tree(cls) -> frozenset["ChapterRole"]:
        """Chapters that stand behind the measures in the document."""
        return frozenset({cls.FINANCE, cls.MONITORING, cls.DUTIES, cls.SETTLEMENT, cls.ANNEX})


class BodyKind(models.TextChoices):
    """Who decides, in the order of the usual chain."""

    STEERING_GROUP = "steering_group", _("steering group")
    COMMITTEE = "committee", _("committee")
    COUNCIL = "council", _("municipal council")
    ASSEMBLY = "assembly", _("municipal assembly")
    OTHER = "other", pgettext_lazy("deciding body", "other")


class Verb(models.TextChoices):
    """What the body did, in the words of resolutions."""

    APPROVES = "approves", _("approves")
    RECOMMENDS = "recommends", _("recommends")
    TAKES_NOTE = "takes_note", _("takes note of")
    ORDERS = "orders", _("orders")
    REJECTS = "rejects", _("does not approve")


class CommentChannel(models.TextChoices):
    """How a comment came; the clerk writes down those that did not come by the web."""

    WEB = "web", pgettext_lazy("channel of a comment", "form on the web")
    PAPER = "paper", _("on paper")
    MAIL = "mail", _("by e-mail")
    DATA_BOX = "data_box", _("by data box")
    SPOKEN = "spoken", _("spoken, for example at the hearing")


class CommentKind(models.TextChoices):
    """What a comment is."""

    CONTENT = "content", _("to change the content")
    FORMAL = "formal", _("a mistake in the text")
    QUESTION = "question", _("a question")
    SUPPORT = "support", pgettext_lazy("kind of comment", "support")


class Capacity(models.TextChoices):
    """As who somebody comments; published in the place of a name."""

    CITIZEN = "citizen", _("citizen")
    USER = "user", _("somebody who uses a service, or their close one")
    PROVIDER = "provider", _("provider of a service")
    MUNICIPALITY = "municipality", pgettext_lazy("capacity", "municipality")
    OTHER = "other", pgettext_lazy("capacity", "other")


class CommentState(models.TextChoices):
    """Where a comment stands; moved by `plans/consulting.py` only."""

    UNCONFIRMED = "unconfirmed", _("waits for confirmation by mail")
    QUARANTINE = "quarantine", _("in quarantine")
    RECEIVED = "received", _("received")
    PROPOSED = "proposed", _("settlement proposed")
    APPROVED = "approved", pgettext_lazy("state of a comment", "settlement approved")
    REFUSED = "refused", _("not a comment")

    @classmethod
    def counted(cls) -> frozenset["CommentState"]:
        """Comments that are settled and published."""
        return frozenset({cls.RECEIVED, cls.PROPOSED, cls.APPROVED})


class Outcome(models.TextChoices):
    """What became of a comment, in the words of settlement tables."""

    ACCEPTED = "accepted", pgettext_lazy("outcome of a comment", "accepted")
    PARTLY = "partly", _("partly accepted")
    REJECTED = "rejected", _("not accepted")
    EXPLAINED = "explained", _("explained")
    NOTED = "noted", _("taken note of")
    OUT_OF_SCOPE = "out_of_scope", _("out of scope")
    INCORPORATED = "incorporated", _("incorporated")


class SettlementState(models.TextChoices):
    """Where the settlement of a round of comments stands."""

    OPEN = "open", _("being settled")
    APPROVED = "approved", pgettext_lazy("state of a settlement", "approved")
    PUBLISHED = "published", pgettext_lazy("state of a settlement", "published")
