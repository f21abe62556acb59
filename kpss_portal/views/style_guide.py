"""Every component of the look in its states on one page, for those who build and check it."""

from typing import Any

from django import forms
from django.contrib.admin.views.decorators import staff_member_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kpss_portal import accent
from kpss_portal.charts import Chart, Series

SAMPLE_COLORS = ("#2b367a", "#8a1538", "#2e8b3d", "#f2b705", "#5b6770")
READERS = [("group", gettext_lazy("Only the group")), ("all", gettext_lazy("Everybody"))]


class SampleForm(forms.Form):
    """Fields of all kinds."""

    title = forms.CharField(label=gettext_lazy("Name of the meeting"))
    held_on = forms.DateField(label=gettext_lazy("Day"), help_text=gettext_lazy("For example 3. 12. 2026"))
    readers = forms.ChoiceField(label=gettext_lazy("Who will see it?"), choices=READERS, widget=forms.RadioSelect)
    warned = forms.MultipleChoiceField(
        label=gettext_lazy("Whom to tell?"), choices=READERS, widget=forms.CheckboxSelectMultiple, required=False
    )
    place = forms.ChoiceField(label=gettext_lazy("Municipality"), choices=[("1", "Chotiněves"), ("2", "Polepy")])
    minutes = forms.FileField(label=gettext_lazy("Minutes"), help_text=gettext_lazy("PDF up to 20 MB"))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea({"rows": 3}))
    is_public = forms.BooleanField(label=gettext_lazy("Publish at once"), required=False)


@staff_member_required
def style_guide(request: HttpRequest) -> HttpResponse:
    """Shows the components in their states."""
    return render(request, "style_guide.html", _numbers() | _lists() | {"colors": _colors(), "form": _wrong_form()})


def _wrong_form() -> SampleForm:
    return SampleForm({"title": _("Help at weekends"), "held_on": "31. 11.", "place": "1"})


def _colors() -> list[dict[str, Any]]:
    """Sample colours of an office with what comes out of them, and how well it can be read."""
    return [
        {
            "given": color,
            "light": accent.palette(color)["accent-main"],
            "dark": accent.palette(color, accent.DARK)["accent-main"],
            "contrast": accent.worst_contrast(color),
        }
        for color in SAMPLE_COLORS
    ]


def _numbers() -> dict[str, Any]:
    charts = {
        kind: Chart(
            title=title,
            categories=["2024", "2025", "2026"],
            series=[Series(_("over 65"), [120, None, 151]), Series(_("over 80"), [30, 34, 41])],
            kind=kind,
            key=kind,
        )
        for kind, title in (
            ("grouped_bars", _("Sample: more people over 65 live here")),
            ("stacked", _("Sample: parts of a whole")),
            ("line", _("Sample: how it went in time")),
        )
    }
    figures = [
        (_("people in the territory"), 57785, _("Czech Statistical Office, 1. 1. 2022")),
        (_("services in the catalogue"), 76, _("register, September 2026")),
        (_("for measure 5.2.3"), None, _("the plan does not state the costs")),
    ]
    return {"charts": list(charts.values()), "figures": figures}


def _lists() -> dict[str, Any]:
    steps = [
        {"state": "done", "label": _("May 2026"), "title": _("The survey is over"), "text": _("412 people answered.")},
        {"state": "now", "label": pgettext("where we are", "now"), "title": _("The group chooses measures")},
        {"state": "ahead", "label": _("March 2027"), "title": _("The assembly decides")},
    ]
    facts = [(_("Address"), "Mrázova 1284/38, Litoměřice"), (_("Verified"), "16. 11. 2026"), (_("Note"), "")]
    signs = [
        ("ok", "done", _("done")),
        ("run", "again", _("goes on")),
        ("run", "mostly", _("done in part")),
        ("run", "half", _("under way")),
        ("off", "empty", _("not begun")),
        ("warn", "waiting", _("waits")),
        ("bad", "cross", _("not done")),
        ("bad", "clock", _("late")),
        ("off", "stopped", _("cancelled")),
        ("off", "onward", _("moved to the next plan")),
    ]
    chips = [(_("seniors"), "?"), (_("at home"), "?")]
    page = Paginator(range(95), 20).get_page(2)
    return {"steps": steps, "facts": facts, "signs": signs, "chips": chips, "page": page}
