"""Uploading a document: the file is looked into before it is stored."""

from typing import Any

from django import forms
from django.forms.widgets import FILE_INPUT_CONTRADICTION
from django.utils.translation import gettext_lazy as _

from community.models import Document
from kpss_portal.editing import GuardedForm
from kpss_portal.files import PICTURES, FileFacts, inspect_upload


class DocumentForm(GuardedForm):
    """A document; facts of the file are read from it."""

    class Meta:
        model = Document
        fields = ["title", "file", "text_alternative", "published_on", "is_public"]

    facts: FileFacts | None = None

    def clean_file(self) -> Any:
        """Let in by ending and content; a picture of a text asks for its words."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data or not file:
            return file
        self.facts = inspect_upload(file)
        return self.facts.content()

    def clean(self) -> dict[str, Any]:
        """A picture needs its content in words."""
        cleaned = super().clean()
        if self.facts and self.facts.extension in PICTURES and not cleaned.get("text_alternative"):
            self.add_error("text_alternative", _("Say in words what the picture shows, for those who cannot see it."))
        return cleaned

    def save(self, commit: bool = True) -> Document:
        """Stores the facts with the file."""
        if self.facts:
            for name in ("sha256", "content_type", "extension", "size_bytes"):
                setattr(self.instance, name, getattr(self.facts, name))
        return super().save(commit)


class PictureField(forms.ImageField):
    """A picture that is made anew on its way in."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Only png, jpg and webp; metadata do not get in."""
        if data in (None, False, FILE_INPUT_CONTRADICTION) or data == initial:
            return super().clean(data, initial)
        return inspect_upload(data, PICTURES).content()
