"""A questionnaire as plain data: ready ones in `surveys/data`, those of the sample office and imported forms are built of it.

A definition has title, audience, anonymity, is_sensitive, intro, thanks, languages and sections; a section has title, text,
when and questions; a question has key, kind, text, help, required, sub, limit, choices, last_excludes, rows, scale (from, to,
meaning of both), dont_know, least, most, unit, when, translations. `when` maps keys of earlier questions to lists of values;
choices and rows are texts, or texts with translations, numbered from one in their order.
"""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from surveys import outline
from surveys.enums import Anonymity, Audience
from surveys.enums import QuestionKind as K
from surveys.models import Choice, Condition, MatrixRow, Question, Section, Survey

DATA = Path(__file__).parent / "data"
READY = ("seniors", "carers", "users", "providers", "mayors")


def ready(name: str) -> dict[str, Any]:
    """A ready questionnaire; KeyError for an unknown one."""
    if name not in READY:
        raise KeyError(name)
    found: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return found


@transaction.atomic
def build(definition: dict[str, Any], slug: str, **fields: Any) -> Survey:
    """A draft of a survey from its definition; `fields` are those of the survey."""
    usual = {
        "title": definition["title"],
        "audience": definition.get("audience", Audience.PUBLIC),
        "intro": definition.get("intro", ""),
        "thanks": definition.get("thanks", ""),
        "is_sensitive": definition.get("is_sensitive", False),
        "threshold": definition.get("threshold", 10 if definition.get("is_sensitive") else 5),
        "languages": definition.get("languages", []),
        "anonymity": definition.get("anonymity", Anonymity.ANONYMOUS),
    }
    survey = Survey.objects.create(slug=slug, **usual | fields)
    keys: dict[str, Question] = {}
    for position, part in enumerate(definition["sections"], start=1):
        section = Section.objects.create(
            survey=survey,
            position=position,
            title=part["title"],
            text=part.get("text", ""),
            translations=part.get("translations", {}),
        )
        _conditions(section, part, keys)
        for place, entry in enumerate(part["questions"], start=1):
            question = _question(section, place, entry)
            _conditions(question, entry, keys)
            keys[entry.get("key", f"{position}.{place}")] = question
    outline.renumber(survey)
    return survey


def _question(section: Section, position: int, entry: dict[str, Any]) -> Question:
    scale = entry.get("scale", [1, 5, "", ""])
    question = Question.objects.create(
        section=section,
        position=position,
        kind=entry["kind"],
        text=entry["text"],
        help=entry.get("help", ""),
        is_required=entry.get("required", False),
        is_sub=entry.get("sub", False),
        limit=entry.get("limit"),
        scale_min=scale[0],
        scale_max=scale[1],
        scale_min_label=scale[2],
        scale_max_label=scale[3],
        has_dont_know=entry.get("dont_know", False),
        least=entry.get("least"),
        most=entry.get("most"),
        unit=entry.get("unit", ""),
        translations=entry.get("translations", {}),
    )
    default = outline.AGE_BANDS if entry["kind"] == K.AGE_BAND else ()
    choices = entry.get("choices", default)
    Choice.objects.bulk_create(
        [
            Choice(
                question=question,
                value=value,
                position=value,
                is_exclusive=bool(entry.get("last_excludes")) and value == len(choices),
                **_worded(choice),
            )
            for value, choice in enumerate(choices, start=1)
        ]
    )
    MatrixRow.objects.bulk_create(
        [
            MatrixRow(question=question, value=value, position=value, **_worded(row))
            for value, row in enumerate(entry.get("rows", ()), start=1)
        ]
    )
    return question


def _worded(entry: Any) -> dict[str, Any]:
    if isinstance(entry, str):
        return {"text": entry}
    return {"text": entry["text"], "translations": entry.get("translations", {})}


def _conditions(target: Question | Section, entry: dict[str, Any], keys: dict[str, Question]) -> None:
    side = "question" if isinstance(target, Question) else "section"
    for key, values in entry.get("when", {}).items():
        Condition.objects.create(source=keys[key], values=values, **{side: target})
