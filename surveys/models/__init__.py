"""Nouns of surveys; one a file."""

from surveys.models.access_code import AccessCode, CodeBook
from surveys.models.paper import PaperBatch, PaperSheet
from surveys.models.questionnaire import Choice, Condition, MatrixRow, Question, Section
from surveys.models.response import Response, UnfinishedSheet
from surveys.models.result_set import CrossTable, NumberBands, ResultSet
from surveys.models.survey import Survey, SurveyMunicipality
from surveys.models.written import CodedText, Quote, Theme

__all__ = [
    "AccessCode",
    "Choice",
    "CodeBook",
    "CodedText",
    "Condition",
    "CrossTable",
    "MatrixRow",
    "NumberBands",
    "PaperBatch",
    "PaperSheet",
    "Question",
    "Quote",
    "Response",
    "ResultSet",
    "Section",
    "Survey",
    "SurveyMunicipality",
    "Theme",
    "UnfinishedSheet",
]
