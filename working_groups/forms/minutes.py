"""Forms of minutes: sending a file, writing along the agenda, a step, a comment, the public version."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpss_portal.editing import GuardedForm
from kpss_portal.files import FileFacts, inspect_upload
from kpss_portal.widgets import RichTextField
from working_groups.enums import FileVersion
from working_groups.minutes.taking import ACCEPTED
from working_groups.minutes.writing import Typed
from working_groups.models import Minutes, MinutesItem

KINDS_AND_SIZE = format_lazy(
    _("PDF, DOCX or ODT, at most {megabytes} MB."), megabytes=settings.UPLOAD_LIMIT_BYTES // 1024**2
)


class CheckedFileField(forms.FileField):
    """A file that is looked into; its value is FileFacts."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs["accept"] = ",".join(f".{ending}" for ending in sorted(ACCEPTED))

    def clean(self, data: Any, initial: Any = None) -> FileFacts | None:
        """ValidationError says what to do with the file."""
        file = super().clean(data, initial)
        return inspect_upload(file, ACCEPTED, may_wait=True) if file else None


class UploadForm(forms.Form):
    """Three fields: the file, how many people were there, what was agreed."""

    file = CheckedFileField(label=_("File with the minutes"), help_text=KINDS_AND_SIZE)
    attended = forms.IntegerField(
        label=_("How many people were there"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("A number is enough."),
    )
    summary = forms.CharField(
        label=_("What was agreed, in one sentence"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody will read it on the web: without names of people."),
    )

    def clean_summary(self) -> str:
        """In one line."""
        return " ".join(self.cleaned_data["summary"].split())


class PlainIntoRich(RichTextField):
    """Rich text; what comes without any tag are plain words, whose lines become paragraphs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"help_text": ""} | options)

    def clean(self, value: Any) -> str:
        """Words without any tag are divided by empty lines."""
        words = str(value or "").replace("\r", "").strip()
        if words and "</" not in words:
            parts = (escape(part.strip()).replace("\n", "<br>") for part in words.split("\n\n") if part.strip())
            words = "".join(f"<p>{part}</p>" for part in parts)
        return super().clean(words)


class WritingForm(forms.Form):
    """One rich text a point, with the version that the person saw and a mark of its text."""

    def __init__(self, items: list[MinutesItem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"text_{item.pk}"] = PlainIntoRich(label=item.title, initial=item.text)
            for name, value in (("seen", item.version), ("shown", mark_of(item.text))):
                hidden = forms.CharField(required=False, widget=forms.HiddenInput, initial=value)
                self.fields[f"{name}_{item.pk}"] = hidden

    def typed(self) -> dict[int, Typed]:
        """Texts that the person has changed by the keys of points; call it after the form is valid."""
        return {
            item.pk: Typed(self.cleaned_data[f"text_{item.pk}"], self.cleaned_data[f"seen_{item.pk}"])
            for item in self.items
            if mark_of(self.cleaned_data[f"text_{item.pk}"]) != self.cleaned_data[f"shown_{item.pk}"]
        }

    def tell_conflicts(self, conflicts: list[MinutesItem]) -> None:
        """Says by the field who was faster and what stands there now; saved once more, the person's own words win."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form holds a QueryDict
        for item in conflicts:
            self.add_error(f"text_{item.pk}", conflict_words(item))
            data[f"seen_{item.pk}"] = item.version
        self.data = data


def mark_of(text: str) -> str:
    """Tells a text that the person left alone, so that it does not fight with what somebody else wrote there meanwhile."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def conflict_words(item: MinutesItem) -> str:
    """Who has written the point meanwhile."""
    edited: Any = item.edited_at
    return gettext(
        "%(person)s wrote this point at %(time)s. Your text is still here. Look at theirs below and save again; what you"
        " write over stays among earlier texts."
    ) % {"person": item.edited_by, "time": timezone.localtime(edited).strftime("%H:%M")}


class PointForm(forms.Form):
    """One point as the autosave sends it."""

    text = PlainIntoRich()
    seen = forms.CharField(required=False)


class StepForm(forms.Form):
    """What a step may need: words, a last day."""

    words = forms.CharField(required=False, max_length=500)
    until = forms.DateField(required=False)


class CommentForm(forms.Form):
    """What a member would have otherwise."""

    text = forms.CharField(
        label=_("What would you have otherwise"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4})
    )


class PublicTextForm(GuardedForm):
    """The public version; `seen_internal` is the internal one against which the person looked."""

    class Meta:
        model = Minutes
        fields = ["summary", "public_text"]

    public_text = RichTextField(
        label=_("Public version"), help_text=_("No name without consent, no birth number, no address.")
    )
    seen_internal = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """An internal version that has changed meanwhile is told once."""
        cleaned = super().clean()
        now = self.instance.internal_digest
        if cleaned.get("seen_internal") != now:
            self.add_error(
                None,
                gettext(
                    "Somebody has changed the internal version since you opened this page. It is shown anew; look and save again."
                ),
            )
            data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form holds a QueryDict
            data[self.add_prefix("seen_internal")] = now
            self.data = data
        return cleaned


class OtherFileForm(forms.Form):
    """The public version as a file, or a signed attendance sheet."""

    version = forms.ChoiceField(
        label=_("What it is"),
        choices=[(kind.value, kind.label) for kind in (FileVersion.SHEET, FileVersion.PUBLIC)],
    )
    file = CheckedFileField(label=_("File"))

    def clean_version(self) -> FileVersion:
        """As the enum."""
        try:
            return FileVersion(self.cleaned_data["version"])
        except ValueError as fault:
            raise ValidationError(gettext("This value is not offered.")) from fault
