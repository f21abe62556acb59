"""Background work of results. What is done stands elsewhere: it would import this module back."""

from importlib import import_module

from kpss_portal.background import task


@task()
def count_results(results_id: int) -> None:
    """Counts a set of results; what went wrong stands at the set."""
    import_module("surveys.results.workflow").count_now(results_id)


@task()
def make_results_report(results_id: int) -> None:
    """Makes the PDF report of a published set; what went wrong stands at the stored document."""
    import_module("surveys.results.report").make_report(results_id)
