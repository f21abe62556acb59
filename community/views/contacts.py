"""Whom to turn to."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from community.enums import ContactAudience
from community.models import Contact


def contacts(request: HttpRequest) -> HttpResponse:
    """Contacts by whom they serve."""
    found = sorted(
        Contact.objects.filter(is_public=True), key=lambda contact: ContactAudience.values.index(contact.audience)
    )
    groups = [
        (ContactAudience(audience).label, list(rows))
        for audience, rows in groupby(found, key=lambda contact: contact.audience)
    ]
    return render(request, "community/contacts.html", {"groups": groups})
