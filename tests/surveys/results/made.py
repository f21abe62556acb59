"""A closed survey with answers, small enough to be counted in the head: sixty people, one rare answer."""

from datetime import timedelta

from django.utils import timezone

from surveys.enums import Channel, QuestionKind, SurveyState
from surveys.models import Choice, CrossTable, Response, SurveyMunicipality
from surveys.results.workflow import ask_for_results, count_now, take_step
from tests.community.factories import MunicipalityFactory
from tests.surveys.factories import QuestionFactory, SectionFactory, SurveyFactory, opened

HELP = ("rodina", "sousedé", "služba", "nikdo")


def closed_survey(people=60, **fields):
    """Questions: 1 municipality (two), 2 who helps (one rare answer), 3 what with (several), 4 scale, 5 number, 6 text."""
    closing = {"closed_at": timezone.now() - timedelta(days=2), "is_settled": True}
    closing |= {name: fields.pop(name) for name in tuple(fields) if name in closing}
    survey = SurveyFactory(**fields)
    section = SectionFactory(survey=survey)
    big, small = MunicipalityFactory(name="Velká"), MunicipalityFactory(name="Malá")
    SurveyMunicipality.objects.create(survey=survey, municipality=big, addressed=80, paper_forms=50)
    SurveyMunicipality.objects.create(survey=survey, municipality=small, addressed=40, paper_forms=20)
    QuestionFactory(section=section, kind=QuestionKind.MUNICIPALITY, text="Kde bydlíte?")
    helps = QuestionFactory(section=section, text="Kdo vám pomáhá?", choices=HELP)
    several = QuestionFactory(
        section=section, kind=QuestionKind.SEVERAL, text="S čím?", choices=("nákup", "úklid", "s ničím")
    )
    Choice.objects.filter(question=several, value=3).update(is_exclusive=True)
    QuestionFactory(section=section, kind=QuestionKind.SCALE, text="Jak jste spokojeni?", has_dont_know=True)
    QuestionFactory(section=section, kind=QuestionKind.NUMBER, text="Kolik zaplatíte?", unit="Kč")
    QuestionFactory(section=section, kind=QuestionKind.LONG_TEXT, text="Co chybí?")
    opened(survey, state=SurveyState.CLOSED, opened_at=timezone.now() - timedelta(days=30), **closing)
    CrossTable.objects.create(survey=survey, question=several, by=survey.questions.get(kind=QuestionKind.MUNICIPALITY))
    CrossTable.objects.create(survey=survey, question=helps, by=survey.questions.get(kind=QuestionKind.MUNICIPALITY))
    Response.objects.bulk_create(
        Response(
            survey=survey,
            channel=Channel.WEB if number % 3 else Channel.CODE,
            answered_on=survey.opened_at.date(),
            answers=answers(number, big.code, small.code),
        )
        for number in range(people)
    )
    return survey


def answers(number, big, small):
    """Answers of one person; the same numbers always give the same."""
    given = {
        "1": big if number % 3 else small,
        "2": 3 if number in {7, 8} else 4 if number % 5 == 0 else 1 + number % 2,
        "3": [3] if number % 4 == 0 else [1, 2] if number % 4 == 1 else [1 + number % 2],
        "4": 1 + number % 5,
        "5": 100 * (number % 6),
    }
    if number % 2:
        given["6"] = f"Chybí mi lavička, osoba {number}."
    return given


def counted(survey, by):
    """Its results, counted."""
    return count_now(ask_for_results(survey, by=by).pk)


def published(survey, by, **fields):
    """Its results, published."""
    results = take_step(counted(survey, by), "check", by=by)
    return take_step(results, "publish", by=by, **fields)
