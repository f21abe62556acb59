"""Two people over one form: the second is told, sees what the first has stored, and loses nothing of what they typed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _


class GuardedForm(forms.ModelForm):
    """A form over a model with `updated_at`; it remembers which version the person saw."""

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(field.label) if field.label else field.label  # as Django does for fields of models
        if self.instance.pk and not self.is_bound:
            self.initial["seen_at"] = self.instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any]:
        """Refuses to overwrite a newer version once; saved again, the person's own wins."""
        cleaned = super().clean() or {}
        stored = self._meta.model._default_manager.filter(pk=self.instance.pk).first() if self.instance.pk else None
        seen = cleaned.get("seen_at")
        if stored is not None and seen and stored.updated_at.isoformat() != seen:
            self._tell(stored)
        return cleaned

    def _tell(self, stored: Any) -> None:
        moment = timezone.localtime(stored.updated_at).strftime("%H:%M")
        self.add_error(
            None,
            _("Somebody else saved this at %(time)s. Your text is still here. Look at what is stored and save again.")
            % {"time": moment},
        )
        for name in self.changed_data:
            if name in self.fields and name != "seen_at" and hasattr(stored, name) and not name.endswith("s_set"):
                value = getattr(stored, name)
                if not hasattr(value, "all") and value != self.cleaned_data.get(name):
                    self.add_error(name, _("Stored now: %(value)s") % {"value": str(value)[:300] or "–"})
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form holds a QueryDict
        data[self.add_prefix("seen_at")] = stored.updated_at.isoformat()
        self.data = data


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
