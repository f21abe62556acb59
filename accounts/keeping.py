"""What tables of libraries keep of people, and how an account is emptied."""

from typing import Any

from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal import purposes
from kpss_portal.personal_data import OnRequest, PersonalData, declare
from kpss_portal.privacy import retention

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


declare("account.EmailAddress", _of_account(emails=("email",)))
declare("mfa.Authenticator", _of_account("data"))
declare("socialaccount.SocialAccount", _of_account("uid", "extra_data"))
declare("usersessions.UserSession", _of_account("user_agent"))
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
