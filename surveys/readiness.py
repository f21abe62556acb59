"""What keeps a survey from opening, and what it would be wise to mend before."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.czech import fold
from surveys.branching import faults_of
from surveys.enums import QuestionKind as K
from surveys.models import Survey
from surveys.questionnaire import Asked, Questionnaire, questionnaire_of

LEAST_CHOICES = 2
MOST_QUESTIONS = 40  # advice of a guide for villages: under twenty minutes
NAMING_WORDS = ("jmeno", "prijmeni", "e-mail", "email", "telefon", "rodne cislo", "adresa bydliste", "datum narozeni")


def obstacles_of(survey: Survey) -> list[str]:
    """Faults that must be mended before opening, in words; empty when it can be opened."""
    questionnaire = questionnaire_of(survey)
    asked = questionnaire.asked()
    faults = []
    if not asked:
        faults.append(_("The survey has no questions."))
    faults += [
        _("Section “%(title)s” is empty.") % {"title": part.title} for part in questionnaire.parts if not part.questions
    ]
    for question in asked:
        faults += _faults_of_question(survey, question)
    if survey.closes_at and survey.closes_at <= timezone.now():
        faults.append(_("The time of closing is over."))
    if survey.is_quick_poll and (len(asked) != 1 or asked[0].kind not in {K.ONE, K.SCALE, K.SEVERAL, K.AGE_BAND}):
        faults.append(_("A quick poll has exactly one question with choices."))
    if survey.is_quick_poll and not survey.has_open_web:
        faults.append(_("A quick poll is on the web, open to all."))
    if survey.has_codes and not getattr(survey, "code_book", None):
        faults.append(_("No slips with codes have been made yet."))
    return faults + faults_of(questionnaire)


def _faults_of_question(survey: Survey, question: Asked) -> list[str]:
    faults = []
    if question.kind in K.with_choices() and len(question.options) < LEAST_CHOICES:
        faults.append(_("Question %(code)s has fewer than two choices.") % {"code": question.code})
    if question.kind == K.MATRIX and not question.rows:
        faults.append(_("Question %(code)s has no rows.") % {"code": question.code})
    if question.kind == K.MUNICIPALITY and len(question.options) < LEAST_CHOICES:
        faults.append(
            _("Question %(code)s asks about the municipality, but the survey lists none.") % {"code": question.code}
        )
    return faults


def advice_on(survey: Survey) -> list[str]:
    """What may be left as it is, but should be thought about."""
    questionnaire = questionnaire_of(survey)
    advice = _advice_on_length(questionnaire)
    if survey.is_anonymous:
        advice += [
            _("Question %(code)s seems to ask for a name or a contact; the survey promises anonymity.")
            % {"code": question.code}
            for question in questionnaire.asked()
            if question.kind in K.written() and any(word in fold(question.text) for word in NAMING_WORDS)
        ]
    if not survey.intro:
        advice.append(_("The introduction is empty: say why you ask and when results come."))
    return advice


def _advice_on_length(questionnaire: Questionnaire) -> list[str]:
    count = len(questionnaire.asked())
    if count <= MOST_QUESTIONS:
        return []
    return [
        ngettext(
            "The survey has %(count)d question; over forty people give up.",
            "The survey has %(count)d questions; over forty people give up.",
            count,
        )
        % {"count": count}
    ]
