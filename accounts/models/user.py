"""The person who signs in."""

from collections.abc import Iterator
from typing import Any

import rules
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.roles import STAFF_ROLES
from kpss_portal import purposes
from kpss_portal.personal_data import PersonalData


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail is kept in lower case, since people write it either way."""

    def create_user(
        self, email: str, password: str | None = None, *, roles: tuple[Role, ...] = (), **fields: Any
    ) -> "User":
        """A person with the given roles; without a password they cannot sign in by one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The person who installs the portal: every role and every right."""
        return self.create_user(email, password, roles=tuple(Role), **({"is_superuser": True} | fields))

    def get_by_natural_key(self, username: str | None) -> "User":
        """Signing in does not mind capitals in the e-mail."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person known to the portal by their e-mail.

    Personal data kept: name, e-mail, time of the last sign-in; of each device where they are signed in the kind of browser
    and since when, without an address; keys and codes of the second step. Until the office deletes the account.
    """

    personal_data = PersonalData(
        purposes.ACCOUNTS,
        emails=("email",),
        names=("full_name",),
        others=("password", "last_login"),
        kept=_("as long as the person works with the portal"),
    )
    moves_silently = ("last_login", "sessions_round")  # signing in and its end leave lines of their own

    email = models.EmailField(
        _("e-mail"), unique=True, error_messages={"unique": _("Somebody has this e-mail already.")}
    )
    full_name = models.CharField(_("name and surname"), max_length=150)
    is_active = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Untick instead of deleting: what the person did stays readable.")
    )
    sessions_round = models.PositiveIntegerField(
        _("round of sign-ins"),
        default=0,
        editable=False,
        help_text=_("Raised when all sign-ins of the person are ended."),
    )
    joined_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name, verbose_name_plural = _("person"), _("people")
        ordering = ["full_name", "email"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_in_lower_case",
                violation_error_message=_("Write the e-mail in lower case."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        """E-mails are compared in lower case."""
        super().clean()
        self.email = self.email.strip().lower()

    @cached_property
    def role_names(self) -> set[str]:
        """Values of Role that the person holds; asked once for each loaded user."""
        return {group.name for group in self.groups.all()}

    office_rights_wait = False  # in this request: accounts/middleware.py, until the second step of signing in is shown

    @property
    def acting_roles(self) -> set[str]:
        """Roles that count in this request; rules ask for these."""
        return self.role_names - STAFF_ROLES if self.office_rights_wait else self.role_names

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Of a superuser whose rights wait, only what the rules give to anybody."""
        if self.office_rights_wait:
            return bool(rules.has_perm(perm, self, obj))
        return super().has_perm(perm, obj)

    @property
    def is_staff(self) -> bool:
        """Whether the administration opens for them."""
        return self.is_active and (self.is_superuser or bool(self.role_names & STAFF_ROLES))

    def get_session_auth_hash(self) -> str:
        """A session stands while both the password and the round of sign-ins are those with which it began."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same by older secrets of the portal."""
        return (self._session_hash(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | bytes | None) -> str:
        words = f"{self.password}|{self.sessions_round}"
        return salted_hmac("accounts.models.User.session", words, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """Used by Django's admin."""
        return self.full_name

    def get_short_name(self) -> str:
        """Used by Django's admin in its header."""
        return self.full_name or self.email
