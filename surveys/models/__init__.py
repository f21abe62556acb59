"""Nouns of surveys; one a file."""

from surveys.models.access_code import AccessCode, CodeBook
from surveys.models.paper import PaperBatch, PaperSheet
from surveys.models.questionnaire import Choice, Condition, MatrixRow, Question, Section
from surveys.models.response import Response, UnfinishedSheet
from surveys.models.survey import Survey, SurveyMunicipality

__all__ = [
    "AccessCode",
    "Choice",
    "CodeBook",
    "Condition",
    "MatrixRow",
    "PaperBatch",
    "PaperSheet",
    "Question",
    "Response",
    "Section",
    "Survey",
    "SurveyMunicipality",
    "UnfinishedSheet",
]
