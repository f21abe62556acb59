"""Forms of the network of a year and of its joint financing in the workshop."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Municipality
from kpss_portal.editing import GuardedForm
from services_catalog.forms.numbers import CrownsField, NumberField
from services_catalog.models import FinancingMember, JointFinancing, Network, NetworkEntry, Service
from services_catalog.network.steps import Resolution
from services_catalog.network_enums import MoneyItem, MoneyKind

Money = dict[tuple[str, str], int]


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, written as Czechs write it."""
    widget = forms.DateInput(attrs={"placeholder": "31. 12. 2026", "size": 12})
    return forms.DateField(label=label, widget=widget, **options)


class StartForm(forms.Form):
    """The network of a new year."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2007, max_value=2100)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)
    copy_from = forms.ModelChoiceField(
        label=gettext_lazy("Begin with services of"),
        queryset=Network.objects.none(),
        required=False,
        empty_label=gettext_lazy("nothing, I will write them in"),
        help_text=gettext_lazy("What ended during that year does not go on; facts stay behind, plans come along."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["copy_from"]
        field.queryset = Network.objects.exclude(state="superseded")
        self.initial.setdefault("year", timezone.localdate().year + 1)

    def clean(self) -> dict[str, Any]:
        """Without a title it is called by its year."""
        cleaned = super().clean() or {}
        if not cleaned.get("title") and cleaned.get("year"):
            cleaned["title"] = _("Network of social services for %(year)d") % {"year": cleaned["year"]}
        return cleaned


class NetworkForm(GuardedForm):
    """Words of a network."""

    class Meta:
        model = Network
        fields = ["title", "intro", "change_note", "money_note"]


class EntryForm(GuardedForm):
    """A service in the network, with a plan and a fact for each item of money."""

    class Meta:
        model = NetworkEntry
        fields = ["service", "form", "amount", "unit", "status", "ended_on", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service: Any = self.fields["service"]
        service.queryset = Service.objects.select_related("provider")
        service.label_from_instance = lambda found: f"{found.name} ({found.provider.name})"
        self.fields["amount"] = NumberField(label=_("Number of units"), help_text=self.fields["amount"].help_text)
        self.fields["ended_on"] = day_field(
            _("Ends in the year on"), required=False, help_text=self.fields["ended_on"].help_text
        )
        self._add_money()

    def _add_money(self) -> None:
        known = self.instance.money.all() if self.instance.pk else []
        stored = {(row.item, row.kind): row.amount_czk for row in known}
        for item in MoneyItem:
            for kind in MoneyKind:
                name = f"{kind.value}-{item.value}"
                self.fields[name] = CrownsField(label=f"{item.label}, {kind.label}")
                self.initial[name] = stored.get((item, kind))

    def _get_validation_exclusions(self) -> set[str]:
        """The network is given, and a service stands in it once: that is checked here, not by a fault of the database."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs do not know it
        return excluded - {"network"}

    def clean_ended_on(self) -> Any:
        """A day of the year of the network."""
        day = self.cleaned_data["ended_on"]
        if day and day.year != self.instance.network.year:
            raise forms.ValidationError(
                _("This day is not in the year %(year)d.") % {"year": self.instance.network.year}
            )
        return day

    @property
    def money_rows(self) -> list[tuple[str, list[Any]]]:
        """Items with their fields, as a table has them."""
        return [(str(item.label), [self[f"{kind.value}-{item.value}"] for kind in MoneyKind]) for item in MoneyItem]

    @property
    def own_fields(self) -> list[Any]:
        """Fields of the entry itself."""
        return [self[name] for name in self._meta.fields or [] if name in self.fields]

    def money(self) -> Money:
        """Whole crowns; what is left empty is unknown and is not there."""
        cleaned = self.cleaned_data
        return {
            (item, kind): amount
            for item in MoneyItem
            for kind in MoneyKind
            if (amount := cleaned.get(f"{kind.value}-{item.value}")) is not None
        }


class ClientsForm(forms.Form):
    """Clients of a service by municipality; what is left empty is unknown."""

    def __init__(self, *args: Any, towns: Iterable[Municipality], stored: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"obec-{town.pk}": town.pk for town in towns}
        for town in towns:
            field = forms.IntegerField(label=town.name, min_value=0, max_value=1_000_000, required=False)
            self.fields[f"obec-{town.pk}"] = field
            self.initial[f"obec-{town.pk}"] = stored.get(town.pk)

    def counts(self) -> dict[int, int]:
        """Clients by the key of the municipality."""
        found = {key: self.cleaned_data.get(name) for name, key in self.keys.items()}
        return {key: count for key, count in found.items() if count is not None}


class ResolutionForm(forms.Form):
    """Who decided, when, under which number."""

    body_name = forms.CharField(label=gettext_lazy("Body"), max_length=150)
    decided_on = day_field(gettext_lazy("Decided on"))
    number = forms.CharField(label=gettext_lazy("Number of the resolution"), max_length=60, required=False)

    def resolution(self) -> Resolution:
        """What was written."""
        return Resolution(**self.cleaned_data)


class ScenarioForm(GuardedForm):
    """A scenario of joint financing."""

    class Meta:
        model = JointFinancing
        fields = [
            "name",
            "method",
            "rate_czk",
            "people_part",
            "clients_part",
            "equal_part",
            "town",
            "town_percent",
            "minimum_czk",
            "people_on",
            "note",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rate_czk"] = NumberField(label=_("Rate for an inhabitant in CZK"))
        self.fields["name"].widget.attrs["size"] = 50
        help_text = self.fields["people_on"].help_text
        self.fields["people_on"] = day_field(_("Inhabitants on"), help_text=help_text)


class MemberForm(forms.ModelForm):
    """A row of the table of municipalities."""

    class Meta:
        model = FinancingMember
        fields = ["months", "weight", "correction_czk", "correction_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weight"] = NumberField(label=_("Weight"), required=True)
        self.fields["correction_czk"] = CrownsField(label=_("Correction in CZK"), may_be_negative=True)
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{self.instance.municipality}: {field.label}"
            if name == "correction_note":
                field.widget.attrs["size"] = 22

    def clean_correction_czk(self) -> int:
        """Nothing written is no correction."""
        return self.cleaned_data["correction_czk"] or 0


class PaymentForm(forms.Form):
    """Money that came from a municipality."""

    member = forms.ModelChoiceField(label=gettext_lazy("Municipality"), queryset=FinancingMember.objects.none())
    paid_on = day_field(gettext_lazy("Paid on"))
    amount_czk = CrownsField(label=gettext_lazy("Amount in CZK"), required=True, may_be_negative=True)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=150, required=False)

    def __init__(self, *args: Any, financing: JointFinancing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = financing.members.select_related("municipality", "financing")
