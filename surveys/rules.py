"""Who may do what with surveys; a line each, readable to the office."""

from typing import Any

import rules

from accounts.rules import is_catalogue_keeper, is_coordinator, is_office
from surveys.enums import SurveyState


@rules.predicate
def is_public(user: Any, survey: Any) -> bool:
    """The survey is in a state that everybody may see."""
    return survey is not None and survey.state in SurveyState.public()


@rules.predicate
def is_being_written(user: Any, survey: Any) -> bool:
    """Nothing of an opened survey changes; without a survey the answer is "in principle"."""
    return survey is None or not survey.is_fixed


@rules.predicate
def takes_paper(user: Any, survey: Any) -> bool:
    """Sheets may be typed in while the survey runs and after it, until its results are published."""
    return survey is None or (survey.has_paper and survey.state in {SurveyState.OPEN, SurveyState.CLOSED})


PARTS = ("section", "question", "choice", "matrixrow", "condition", "surveymunicipality")

rules.add_perm("surveys", is_office)
rules.add_perm("surveys.view_survey", is_public | is_office)
rules.add_perm("surveys.add_survey", is_catalogue_keeper)
rules.add_perm("surveys.change_survey", is_catalogue_keeper)  # what an opened survey may still change, its form says
rules.add_perm("surveys.delete_survey", is_coordinator & is_being_written)
rules.add_perm("surveys.build_survey", is_catalogue_keeper & is_being_written)
rules.add_perm("surveys.move_survey", is_coordinator)
rules.add_perm("surveys.print_codes", is_coordinator)
rules.add_perm("surveys.enter_paper", is_catalogue_keeper & takes_paper)
rules.add_perm("surveys.judge_quarantine", is_coordinator)
rules.add_perm("surveys.view_paperbatch", is_office)
for part in PARTS:  # parts are judged by their survey: the admin passes the survey of the part
    rules.add_perm(f"surveys.view_{part}", is_office)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"surveys.{action}_{part}", is_catalogue_keeper & is_being_written)
