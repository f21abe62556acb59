"""What is due about the office and its pages."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Office, Page
from kpss_portal.duties import Duty, Rank, duty

REVIEW_AFTER = timedelta(days=335)  # eleven months: the statement is reviewed every year


@duty
def office_profile(user: Any) -> Iterable[Duty]:
    """Setup, missing particulars and the yearly review of the accessibility statement."""
    office = Office.load()
    if not office.is_set_up:
        if user.has_perm("community.set_up_office"):
            yield Duty(
                _("The portal does not know its town yet. Choose it and its municipalities come by themselves."),
                reverse("admin:community_setup"),
                Rank.OVERDUE,
                _("Set up the portal"),
                _("Start"),
            )
        return
    change = reverse("admin:community_office_change", args=[office.pk])
    missing = [str(label) for name, label in _particulars(office) if not getattr(office, name)]
    if missing:
        yield Duty(
            _("The office has not stated: %(names)s.") % {"names": ", ".join(missing)},
            change,
            Rank.INCOMPLETE,
            _("Complete the office"),
            _("Office"),
        )
    if not office.accessibility_url and _is_old(office):
        yield Duty(
            _("The accessibility statement is to be reviewed every year."),
            change,
            Rank.DUE,
            _("Review the statement"),
            _("Duties of the office"),
        )


def _particulars(office: Office) -> list[tuple[str, Any]]:
    fields: Any = Office._meta
    return [(name, fields.get_field(name).verbose_name) for name in ("data_box", "email", "phone", "street")]


def _is_old(office: Office) -> bool:
    return (
        office.accessibility_reviewed_on is None
        or timezone.localdate() - office.accessibility_reviewed_on > REVIEW_AFTER
    )


@duty
def hidden_pages(user: Any) -> Iterable[Duty]:
    """Pages that wait for publishing."""
    for page in Page.objects.filter(is_public=False)[:5]:
        yield Duty(
            _("The page “%(title)s” is not public yet.") % {"title": page.title},
            reverse("admin:community_page_change", args=[page.pk]),
            Rank.ADVICE,
            _("Open the page"),
            _("Pages"),
        )
