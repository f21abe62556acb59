"""Devices where people are signed in: what is kept of them, and how sign-ins end."""

import re
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils import timezone

from accounts.models import User

NO_ADDRESS = "0.0.0.0"  # noqa: S104  not bound to: the library's table wants an address, the portal keeps none
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))  # fmt: skip


def kind_of_browser(agent: str) -> str:
    """Browser and system in two words; no version, which could tell one machine from others."""
    found = [_first(agent, BROWSERS), _first(agent, SYSTEMS)]
    return ", ".join(word for word in found if word)


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if re.search(rf"\b{mark}", agent)), "")


def keep_little(session: UserSession) -> None:
    """Before a row is stored: the address goes, of the browser stays its kind."""
    session.ip = NO_ADDRESS
    session.user_agent = kind_of_browser(session.user_agent)


def devices_of(person: Any) -> list[UserSession]:
    """Where the person is signed in now, the latest first; two queries however many they are."""
    rows = list(UserSession.objects.filter(user=person).order_by("-created_at", "-pk"))
    keys = [row.session_key for row in rows]
    live = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list("pk", flat=True)
    )
    return [row for row in rows if row.session_key in live]


def end_all(person: User) -> int:
    """Ends every sign-in of the person, known or not, at once; gives the new round."""
    User.objects.filter(pk=person.pk).update(sessions_round=F("sessions_round") + 1)
    person.refresh_from_db(fields=["sessions_round"])
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    UserSession.objects.filter(user=person).delete()
    return person.sessions_round


def people_signed_in() -> list[tuple[User, list[UserSession]]]:
    """Everybody who is signed in now, by name, with where; two queries however many they are."""
    rows = list(UserSession.objects.select_related("user").order_by("user__full_name", "user_id", "-created_at", "-pk"))
    keys = [row.session_key for row in rows]
    live = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list("pk", flat=True)
    )
    people: dict[int, tuple[User, list[UserSession]]] = {}
    for row in rows:
        if row.session_key in live:
            people.setdefault(row.user_id, (row.user, []))[1].append(row)
    return list(people.values())
