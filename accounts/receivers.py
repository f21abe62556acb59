"""What follows from signing in, from a change of the second step and from switching an account off."""

import logging
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import devices
from accounts.middleware import begin
from accounts.models import User
from accounts.refusals import note_refused
from kpss_portal import audit
from kpss_portal.models import AuditKind

logger = logging.getLogger(__name__)


@receiver(user_logged_in)
def start_clocks(sender: Any, request: HttpRequest | None, user: Any, **_kwargs: Any) -> None:
    """A sign-in has an end from its beginning."""
    if request is not None:
        begin(request)
        logger.info("somebody signed in")
    audit.record(user, "sign_in", user, kind=AuditKind.SIGN_IN)


@receiver(user_logged_out)
def note_end(sender: Any, user: Any, **_kwargs: Any) -> None:
    """Whoever signs out, or is signed out by time."""
    if user is not None:
        audit.record(user, "sign_out", user, kind=AuditKind.SIGN_IN)


@receiver(user_login_failed)
def note_failed(sender: Any, credentials: dict[str, Any], **_kwargs: Any) -> None:
    """To whose account, where there is one; what was typed is not kept."""
    note_refused(credentials.get("email") or credentials.get("username") or "")


@receiver(pre_save, sender=UserSession)
def keep_little(sender: Any, instance: UserSession, **_kwargs: Any) -> None:
    """No address and no full name of the browser is stored."""
    devices.keep_little(instance)


@receiver(post_save, sender=User)
def end_sign_ins_of_switched_off(sender: Any, instance: User, created: bool, **_kwargs: Any) -> None:
    """Whoever is switched off is out everywhere at once, and does not come back by an old sign-in when switched on."""
    if not created and not instance.is_active:
        devices.end_all(instance)


@receiver(m2m_changed, sender=User.groups.through)
def end_sign_ins_of_changed_role(instance: Any, action: str, pk_set: Any, **_kwargs: Any) -> None:
    """Whoever gets or loses a role signs in anew, so that no open page acts by rights that are gone."""
    if action not in {"post_add", "post_remove", "post_clear"} or (action != "post_clear" and not pk_set):
        return
    people = [instance] if isinstance(instance, User) else User.objects.filter(pk__in=pk_set or ())
    for person in people:
        if person.last_login is not None:  # others have no sign-in to end
            devices.end_all(person)


@receiver(authenticator_added)
def note_added(sender: Any, user: Any, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Spare codes come with the first real factor and are not told apart."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        audit.record(user, "add second step", user, {"kind": authenticator.type})


@receiver(authenticator_removed)
@receiver(authenticator_reset)
def note_removed(sender: Any, user: Any, authenticator: Authenticator, signal: Any, **_kwargs: Any) -> None:
    """The log says what changed, never a secret."""
    action = "make new spare codes" if signal is authenticator_reset else "remove second step"
    audit.record(user, action, user, {"kind": authenticator.type})
