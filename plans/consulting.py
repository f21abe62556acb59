"""Comments on a plan: how they come, are settled, approved, published and answered, and what is forgotten in time.

Every comment is recorded, settled with a reason, and the settlement is published (method of Czech community planning).
"""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.models import Office
from kpss_portal.audit import record
from kpss_portal.background import enqueue_at, task
from kpss_portal.canonical import parsed
from kpss_portal.models import ConsentHow
from kpss_portal.outbox import queue_mail
from kpss_portal.privacy import consents, retention
from kpss_portal.spam_guard import Verdict
from plans.enums import CommentChannel, CommentState, Outcome, SettlementState
from plans.models import Comment, Consultation
from plans.tasks import make_settlement_document

WEEKS_AFTER_HEARING = 3  # usual in practice; the method asks for at least two
LAST_MINUTE = time(23, 59)
SALT = "plans.comment"
NAME_PUBLIC = gettext_lazy("Publish my name beside the comment")
CONFIRM_WITHIN = timedelta(days=7)
KEEP_QUARANTINE, KEEP_WRITER = (term.time for term in Comment.personal_data.terms[:2])
SAME_WITHIN = timedelta(hours=1)


class Closed(Exception):
    """The round does not take comments now."""


class AlreadySettled(Exception):
    """The settlement was approved meanwhile."""


def closing_of(opens_at: datetime, hearing_at: datetime | None) -> datetime:
    """The last minute of the day three weeks after the hearing, or after the opening where there is none."""
    start = timezone.localdate(hearing_at or opens_at)
    last = start + timedelta(weeks=WEEKS_AFTER_HEARING)
    return timezone.make_aware(datetime.combine(last, LAST_MINUTE))


# --- places of the text -------------------------------------------------------------------------------------------


def places_of(round_: Consultation) -> list[tuple[str, str, UUID | None]]:
    """What can be commented on: key for the form, words, lineage of an item; the plan as a whole comes first."""
    content = parsed(round_.snapshot.content)
    items = [
        (f"p-{item['code']}", f"{item['code']} {item['title']}", UUID(item["lineage"])) for item in content["items"]
    ]
    chapters = [
        (f"k-{chapter['position']}", _("Chapter: %(title)s") % {"title": chapter["title"]}, None)
        for chapter in content["chapters"]
    ]
    return [("", _("The plan as a whole"), None), *items, *chapters]


# --- coming -------------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(comment: Comment, verdict: Verdict) -> Comment:
    """Takes a comment from the web; what was sent twice is stored once. Closed if the round closed meanwhile.

    With an e-mail it waits for confirmation; what looks like spam waits in quarantine.
    """
    round_ = _locked(comment.consultation)
    if not round_.is_open():
        raise Closed
    same = _same(comment)
    if same:
        return same
    comment.channel, comment.received_on = CommentChannel.WEB, timezone.localdate()
    comment.state = _first_state(comment, verdict)
    _number(comment)
    comment.save()
    if comment.is_name_public:
        consents.give(comment, NAME_PUBLIC, ConsentHow.FORM, email=comment.email)
    if comment.state == CommentState.UNCONFIRMED:
        _send(comment, _("Please confirm your comment"), "plans/mails/comment_confirm.txt", token=token_for(comment))
    if comment.state != CommentState.RECEIVED:
        enqueue_at(timezone.now() + CONFIRM_WITHIN, forget_soon)
    return comment


def _locked(round_: Consultation) -> Consultation:
    return Consultation.objects.select_for_update(of=("self",)).get(pk=round_.pk)


def _same(comment: Comment) -> Comment | None:
    return Comment.objects.filter(
        consultation=comment.consultation,
        text=comment.text,
        place=comment.place,
        email=comment.email,
        channel=CommentChannel.WEB,
        created_at__gt=timezone.now() - SAME_WITHIN,
    ).first()


def _first_state(comment: Comment, verdict: Verdict) -> CommentState:
    if verdict == Verdict.QUARANTINE:
        return CommentState.QUARANTINE
    return CommentState.UNCONFIRMED if comment.email else CommentState.RECEIVED


def _number(comment: Comment) -> None:
    """The next number of the round, for a comment that counts; the round is locked by the caller."""
    if comment.number is None and comment.state in CommentState.counted():
        numbers = Comment.objects.filter(consultation=comment.consultation)
        comment.number = (numbers.aggregate(last=Max("number"))["last"] or 0) + 1


