"""Choices of working groups; imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GroupKind(models.TextChoices):
    """What a group is for."""

    STEERING = "steering", _("steering group")
    WORKING = "working", _("working group")
    TASK = "task", _("task group")
    COMMITTEE = "committee", _("committee of the council or the assembly")
    OTHER = "other", pgettext_lazy("kind of a group", "other group")


class NoticeUnit(models.TextChoices):
    """How the time between an invitation and its meeting is counted."""

    DAYS = "days", pgettext_lazy("unit of notice", "days")
    WORKING_DAYS = "working_days", pgettext_lazy("unit of notice", "working days")


class Quorum(models.TextChoices):
    """How many members must be there for a decision."""

    NONE = "none", _("not prescribed")
    MAJORITY = "majority", _("more than half of the members")
    PERCENT = "percent", _("a share of the members in per cent")
    NUMBER = "number", _("a number of members")


class Convener(models.TextChoices):
    """Who calls the group together."""

    COORDINATOR = "coordinator", _("the coordinator")
    MANAGER = "manager", _("the head of the group")
    EITHER = "either", _("the head of the group or the coordinator")
    CHAIR = "chair", _("the chair after the coordinator agrees")


class DecisionMode(models.TextChoices):
    """How a group decides."""

    CONSENSUS = "consensus", _("by consensus")
    VOTE = "vote", _("by vote")


class DocumentKind(models.TextChoices):
    """Documents by which a group is governed."""

    CHARTER = "charter", _("charter")
    RULES = "rules", _("rules of procedure")
    OTHER = "other", pgettext_lazy("kind of a document of a group", "other document")


class Side(models.TextChoices):
    """Sides of the triad: who pays, who helps, who is helped; and those beside it."""

    USER = "user", _("users of services")
    PROVIDER = "provider", _("providers")
    COMMISSIONER = "commissioner", _("commissioners")
    PUBLIC = "public", _("the public and experts")

    @classmethod
    def triad(cls) -> tuple["Side", ...]:
        """The three that must meet at one table."""
        return (cls.USER, cls.PROVIDER, cls.COMMISSIONER)


class MemberRole(models.TextChoices):
    """What a member does in the group."""

    MANAGER = "manager", pgettext_lazy("role in a group", "head of the group")
    DEPUTY = "deputy", pgettext_lazy("role in a group", "deputy head")
    SECRETARY = "secretary", pgettext_lazy("role in a group", "secretary")
    MEMBER = "member", pgettext_lazy("role in a group", "member")
    GUEST = "guest", pgettext_lazy("role in a group", "permanent guest")

    @classmethod
    def leading(cls) -> tuple["MemberRole", ...]:
        """Those who run the group."""
        return (cls.MANAGER, cls.DEPUTY, cls.SECRETARY)

    @classmethod
    def deciding(cls) -> tuple["MemberRole", ...]:
        """Those who count for a quorum and in a vote."""
        return (cls.MANAGER, cls.DEPUTY, cls.SECRETARY, cls.MEMBER)


class MeetingState(models.TextChoices):
    """Where a meeting stands."""

    DRAFT = "draft", pgettext_lazy("state of a meeting", "being prepared")
    INVITED = "invited", pgettext_lazy("state of a meeting", "members are invited")
    HELD = "held", pgettext_lazy("state of a meeting", "it took place")
    CANCELLED = "cancelled", pgettext_lazy("state of a meeting", "cancelled")

    @classmethod
    def announced(cls) -> tuple["MeetingState", ...]:
        """Known to others than the office."""
        return (cls.INVITED, cls.HELD, cls.CANCELLED)


class Reply(models.TextChoices):
    """What an invited person has answered."""

    NONE = "none", pgettext_lazy("reply to an invitation", "no answer yet")
    YES = "yes", pgettext_lazy("reply to an invitation", "will come")
    NO = "no", pgettext_lazy("reply to an invitation", "will not come")
    EXCUSED = "excused", pgettext_lazy("reply to an invitation", "excused")
    REPRESENTED = "represented", pgettext_lazy("reply to an invitation", "somebody will come instead")


class Presence(models.TextChoices):
    """Who was there."""

    UNKNOWN = "unknown", pgettext_lazy("presence at a meeting", "not recorded")
    PRESENT = "present", pgettext_lazy("presence at a meeting", "present")
    REPRESENTED = "represented", pgettext_lazy("presence at a meeting", "represented")
    EXCUSED = "excused", pgettext_lazy("presence at a meeting", "excused absence")
    ABSENT = "absent", pgettext_lazy("presence at a meeting", "absent")
    GUEST = "guest", pgettext_lazy("presence at a meeting", "guest")


class JoinState(models.TextChoices):
    """What became of an offer to take part."""

    WAITING = "waiting", pgettext_lazy("state of an offer to take part", "waits for the office")
    QUARANTINE = "quarantine", pgettext_lazy("state of an offer to take part", "looks like spam")
    ACCEPTED = "accepted", pgettext_lazy("state of an offer to take part", "taken into a group")
    DECLINED = "declined", pgettext_lazy("state of an offer to take part", "settled otherwise")


class Repetition(models.TextChoices):
    """How a series goes on."""

    NONE = "none", pgettext_lazy("repetition of meetings", "does not repeat")
    WEEKLY = "weekly", pgettext_lazy("repetition of meetings", "every week")
    FORTNIGHTLY = "fortnightly", pgettext_lazy("repetition of meetings", "every two weeks")
    MONTHLY = "monthly", pgettext_lazy("repetition of meetings", "every month, on the same weekday")
    BIMONTHLY = "bimonthly", pgettext_lazy("repetition of meetings", "every two months, on the same weekday")
    QUARTERLY = "quarterly", pgettext_lazy("repetition of meetings", "every three months, on the same weekday")


class MinutesState(models.TextChoices):
    """Where minutes stand on their way from a member to the public."""

    DRAFT = "draft", pgettext_lazy("state of minutes", "being written")
    UPLOADED = "uploaded", pgettext_lazy("state of minutes", "waiting for the check")
    CHECKED = "checked", pgettext_lazy("state of minutes", "checked")
    COMMENTING = "commenting", pgettext_lazy("state of minutes", "with the members for comments")
    APPROVED = "approved", pgettext_lazy("state of minutes", "approved")
    PUBLISHED = "published", pgettext_lazy("state of minutes", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of minutes", "withdrawn")

    @classmethod
    def open_to_writers(cls) -> tuple["MinutesState", ...]:
        """Members still write and send files; later only the office mends."""
        return (cls.DRAFT, cls.UPLOADED)

    @classmethod
    def settled(cls) -> tuple["MinutesState", ...]:
        """The internal version does not change any more."""
        return (cls.APPROVED, cls.PUBLISHED, cls.WITHDRAWN)


class FileVersion(models.TextChoices):
    """What a file of minutes is."""

    INTERNAL = "internal", pgettext_lazy("file of minutes", "minutes, internal version")
    PUBLIC = "public", pgettext_lazy("file of minutes", "minutes, public version")
    SHEET = "sheet", pgettext_lazy("file of minutes", "signed attendance sheet")


class ScanState(models.TextChoices):
    """What the antivirus said of a file."""

    CLEAN = "clean", pgettext_lazy("antivirus", "nothing found")
    NOT_ASKED = "not_asked", pgettext_lazy("antivirus", "not scanned, the office has no antivirus")
    WAITING = "waiting", pgettext_lazy("antivirus", "held back until the antivirus answers")
    INFECTED = "infected", pgettext_lazy("antivirus", "infected, thrown away")

    @classmethod
    def given_out(cls) -> tuple["ScanState", ...]:
        """Files that may leave."""
        return (cls.CLEAN, cls.NOT_ASKED)


class Verb(models.TextChoices):
    """What a body does by a decision, in the words of Czech resolutions."""

    APPROVES = "approves", pgettext_lazy("verb of a decision", "approves")
    RECOMMENDS = "recommends", pgettext_lazy("verb of a decision", "recommends")
    NOTES = "notes", pgettext_lazy("verb of a decision", "takes note of")
    CHARGES = "charges", pgettext_lazy("verb of a decision", "charges")


class Numbering(models.TextChoices):
    """How decisions are numbered within a year."""

    GROUP = "group", _("in the group")
    OFFICE = "office", _("together with other groups of the office")


class LinkKind(models.TextChoices):
    """What a decision points to besides services."""

    PLAN_ITEM = "plan_item", _("item of a plan")
    SURVEY = "survey", _("survey")
    OTHER = "other", pgettext_lazy("what a decision points to", "something else")


class TaskState(models.TextChoices):
    """Where a task stands."""

    OPEN = "open", pgettext_lazy("state of a task", "not started")
    RUNNING = "running", pgettext_lazy("state of a task", "in progress")
    DONE = "done", pgettext_lazy("state of a task", "done")
    CANCELLED = "cancelled", pgettext_lazy("state of a task", "dropped")

    @classmethod
    def waiting(cls) -> tuple["TaskState", ...]:
        """Those that come to the next agenda."""
        return (cls.OPEN, cls.RUNNING)


class Audience(models.TextChoices):
    """For whom an archive is made."""

    PUBLIC = "public", pgettext_lazy("for whom", "everybody")
    MEMBERS = "members", pgettext_lazy("for whom", "members and the office")
