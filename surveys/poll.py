"""The quick poll of the first page."""

import secrets
from copy import deepcopy
from typing import Any

from django import forms

from surveys.forms.section import SectionForm
from surveys.models import Survey
from surveys.questionnaire import questionnaire_of


class PollForm(SectionForm):
    """The question of a poll; `once` lets one page be sent once."""

    guard_name = "survey.poll"
    once = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["once"] = secrets.token_urlsafe(24)


def poll_form(survey: Survey, data: Any = None) -> PollForm:
    """The form of a poll; its question must be answered, for there is nothing else to send."""
    questions = deepcopy(list(questionnaire_of(survey).questions()))
    for question in questions:
        question.row.is_required = True
    return PollForm(questions, data)


def current_poll() -> tuple[Survey, PollForm] | None:
    """The newest poll that can be answered now, with its form."""
    survey = Survey.objects.running().filter(is_quick_poll=True, has_open_web=True).order_by("-opened_at").first()
    return (survey, poll_form(survey)) if survey is not None else None