def token_for(comment: Comment) -> str:
    """Says that whoever has it reads the mail of the comment's writer."""
    return signing.dumps(str(comment.uuid), salt=SALT)


def comment_of(token: str) -> Comment | None:
    """The comment of a token that is not older than seven days; None for anything else."""
    try:
        key = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:  # SignatureExpired is one of them
        return None
    return Comment.objects.select_related("consultation__plan").filter(uuid=key).first()


@transaction.atomic
def confirm(comment: Comment) -> Comment:
    """The writer confirmed it; it counts by the day on which it was written. Harmless when repeated."""
    _locked(comment.consultation)
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.state == CommentState.UNCONFIRMED:
        comment.state = CommentState.RECEIVED
        _number(comment)
        comment.save(update_fields=["state", "number", "updated_at"])
    return comment


@transaction.atomic
def write_down(comment: Comment, *, by: Any) -> Comment:
    """A comment that came on paper, by mail, data box or was said; one that came late is kept and marked.

    Raises PermissionDenied, AlreadySettled.
    """
    round_ = _locked(comment.consultation)
    if not by.has_perm("plans.add_comment"):
        raise PermissionDenied
    if round_.settlement_state != SettlementState.OPEN:
        raise AlreadySettled
    comment.is_late = comment.received_on > timezone.localdate(round_.closes_at)
    comment.state = CommentState.RECEIVED
    _number(comment)
    comment.save()
    record(by, "comment.write_down", comment, {"channel": comment.channel})
    return comment


# --- settling -----------------------------------------------------------------------------------------------------


@transaction.atomic
def settle(comment: Comment, *, by: Any) -> Comment:
    """Keeps the proposed settlement that stands on the comment; without an outcome it is only saved.

    Raises PermissionDenied, AlreadySettled; ValidationError if there is an outcome without a reason.
    """
    _locked(comment.consultation)
    stored = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    _refuse_settled(stored, by)
    if comment.outcome and not comment.answer.strip():
        raise ValidationError({"answer": _("Say why; it will be published and sent to the writer.")})
    if stored.state in CommentState.counted():
        comment.state = CommentState.PROPOSED if comment.outcome else CommentState.RECEIVED
    comment.number = stored.number
    comment.decided_at, comment.decided_by = (timezone.now(), by) if comment.outcome else (None, None)
    comment.save()
    record(by, "comment.settle", comment, {"outcome": comment.outcome})
    return comment


def _refuse_settled(stored: Comment, by: Any) -> None:
    if not by.has_perm("plans.change_comment", stored):
        if stored.consultation.settlement_state != SettlementState.OPEN:
            raise AlreadySettled
        raise PermissionDenied


@transaction.atomic
def refuse(comments: Any, *, by: Any) -> int:
    """Spam and what is no comment: it gets no number and no settlement. Gives their number."""
    return _turn(comments, CommentState.REFUSED, by)


@transaction.atomic
def release(comments: Any, *, by: Any) -> int:
    """Out of quarantine, or back among comments. Gives their number."""
    return _turn(comments, CommentState.RECEIVED, by)


def _turn(comments: Any, state: CommentState, by: Any) -> int:
    count = 0
    for comment in comments.select_related("consultation").order_by("created_at", "pk"):
        _locked(comment.consultation)
        _refuse_settled(comment, by)
        if comment.state == state or (state == CommentState.RECEIVED and comment.state in CommentState.counted()):
            continue
        comment.state, comment.outcome, comment.decided_at, comment.decided_by = state, "", None, None
        comment.number = comment.number if state in CommentState.counted() else None
        _number(comment)
        comment.save()
        record(by, f"comment.{state.value}", comment)
        count += 1
    return count


@transaction.atomic
def join_duplicates(comments: Any, *, by: Any) -> int:
    """The first of the chosen ones (by number) answers for the others. Gives how many point at it."""
    chosen = list(comments.counted().select_related("consultation").order_by("number"))
    if not chosen or len({comment.consultation_id for comment in chosen}) != 1:
        raise ValidationError(_("Choose comments of one round."))
    _refuse_settled(chosen[0], by)
    first = chosen[0].duplicate_of or chosen[0]
    others = [comment for comment in chosen if comment.pk != first.pk]
    Comment.objects.filter(Q(pk__in=[comment.pk for comment in others]) | Q(duplicate_of__in=others)).exclude(
        pk=first.pk
    ).update(duplicate_of=first, updated_at=timezone.now())
    record(by, "comment.join_duplicates", first, {"numbers": [comment.number for comment in others]})
    return len(others)


