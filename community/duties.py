"""What is due about the office, its pages, news, contacts, documents and figures."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from community import obstacles
from community.enums import ObstacleState
from community.models import Contact, Document, MunicipalityFigure, NewsItem, Obstacle, Office, Page
from kpss_portal.duties import Duty, Question, Rank, duty
from kpss_portal.files import PICTURES
from kpss_portal.templatetags.kpss import date_cs

REVIEW_EVERY = timedelta(days=365)  # the accessibility statement
QUIET_FOR = timedelta(days=90)  # a portal without news looks left
FIGURES_LAST = timedelta(days=548)  # the statistical office publishes those of 31 December in spring
MOST = 5  # of a kind


@duty
def office_profile(user: Any) -> Iterable[Duty]:
    """Setup, missing particulars and the yearly review of the accessibility statement."""
    office = Office.load()
    if not office.is_set_up:
        if user.has_perm("community.set_up_office"):
            yield Duty(
                _("The portal does not know its town yet. Choose it and its municipalities come by themselves."),
                reverse("admin:community_setup"),
                Rank.OVERDUE,
                _("Set up the portal"),
                _("Start"),
            )
        return
    if not user.has_perm("community.change_office"):
        return
    change = reverse("admin:community_office_change", args=[office.pk])
    missing = [str(label) for name, label in _particulars(office) if not getattr(office, name)]
    if missing:
        yield Duty(
            _("The office has not stated: %(names)s.") % {"names": ", ".join(missing)},
            change,
            Rank.INCOMPLETE,
            _("Complete the office"),
            _("Office"),
            question=Question.STALE,
        )
    if not office.accessibility_url:
        reviewed = office.accessibility_reviewed_on
        yield Duty(
            _("The accessibility statement is to be reviewed every year."),
            reverse("admin:community_review"),
            Rank.DUE,
            _("Review the statement"),
            _("Duties of the office"),
            due_on=reviewed + REVIEW_EVERY if reviewed else None,
        )


@duty
def obstacles_to_answer(user: Any) -> Iterable[Duty]:
    """Messages about accessibility, each with the last day for its answer."""
    if not user.has_perm(obstacles.ANSWER):
        return
    for found in Obstacle.objects.filter(state=ObstacleState.WAITING).order_by("created_at")[:MOST]:
        yield Duty(
            _("Somebody cannot use a part of the portal: %(what)s.") % {"what": Truncator(str(found)).chars(60)},
            reverse("admin:community_obstacle_change", args=[found.pk]),
            Rank.DUE,
            _("Answer the message"),
            _("Duties of the office"),
            due_on=obstacles.answer_by(found),
        )


def _particulars(office: Office) -> list[tuple[str, Any]]:
    fields: Any = Office._meta
    return [(name, fields.get_field(name).verbose_name) for name in ("data_box", "email", "phone", "street")]


@duty
def hidden_pages(user: Any) -> Iterable[Duty]:
    """Pages that wait for publishing."""
    if not user.has_perm("community.change_page"):
        return
    for page in Page.objects.filter(is_public=False)[:MOST]:
        yield Duty(
            _("The page “%(title)s” is not public yet.") % {"title": page.title},
            reverse("admin:community_page_change", args=[page.pk]),
            Rank.ADVICE,
            _("Open the page"),
            _("Pages"),
            question=Question.STALE,
        )


@duty
def news_that_is_old(user: Any) -> Iterable[Duty]:
    """Nothing new for a quarter of a year."""
    if not user.has_perm("community.add_newsitem") or not Office.load().is_set_up:
        return
    last = NewsItem.objects.public().aggregate(last=Max("published_on"))["last"]
    if last is not None and last >= timezone.localdate() - QUIET_FOR:
        return
    words = _("The last news is of %(day)s.") % {"day": date_cs(last)} if last else _("There is no news yet.")
    yield _stale(words, reverse("admin:community_newsitem_add"), _("Write a news item"), _("News"))


@duty
def contacts_that_are_missing(user: Any) -> Iterable[Duty]:
    """No contact in the footer: people do not know whom to call."""
    if not user.has_perm("community.add_contact") or not Office.load().is_set_up:
        return
    if not Contact.objects.filter(is_main=True, is_public=True).exists():
        words = _("No contact is in the footer of the pages.")
        yield _stale(words, reverse("admin:community_contact_changelist"), _("Choose the contact"), _("Contacts"))


@duty
def documents_without_words(user: Any) -> Iterable[Duty]:
    """Public pictures that a blind person cannot read."""
    if not user.has_perm("community.change_document"):
        return
    silent = Document.objects.filter(is_public=True, text_alternative="", extension__in=PICTURES)
    for document in silent[:MOST]:
        words = _("The document “%(title)s” is a picture without words for those who cannot see it.")
        url = reverse("admin:community_document_change", args=[document.pk])
        yield _stale(words % {"title": document.title}, url, _("Write the words"), _("Documents"))


@duty
def figures_that_are_old(user: Any) -> Iterable[Duty]:
    """Figures of municipalities from before a year and a half."""
    if not user.has_perm("community.change_municipalityfigure"):
        return
    newest: date | None = MunicipalityFigure.objects.aggregate(newest=Max("as_of"))["newest"]
    if newest is not None and newest < timezone.localdate() - FIGURES_LAST:
        words = _("The newest figures of municipalities are of %(day)s.") % {"day": date_cs(newest)}
        yield _stale(words, reverse("admin:community_municipality_changelist"), _("Complete figures"), _("Office"))


def _stale(text: str, url: str, link: str, subject: str) -> Duty:
    return Duty(text, url, Rank.INCOMPLETE, link, subject, question=Question.STALE)
