"""The way of an answer into the portal: begun, kept under a key, sent exactly once.

Nothing here knows who answers: neither a request nor a user comes in. Sending deletes the unfinished sheet, spends the
slip and writes the response in one transaction, so a killed process leaves all or nothing, and sending twice finds no
sheet any more. That the transaction is one betrays nothing: spent slips are bits of one value (see `CodeBook`).
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.branching import Path
from surveys.codes import KEY, digest_of, new_code, tidy
from surveys.enums import Channel, ResponseState, SurveyState
from surveys.errors import AlreadySent, CodeUnknown, CodeUsed, NotAccepting
from surveys.keys import BITS, random_key
from surveys.models import AccessCode, CodeBook, Response, Survey, UnfinishedSheet
from surveys.questionnaire import Asked, Questionnaire, questionnaire_of
from surveys.sealing import CannotUnseal, seal, unseal

UNFINISHED_DAYS = 30


class AnswersMissing(Exception):
    """Required questions have no answer; `questions` says which."""

    def __init__(self, questions: list[Asked]) -> None:
        super().__init__([question.code for question in questions])
        self.questions = questions


@dataclass
class Sheet:
    """Unfinished answers, unsealed: what was answered, which parts were passed, by which way the person came."""

    channel: Channel
    answers: dict[str, Any] = field(default_factory=dict)
    slip: int | None = None  # place in the book of codes
    passed: list[int] = field(default_factory=list)  # keys of sections
    language: str = ""
    is_suspect: bool = False  # filled a field that people do not see

    def content(self) -> dict[str, Any]:
        """What is sealed."""
        return self.__dict__


def slip_of(survey: Survey, typed: str) -> int:
    """Place of the slip in the book; CodeUnknown or CodeUsed."""
    row = AccessCode.objects.filter(survey=survey, digest=digest_of(tidy(typed), "slip")).first()
    if row is None:
        raise CodeUnknown
    if CodeBook.objects.get(survey=survey).is_spent(row.number):
        raise CodeUsed
    return row.number


def begin(survey: Survey, *, slip: str = "", language: str = "", is_trial: bool = False) -> str:
    """Starts answering; gives the key that the respondent keeps.

    Raises NotAccepting, and CodeUnknown or CodeUsed where a slip is needed.
    """
    if is_trial:
        if survey.state != SurveyState.DRAFT:
            raise NotAccepting
        return _store(survey, Sheet(Channel.TEST, language=language))
    if not survey.takes_new(timezone.now()):
        raise NotAccepting
    if survey.has_codes and (slip or not survey.has_open_web):
        return _store(survey, Sheet(Channel.CODE, slip=slip_of(survey, slip), language=language))
    if not survey.has_open_web:
        raise NotAccepting
    return _store(survey, Sheet(Channel.WEB, language=language))


def _store(survey: Survey, sheet: Sheet) -> str:
    key = new_code(KEY)
    UnfinishedSheet.objects.create(
        survey=survey, key_digest=_digest(key), sealed=seal(sheet.content(), key), expires_on=_expiry()
    )
    return key


def _digest(key: str) -> str:
    return digest_of(key, "unfinished")


def _expiry() -> date:
    return timezone.localdate() + timedelta(days=UNFINISHED_DAYS)


def _takes(survey: Survey, sheet: Sheet) -> bool:
    if sheet.channel == Channel.TEST:
        return survey.state == SurveyState.DRAFT
    return survey.takes_begun(timezone.now())


def load(survey: Survey, key: str) -> Sheet:
    """The unfinished answers; AlreadySent if there are none under the key (any more)."""
    return _unsealed(UnfinishedSheet.objects.filter(survey=survey, key_digest=_digest(key)).first(), key)


def _unsealed(row: UnfinishedSheet | None, key: str) -> Sheet:
    if row is None or row.expires_on < timezone.localdate():
        raise AlreadySent
    try:
        content = unseal(bytes(row.sealed), key)
    except CannotUnseal as fault:  # the secret of the portal was changed meanwhile
        raise AlreadySent from fault
    return Sheet(**content | {"channel": Channel(content["channel"])})


@transaction.atomic
def save(survey: Survey, key: str, part: int, answers: dict[str, Any], *, is_suspect: bool = False) -> Sheet:
    """Keeps the answers of one section in the place of its former ones; None means that a question was left out.

    Raises AlreadySent, and NotAccepting when even the time for those who began is over.
    """
    row = _locked(survey, key)
    sheet = _unsealed(row, key)
    if not _takes(survey, sheet):
        raise NotAccepting
    sheet.answers.update(answers)
    sheet.answers = {code: value for code, value in sheet.answers.items() if value is not None}
    sheet.passed = [*(passed for passed in sheet.passed if passed != part), part]
    sheet.is_suspect = sheet.is_suspect or is_suspect
    row.sealed, row.expires_on = seal(sheet.content(), key), _expiry()
    row.save(update_fields=["sealed", "expires_on"])
    return sheet


def _locked(survey: Survey, key: str) -> UnfinishedSheet:
    """The row, held: two tabs save one after the other."""
    row = UnfinishedSheet.objects.select_for_update().filter(survey=survey, key_digest=_digest(key)).first()
    if row is None:
        raise AlreadySent
    return row


@transaction.atomic
def send(survey: Survey, key: str) -> None:
    """Turns the unfinished answers into one response.

    Raises AlreadySent (a second press finds nothing), NotAccepting, AnswersMissing, CodeUsed. Answers to questions that a
    later answer hid are left out.
    """
    row = _locked(survey, key)
    sheet = _unsealed(row, key)
    if not _takes(survey, sheet):
        raise NotAccepting
    path = Path(questionnaire_of(survey), sheet.answers)
    if path.missing():
        raise AnswersMissing(path.missing())
    row.delete()
    if sheet.slip is not None:
        spend(survey, sheet.slip)
    _write(survey, sheet, path)


def _write(survey: Survey, sheet: Sheet, path: Path, key: int | None = None) -> None:
    Response.objects.create(
        id=key or random_key(),
        survey=survey,
        channel=sheet.channel,
        answered_on=timezone.localdate(),
        state=ResponseState.QUARANTINED if sheet.is_suspect else ResponseState.VALID,
        answers=path.kept(),
    )


def spend(survey: Survey, slip: int) -> None:
    """Marks the slip; CodeUsed if another one was quicker. Call it in a transaction: it holds the book."""
    book = CodeBook.objects.select_for_update().get(survey=survey)
    if book.is_spent(slip):
        raise CodeUsed
    book.spend(slip)
    book.save(update_fields=["spent"])


def answer_at_once(survey: Survey, answers: dict[str, Any], *, once: str, is_suspect: bool = False) -> None:
    """Stores the answer to a quick poll, which has nothing to be kept unfinished; NotAccepting outside its time.

    `once` is a secret of the page that was sent; the key of the response is made of it, so a double press stores one.
    """
    if not survey.is_quick_poll or not survey.has_open_web or not survey.takes_new(timezone.now()):
        raise NotAccepting
    path = Path(questionnaire_of(survey), answers)
    key = (int(digest_of(once, "poll"), 16) >> (256 - BITS)) + 1
    with suppress(IntegrityError), transaction.atomic():
        _write(survey, Sheet(Channel.WEB, answers=answers, is_suspect=is_suspect), path, key=key)


def pages_of(survey: Survey, sheet: Sheet, language: str = "") -> tuple[Questionnaire, Path]:
    """The questionnaire in the person's variant and the way their answers lead."""
    questionnaire = questionnaire_of(survey, language or sheet.language)
    return questionnaire, Path(questionnaire, sheet.answers)
