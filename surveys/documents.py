"""The questionnaire on paper: the same numbers as on the web, normal and large print.

Of an opened survey the document is made once in the background and stored; of a draft it is made for the office on demand.
"""

import hashlib
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from community.models import Office
from kpss_portal.document_making import fill
from kpss_portal.models import StoredDocument
from kpss_portal.pdf import render_pdf
from surveys.branching import when_in_words
from surveys.enums import QuestionKind as K
from surveys.models import Survey
from surveys.questionnaire import Asked, Questionnaire, questionnaire_of

KIND = "survey-form"
TEMPLATE, TEMPLATE_VERSION = "surveys/pdf/form.html", 1
SIZES = ("normal", "large")
LINES = {K.SHORT_TEXT: 1, K.LONG_TEXT: 5, K.NUMBER: 1, K.YEAR: 1, K.DATE: 1, K.SERVICE_TYPE: 1}


def render_form(survey: Survey, size: str) -> bytes:
    """Bytes of the paper form; raises PdfUnavailable."""
    with override("cs"):
        context = form_context(survey, size)
    return render_pdf(TEMPLATE, context, made_at=survey.opened_at or timezone.now())


def form_context(survey: Survey, size: str) -> dict[str, Any]:
    """What the template prints."""
    questionnaire = questionnaire_of(survey)
    return {
        "survey": survey,
        "is_large": size == "large",
        "office": Office.load(),
        "address": settings.BASE_URL.split("://")[-1] + survey.get_absolute_url(),
        "parts": [
            {
                "title": part.title,
                "text": part.text,
                "when": _note(questionnaire, part.rules),
                "questions": [_printed(questionnaire, question) for question in part.questions],
            }
            for part in questionnaire.parts
        ],
    }


def _note(questionnaire: Questionnaire, rules: Any) -> str:
    if not rules:
        return ""
    return _("Answer only if %(when)s.") % {"when": when_in_words(questionnaire, rules)}


def _printed(questionnaire: Questionnaire, question: Asked) -> dict[str, Any]:
    row = question.row
    numbered = [] if question.kind in {K.SERVICE_TYPE, K.SCALE} else list(enumerate(_texts(question), start=1))
    return {
        "asked": question,
        "kind": question.kind.value,
        "when": _note(questionnaire, question.rules),
        "hint": hint_on_paper(question),
        "options": numbered,
        "scale": list(row.scale) if question.kind == K.SCALE else [],
        "dont_know": row.has_dont_know and question.kind == K.SCALE,
        "lines": range(LINES.get(question.kind, 0)),
    }


def _texts(question: Asked) -> list[str]:
    return [text for _value, text in question.options]


def hint_on_paper(question: Asked) -> str:
    """The author's help and how to mark the answer."""
    row, hints = question.row, [question.help]
    if question.kind == K.SEVERAL:
        hints.append(_("Mark at most %(most)d.") % {"most": row.limit} if row.limit else _("Mark all that apply."))
    elif question.kind == K.RANKING:
        hints.append(_("Write 1 to the most important, 2 to the next one, up to %(most)d.") % {"most": question.places})
    elif question.kind == K.MATRIX:
        hints.append(_("Mark one answer in each row."))
    elif question.kind == K.SCALE and (row.scale_min_label or row.scale_max_label):
        hints.append(
            _("%(least)d means %(least_words)s, %(most)d means %(most_words)s.")
            % {
                "least": row.scale_min,
                "most": row.scale_max,
                "least_words": row.scale_min_label or "–",
                "most_words": row.scale_max_label or "–",
            }
        )
    return " ".join(hint for hint in hints if hint)


def stored_form(survey: Survey, size: str) -> StoredDocument:
    """The stored document of an opened survey, or the one on which somebody may wait."""
    key = f"{survey.pk}|{survey.opened_at}|{size}|{settings.BASE_URL}"
    return StoredDocument.objects.get_or_create(
        kind=KIND,
        content_sha256=hashlib.sha256(key.encode()).hexdigest(),
        template_version=TEMPLATE_VERSION,
        defaults={"title": f"{survey} ({size})"[:250]},
    )[0]


def make_forms(survey: Survey) -> None:
    """Makes both documents of an opened survey on paper unless they are there; what went wrong stands at them."""
    for size in SIZES if survey.has_paper else ():
        stored = stored_form(survey, size)
        if not stored.is_ready:
            fill(stored, partial(render_form, survey, size))
