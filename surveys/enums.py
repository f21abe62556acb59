"""Choices of surveys; imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SurveyState(models.TextChoices):
    """Where a survey stands; `surveys.workflow` moves it."""

    DRAFT = "draft", pgettext_lazy("survey", "draft")
    OPEN = "open", pgettext_lazy("survey", "open")
    CLOSED = "closed", pgettext_lazy("survey", "closed")
    PUBLISHED = "published", pgettext_lazy("survey", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("survey", "withdrawn")

    @classmethod
    def public(cls) -> set["SurveyState"]:
        """States in which everybody sees that the survey is there."""
        return {cls.OPEN, cls.CLOSED, cls.PUBLISHED}

    @classmethod
    def opened(cls) -> set["SurveyState"]:
        """States that a survey reaches only through opening: its questions and promises are fixed."""
        return {cls.OPEN, cls.CLOSED, cls.PUBLISHED}


class Anonymity(models.TextChoices):
    """What the respondents are promised; chosen before opening and never changed.

    The portal stores both alike, without a trace of who answered; named surveys ask for the name as a question.
    """

    ANONYMOUS = "anonymous", _("anonymous: nobody can find out who answered")
    NAMED = "named", _("named: the organisation says who it is and the office sees its answers")


class Audience(models.TextChoices):
    """Whom a survey addresses."""

    PUBLIC = "public", _("everybody")
    SENIORS = "seniors", _("seniors")
    CARERS = "carers", _("family carers")
    USERS = "users", _("users of services")
    PROVIDERS = "providers", _("providers of services")
    MAYORS = "mayors", _("mayors")
    OTHER = "other", pgettext_lazy("audience", "others")


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    ONE = "one", _("one choice")
    SEVERAL = "several", _("several choices")
    SCALE = "scale", _("scale")
    MATRIX = "matrix", _("table of rows with the same choices")
    RANKING = "ranking", _("ranking")
    NUMBER = "number", pgettext_lazy("question", "number")
    DATE = "date", pgettext_lazy("question", "date")
    YEAR = "year", pgettext_lazy("question", "year")
    AGE_BAND = "age_band", _("age band")
    MUNICIPALITY = "municipality", _("municipality")
    SERVICE_TYPE = "service_type", _("kind of service")
    SHORT_TEXT = "short_text", _("short text")
    LONG_TEXT = "long_text", _("long text")
    INFO = "info", _("information without an answer")

    @classmethod
    def with_choices(cls) -> set["QuestionKind"]:
        """Kinds whose choices the author writes."""
        return {cls.ONE, cls.SEVERAL, cls.MATRIX, cls.RANKING, cls.AGE_BAND}

    @classmethod
    def deciding(cls) -> set["QuestionKind"]:
        """Kinds by whose answers the questionnaire may branch."""
        return {cls.ONE, cls.SEVERAL, cls.SCALE, cls.AGE_BAND}

    @classmethod
    def written(cls) -> set["QuestionKind"]:
        """Free text, which may name people: never public by itself."""
        return {cls.SHORT_TEXT, cls.LONG_TEXT}


class Channel(models.TextChoices):
    """How an answer came; told in the report, never tied to a person."""

    WEB = "web", _("web, open to all")
    CODE = "code", _("web, by a one-use code")
    PAPER = "paper", _("paper or interview, entered by the office")
    TEST = "test", _("trial before opening")


class ResponseState(models.TextChoices):
    """Whether an answer counts."""

    VALID = "valid", pgettext_lazy("response", "counted")
    INVALID = "invalid", pgettext_lazy("response", "invalid")
    QUARANTINED = "quarantined", pgettext_lazy("response", "set aside: perhaps a robot")


class BatchState(models.TextChoices):
    """Whether sheets are still being typed in."""

    OPEN = "open", pgettext_lazy("batch", "being entered")
    CLOSED = "closed", pgettext_lazy("batch", "finished")


class Language(models.TextChoices):
    """Variants of the texts beside plain Czech; the value is the tag for the attribute `lang`."""

    EASY = "cs-x-easy", _("easy to read")
    UKRAINIAN = "uk", _("Ukrainian")
    ENGLISH = "en", _("English")
    VIETNAMESE = "vi", _("Vietnamese")
    GERMAN = "de", _("German")
    POLISH = "pl", _("Polish")


class ResultState(models.TextChoices):
    """Where a set of results stands."""

    COMPUTING = "computing", pgettext_lazy("results", "being counted")
    FAILED = "failed", pgettext_lazy("results", "not counted")
    COMPUTED = "computed", pgettext_lazy("results", "counted")
    CHECKED = "checked", pgettext_lazy("results", "checked")
    PUBLISHED = "published", pgettext_lazy("results", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("results", "withdrawn")


class QuoteState(models.TextChoices):
    """Whether a quote may be published."""

    PROPOSED = "proposed", pgettext_lazy("quote", "proposed")
    APPROVED = "approved", pgettext_lazy("quote", "approved")
    DECLINED = "declined", pgettext_lazy("quote", "declined")
