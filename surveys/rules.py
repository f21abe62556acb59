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


@rules.predicate
def is_closed(user: Any, survey: Any) -> bool:
    """Nobody answers any more; without a survey the answer is "in principle"."""
    return survey is None or survey.state in {SurveyState.CLOSED, SurveyState.PUBLISHED}


@rules.predicate
def is_uncounted(user: Any, survey: Any) -> bool:
    """Nobody has seen a number yet, so what will be counted may still be chosen."""
    return survey is None or not any(results.is_fixing for results in survey.result_sets.all())


@rules.predicate
def is_public_result(user: Any, results: Any) -> bool:
    """The set is published and its day has come."""
    return results is not None and results.is_public()


@rules.predicate
def is_counted_result(user: Any, results: Any) -> bool:
    """There is something to look at; before closing nobody has it, whoever they are."""
    return results is None or results.is_counted


@rules.predicate
def is_own_quote(user: Any, quote: Any) -> bool:
    """The person proposed the quote."""
    return quote is not None and quote.proposed_by_id == user.pk


rules.add_perm("surveys.view_resultset", is_public_result | (is_office & is_counted_result))
rules.add_perm("surveys.count_results", is_coordinator & is_closed)
rules.add_perm("surveys.plan_results", is_catalogue_keeper & is_uncounted)
rules.add_perm("surveys.sort_texts", is_catalogue_keeper & is_closed & is_uncounted)
rules.add_perm("surveys.check_resultset", is_catalogue_keeper)
rules.add_perm("surveys.publish_resultset", is_coordinator)
rules.add_perm("surveys.withdraw_resultset", is_coordinator)
rules.add_perm("surveys.decide_quote", is_catalogue_keeper & ~is_own_quote)  # four eyes
