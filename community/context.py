"""What every page shows of the office: name, navigation, contact in the footer."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from community.accent_sheet import accent_version
from community.models import Contact, Office
from community.models.contact import MAIN_CONTACT_KEY
from kpss_portal.maintenance import read_only

NAVIGATION = (  # beginning of the address, words
    ("/katalog/", "Find help", ("/katalog/obce/",)),
    ("/plany/", "Plan", ()),
    ("/ankety/", "Surveys", ()),
    ("/katalog/obce/", "Municipalities", ()),
    ("/skupiny/", "Groups", ()),
    ("/o-planovani/", "About planning", ()),
    ("/aktuality/", "News", ()),
    ("/kontakty/", "Contacts", ()),
)


def navigation_words() -> dict[str, str]:
    """Words of the main menu."""
    return {
        "Find help": _("Find help"),
        "Plan": _("Plan"),
        "Surveys": _("Surveys"),
        "Municipalities": _("Municipalities"),
        "Groups": _("Groups"),
        "About planning": _("About planning"),
        "News": _("News"),
        "Contacts": _("Contacts"),
    }


def navigation(path: str) -> list[dict[str, Any]]:
    """The main menu with the present page marked."""
    words = navigation_words()
    return [
        {
            "url": url,
            "label": words[name],
            "is_current": path.startswith(url) and not path.startswith(others or ("//",)),
        }
        for url, name, others in NAVIGATION
    ]


def main_contact() -> Contact | None:
    """The contact of the footer, from memory where it is there."""
    contact = cache.get(MAIN_CONTACT_KEY, "unknown")
    if contact == "unknown":
        contact = Contact.objects.filter(is_main=True, is_public=True).first()
        cache.set(MAIN_CONTACT_KEY, contact, 60)
    return contact


def portal(request: HttpRequest) -> dict[str, Any]:
    """For all templates; nothing is asked before a template asks for it."""
    return {
        "office": SimpleLazyObject(Office.load),
        "main_contact": SimpleLazyObject(main_contact),
        "navigation": navigation(request.path),
        "is_demo": settings.DEMO,
        "is_read_only": read_only(),
        "accent_version": SimpleLazyObject(accent_version),
    }
