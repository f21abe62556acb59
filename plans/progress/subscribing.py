"""Subscriptions by mail: confirmed by a second click, ended by one.

Each letter bears List-Unsubscribe and List-Unsubscribe-Post (RFC 8058), so that mail programs offer a button; the same
address shows people a page with a button.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Office
from kpss_portal.models import ConsentHow
from kpss_portal.outbox import queue_mail
from kpss_portal.privacy import consents, retention
from plans.consulting import kind_of_mail
from plans.models import Plan, PlanItem, Subscription

CONFIRM, LEAVE = "plans.subscription.confirm", "plans.subscription.leave"
CONFIRM_WITHIN = Subscription.personal_data.terms[0].time
ASK_AGAIN_AFTER = timedelta(minutes=10)  # a double click sends one letter


@transaction.atomic
def subscribe(email: str, slug: str, lineage: UUID | None) -> None:
    """Asks the address for confirmation. One that is subscribed already gets no letter and the page says the same,
    so that nobody learns who is subscribed."""
    address = email.strip().lower()
    Plan.objects.select_for_update(of=("self",)).filter(slug=slug).order_by("version").first()  # two may press at once
    row, is_new = Subscription.objects.get_or_create(email=address, slug=slug, item_lineage=lineage)
    if row.confirmed_at is None and (is_new or row.created_at < timezone.now() - ASK_AGAIN_AFTER):
        if not is_new:
            Subscription.objects.filter(pk=row.pk).update(created_at=timezone.now())
        _send_confirmation(row)


def _send_confirmation(row: Subscription) -> None:
    address = reverse("plans:subscription-confirm", args=[signing.dumps(str(row.uuid), salt=CONFIRM)])
    _send(
        row,
        _("Please confirm that you want to be told"),
        "plans/mails/subscription_confirm.txt",
        link=f"{settings.BASE_URL}{address}",
    )


def subject_of(row: Subscription) -> str:
    """What the subscription is for, in words."""
    if row.item_lineage:
        item = PlanItem.objects.filter(lineage=row.item_lineage, plan__slug=row.slug).order_by("-plan__version").first()
        return str(item or row.slug)
    plan = Plan.objects.versions_of(row.slug).last()
    return plan.title if plan else row.slug


def of_confirmation(token: str) -> Subscription | None:
    """The subscription of a token that is not older than seven days; None for anything else."""
    return _of(token, CONFIRM, CONFIRM_WITHIN)


def of_leaving(token: str) -> Subscription | None:
    """The subscription of a token from any letter, however old; None when it has ended."""
    return _of(token, LEAVE, None)


def _of(token: str, salt: str, within: timedelta | None) -> Subscription | None:
    try:
        key = signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature:  # SignatureExpired is one of them
        return None
    return Subscription.objects.filter(uuid=key).first()


@transaction.atomic
def confirm(row: Subscription) -> None:
    """From now on; harmless when repeated."""
    is_new = Subscription.objects.filter(pk=row.pk, confirmed_at__isnull=True).update(confirmed_at=timezone.now())
    if is_new:
        wording = _("I want to be told by e-mail what happens with the plan: %(subject)s") % {
            "subject": subject_of(row)
        }
        consents.give(row, wording, ConsentHow.MAILED_LINK, email=row.email)


@transaction.atomic
def leave(row: Subscription) -> None:
    """The address is deleted; harmless when repeated."""
    consents.withdraw(row, ConsentHow.MAILED_LINK)
    Subscription.objects.filter(pk=row.pk).delete()


def leaving_address(row: Subscription) -> str:
    """Where the subscription ends, with the portal's own address."""
    return f"{settings.BASE_URL}{reverse('plans:subscription-leave', args=[signing.dumps(str(row.uuid), salt=LEAVE)])}"


def send_news(row: Subscription, happened: Iterable[Any], plan: Plan | None, base: str) -> None:
    """What happened, with a way to end it."""
    title = _("News of the plan: %(plan)s") % {"plan": plan or row.slug}
    _send(
        row,
        title,
        "plans/mails/subscription_news.txt",
        happened=list(happened),
        leaves_at=leaving_address(row),
        can_leave=True,
    )


def _send(row: Subscription, subject: str, template: str, *, can_leave: bool = False, **facts: Any) -> None:
    office = Office.load()
    context = {"office": office, "base": settings.BASE_URL, "subject": subject_of(row), **facts}
    text = render_to_string(template, context)
    queue_mail(
        row.email,
        subject,
        text,
        kind=kind_of_mail(template),
        about=row,
        reply_to=office.email,
        unsubscribe_url=leaving_address(row) if can_leave else "",
    )


def forget_unconfirmed(now: datetime | None = None) -> int:
    """Addresses that nobody confirmed in a week; gives how many."""
    return retention.run_for(Subscription, now)
