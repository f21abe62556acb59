"""Services for tests: published and registered by default, with traits for what a test is about."""

import factory
from factory.django import DjangoModelFactory

from services_catalog.enums import ContactKind, ServiceForm, ServiceGroup, ServiceKind
from services_catalog.models import (
    CrisisLine,
    LifeSituation,
    OfferedForm,
    Place,
    Provider,
    Service,
    ServiceContact,
    ServiceType,
    TargetGroup,
)
from tests.community.factories import MunicipalityFactory


class ServiceTypeFactory(DjangoModelFactory):
    """A kind of service."""

    class Meta:
        model = ServiceType
        django_get_or_create = ("code",)

    code = "DruhSocialniSluzby/40"
    paragraph = "§ 40"
    name = "pečovatelská služba"
    slug = factory.LazyAttribute(lambda row: f"druh-{row.code.split('/')[-1]}")
    group = ServiceGroup.CARE


class TargetGroupFactory(DjangoModelFactory):
    """An official target group."""

    class Meta:
        model = TargetGroup
        django_get_or_create = ("code",)

    code = "CilovaSkupina/24"
    name = "senioři"
    slug = factory.LazyAttribute(lambda row: f"skupina-{row.code.split('/')[-1]}")


class ProviderFactory(DjangoModelFactory):
    """A provider without an identification number."""

    class Meta:
        model = Provider

    name = factory.Sequence(lambda number: f"Poskytovatel {number}")
    slug = factory.Sequence(lambda number: f"poskytovatel-{number}")


class ServiceFactory(DjangoModelFactory):
    """A public service; `hidden_at="Street 1"` gives it a secret place, `phone` a phone, `forms` its forms."""

    class Meta:
        model = Service
        skip_postgeneration_save = True

    class Params:
        unpublished = factory.Trait(is_published=False)
        related = factory.Trait(kind=ServiceKind.RELATED, service_type=None)

    provider = factory.SubFactory(ProviderFactory)
    name = factory.Sequence(lambda number: f"Služba {number}")
    slug = factory.Sequence(lambda number: f"sluzba-{number}")
    service_type = factory.SubFactory(ServiceTypeFactory)

    @factory.post_generation
    def phone(self, create, extracted, **kwargs):
        """A phone number."""
        if extracted:
            ServiceContact.objects.create(service=self, kind=ContactKind.PHONE, value=extracted)

    @factory.post_generation
    def forms(self, create, extracted, **kwargs):
        """Forms of the service."""
        for form in extracted or ():
            OfferedForm.objects.create(service=self, form=form)


class PlaceFactory(DjangoModelFactory):
    """A known address; `hidden=True` makes it secret."""

    class Meta:
        model = Place

    class Params:
        hidden = factory.Trait(is_address_hidden=True)

    service = factory.SubFactory(ServiceFactory)
    street = "Veřejná 1"
    postal_code = "41201"
    municipality = factory.SubFactory(MunicipalityFactory)


class LifeSituationFactory(DjangoModelFactory):
    """A situation in people's words."""

    class Meta:
        model = LifeSituation

    name = factory.Sequence(lambda number: f"Situace {number}")
    slug = factory.Sequence(lambda number: f"situace-{number}")


class CrisisLineFactory(DjangoModelFactory):
    """A crisis line that is not in the bar."""

    class Meta:
        model = CrisisLine

    name = factory.Sequence(lambda number: f"Linka {number}")
    phone = "116 123"


def full_services(count):
    """Services with everything that lists show, so that each row would ask if it asked for itself."""
    town = MunicipalityFactory()
    for _number in range(count):
        service = ServiceFactory(phone="416 123 456", forms=[ServiceForm.FIELD, ServiceForm.OUTPATIENT])
        service.target_groups.add(TargetGroupFactory())
        service.served_municipalities.add(town)
        PlaceFactory(service=service, municipality=town)
