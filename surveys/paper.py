"""Paper forms typed in: short ways of writing answers, double entry, finishing of a batch."""

import re
import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from kpss_portal.czech import fold
from surveys.branching import Path
from surveys.enums import BatchState, Channel, ResponseState
from surveys.enums import QuestionKind as K
from surveys.forms.fields import MOST_LETTERS, AnswerDate, AnswerNumber, AnswerYear, cleaned_text
from surveys.models import PaperBatch, PaperSheet, Response
from surveys.questionnaire import Asked, questionnaire_of

UNKNOWN_SIGNS = {"n", "x", "nevim"}  # "I don't know" of a scale
NOTHING = {"-", "0"}  # no answer, where each row needs its sign
SEVERAL = re.compile(r"[\s,;.+]+")
DIGITS = 9  # with more choices than digits, numbers are divided by spaces
random = secrets.SystemRandom()


# --- how a clerk writes -------------------------------------------------------------------------------------------


def read_answer(question: Asked, typed: str) -> Any:
    """What is stored for what was typed, None for nothing; ValidationError says what does not fit."""
    text = typed.strip()
    if not text:
        return None
    return READERS[question.kind](question, text)


def _one(question: Asked, text: str) -> Any:
    if question.kind == K.SCALE:
        return _point(question, text)
    return _option(question, text)


def _option(question: Asked, text: str) -> Any:
    """The choice at the printed place."""
    if not (text.isdecimal() and len(text) < 4 and 1 <= int(text) <= len(question.options)):  # digits
        raise ValidationError(_("Write a number from 1 to %(most)d.") % {"most": len(question.options)})
    return question.options[int(text) - 1][0]


def _point(question: Asked, text: str) -> Any:
    row = question.row
    if row.has_dont_know and fold(text) in UNKNOWN_SIGNS:
        return Response.DONT_KNOW
    if not (text.isdecimal() and len(text) < 3 and int(text) in row.scale):  # digits
        raise ValidationError(
            _("Write a number from %(least)d to %(most)d, or x for “I don't know”.")
            % {"least": row.scale_min, "most": row.scale_max}
        )
    return int(text)


def _parts(question: Asked, text: str) -> list[str]:
    """Numbers written apart; up to nine choices also without spaces: 147."""
    parts = [part for part in SEVERAL.split(text) if part]
    if len(question.options) <= DIGITS:
        return [digit for part in parts for digit in part]
    return parts


def _several(question: Asked, text: str) -> list[Any]:
    chosen = sorted({_option(question, part) for part in _parts(question, text)})
    if question.row.limit and len(chosen) > question.row.limit:
        raise ValidationError(
            _("At most %(most)d choices; mark the question as unanswered.") % {"most": question.row.limit}
        )
    return chosen


def _ranking(question: Asked, text: str) -> list[Any]:
    chosen = [_option(question, part) for part in _parts(question, text)]
    if len(chosen) != len(set(chosen)) or len(chosen) > question.places:
        raise ValidationError(_("Each choice has one place; at most %(most)d places.") % {"most": question.places})
    return chosen


def _matrix(question: Asked, text: str) -> dict[str, Any] | None:
    """One sign a row, a dash for a row without an answer."""
    parts = _parts(question, text)
    if len(parts) != len(question.rows):
        raise ValidationError(
            _("Write one sign for each of the %(rows)d rows, a dash for none.") % {"rows": len(question.rows)}
        )
    found = {
        str(row): _option(question, part)
        for (row, _text), part in zip(question.rows, parts, strict=True)
        if part not in NOTHING
    }
    return found or None


def _listed(question: Asked, text: str) -> Any:
    """By the printed number, or by the name."""
    if text.isdecimal():
        return _option(question, text)
    found = [value for value, name in question.options if fold(name) == fold(text)]
    if len(found) != 1:
        found = [value for value, name in question.options if fold(name).startswith(fold(text))]
    if len(found) != 1:
        raise ValidationError(_("This is not in the list. Write its number or the beginning of its name."))
    return found[0]


def _text(question: Asked, text: str) -> str:
    letters = MOST_LETTERS["short" if question.kind == K.SHORT_TEXT else "long"]
    return cleaned_text(text)[:letters]


READERS: dict[K, Any] = {
    K.ONE: _one,
    K.AGE_BAND: _one,
    K.SCALE: _one,
    K.SEVERAL: _several,
    K.RANKING: _ranking,
    K.MATRIX: _matrix,
    K.MUNICIPALITY: _listed,
    K.SERVICE_TYPE: _listed,
    K.NUMBER: lambda question, text: AnswerNumber(question.row.least, question.row.most, question.row.unit).clean(text),
    K.YEAR: lambda question, text: AnswerYear(question.row.least, question.row.most).clean(text),
    K.DATE: lambda question, text: AnswerDate().clean(text),
    K.SHORT_TEXT: _text,
    K.LONG_TEXT: _text,
}


