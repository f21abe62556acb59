"""What a municipality types at its desk."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from services_catalog.enums import ServiceForm
from services_catalog.forms.numbers import NumberField
from services_catalog.models import MunicipalityDesk, ServiceType, WantedCapacity
from services_catalog.network_enums import NetworkUnit

ROWS = 6  # kinds of services in one answer


class ConfirmForm(forms.Form):
    """Who agrees with the contribution."""

    name = forms.CharField(
        label=_("Your name and office"), max_length=150, help_text=_("For example: Jan Vzor, mayor.")
    )


class NeedsForm(forms.Form):
    """What people of the municipality lack."""

    needs = forms.CharField(
        label=_("What do people of your municipality lack?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In your words, without names of people."),
    )
    name = forms.CharField(label=_("Your name and office"), max_length=150)


class WantedForm(forms.Form):
    """A kind of service and how much more of it; an empty row is left out."""

    service_type = forms.ModelChoiceField(
        label=_("Kind of service"), queryset=ServiceType.objects.none(), required=False, empty_label="–"
    )
    form = forms.ChoiceField(label=_("Form of the service"), choices=[("", "–"), *ServiceForm.choices], required=False)
    amount = NumberField(label=_("How much more"))
    unit = forms.ChoiceField(label=_("Unit"), choices=NetworkUnit, initial=NetworkUnit.CLIENT, required=False)
    note = forms.CharField(label=_("Note"), max_length=250, required=False)

    def __init__(self, *args: Any, kinds: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["service_type"]
        kind.queryset = ServiceType.objects.valid_on()
        kind.widget.choices = kinds  # read once for all rows
        for name, field in self.fields.items():
            is_list = name in {"service_type", "form", "unit"}
            field.widget.attrs["class"] = "form-select" if is_list else "form-control"

    def clean(self) -> dict[str, Any]:
        """A row that says something says all of it."""
        cleaned = super().clean() or {}
        said = [name for name in ("service_type", "form", "amount") if cleaned.get(name)]
        if said or cleaned.get("note"):
            for name in ("service_type", "form", "amount"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in, or leave the row empty."))
        return cleaned

    def row(self) -> WantedCapacity | None:
        """What is wanted; None for an empty row."""
        if not self.cleaned_data.get("service_type"):
            return None
        return WantedCapacity(**self.cleaned_data)


def wanted_forms(desk: MunicipalityDesk, data: Any = None) -> BaseFormSet[WantedForm]:
    """Rows with what was answered before, and empty ones."""
    stored = [
        {name: getattr(row, name) for name in ("service_type", "form", "amount", "unit", "note")}
        for row in desk.wanted.all()
    ]
    formset = formset_factory(WantedForm, extra=max(ROWS - len(stored), 1), max_num=2 * ROWS, validate_max=True)
    kinds = [("", "–"), *((kind.pk, str(kind)) for kind in ServiceType.objects.valid_on())]
    return formset(data, initial=stored, prefix="kapacity", form_kwargs={"kinds": kinds})
