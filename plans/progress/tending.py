"""What is done with plans as time goes: reminders and letters to subscribers; forgetting is `run_retention`."""

from plans.progress import evaluations, news


def tend() -> dict[str, int]:
    """Everything that is due; counts by what was done."""
    return {
        "reminded": evaluations.remind_due(),
        "told": news.tell_due(),
    }
