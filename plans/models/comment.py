"""A comment on a working version, with who settled it and how."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.rules import is_office
from kpss_portal import purposes
from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import PersonalData, Term
from plans.enums import Capacity, CommentChannel, CommentKind, CommentState, Outcome


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments."""

    def counted(self) -> "CommentQuerySet":
        """Comments that are settled; neither quarantine nor what nobody has confirmed."""
        return self.filter(state__in=CommentState.counted())

    def visible_to(self, user: Any) -> "CommentQuerySet":
        """`plans.view_comment` as a query: the office, and everybody once the settlement is published."""
        if is_office(user):
            return self
        return self.counted().filter(consultation__settlement_state="published")


class Comment(models.Model):
    """What somebody wrote, and what became of it.

    Personal data kept: name, e-mail or another contact, for the answer; deleted six months after the settlement was
    published. What is published is `public_text` and the capacity, a name only where the person asked for it.
    """

    personal_data = PersonalData(
        purposes.CONSULTATION,
        emails=("email",),
        names=("name",),
        others=("contact", "text"),
        left=("text",),
        why_left=_("The text of the comment and the answer belong to the settlement, which is archived with the plan."),
        doers=("assigned_to", "decided_by"),
        terms=(
            Term(
                _("comments that nobody confirmed or that look like spam"),
                7,
                "created_at",
                _("after they came"),
                Q(state__in=[CommentState.UNCONFIRMED, CommentState.QUARANTINE]),
            ),
            Term(
                _("e-mail and other contact"),
                183,
                "consultation__published_at",
                _("after the settlement was published"),
                blank=("email", "contact"),
            ),
            Term(
                _("name that was not to be published"),
                183,
                "consultation__published_at",
                _("after the settlement was published"),
                Q(is_name_public=False),
                blank=("name",),
            ),
        ),
        kept=_("text of the comment: as long as its settlement, which is archived with the plan"),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        "plans.Consultation", models.PROTECT, related_name="comments", verbose_name=_("round of comments")
    )
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    channel = models.CharField(_("how it came"), max_length=10, choices=CommentChannel, default=CommentChannel.PAPER)
    received_on = models.DateField(_("received on"))
    item_lineage = models.UUIDField(_("item of the plan"), null=True, blank=True, db_index=True)
    place = models.CharField(
        _("what it is about"), max_length=330, blank=True, help_text=_("Empty means the plan as a whole.")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=CommentKind, default=CommentKind.CONTENT)
    text = models.TextField(_("text"))
    proposed_text = models.TextField(_("proposed wording"), blank=True)
    capacity = models.CharField(_("as who"), max_length=12, choices=Capacity, default=Capacity.CITIZEN)
    name = models.CharField(_("name"), max_length=150, blank=True)
    organisation = models.CharField(_("organisation"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    contact = models.CharField(_("other contact"), max_length=200, blank=True)
    is_name_public = models.BooleanField(_("the name may be published"), default=False)
    is_late = models.BooleanField(_("came late"), default=False)
    state = models.CharField(
        _("state"), max_length=12, choices=CommentState, default=CommentState.RECEIVED, editable=False
    )
    created_at = models.DateTimeField(_("written down at"), auto_now_add=True)
    assigned_to = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", verbose_name=_("settled by"), null=True, blank=True
    )
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, related_name="duplicates", verbose_name=_("the same as"), null=True, blank=True
    )
    subject = models.CharField(
        _("group"), max_length=80, blank=True, help_text=_("A word that puts similar comments together.")
    )
    public_text = models.TextField(
        _("text for publication"),
        blank=True,
        help_text=_("Without names and health of people; empty means the text itself."),
    )
    outcome = models.CharField(_("settlement"), max_length=12, choices=Outcome, blank=True)
    answer = models.TextField(_("reason"), blank=True)
    changed_lineage = models.UUIDField(_("item changed by it"), null=True, blank=True)
    change_made = models.CharField(_("what changed thanks to it"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("proposed at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("proposed by"), null=True, editable=False
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("comment"), _("comments")
        ordering = ["consultation", "number", "pk"]
        indexes = [models.Index(fields=["consultation", "state", "number"], name="comment_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"],
                condition=Q(number__isnull=False),
                name="comment_number_once_per_round",
                violation_error_message=_("Another comment has this number."),
            ),
            known_choice("channel", CommentChannel.values, name="comment_channel_known"),
            known_choice("kind", CommentKind.values, name="comment_kind_known"),
            known_choice("capacity", Capacity.values, name="comment_capacity_known"),
            known_choice("state", CommentState.values, name="comment_state_known"),
            known_choice("outcome", ["", *Outcome.values], name="comment_outcome_known"),
            set_together(
                "decided_at",
                "decided_by",
                name="comment_decision_whole",
                message=_("A settlement needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CommentState.PROPOSED, CommentState.APPROVED])
                | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="comment_settled_has_outcome",
                violation_error_message=_("Choose how the comment is settled."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=CommentState.counted()) | Q(number__isnull=True),
                name="comment_number_only_counted",
                violation_error_message=_("Only comments that count have a number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or '–'}. {self.text[:60]}"

    @property
    def published_text(self) -> str:
        """What everybody may read."""
        return self.public_text or self.text

    @property
    def signature(self) -> str:
        """Who commented, as published: an organisation by its name, a person only if they asked for it."""
        if self.is_name_public and (self.organisation or self.name):
            return ", ".join(filter(None, [self.name, self.organisation]))
        return str(Capacity(self.capacity).label)
