"""Forgets what is kept in memory when the rows it was made of change."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save

from community.models import Municipality, PlanningArea, TerritoryMap
from kpss_portal.remembered import Remembered
from services_catalog import finding
from services_catalog.cards import shelf
from services_catalog.models import (
    AgeGroup,
    HoursException,
    LifeSituation,
    OfferedForm,
    OpeningHours,
    Place,
    Provider,
    Service,
    ServiceContact,
    ServiceType,
    Synonym,
    TargetGroup,
)
from services_catalog.reach import middles
from services_catalog.register.facts import names
from services_catalog.snapshot import snapshot
from services_catalog.territory_drawing import territory
from services_catalog.understanding import towns
from services_catalog.vocabulary import vocabulary

MADE_OF: dict[Any, tuple[Remembered[Any], ...]] = {
    Municipality: (towns, finding.lists, middles, territory, names),
    TerritoryMap: (territory,),
    PlanningArea: (finding.lists,),
    ServiceType: (finding.lists, vocabulary, names),
    LifeSituation: (finding.lists, vocabulary, snapshot),
    Synonym: (vocabulary,),
    TargetGroup: (snapshot, vocabulary, names),
    AgeGroup: (names,),
    Service: (snapshot,),
    OfferedForm: (snapshot,),
    Place: (snapshot,),
    Synonym.service_types.through: (vocabulary,),
    Synonym.situations.through: (vocabulary,),
    Synonym.target_groups.through: (vocabulary,),
    Synonym.services.through: (vocabulary,),
    TargetGroup.planning_areas.through: (snapshot,),
    Service.target_groups.through: (snapshot,),
    Service.situations.through: (snapshot,),
    Service.served_municipalities.through: (snapshot,),
}


CARDS_SHOW = (
    Service,
    Provider,
    ServiceType,
    OfferedForm,
    OpeningHours,
    HoursException,
    ServiceContact,
    Place,
    Municipality,
)


def forget(sender: Any, **_details: Any) -> None:
    """The next page asks the database."""
    for remembered in MADE_OF.get(sender, ()):
        remembered.forget()
    if sender in CARDS_SHOW or sender is Service.served_municipalities.through:
        shelf.forget_after_commit()


def watch() -> None:
    """Called once when the portal starts."""
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(forget, dispatch_uid="services_catalog.memory")
