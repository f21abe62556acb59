"""Who wants to be told by mail what becomes of a plan or of an item."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpss_portal import purposes
from kpss_portal.personal_data import OnRequest, PersonalData, Term


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions."""

    def confirmed(self) -> "SubscriptionQuerySet":
        """Those whose address was confirmed."""
        return self.filter(confirmed_at__isnull=False)


class Subscription(models.Model):
    """One address for one plan or one item.

    Personal data kept: the e-mail, until the person signs off; not confirmed within a week, it is deleted.
    """

    personal_data = PersonalData(
        purposes.NEWS,
        emails=("email",),
        terms=(
            Term(
                _("addresses that nobody confirmed"),
                7,
                "created_at",
                _("after the request"),
                Q(confirmed_at__isnull=True),
            ),
        ),
        kept=_("confirmed address: until the person ends the subscription"),
        on_request=OnRequest.DELETE,
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254)
    slug = models.SlugField(_("address of the plan"), max_length=80)
    item_lineage = models.UUIDField(_("item of the plan"), null=True, blank=True)
    created_at = models.DateTimeField(pgettext_lazy("subscription", "asked at"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    told_until = models.DateTimeField(_("told until"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("subscription"), _("subscriptions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "slug", "item_lineage"],
                condition=Q(item_lineage__isnull=False),
                name="subscription_once_per_item",
                violation_error_message=_("This address is subscribed already."),
            ),
            models.UniqueConstraint(
                fields=["email", "slug"],
                condition=Q(item_lineage__isnull=True),
                name="subscription_once_per_plan",
                violation_error_message=_("This address is subscribed already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.item_lineage or ''}".strip()
