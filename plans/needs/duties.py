"""What needs of people wait for."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Rank, duty
from plans.models import NeedSuggestion
from plans.needs_enums import SuggestedState


@duty
def suggestions_to_decide(user: Any) -> Iterable[Duty]:
    """What people wrote and nobody has answered."""
    if not user.has_perm("plans.decide_needsuggestion"):
        return
    count = NeedSuggestion.objects.filter(state=SuggestedState.WAITING).count()
    if count:
        words = ngettext("%(count)d suggestion of a need waits.", "%(count)d suggestions of needs wait.", count)
        address = reverse("admin:plans_needsuggestion_changelist") + f"?state__exact={SuggestedState.WAITING.value}"
        yield Duty(words % {"count": count}, address, Rank.DUE, _("Decide on suggestions"), _("Needs"))
