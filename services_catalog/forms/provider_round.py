"""What a provider types about a service, and how the office sets a round."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.editing import GuardedForm
from services_catalog.forms.network import day_field
from services_catalog.forms.numbers import CrownsField, NumberField
from services_catalog.models import ProviderRound, ServiceRequest
from services_catalog.network.answers import (
    AMOUNT,
    COST,
    MONEY_KEYS,
    REMARK,
    REQUESTED,
    Known,
    figures_of,
    keys_of,
    label_of,
    money_key,
)
from services_catalog.network.picture import amount_words
from services_catalog.network_enums import MoneyItem, MoneyKind

NEEDED = (AMOUNT, COST, REQUESTED)  # without them nothing can be sent


@dataclass(frozen=True)
class MoneyRow:
    """An item of money: what stood there last year, the field of the plan, the field of last year's fact."""

    label: str
    before: int | None
    fields: list[Any]


class FiguresForm(forms.Form):
    """Figures of one service. Unfinished work is stored as it was typed; only what is sent must be whole."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, answer: ServiceRequest, known: Known, data: Any = None, *, is_sending: bool = False) -> None:
        super().__init__(data)
        self.answer, self.known, self.is_sending = answer, known, is_sending
        self.initial = {**(answer.typed or known.beginning()), "seen": answer.revision, "name": answer.sent_by or ""}
        is_first = data is None  # nothing is refused yet: the page says what sending needs
        for key in keys_of(answer.unit):
            self.fields[key] = _field(key, answer.unit)
            self.fields[key].required = key in NEEDED and (is_sending or is_first)
        if known.before:
            words = {"words": amount_words(known.before.unit, known.before.amount)}
            self.fields[AMOUNT].help_text = _("Last year in the network: %(words)s.") % words
        self.fields["name"] = forms.CharField(
            label=_("Your name"),
            max_length=150,
            required=is_sending or is_first,
            help_text=_("Who answers questions about it."),
        )

    def typed(self) -> dict[str, str]:
        """Words as they were typed."""
        return {key: str(self.data.get(key, "")).replace("\r\n", "\n").strip() for key in keys_of(self.answer.unit)}

    def shown(self) -> dict[str, str]:
        """Words that the page shows."""
        return self.typed() if self.is_bound else {key: self.initial.get(key, "") for key in keys_of(self.answer.unit)}

    def tell_moved(self, stored: ServiceRequest) -> None:
        """Somebody else was faster: their words stand beside the person's own, which stay; the next sending wins."""
        words = _("Somebody else saved this meanwhile. What you wrote is still here; compare it and save it again.")
        self.add_error(None, words)
        mine = self.typed()
        for key, theirs in stored.typed.items():
            if key in self.fields and theirs != mine.get(key):
                self.add_error(key, _("They wrote: %(words)s") % {"words": theirs or "–"})
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form holds a QueryDict
        data["seen"] = str(stored.revision)
        self.data = data

    @property
    def number_fields(self) -> list[Any]:
        """Capacity and staff."""
        keys = [key for key in keys_of(self.answer.unit) if key not in MONEY_KEYS and key != REMARK]
        return [self._noted(key) for key in keys]

    @property
    def remark_field(self) -> Any:
        """The remark with the question of the office."""
        return self._noted(REMARK)

    def _noted(self, key: str) -> Any:
        """A field with what the office asks about it."""
        found: Any = self[key]
        found.note = self.answer.notes.get(key, "")
        return found

    @property
    def money_rows(self) -> list[MoneyRow]:
        """Costs and sources; what is requested from municipalities stands last."""
        items = [item for item in MoneyItem if item != MoneyItem.TOGETHER]
        return [self._row(item) for item in (*items, MoneyItem.TOGETHER)]

    def _row(self, item: MoneyItem) -> MoneyRow:
        label = label_of(REQUESTED, self.answer.unit) if item == MoneyItem.TOGETHER else str(item.label)
        fields = [self._noted(money_key(item, kind)) for kind in (MoneyKind.FACT, MoneyKind.PLAN)]
        return MoneyRow(label, self.known.last_year.plan(item), fields)

    @property
    def figures(self) -> Any:
        """Numbers on the page."""
        return figures_of(self.shown())


def _field(key: str, unit: str) -> forms.Field:
    label = label_of(key, unit)
    label = label[:1].upper() + label[1:]
    if key == REMARK:
        words = _("What the office should know: why something changes, what is not certain.")
        area = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(label=label, required=False, max_length=4000, widget=area, help_text=words)
    errors = {"required": _("Fill this in before you send it; zero is a number, too.")}
    kind = CrownsField if key in MONEY_KEYS else NumberField
    made = kind(label=label, error_messages=errors)
    made.widget.attrs["class"] = "form-control"
    return made


class RoundForm(GuardedForm):
    """Days and words of a round; the same form opens it and changes it."""

    class Meta:
        model = ProviderRound
        fields = ["deadline_on", "message", "jump_percent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deadline_on"] = day_field(
            gettext_lazy("Answers until"), help_text=gettext_lazy("Later answers are taken, too, and marked as late.")
        )
        self.fields["message"].widget.attrs["rows"] = 4

    def clean_deadline_on(self) -> Any:
        """A new last day lies before us; the stored one may be over."""
        day = self.cleaned_data["deadline_on"]
        if day < timezone.localdate() and day != self.initial.get("deadline_on"):
            raise forms.ValidationError(_("This day is over."))
        return day
