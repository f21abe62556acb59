"""How many answers came, the only thing that anybody sees before closing; by the same rule as the results."""

from dataclasses import dataclass

from surveys.enums import Channel, QuestionKind
from surveys.models import Survey
from surveys.questionnaire import questionnaire_of
from surveys.results.suppression import tell_single
from surveys.results.tables import NONE, TOTAL, Single


@dataclass(frozen=True)
class Progress:
    """Numbers by channel and by municipality; None where a number is not told. Empty while too few answered."""

    total: int | None
    by_channel: list[tuple[str, int | None]]
    by_municipality: list[tuple[str, int | None]]


def progress_of(survey: Survey) -> Progress:
    """Reads only which way answers came and from which municipality, nothing else of them."""
    rows = list(survey.responses.counted().values_list("channel", "answers"))
    if len(rows) < survey.threshold:
        return Progress(None, [], [])
    channels = [(channel.value, str(channel.label)) for channel in Channel if channel != Channel.TEST]
    where = next((one for one in questionnaire_of(survey).asked() if one.kind == QuestionKind.MUNICIPALITY), None)
    places = [(str(value), text) for value, text in where.options] if where else []
    towns = [str(answers.get(where.code) or NONE) for _channel, answers in rows] if where else []
    by_municipality = _told(survey, places, towns) if set(towns) - {NONE} else []
    return Progress(len(rows), _told(survey, channels, [row[0] for row in rows]), by_municipality)


def _told(survey: Survey, names: list[tuple[str, str]], values: list[str]) -> list[tuple[str, int | None]]:
    known = {name for name, _label in names}
    column = Single("x", tuple(known), [value if value in known else NONE for value in values])
    table = tell_single(column, survey.threshold).table
    if table is None or table.cells[TOTAL] is None:
        return []
    return [(label, table.cells[(("x", name),)]) for name, label in names]
