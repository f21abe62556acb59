"""Messages about what people cannot use: stored once, told to the office, answered in time."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import ObstacleState
from community.models import Obstacle, Office
from kpss_portal.audit import record
from kpss_portal.outbox import queue_mail
from kpss_portal.spam_guard import Verdict

DAYS_TO_ANSWER = 30  # as the methodical instruction to Act No. 99/2019 Coll. asks
SAME_WITHIN = timedelta(hours=1)
ANSWER = "community.change_obstacle"
CAME, ANSWERED = "community/mails/obstacle.txt", "community/mails/obstacle_answer.txt"


class AlreadyAnswered(Exception):
    """Somebody else was faster."""


def answer_by(obstacle: Obstacle) -> date:
    """The last day for the answer."""
    return timezone.localdate(obstacle.created_at) + timedelta(days=DAYS_TO_ANSWER)


@transaction.atomic
def store(obstacle: Obstacle, verdict: Verdict) -> Obstacle:
    """Keeps it and mails the office; what was sent twice in an hour is stored once."""
    same = Obstacle.objects.filter(
        page=obstacle.page, text=obstacle.text, email=obstacle.email, created_at__gt=timezone.now() - SAME_WITHIN
    ).first()
    if same:
        return same
    is_spam = verdict == Verdict.QUARANTINE
    obstacle.state = ObstacleState.QUARANTINE if is_spam else ObstacleState.WAITING
    obstacle.save()
    if not is_spam:
        _tell_office(obstacle)
    return obstacle


@transaction.atomic
def let_through(obstacle: Obstacle, *, by: Any) -> Obstacle:
    """It is no spam. Raises PermissionDenied, AlreadyAnswered."""
    obstacle = _locked(obstacle, by)
    if obstacle.state != ObstacleState.QUARANTINE:
        raise AlreadyAnswered
    obstacle.state = ObstacleState.WAITING
    obstacle.save()
    record(by, "obstacle.let_through", obstacle)
    return obstacle


@transaction.atomic
def answer(obstacle: Obstacle, text: str, *, by: Any) -> Obstacle:
    """Writes the answer down and mails it where there is an address.

    Raises PermissionDenied, AlreadyAnswered; ValidationError without words.
    """
    obstacle = _locked(obstacle, by)
    if obstacle.state == ObstacleState.ANSWERED:
        raise AlreadyAnswered
    if not text.strip():
        raise ValidationError(_("Write what you answered or what was mended."))
    obstacle.state, obstacle.answer = ObstacleState.ANSWERED, text.strip()
    obstacle.answered_at, obstacle.answered_by = timezone.now(), by
    obstacle.save()
    record(by, "obstacle.answer", obstacle)
    if obstacle.email:
        _send(obstacle, obstacle.email, _("Answer to your message about accessibility"), "obstacle-answer", ANSWERED)
    return obstacle


def _locked(obstacle: Obstacle, by: Any) -> Obstacle:
    found = Obstacle.objects.select_for_update(of=("self",)).get(pk=obstacle.pk)
    if not by.has_perm(ANSWER, found):
        raise PermissionDenied
    return found


def _tell_office(obstacle: Obstacle) -> None:
    """What was written stays in the portal; the mail only says that it came."""
    if address := Office.load().email:
        _send(obstacle, address, _("Somebody cannot use a part of the portal"), "obstacle", CAME)


def _send(obstacle: Obstacle, to: str, subject: str, kind: str, template: str) -> None:
    facts = {"obstacle": obstacle, "base": settings.BASE_URL, "office": Office.load(), "last": answer_by(obstacle)}
    text = render_to_string(template, facts)
    queue_mail(to, subject, text, kind=kind, about=obstacle, reply_to=Office.load().email)
