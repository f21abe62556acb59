"""Results of a survey as tables of an analysis, kept in step by reference: the survey's published set is read, not copied.

While the plan is being written the table shows what is published now. At the approval it is written into the plan, so that
the approved wording stays what it was, even if the results were withdrawn later.
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from plans.analyses import TableData
from plans.enums import AnalysisKind, ChartKind
from plans.models import AnalysisTable, Plan
from surveys.models import ResultSet, Survey
from surveys.results.reading import Grid, Results

PREFIX = "anketa"  # of the values of the choice among ready tables


def offered() -> list[tuple[str, str]]:
    """Questions with published results, for the choice among ready tables."""
    rows = ResultSet.objects.public().select_related("survey").order_by("-published_at")
    return [
        (f"{PREFIX}:{results.survey.slug}:{question.code}", f"{results.survey}: {question.code}. {question.text}"[:120])
        for results in rows
        for question in Results(results.document).questions
        if question.grid is not None
    ]


def chosen(value: str) -> tuple[Survey, str] | None:
    """Survey and number of the question behind a value of the choice; None for any other value."""
    prefix, _colon, rest = value.partition(":")
    slug, _colon, code = rest.partition(":")
    if prefix != PREFIX or not code:
        return None
    survey = Survey.objects.filter(slug=slug).first()
    return (survey, code) if survey else None


def table_of(survey: Survey, code: str) -> TableData | None:
    """The question's table as it is published now; None if it is not."""
    results = ResultSet.objects.public().filter(survey=survey).first()
    if results is None:
        return None
    read = Results(results.document)
    question = next((shown for shown in read.questions if shown.code == code and shown.grid), None)
    if question is None or question.grid is None:
        return None
    title = question.chart.title if question.chart else question.text
    note = [question.text, question.answered]
    if question.has_hidden:
        note.append(_("An empty cell is a number that is not told, so that nobody can be recognised."))
    return TableData(
        title=title,
        columns=list(question.grid.header),
        rows=_rows(question.grid),
        as_of=date.fromisoformat(read.document["closed_on"]),
        source=_("survey “%(title)s”, question %(code)s") % {"title": survey.title, "code": code},
        kind=AnalysisKind.NEEDS,
        unit=_("people"),
        chart=ChartKind.BARS if len(question.grid.header) == 3 else ChartKind.NONE,
        note=" ".join(part for part in note if part),
    )


def _rows(grid: Grid) -> list[list[Any]]:
    return [[name, *(_cell(cell.text, is_hidden=cell.is_hidden) for cell in cells)] for name, cells in grid.rows]


def _cell(text: str, *, is_hidden: bool) -> Any:
    """Numbers as numbers; a number that is not told, and a share that is not printed, as unknown."""
    bare = text.replace("\xa0", "").removesuffix("%")
    return int(bare) if bare.isdecimal() and not is_hidden else None


def in_step(table: AnalysisTable) -> AnalysisTable:
    """The table with the numbers that are published now; a table with its own numbers, or of an approved plan, as it is.

    Where the results are not public (any more), it has no rows and its note says so.
    """
    if table.survey is None or table.analysis.plan.is_frozen:
        return table
    data = table_of(table.survey, table.survey_question)
    if data is None:
        table.columns, table.rows = [_("Answer"), _("people")], []
        table.note = _("The results of the survey are not public now.")
        return table
    table.columns, table.rows, table.as_of, table.source = data.columns, data.rows, data.as_of, data.source[:250]
    table.note = table.note or data.note
    return table


def write_down(plan: Plan) -> None:
    """Writes the present numbers into the plan; called in the moment before it freezes."""
    rows = AnalysisTable.objects.filter(analysis__plan=plan, survey__isnull=False)
    for table in rows.select_related("survey", "analysis__plan"):
        in_step(table).save()
