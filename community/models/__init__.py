"""The office and its people; one noun a file."""

from community.models.contact import Contact
from community.models.document import Document
from community.models.event import Event
from community.models.municipality import Municipality, MunicipalityFigure
from community.models.news_item import NewsItem
from community.models.obstacle import Obstacle
from community.models.office import Office
from community.models.page import Page
from community.models.partner import Partner
from community.models.planning_area import PlanningArea
from community.models.territory_map import TerritoryMap

__all__ = [
    "Contact",
    "Document",
    "Event",
    "Municipality",
    "MunicipalityFigure",
    "NewsItem",
    "Obstacle",
    "Office",
    "Page",
    "Partner",
    "PlanningArea",
    "TerritoryMap",
]
