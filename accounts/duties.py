"""What administrators owe to the safety of sign-ins."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.second_factor import staff_without_factor
from kpss_portal.duties import Duty, Rank, duty


@duty
def second_step_of_staff(user: Any) -> Iterable[Duty]:
    """On a public server: that the second step is asked for, and who has not set it up."""
    if not settings.PRODUCTION or settings.DEMO or not user.has_perm("accounts.change_user"):
        return
    people = reverse("admin:accounts_user_changelist")
    if not settings.REQUIRE_MFA:
        text = _("People of the office sign in without a second step. Ask whoever runs the portal to switch it on.")
        yield Duty(text, people, Rank.DUE, _("See the people"), _("People"))
    without = len(list(staff_without_factor()))
    if without:
        words = ngettext(
            "%(count)d person of the office has no second step of signing in yet.",
            "%(count)d people of the office have no second step of signing in yet.",
            without,
        )
        yield Duty(words % {"count": without}, people, Rank.INCOMPLETE, _("See the people"), _("People"))
