"""What tables of libraries keep of people, and how an account is emptied."""

from typing import Any

from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import devices
from accounts.models import User
from kpss_portal import purposes
from kpss_portal.audit_actor import acting
from kpss_portal.personal_data import OnRequest, PersonalData, declare
from kpss_portal.privacy import retention
from kpss_portal.privacy.erasing import Refused, own_way

WITH_ACCOUNT = gettext_lazy("as long as the account")


def _of_account(*others: str, emails: tuple[str, ...] = ()) -> PersonalData:
    return PersonalData(
        purposes.ACCOUNTS,
        emails=emails,
        accounts=("user",),
        others=others,
        kept=WITH_ACCOUNT,
        on_request=OnRequest.DELETE,
    )


OF_ACCOUNT = {
    "account.EmailAddress": _of_account(emails=("email",)),
    "mfa.Authenticator": _of_account("data"),
    "socialaccount.SocialAccount": _of_account("uid", "extra_data"),
    "usersessions.UserSession": _of_account("user_agent"),
}


def _refuse_others(person: User) -> None:
    by = acting().person
    if by is not None and not by.has_perm("accounts.delete_user", person):
        raise Refused(_("Accounts are emptied by an administrator, and nobody empties their own."))


def _delete_with_account(row: Any) -> None:
    _refuse_others(row.user)
    row.delete()


for _label, _declaration in OF_ACCOUNT.items():
    declare(_label, _declaration)
    own_way(_label)(_delete_with_account)


@own_way("accounts.User")
def empty_account(person: User) -> None:
    """Nobody signs in by it any more and nobody is known from it; what it did stays tied to it. Refused to who may not."""
    _refuse_others(person)
    devices.end_all(person)
    person.groups.clear()
    person.email = f"smazany-{person.pk}@smazano.invalid"
    person.full_name = f"Smazaný účet {person.pk}"
    person.is_active = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()


declare(
    "sessions.Session",
    PersonalData(
        purposes.ACCOUNTS,
        others=("session_data",),
        on_request=OnRequest.KEEP,
        why_kept=gettext_lazy("Sign-ins of the person end with the account; others are not theirs."),
    ),
)


def _ended(now: Any) -> Any:
    return Session.objects.filter(expire_date__lt=now)


retention.add(
    retention.Sweep(
        "sessions",
        "sessions.Session",
        lambda: _("sign-ins and open forms: at the end of their time, of a sign-in at most twelve hours"),
        lambda now: _ended(now).count(),
        lambda now: _ended(now).delete()[0],
    )
)
