"""Who sits in a group, for whom, from when to when."""

import uuid
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import in_order, known_choice
from kpss_portal.personal_data import PersonalData
from working_groups.enums import MemberRole, Side


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships."""

    def current(self, day: date | None = None) -> "MembershipQuerySet":
        """Those that last on the day, today by default."""
        today = day or timezone.localdate()
        return self.filter(Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today)))

    def deciding(self) -> "MembershipQuerySet":
        """Those who count for a quorum; guests do not."""
        return self.filter(role__in=MemberRole.deciding())

    def with_people(self) -> "MembershipQuerySet":
        """With what names need, so that a list costs one query."""
        return self.select_related("user", "group")


class Membership(models.Model):
    """A person in a group: with an account, or only by name and e-mail.

    Personal data: name, e-mail, organisation, side, substitute. Kept for calling and recording meetings; three years after
    the end of the membership the name, the addresses and the account are taken out (`working_groups.erasing`), organisation
    and side stay. That somebody uses services tells of their health or need, so without a written consent the public sees
    only whom they stand for (GDPR, article 9).
    """

    personal_data = PersonalData(
        purposes.GROUPS,
        emails=("email", "substitute_email"),
        names=("name", "substitute_name"),
        accounts=("user",),
        apart=(("email", "name", "user"), ("substitute_email", "substitute_name")),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(
        "working_groups.Group", models.CASCADE, related_name="memberships", verbose_name=_("group")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("account"),
        null=True,
        blank=True,
        help_text=_("Empty for somebody who does not sign in."),
    )
    name = models.CharField(
        _("name and surname"), max_length=150, blank=True, help_text=_("Taken from the account where there is one.")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    organisation = models.CharField(
        _("organisation"), max_length=200, blank=True, help_text=_("Or whom the person stands for, e.g. carers.")
    )
    provider = models.ForeignKey(
        "services_catalog.Provider",
        models.SET_NULL,
        related_name="memberships",
        verbose_name=_("provider of the catalogue"),
        null=True,
        blank=True,
    )
    side = models.CharField(_("side of the triad"), max_length=12, choices=Side)
    role = models.CharField(_("role"), max_length=10, choices=MemberRole, default=MemberRole.MEMBER)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day."))
    substitute_name = models.CharField(_("who comes instead"), max_length=150, blank=True)
    substitute_email = models.EmailField(_("e-mail of the substitute"), blank=True)
    name_consented_on = models.DateField(
        _("agreed to show the name on"),
        null=True,
        blank=True,
        help_text=_("The day of the signed consent; without it the public does not see the name."),
    )
    public_function = models.CharField(
        _("public function"),
        max_length=120,
        blank=True,
        help_text=_("E.g. mayor of a municipality; whoever acts in it is shown by name."),
    )
    delegated_to = models.ForeignKey(
        "working_groups.Group",
        models.SET_NULL,
        related_name="delegates",
        verbose_name=_("delegated to the group"),
        null=True,
        blank=True,
        help_text=_("The steering group in which the member speaks for this group."),
    )
    note = models.TextField(_("note of the office"), blank=True)
    erased_at = models.DateTimeField(_("personal data taken out at"), null=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("membership"), _("memberships")
        ordering = ["group", "side", "organisation", "pk"]
        constraints = [
            known_choice("side", Side.values, name="membership_side_known"),
            known_choice("role", MemberRole.values, name="membership_role_known"),
            in_order(
                "starts_on",
                "ends_on",
                name="membership_ends_after_start",
                message=_("A membership cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(name="") | Q(erased_at__isnull=False),
                name="membership_has_person",
                violation_error_message=_("Choose an account, or write the name of the person."),
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(user__isnull=True, name="", email="", substitute_name=""),
                name="membership_erased_is_empty",
                violation_error_message=_("A membership without personal data cannot have a name."),
            ),
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=Q(ends_on__isnull=True, user__isnull=False),
                name="membership_once_at_a_time",
                violation_error_message=_("This person is a member of the group already."),
            ),
            models.UniqueConstraint(
                "group",
                Lower("email"),
                condition=Q(ends_on__isnull=True) & ~Q(email=""),
                name="membership_email_once_at_a_time",
                violation_error_message=_("Somebody with this e-mail is a member of the group already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name}, {self.group}"

    def clean(self) -> None:
        """A deputy of the group elsewhere is delegated to another group."""
        super().clean()
        if self.delegated_to_id and self.delegated_to_id == self.group_id:
            raise ValidationError({"delegated_to": _("A member is delegated to another group than their own.")})

    @property
    def group_ids(self) -> set[int]:
        """For rules."""
        return {self.group_id}

    @property
    def person_name(self) -> str:
        """The name for those who may know it."""
        if self.user is not None:
            return str(self.user)
        return self.name or gettext("person whose data were deleted")

    @property
    def address(self) -> str:
        """Where mails go; empty for somebody without an e-mail."""
        return self.user.email if self.user is not None else self.email

    @property
    def person_key(self) -> str:
        """The same for one person in several groups: by the account, else by the e-mail, else by this membership."""
        if self.user_id:
            return f"user:{self.user_id}"
        return f"mail:{self.email.lower()}" if self.email else f"membership:{self.pk}"

    @property
    def is_current(self) -> bool:
        """Whether it lasts today."""
        today = timezone.localdate()
        return self.starts_on <= today and (self.ends_on is None or self.ends_on >= today)

    @property
    def is_named_publicly(self) -> bool:
        """Whether the public may read the name: by consent, or because the person acts in a public function."""
        return bool(self.name_consented_on or self.public_function) and self.erased_at is None

    @property
    def public_name(self) -> str:
        """What the public reads: the name, or whom the person stands for."""
        if self.is_named_publicly:
            return self.person_name
        return {
            Side.USER: pgettext("member without a name", "representative of users"),
            Side.PROVIDER: pgettext("member without a name", "representative of a provider"),
            Side.COMMISSIONER: pgettext("member without a name", "representative of the office or a municipality"),
            Side.PUBLIC: pgettext("member without a name", "representative of the public"),
        }[Side(self.side)]

    @property
    def public_organisation(self) -> str:
        """The organisation; that of a user without a consent stays hidden, since it may give the person away."""
        return "" if self.side == Side.USER and not self.is_named_publicly else self.organisation
