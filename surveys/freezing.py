"""Triggers that keep what an opened survey asks and promises, and what was counted of it, whatever door a change comes by.

What is refused stands here, how the engines say it in `kpss_portal.triggers`.
"""

from typing import Any

from django.core import checks
from django.db import DatabaseError, connections

from kpss_portal import triggers

QUESTION = "(SELECT survey_id FROM surveys_question WHERE id = {row}.question_id)"
SOURCE = "(SELECT survey_id FROM surveys_question WHERE id = {row}.source_id)"
CONTENT = {  # table: how a row leads to its survey
    "surveys_section": "{row}.survey_id",
    "surveys_question": "{row}.survey_id",
    "surveys_choice": QUESTION,
    "surveys_matrixrow": QUESTION,
    "surveys_condition": SOURCE,
}
RESPONSE_CONTENT = ("survey_id", "channel", "answered_on", "answers")  # an answer is counted or not, never rewritten
COUNTED = ("survey_id", "number", "content", "content_sha256", "computed_at")  # a mistake is withdrawn, never mended
MESSAGE, COUNTED_MESSAGE = "an opened survey does not change", "counted results do not change"
PREFIX = "kpss_survey_"


def _is_fixed(table: str, row: str) -> str:
    survey = CONTENT[table].format(row=row)
    return f"EXISTS (SELECT 1 FROM surveys_survey WHERE id = {survey} AND opened_at IS NOT NULL)"  # noqa: S608  # of constants above


def _conditions() -> triggers.Conditions:
    from surveys.models import Survey  # models are not loaded yet when the app's module is read

    refused = {}
    for table in CONTENT:
        refused[table, "INSERT"] = _is_fixed(table, "NEW")
        refused[table, "DELETE"] = _is_fixed(table, "OLD")
        refused[table, "UPDATE"] = f"{_is_fixed(table, 'OLD')} OR {_is_fixed(table, 'NEW')}"
    columns = sorted({*Survey.FIXED_FIELDS, "opened_at"})  # plain fields: their columns are called so
    refused["surveys_survey", "UPDATE"] = f"OLD.opened_at IS NOT NULL AND ({triggers.any_changed(columns)})"
    refused["surveys_survey", "DELETE"] = "OLD.opened_at IS NOT NULL"
    refused["surveys_response", "UPDATE"] = triggers.any_changed(RESPONSE_CONTENT)
    return refused


def _conditions_of_results() -> triggers.Conditions:
    is_counted = "OLD.content_sha256 <> ''"
    return {
        ("surveys_resultset", "UPDATE"): f"{is_counted} AND ({triggers.any_changed(COUNTED)})",
        ("surveys_resultset", "DELETE"): is_counted,
    }


def install(using: str = "default", **_kwargs: Any) -> None:
    """Puts all triggers in place anew; harmless when repeated."""
    triggers.install(using, PREFIX, _conditions(), MESSAGE)
    triggers.install(using, PREFIX, _conditions_of_results(), COUNTED_MESSAGE)


def remove(using: str = "default", plan: Any = (), **_kwargs: Any) -> None:
    """Takes the triggers away before migrations of `plan`; `install` puts them back after them."""
    if plan:
        triggers.remove(using, PREFIX)


def missing(using: str = "default") -> set[str]:
    """Names of triggers that are not in place."""
    return triggers.missing(using, PREFIX, _conditions() | _conditions_of_results())


@checks.register(checks.Tags.database)
def triggers_in_place(app_configs: Any = None, databases: Any = None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Told by `check --database default` when promises of surveys are not protected."""
    faults: list[checks.CheckMessage] = []
    for using in databases or []:
        try:
            absent = missing(using)
        except DatabaseError:  # before the first migration there is nothing to protect
            continue
        if absent and "surveys_survey" in connections[using].introspection.table_names():
            faults.append(
                checks.Error(
                    f"Promises of surveys are not protected: run manage.py prepare ({len(absent)} triggers missing).",
                    id="surveys.E001",
                )
            )
    return faults
