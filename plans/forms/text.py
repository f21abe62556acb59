"""Forms of chapters and analyses."""

from io import BytesIO
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpss_portal.editing import GuardedForm
from kpss_portal.sent_tables import let_in
from kpss_portal.spreadsheets import SpreadsheetError
from kpss_portal.widgets import RichTextField
from plans import survey_tables
from plans.analyses import READY, TableData, table_from_file, table_from_text
from plans.models import Analysis, AnalysisTable, Chapter


class ChapterForm(GuardedForm):
    """A chapter with the editor of text."""

    body = RichTextField(label=_("text"))

    class Meta:
        model = Chapter
        fields = ["plan", "position", "role", "title", "body"]


class AnalysisForm(GuardedForm):
    """An analysis with the editor of text."""

    body = RichTextField(label=_("text"))

    class Meta:
        model = Analysis
        fields = ["plan", "kind", "title", "slug", "summary", "body", "position", "area", *Analysis.SWOT]


def _ready_choices() -> list[tuple[str, Any]]:
    own = [(key, table.label) for key, table in READY.items()]
    return [("", "–"), *own, *survey_tables.offered()]


class TableForm(GuardedForm):
    """A table: pasted from a spreadsheet, uploaded, or made of the portal's own data."""

    pasted = forms.CharField(
        label=_("paste a table"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
        help_text=_("Copy the cells in a spreadsheet with their headings and paste them here."),
    )
    uploaded = forms.FileField(
        label=_("or upload a file"), required=False, help_text=_("xlsx, ods or csv; the first sheet is taken.")
    )
    ready = forms.ChoiceField(
        label=_("or take a ready table"),
        required=False,
        help_text=_("Made of the portal's own data, with their date and source."),
    )

    class Meta:
        model = AnalysisTable
        fields = ["analysis", "title", "as_of", "source", "unit", "chart", "note", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "ready" in self.fields:
            self.fields["ready"].choices = _ready_choices()  # type: ignore[attr-defined]  # the stubs do not know it
        for name in {"title", "as_of", "source"} & set(self.fields):
            self.fields[name].required = False  # a ready table brings them

    def clean(self) -> dict[str, Any]:
        """One way of giving the data; a new table needs one."""
        cleaned = super().clean()
        given = [name for name in ("pasted", "uploaded", "ready") if cleaned.get(name)]
        if len(given) > 1:
            self.add_error(given[1], _("Choose one way only."))
        elif given:
            self._take(given[0], cleaned)
        elif not self.instance.pk:
            self.add_error("pasted", _("Paste a table, upload a file, or take a ready one."))
        for name in ("title", "as_of", "source"):
            if not cleaned.get(name):
                self.add_error(name, _("A figure needs its title, date and source."))
        return cleaned

    def _ready(self, value: str) -> TableData | None:
        """The table behind the choice; one of a survey is referred to, not copied."""
        cited = survey_tables.chosen(value)
        if cited is None:
            return READY[value].build()
        self.instance.survey, self.instance.survey_question = cited
        return survey_tables.table_of(*cited)

    def _take(self, way: str, cleaned: dict[str, Any]) -> None:
        self.instance.survey, self.instance.survey_question = None, ""
        if way == "ready":
            table = self._ready(cleaned["ready"])
            if table is None:
                self.add_error("ready", _("These results are not public any more."))
                return
            self.instance.columns, self.instance.rows = table.columns, table.rows
            for name in ("title", "as_of", "source", "unit", "note"):
                cleaned[name] = cleaned.get(name) or getattr(table, name)
            return
        try:
            read = table_from_text(cleaned["pasted"]) if way == "pasted" else _table_of(cleaned["uploaded"])
        except forms.ValidationError as error:
            self.add_error(way, error)
            return
        self.instance.columns, self.instance.rows = read


def _table_of(file: Any) -> tuple[list[str], list[list[Any]]]:
    try:
        return table_from_file(BytesIO(let_in(file).data))
    except SpreadsheetError as fault:
        raise forms.ValidationError(str(fault)) from fault