def write_answer(question: Asked, value: Any) -> str:
    """A stored answer as a clerk would type it."""
    if value is None:
        return ""
    places = {option: str(place) for place, (option, _text) in enumerate(question.options, start=1)}
    if question.kind == K.MATRIX:
        return " ".join(places.get(value.get(str(row)), "-") for row, _text in question.rows)
    if isinstance(value, list):
        return " ".join(places.get(option, "?") for option in value)
    if question.kind == K.SCALE or question.kind not in {K.ONE, K.AGE_BAND, K.MUNICIPALITY, K.SERVICE_TYPE}:
        return str(value)
    return places.get(value, "?")


# --- sheets and batches -------------------------------------------------------------------------------------------


def check_entry(batch: PaperBatch, by: Any) -> None:
    """PermissionDenied if `by` may not type in forms of the batch, ValidationError if it is finished."""
    if not by.has_perm("surveys.enter_paper", batch.survey):
        raise PermissionDenied
    if batch.state != BatchState.OPEN:
        raise ValidationError(_("The batch is finished; nothing is added to it any more."))


def next_number(batch: PaperBatch, is_second: bool) -> int:
    """The number of the next form: one more than the last one, or the first that waits for its second entry."""
    if is_second:
        waiting = batch.sheets.filter(second__isnull=True, is_invalid=False).order_by("number").first()
        return waiting.number if waiting else 0
    last = batch.sheets.order_by("-number").first()
    return last.number + 1 if last else 1


@transaction.atomic
def enter(batch: PaperBatch, number: int, answers: dict[str, Any], *, by: Any, is_invalid: bool = False) -> PaperSheet:
    """The first entry of a form; ValidationError if the number is there already."""
    batch = _held(batch)
    check_entry(batch, by)
    if batch.sheets.filter(number=number).exists():
        raise ValidationError(_("Form %(number)d is in the batch already.") % {"number": number})
    return PaperSheet.objects.create(
        batch=batch, number=number, is_invalid=is_invalid, first={} if is_invalid else answers, first_by=by
    )


@transaction.atomic
def enter_again(batch: PaperBatch, number: int, answers: dict[str, Any], *, by: Any) -> PaperSheet:
    """The second entry of a form, made without seeing the first; ValidationError if there is nothing to repeat."""
    batch = _held(batch)
    check_entry(batch, by)
    sheet = batch.sheets.select_for_update().filter(number=number, is_invalid=False).first()
    if sheet is None or not batch.is_double:
        raise ValidationError(_("Form %(number)d has no first entry.") % {"number": number})
    sheet.second, sheet.second_by, sheet.settled = answers, by, None
    sheet.save(update_fields=["second", "second_by", "settled"])
    return sheet


def differences(batch: PaperBatch) -> list[PaperSheet]:
    """Forms whose entries differ and wait to be settled."""
    return [sheet for sheet in batch.sheets.all() if sheet.differs]


@transaction.atomic
def settle(sheet: PaperSheet, answers: dict[str, Any], *, by: Any) -> None:
    """Writes what the paper really says."""
    check_entry(sheet.batch, by)
    sheet.settled = answers
    sheet.save(update_fields=["settled"])


def obstacles(batch: PaperBatch) -> list[str]:
    """What keeps a batch from being finished, in words."""
    faults = []
    if not batch.sheets.exists():
        faults.append(_("The batch is empty."))
    waiting = batch.sheets.filter(second__isnull=True, is_invalid=False).count() if batch.is_double else 0
    if waiting:
        faults.append(_("Forms that wait for their second entry: %(count)d.") % {"count": waiting})
    unsettled = len(differences(batch))
    if unsettled:
        faults.append(_("Forms with differences to settle: %(count)d.") % {"count": unsettled})
    return faults


@transaction.atomic
def finish(batch: PaperBatch, *, by: Any) -> PaperBatch:
    """Turns the forms into responses in random order, deletes them and keeps their counts; ValidationError if it cannot be."""
    batch = _held(batch)
    check_entry(batch, by)
    faults = obstacles(batch)
    if faults:
        raise ValidationError(faults)
    sheets = list(batch.sheets.all())
    random.shuffle(sheets)
    questionnaire, today = questionnaire_of(batch.survey), timezone.localdate()
    Response.objects.bulk_create(
        Response(
            survey=batch.survey,
            channel=Channel.PAPER,
            batch=batch,
            answered_on=today,
            state=ResponseState.INVALID if sheet.is_invalid else ResponseState.VALID,
            answers=Path(questionnaire, sheet.settled or sheet.first or {}).kept(),
        )
        for sheet in sheets
    )
    batch.state, batch.closed_at, batch.closed_by = BatchState.CLOSED, timezone.now(), by
    batch.invalid_count = sum(sheet.is_invalid for sheet in sheets)
    batch.valid_count = len(sheets) - batch.invalid_count
    batch.settled_count = sum(sheet.settled is not None for sheet in sheets)
    batch.save()
    batch.sheets.all().delete()
    record(by, "survey.finish_batch", batch.survey, {"batch": batch.label, "forms": len(sheets)})
    return batch


def _held(batch: PaperBatch) -> PaperBatch:
    return PaperBatch.objects.select_for_update(of=("self",)).select_related("survey").get(pk=batch.pk)
