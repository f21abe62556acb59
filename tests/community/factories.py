"""The office, its pages and documents for tests."""

import hashlib
from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from community.models import (
    Contact,
    Document,
    Event,
    Municipality,
    MunicipalityFigure,
    NewsItem,
    Office,
    Page,
    Partner,
    PlanningArea,
    TerritoryMap,
)

PRAGUE = ZoneInfo("Europe/Prague")


class OfficeFactory(DjangoModelFactory):
    """The one office."""

    class Meta:
        model = Office

    legal_name = "Město Vzorov"
    portal_name = "Sociální služby Vzorovsko"
    territory_name = "Vzorovsko"


class MunicipalityFactory(DjangoModelFactory):
    """A municipality of the territory."""

    class Meta:
        model = Municipality

    code = factory.Sequence(lambda number: f"{500000 + number}")
    name = factory.Sequence(lambda number: f"Obec {number}")
    slug = factory.LazyAttribute(lambda town: f"obec-{town.code}")
    in_territory_from = date(2003, 1, 1)


class FigureFactory(DjangoModelFactory):
    """Inhabitants on 1 January 2022."""

    class Meta:
        model = MunicipalityFigure

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = "population"
    as_of = date(2022, 1, 1)
    value = 1234
    source = "Český statistický úřad"


class PlanningAreaFactory(DjangoModelFactory):
    """A group of people for whom the office plans."""

    class Meta:
        model = PlanningArea

    name = factory.Sequence(lambda number: f"Oblast {number}")
    slug = factory.Sequence(lambda number: f"oblast-{number}")


class ContactFactory(DjangoModelFactory):
    """Somebody to call."""

    class Meta:
        model = Contact

    name = factory.Sequence(lambda number: f"Kontakt {number}")
    phone = "416770011"


class TerritoryMapFactory(DjangoModelFactory):
    """Boundaries of a square around the middle of Terezín; the shape bears the code 565709."""

    class Meta:
        model = TerritoryMap

    source = "Zeměměřický úřad"
    as_of = date(2026, 1, 1)
    file = factory.LazyFunction(lambda: ContentFile(b"{}", name="uzemi.geojson"))
    sha256 = hashlib.sha256(b"{}").hexdigest()
    shapes = factory.LazyFunction(
        lambda: [
            {
                "name": "Terezín",
                "code": "565709",
                "kind": "area",
                "rings": [[[14.1, 50.5], [14.2, 50.5], [14.2, 50.55], [14.1, 50.55], [14.1, 50.5]]],
            }
        ]
    )


class PageFactory(DjangoModelFactory):
    """A public page about planning."""

    class Meta:
        model = Page

    title = factory.Sequence(lambda number: f"Stránka {number}")
    slug = factory.Sequence(lambda number: f"stranka-{number}")
    body = "<p>Text.</p>"


class NewsFactory(DjangoModelFactory):
    """A piece of news that is out."""

    class Meta:
        model = NewsItem

    title = factory.Sequence(lambda number: f"Zpráva {number}")
    slug = factory.Sequence(lambda number: f"zprava-{number}")
    published_on = date(2026, 2, 3)
    body = "<p>Text.</p>"


class DocumentFactory(DjangoModelFactory):
    """A public document with the bytes `data`, plain text by default."""

    class Meta:
        model = Document

    class Params:
        data = b"Ahoj\n"

    title = factory.Sequence(lambda number: f"Dokument {number}")
    extension = "txt"
    content_type = "text/plain"
    file = factory.LazyAttribute(lambda document: ContentFile(document.data, name=f"x.{document.extension}"))
    sha256 = factory.LazyAttribute(lambda document: hashlib.sha256(document.data).hexdigest())
    size_bytes = factory.LazyAttribute(lambda document: len(document.data))
    published_on = date(2026, 2, 3)


class EventFactory(DjangoModelFactory):
    """A hearing in the evening of 3 February 2126."""

    class Meta:
        model = Event

    title = factory.Sequence(lambda number: f"Setkání {number}")
    starts_at = datetime(2126, 2, 3, 17, 0, tzinfo=PRAGUE)
    place = "Městský úřad"


class PartnerFactory(DjangoModelFactory):
    """A partner without a logo."""

    class Meta:
        model = Partner

    name = factory.Sequence(lambda number: f"Partner {number}")
