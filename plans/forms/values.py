"""The value of an indicator in a year, with its breakdown."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.editing import version_of
from plans.forms.numbers import NumberField
from plans.models import Indicator, IndicatorReport
from plans.progress.values import AREA, MUNICIPALITY, Figures, PartKey, parts_of


class ValueForm(forms.Form):
    """A number, a note, and the same by planning area and by municipality; remembers which value the person saw."""

    value = NumberField(label=gettext_lazy("Value"))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=500)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        indicator: Indicator,
        report: IndicatorReport | None,
        areas: Iterable[Any] = (),
        municipalities: Iterable[Any] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicator, self.report = indicator, report
        unit = f" ({indicator.unit})" if indicator.unit else ""
        self.fields["value"].label = f"{indicator.name}{unit}"
        self.parts: dict[str, PartKey] = {}
        stored = parts_of(report) if report else {}
        for kind, things in ((AREA, areas), (MUNICIPALITY, municipalities)):
            for thing in things:
                self._add_part(kind, thing, stored)
        self.initial["seen"] = version_of(report) if report else ""
        if report:
            self.initial.update({"value": report.value, "note": report.note})

    def _add_part(self, kind: str, thing: Any, stored: dict[PartKey, Decimal]) -> None:
        name = f"{kind}-{thing.pk}"
        self.parts[name] = (kind, thing.pk)
        self.fields[name] = NumberField(label=str(thing))
        if (kind, thing.pk) in stored:
            self.initial[name] = stored[kind, thing.pk]

    @property
    def by_area(self) -> list[Any]:
        """Fields of planning areas."""
        return [self[name] for name, (kind, _key) in self.parts.items() if kind == AREA]

    @property
    def by_municipality(self) -> list[Any]:
        """Fields of municipalities."""
        return [self[name] for name, (kind, _key) in self.parts.items() if kind == MUNICIPALITY]

    @property
    def has_parts(self) -> bool:
        """Whether a breakdown is filled in or has a fault, so that it is shown open."""
        return any(self[name].value() not in (None, "") for name in self.parts)

    @property
    def is_given(self) -> bool:
        """Whether something was written at all."""
        return any(value not in (None, "") for name, value in self.cleaned_data.items() if name != "seen")

    def clean(self) -> dict[str, Any]:
        """A breakdown needs its whole; people are counted whole; nothing known needs a reason."""
        cleaned = super().clean() or {}
        numbers = {name: cleaned.get(name) for name in ("value", *self.parts)}
        if self.indicator.is_of_people:
            for name, number in numbers.items():
                if number is not None and (number < 0 or number != number.to_integral_value()):
                    self.add_error(name, _("This indicator counts people: write whole numbers, zero or more."))
        has_parts = any(cleaned.get(name) is not None for name in self.parts)
        if has_parts and cleaned.get("value") is None and "value" not in self.errors and not cleaned.get("note"):
            self.add_error("value", _("Write the number, or say in the note why it is not known."))
        return cleaned

    def figures(self) -> Figures:
        """What is submitted."""
        parts = {key: self.cleaned_data[name] for name, key in self.parts.items()}
        known = {key: value for key, value in parts.items() if value is not None}
        return Figures(self.cleaned_data["value"], self.cleaned_data["note"], known)

    def tell_moved(self, stored: IndicatorReport) -> None:
        """Somebody else was faster: their number stands beside the person's own, which stays; the next sending wins."""
        words = "–" if stored.value is None else NumberField().prepare_value(stored.value)
        self.add_error(
            "value",
            _("%(who)s has just submitted %(value)s. Your number is still here; look at both and send it again.")
            % {"who": stored.submitted_by, "value": words},
        )
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form holds a QueryDict
        data[self.add_prefix("seen")] = version_of(stored)
        self.data = data


class ReturnForm(forms.Form):
    """Why a value goes back."""

    reason = forms.CharField(
        label=gettext_lazy("What is to be mended"), max_length=500, widget=forms.Textarea({"rows": 2})
    )
