"""What is done with plans as time goes: reminders, letters to subscribers, forgetting."""

from plans.progress import evaluations, news, subscribing


def tend() -> dict[str, int]:
    """Everything that is due; counts by what was done."""
    return {
        "reminded": evaluations.remind_due(),
        "told": news.tell_due(),
        "forgotten": subscribing.forget_unconfirmed() + evaluations.forget_addresses(),
    }
