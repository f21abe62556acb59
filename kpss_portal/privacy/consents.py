"""Consents with their proof: given and ended by one door each."""

from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from kpss_portal.models import Consent, ConsentHow
from kpss_portal.privacy.journal import mark_of
from kpss_portal.privacy.person import Found


@transaction.atomic
def give(thing: models.Model, wording: Any, how: ConsentHow, *, email: str = "", by: Any = None) -> Consent:
    """Writes down a consent that belongs to the thing; one that stands already stays as it is."""
    about = {"about_type": thing._meta.label_lower, "about_id": str(thing.pk)}
    standing = Consent.objects.filter(withdrawn_at__isnull=True, **about).first()
    return standing or Consent.objects.create(
        wording=str(wording),
        given_at=timezone.now(),
        how=how,
        mark=mark_of(email) if email else "",
        recorded_by=by,
        **about,
    )


def withdraw(thing: models.Model, how: ConsentHow) -> None:
    """The consent that belongs to the thing ends now."""
    end(thing._meta.label_lower, str(thing.pk), how)


def end(label: str, pk: str, how: ConsentHow) -> None:
    """As `withdraw`, of a thing that may be gone; harmless when there is none."""
    standing = Consent.objects.filter(about_type=label, about_id=pk, withdrawn_at__isnull=True)
    standing.update(withdrawn_at=timezone.now(), withdrawn_how=how)


def of_person(found: list[Found], email: str) -> list[Consent]:
    """Consents of the person's rows, and those of the address whose rows are gone."""
    asked = models.Q(mark=mark_of(email)) if email else models.Q(pk__in=[])
    for one in found:
        asked |= models.Q(about_type=one.model._meta.label_lower, about_id=str(one.row.pk))
    return list(Consent.objects.filter(asked).order_by("given_at", "pk"))


def kind_of(consent: Consent) -> str:
    """What it is about, in words."""
    return str(apps.get_model(consent.about_type)._meta.verbose_name)
