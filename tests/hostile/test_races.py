"""Two at once: one succeeds, the other one is told; nothing is doubled."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from plans import workflow
from plans.models import Edition
from services_catalog.models import ImportBatch  # noqa: F401  its table is swept after the test
from tests.hostile.cases import case
from tests.plans.factories import whole_plan
from tests.surveys.conftest import many_connections, triggers_let_go  # noqa: F401  fixtures
from tests.working_groups.factories import GroupFactory, MeetingFactory, MembershipFactory


def at_once(work, times=3):
    """Outcomes of the work done in threads that start together."""
    barrier, outcomes = Barrier(times), []

    def run():
        barrier.wait()
        try:
            work()
            outcomes.append("done")
        except Exception as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _turn in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def hand_over(plan, coordinator):
    return lambda: workflow.take_step(plan, "hand_over", by=coordinator)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("what", "count"),
    [case("a plan is handed over by three at once", "V2.3.4, V15.4.2, Decidim 2023: several endorsements", "plan", 1)],
)
def test_of_two_at_once_one_succeeds(coordinator, many_connections, what, count):  # noqa: F811  a fixture
    plan = whole_plan()
    outcomes = at_once(hand_over(plan, coordinator))

    assert outcomes.count("done") == count
    assert set(outcomes) == {"done", "StepNotOpen"}
    assert Edition.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("what", "count"), [case("a meeting is announced by three at once", "V2.3.4", "meeting", 1)])
def test_people_get_one_invitation(coordinator, many_connections, what, count):  # noqa: F811  a fixture
    from kpss_portal.models import OutgoingMail
    from working_groups import workflow as meetings

    group = GroupFactory()
    MembershipFactory(group=group)
    meeting = MeetingFactory(groups=[group])
    at_once(lambda: meetings.invite(meeting, by=coordinator))

    assert OutgoingMail.objects.filter(kind__contains="invit").count() in {0, count}
    assert OutgoingMail.objects.count() == count
