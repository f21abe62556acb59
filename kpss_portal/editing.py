"""Two people over one form: the second is told, sees what the first has stored, and loses nothing of what they typed."""

import hashlib
from datetime import datetime
from html import unescape
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest
from django.template.defaultfilters import yesno
from django.utils import formats, timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _


def version_of(thing: Any) -> str:
    """When the row was changed, or a digest of what is in it where the row does not remember that."""
    if hasattr(thing, "updated_at"):
        return str(thing.updated_at.isoformat())
    values = "\x1f".join(str(field.value_from_object(thing)) for field in thing._meta.concrete_fields)
    return hashlib.sha256(values.encode()).hexdigest()


def words_of(thing: Any, name: str) -> str:
    """The value of a field as a person reads it, at most 300 letters."""
    display = getattr(thing, f"get_{name}_display", None)
    value = display() if display else getattr(thing, name)
    if isinstance(value, bool):
        return str(yesno(value))
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    words = "" if value is None else str(formats.localize(value))
    return unescape(strip_tags(words))[:300] or "–"


class GuardedForm(forms.ModelForm):
    """A form that remembers which version of the row the person saw."""

    seen_at = forms.CharField(required=False, label="", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label) if field.label else field.label  # as Django does for fields of models
        if self.instance.pk and not self.is_bound:
            self.initial["seen_at"] = version_of(self.instance)

    def clean(self) -> dict[str, Any]:
        """Refuses to overwrite a newer version once; saved again, the person's own wins."""
        cleaned = super().clean() or {}
        stored = self._stored() if self.instance.pk else None
        seen = cleaned.get("seen_at")
        if stored is not None and seen and version_of(stored) != seen:
            self._tell(stored)
        return cleaned

    def _stored(self) -> Any:
        """The row as it is now, held until the save where there is a transaction: two may press at once."""
        rows = self._meta.model._default_manager.filter(pk=self.instance.pk)
        in_transaction = transaction.get_connection(rows.db).in_atomic_block
        return (rows.select_for_update(of=("self",)) if in_transaction else rows).first()

    def _tell(self, stored: Any) -> None:
        self.add_error(None, self._told(stored))
        for name in self.fields:
            if name == "seen_at" or not hasattr(stored, name):
                continue
            value = getattr(stored, name)
            is_plain = not hasattr(value, "all") and not isinstance(value, FieldFile)
            if is_plain and value != self.cleaned_data.get(name):
                self.add_error(name, _("Stored now: %(value)s") % {"value": words_of(stored, name)})
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form holds a QueryDict
        data[self.add_prefix("seen_at")] = version_of(stored)
        self.data = data

    def _told(self, stored: Any) -> str:
        if not hasattr(stored, "updated_at"):
            return _(
                "Somebody else saved this meanwhile. Your text is still here. Look at what is stored and save again."
            )
        return _(
            "Somebody else saved this at %(time)s. Your text is still here. Look at what is stored and save again."
        ) % {"time": timezone.localtime(stored.updated_at).strftime("%H:%M")}


class GuardedAdmin(admin.ModelAdmin):
    """An admin page whose form is guarded."""

    form = GuardedForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The hidden field goes with the first group."""
        fieldsets: Any = [(name, dict(options)) for name, options in super().get_fieldsets(request, obj)]
        names = [field for _name, options in fieldsets for field in options["fields"]]
        if "seen_at" not in names:
            fieldsets[0][1]["fields"] = [*fieldsets[0][1]["fields"], "seen_at"]
        return fieldsets
