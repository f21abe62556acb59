"""Surveys for tests: small by default, complete where a test asks for it."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from surveys.enums import Channel, QuestionKind, SurveyState
from surveys.models import Choice, Condition, MatrixRow, PaperBatch, Question, Response, Section, Survey
from tests.accounts.factories import UserFactory


class SurveyFactory(DjangoModelFactory):
    """A draft without questions; `is_open=True` or `is_closed=True` skip the workflow and fix it."""

    class Meta:
        model = Survey

    class Params:
        is_open = factory.Trait(
            state=SurveyState.OPEN,
            opened_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=7)),
            opened_by=factory.SubFactory(UserFactory),
        )
        is_closed = factory.Trait(
            state=SurveyState.CLOSED,
            opened_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=30)),
            opened_by=factory.SubFactory(UserFactory),
            closed_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=2)),
        )

    slug = factory.Sequence(lambda number: f"anketa-{number}")
    title = factory.Sequence(lambda number: f"Anketa {number}")
    intro = "Ptáme se, abychom věděli, co chybí."


class SectionFactory(DjangoModelFactory):
    """A section at the end of its survey."""

    class Meta:
        model = Section

    survey = factory.SubFactory(SurveyFactory)
    position = factory.LazyAttribute(lambda section: section.survey.sections.count() + 1)
    title = factory.LazyAttribute(lambda section: f"Část {section.position}")


class QuestionFactory(DjangoModelFactory):
    """A question at the end of its section, numbered after those that are there; `choices` are texts."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    section = factory.SubFactory(SectionFactory)
    position = factory.LazyAttribute(lambda question: question.section.questions.count() + 1)
    code = factory.LazyAttribute(
        lambda question: (
            ""
            if question.kind == QuestionKind.INFO
            else str(question.section.survey.questions.exclude(code="").count() + 1)
        )
    )
    kind = QuestionKind.ONE
    text = factory.LazyAttribute(lambda question: f"Otázka {question.code}?")

    @factory.post_generation
    def choices(self, create, extracted, **kwargs):
        """Texts of choices; ano and ne by default where the kind has choices."""
        default = ("ano", "ne") if self.kind in QuestionKind.with_choices() else ()
        for value, text in enumerate(extracted or default, start=1):
            Choice.objects.create(question=self, value=value, position=value, text=text)

    @factory.post_generation
    def rows(self, create, extracted, **kwargs):
        """Texts of rows of a table."""
        for value, text in enumerate(extracted or (), start=1):
            MatrixRow.objects.create(question=self, value=value, position=value, text=text)


def shown_if(target, source, *values):
    """A condition of a question or a section."""
    side = {"section": target} if isinstance(target, Section) else {"question": target}
    return Condition.objects.create(source=source, values=list(values), **side)


def opened(survey, **changes):
    """The survey fixed and open without the workflow: questions are made before."""
    fields = {"state": SurveyState.OPEN, "opened_at": timezone.now(), "opened_by": UserFactory()} | changes
    for name, value in fields.items():
        setattr(survey, name, value)
    survey.save(update_fields=list(fields))
    return survey


class ResponseFactory(DjangoModelFactory):
    """A finished answer from the web."""

    class Meta:
        model = Response

    survey = factory.SubFactory(SurveyFactory, is_open=True)
    channel = Channel.WEB
    answered_on = factory.LazyFunction(timezone.localdate)
    answers = factory.LazyFunction(dict)


class PaperBatchFactory(DjangoModelFactory):
    """An open batch."""

    class Meta:
        model = PaperBatch

    survey = factory.SubFactory(SurveyFactory, is_open=True, has_paper=True)
    label = factory.Sequence(lambda number: f"B{number}")
    place = "Knihovna"
    received_on = factory.LazyFunction(timezone.localdate)
    created_by = factory.SubFactory(UserFactory)
