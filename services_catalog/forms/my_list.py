"""Sending one's list of services to oneself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kpss_portal.spam_guard import GuardedByPatience


class SendListForm(GuardedByPatience):
    """Where to send the list."""

    guard_name = "my-list"

    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("We send the list there once and use the address for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
