"""What somebody cannot use, in their words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import Obstacle
from kpss_portal.spam_guard import GuardedByPatience

MOST_TEXT = 2_000


class ObstacleForm(GuardedByPatience, forms.ModelForm):
    """Where, what, and where to answer; a name and an address are not asked for more than needed."""

    guard_name = "obstacle"

    class Meta:
        model = Obstacle
        fields = ["page", "text", "name", "email"]
        labels = {
            "page": _("Which page or document"),
            "text": _("What you cannot use"),
            "name": _("Your name"),
            "email": _("Your e-mail"),
        }
        help_texts = {
            "page": _("Its address or its name; leave it empty if it is everywhere."),
            "text": _("Say also what you use, for example a screen reader, and in what form it would help you."),
            "email": _("Only if you want an answer."),
        }
        error_messages = {"text": {"required": _("Write what you cannot use.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["text"].widget.attrs |= {"rows": 6, "maxlength": MOST_TEXT}

    def clean_text(self) -> str:
        """Not longer than somebody would read."""
        text = str(self.cleaned_data["text"]).strip()
        if len(text) > MOST_TEXT:
            raise forms.ValidationError(_("Write at most 2,000 letters, please."))
        return text


class AnswerForm(forms.Form):
    """What the office answers or did."""

    answer = forms.CharField(
        label=_("Answer"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Say what was mended, or give the content in another form. It goes by e-mail if there is an address."
        ),
        error_messages={"required": _("Write what you answered or what was mended.")},
    )
