"""Where to write news of a plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kpss_portal.spam_guard import GuardedByPatience


class SubscribeForm(GuardedByPatience):
    """One address."""

    guard_name = "subscription"

    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_(
            "We send you a link for confirmation first. Each letter has a way to end it; then we delete the address."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
