"""Events of the office in the common calendar."""

from collections.abc import Iterable
from datetime import datetime

from community.models import Event
from kpss_portal.calendar import Occasion, public_occasions


@public_occasions
def events(since: datetime) -> Iterable[Occasion]:
    """Public events."""
    for event in Event.objects.public().coming(since):
        yield Occasion(
            uid=str(event.uuid),
            title=event.title,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            place=event.place,
            description=event.description,
            changed_at=event.updated_at,
        )
