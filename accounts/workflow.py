"""What an administrator does with the sign-in of somebody else; each step leaves a line in the log of changes."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import devices, notices
from accounts.adapters.office_account import PROVIDER, identifier_of
from accounts.errors import AlreadyLinked
from accounts.models import User
from kpss_portal import audit


def _check(person: User, by: User, permission: str = "accounts.secure_user") -> None:
    if not by.has_perm(permission, person):
        raise PermissionDenied


@transaction.atomic
def reset_factors(person: User, *, by: User) -> None:
    """Takes the second step away, ends all sign-ins and tells the person; PermissionDenied also to oneself.

    Somebody who lost the phone calls the administrator, who knows them; the person is then led to a new second step.
    """
    _check(person, by)
    Authenticator.objects.filter(user=person).delete()
    devices.end_all(person)
    audit.record(by, "reset second step", person)
    notices.send_notice(person.email, "accounts/factors_reset")


@transaction.atomic
def end_sign_ins(person: User, *, by: User) -> None:
    """Ends the person's sign-ins on all devices and tells them; PermissionDenied also to oneself."""
    _check(person, by, "accounts.end_sign_ins")
    devices.end_all(person)
    audit.record(by, "end sign-ins", person)
    notices.send_notice(person.email, "accounts/sign_ins_ended")


@transaction.atomic
def link_office_account(person: User, issuer: str, subject: str, *, by: User) -> None:
    """Ties the person to an account of the office; AlreadyLinked if somebody has it."""
    _check(person, by)
    identifier = identifier_of(issuer, subject)
    if SocialAccount.objects.select_for_update().filter(provider=PROVIDER, uid=identifier).exists():
        raise AlreadyLinked
    SocialAccount.objects.filter(provider=PROVIDER, user=person).delete()
    SocialAccount.objects.create(provider=PROVIDER, uid=identifier, user=person)
    audit.record(by, "link account of the office", person)


@transaction.atomic
def unlink_office_account(person: User, *, by: User) -> None:
    """The account of the office does not open the portal any more; sign-ins begun by it end."""
    _check(person, by)
    SocialAccount.objects.filter(provider=PROVIDER, user=person).delete()
    devices.end_all(person)
    audit.record(by, "unlink account of the office", person)
