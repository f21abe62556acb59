"""Rounds and requests for tests."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from services_catalog.enums import ContactKind
from services_catalog.models import ServiceContact, VerificationRound
from services_catalog.verification import workflow
from tests.services_catalog.factories import ServiceFactory


class RoundFactory(DjangoModelFactory):
    """A round of all public services that is being prepared."""

    class Meta:
        model = VerificationRound

    title = factory.Sequence(lambda number: f"Kolo {number}")
    deadline_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=21))


def service_with(email="sluzba@example.cz", **values):
    """A public service with an e-mail."""
    service = ServiceFactory(**values)
    if email:
        ServiceContact.objects.create(service=service, kind=ContactKind.EMAIL, value=email)
    return service


def asked_for(service, by):
    """The request of a round that runs and asks about this service alone."""
    round_ = RoundFactory(covers_all=False)
    round_.chosen_services.add(service)
    return workflow.start(round_, by=by).requests.get()