@transaction.atomic
def approve_settlement(round_: Consultation, body: str, day: Any, *, by: Any) -> Consultation:
    """The steering group approved the settlement: every comment has its outcome, duplicates that of the first one.

    Raises PermissionDenied, AlreadySettled, ValidationError with the number of comments not settled.
    """
    round_ = _locked(round_)
    if not by.has_perm("plans.approve_settlement", round_):
        raise PermissionDenied
    if round_.settlement_state != SettlementState.OPEN:
        raise AlreadySettled
    if round_.is_open():
        raise ValidationError(_("People can still comment."))
    _answer_duplicates(round_, by)
    missing = round_.comments.filter(state=CommentState.RECEIVED).count()
    if missing:
        words = ngettext("%(count)d comment is not settled.", "%(count)d comments are not settled.", missing)
        raise ValidationError(words % {"count": missing})
    round_.comments.filter(state=CommentState.PROPOSED).update(state=CommentState.APPROVED)
    round_.settlement_state, round_.settled_by_body, round_.settled_on = SettlementState.APPROVED, body[:150], day
    round_.save()
    record(by, "consultation.approve_settlement", round_, {"body": body, "day": str(day)})
    return round_


def _answer_duplicates(round_: Consultation, by: Any) -> None:
    waiting = round_.comments.filter(state=CommentState.RECEIVED, duplicate_of__state=CommentState.PROPOSED)
    for comment in waiting.select_related("duplicate_of"):
        first = comment.duplicate_of
        assert first is not None
        comment.outcome, comment.answer, comment.change_made = first.outcome, first.answer, first.change_made
        comment.changed_lineage = first.changed_lineage
        comment.state, comment.decided_at, comment.decided_by = CommentState.PROPOSED, timezone.now(), by
        comment.save()


@transaction.atomic
def publish_settlement(round_: Consultation, *, by: Any) -> Consultation:
    """The outcome stands on the portal without personal data, and each writer who left an e-mail is told.

    Raises PermissionDenied, AlreadySettled if it is published, ValidationError if it is not approved.
    """
    round_ = _locked(round_)
    if not by.has_perm("plans.approve_settlement", round_):
        raise PermissionDenied
    if round_.settlement_state == SettlementState.PUBLISHED:
        raise AlreadySettled
    if round_.settlement_state == SettlementState.OPEN:
        raise ValidationError(_("First record that the settlement was approved."))
    round_.settlement_state = SettlementState.PUBLISHED
    round_.published_at, round_.published_by = timezone.now(), by
    round_.save()
    for comment in round_.comments.counted().exclude(email="").select_related("consultation__plan"):
        _send(comment, _("What became of your comment"), "plans/mails/comment_outcome.txt")
    record(by, "consultation.publish_settlement", round_)
    transaction.on_commit(partial(make_settlement_document.enqueue, round_.pk))
    enqueue_at(timezone.now() + KEEP_WRITER, forget_soon)
    return round_


def _send(comment: Comment, subject: str, template: str, **facts: Any) -> None:
    office = Office.load()
    context = {"office": office, "base": settings.BASE_URL, "comment": comment, **facts}
    text = render_to_string(template, context)
    queue_mail(comment.email, subject, text, kind=kind_of_mail(template), about=comment, reply_to=office.email)


def kind_of_mail(template: str) -> str:
    """A word for lists and logs: the name of the template."""
    return template.rpartition("/")[2].removesuffix(".txt").replace("_", "-")


def outcome_counts(round_: Consultation) -> list[tuple[str, int]]:
    """How many comments were settled how; outcomes without any are left out."""
    found = dict(round_.comments.counted().values_list("outcome").annotate(count=Count("pk")).order_by())
    return [(str(outcome.label), found[outcome.value]) for outcome in Outcome if found.get(outcome.value)]


# --- forgetting ---------------------------------------------------------------------------------------------------


@task()
def forget_soon() -> None:
    """Deletes what was to be kept no longer."""
    forget_old()


def forget_old(now: datetime | None = None) -> None:
    """What nobody confirmed and quarantine after seven days; contacts half a year after the outcome was published."""
    retention.run_for(Comment, now)
