"""Groups, members and meetings for tests."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from tests.accounts.factories import UserFactory
from tests.community.factories import DocumentFactory
from working_groups.enums import MeetingState, Side
from working_groups.models import (
    AgendaItem,
    Attendance,
    Group,
    GroupDocument,
    Meeting,
    MeetingPaper,
    Membership,
)

PRAGUE = ZoneInfo("Europe/Prague")


class GroupFactory(DjangoModelFactory):
    """A public working group without a prescribed notice."""

    class Meta:
        model = Group

    name = factory.Sequence(lambda number: f"Skupina {number}")
    slug = factory.Sequence(lambda number: f"skupina-{number}")


class GroupDocumentFactory(DjangoModelFactory):
    """A charter."""

    class Meta:
        model = GroupDocument

    group = factory.SubFactory(GroupFactory)
    version = factory.Sequence(lambda number: f"{number}")
    document = factory.SubFactory(DocumentFactory)


class MembershipFactory(DjangoModelFactory):
    """A member with an account from a provider; `without_account=True` knows only a name and an e-mail."""

    class Meta:
        model = Membership

    class Params:
        without_account = factory.Trait(
            user=None,
            name=factory.Sequence(lambda number: f"Jana Vzorová {number}"),
            email=factory.Sequence(lambda number: f"clen{number}@example.cz"),
        )
        ended = factory.Trait(ends_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)))

    group = factory.SubFactory(GroupFactory)
    user = factory.SubFactory(UserFactory)
    organisation = factory.Sequence(lambda number: f"Organizace {number}")
    side = Side.PROVIDER
    starts_on = date(2020, 1, 1)


class MeetingFactory(DjangoModelFactory):
    """A draft on 3 February 2126, 13 to 15, of one group; `groups=[…]` gives others. Traits move it on."""

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    class Params:
        invited = factory.Trait(
            state=MeetingState.INVITED,
            invited_at=factory.LazyFunction(timezone.now),
            invited_by=factory.SubFactory(UserFactory),
        )
        held = factory.Trait(
            state=MeetingState.HELD,
            starts_at=datetime(2026, 2, 3, 13, 0, tzinfo=PRAGUE),
            held_at=factory.LazyFunction(timezone.now),
            held_by=factory.SubFactory(UserFactory),
        )
        cancelled = factory.Trait(
            state=MeetingState.CANCELLED,
            cancelled_at=factory.LazyFunction(timezone.now),
            cancelled_by=factory.SubFactory(UserFactory),
        )

    title = factory.Sequence(lambda number: f"Téma {number}")
    starts_at = datetime(2126, 2, 3, 13, 0, tzinfo=PRAGUE)
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + timedelta(hours=2))
    place = "Klub seniorů"

    @factory.post_generation
    def groups(self, create, extracted, **kwargs):
        """Groups that meet."""
        self.groups.set(extracted if extracted is not None else [GroupFactory()])


class AgendaItemFactory(DjangoModelFactory):
    """A point of the agenda."""

    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda number: number + 1)
    title = factory.Sequence(lambda number: f"Bod {number}")


class PaperFactory(DjangoModelFactory):
    """An internal paper of a meeting."""

    class Meta:
        model = MeetingPaper

    meeting = factory.SubFactory(MeetingFactory)
    document = factory.SubFactory(DocumentFactory, is_public=False)


class AttendanceFactory(DjangoModelFactory):
    """A member on the list of a meeting."""

    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    membership = factory.SubFactory(
        MembershipFactory, group=factory.LazyAttribute(lambda part: part.factory_parent.meeting.groups.first())
    )
