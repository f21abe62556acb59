"""Search finds words of published minutes, and only while they are published."""

from kpss_portal.search import search
from tests.working_groups.minutes.factories import MinutesFactory
from working_groups.indexing import MEETING, reindex_all, reindex_meeting
from working_groups.minutes.workflow import take_step


def found(words):
    return [entry.object_id for entry in search(words).entries if entry.kind == MEETING]


def ready(meeting, **fields):
    minutes = MinutesFactory(
        meeting=meeting, approved=True, converted_text="<p>Pan Tajemný navrhl dialýzu.</p>", **fields
    )
    minutes.public_text, minutes.public_made_of = "<p>Zástupce navrhl odlehčení.</p>", minutes.internal_digest
    minutes.save()
    return minutes


def test_words_of_public_minutes_are_found_from_their_publishing_to_their_withdrawal(coordinator, meeting):
    reindex_meeting(meeting)
    minutes = ready(meeting)
    assert found("odlehčení") == []

    minutes = take_step(minutes, "publish", by=coordinator)
    assert found("odlehceni") == [meeting.pk]
    minutes = take_step(minutes, "withdraw", by=coordinator, words="Chyba.")
    assert found("odlehčení") == []
    take_step(minutes, "renew", by=coordinator)
    assert found("odlehčení") == [meeting.pk]


def test_internal_words_are_never_found(coordinator, meeting):
    take_step(ready(meeting), "publish", by=coordinator)
    reindex_all()

    assert found("Tajemný") == found("dialýza") == []
