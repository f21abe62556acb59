"""Numbers of needs and projects: quoted by people, given once, kept at the first version of a plan."""

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max

from plans.models import Need, Plan, ProjectIdea

Thing = TypeVar("Thing", Need, ProjectIdea)


def first_version(slug: str) -> Plan:
    """The version of the plan at which things that live beside versions are kept."""
    return Plan.objects.filter(slug=slug).order_by("version")[0]


@transaction.atomic
def numbered(thing: Thing) -> Thing:
    """Stores the thing with the next number of its plan; a stored one keeps its number."""
    Plan.objects.select_for_update(of=("self",)).get(pk=thing.plan_id)  # two clerks may write at once
    if thing.number is None:
        manager: Any = type(thing).objects
        thing.number = (manager.filter(plan=thing.plan_id).aggregate(last=Max("number"))["last"] or 0) + 1
    thing.save()
    return thing
