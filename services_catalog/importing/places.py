"""Places of a service as a sheet says them: what would change, and how it is written; secrecy is never lost."""

from django.utils.translation import gettext as _

from community.models import Municipality
from kpss_portal.czech import fold
from services_catalog.importing.cells import degrees_of, is_yes, name_key
from services_catalog.importing.columns import PLACE_COLUMNS
from services_catalog.importing.preview import Change, Row
from services_catalog.models import Place, Service
from services_catalog.sheets.cells import Address


def place_changes(row: Row, before: dict[str, str]) -> list[Change]:
    """What a row would change in the places of its service; `before` is the row of the export."""
    assert row.service is not None
    places = list(row.service.places.all())
    if row.places is not None:
        return _address_changes(row, places)
    if not {"ulice", "kod_obce", "adresa_utajena"} & set(row.values):
        return []
    first = places[0] if places else None
    if first is not None and first.is_address_hidden:
        is_moved = bool(row.values.get("ulice") or row.municipality) and (
            first.street != row.values.get("ulice", "") or first.municipality != row.municipality
        )
        return [Change("ulice", "", str(_("secret address")))] if is_moved else []
    return [
        Change(column, before[column], row.values[column])
        for column in PLACE_COLUMNS
        if column in row.values and not _is_same_fact(column, before[column], row.values[column])
    ]


def _is_same_fact(column: str, before: str, after: str) -> bool:
    if column in ("sirka", "delka"):
        return (degrees_of(before) if before else None) == (degrees_of(after) if after else None)
    if column == "psc":
        return before == after.replace(" ", "")[:5]
    if column == "druh_adresy":
        return ("sidlo" in fold(before)) == ("sidlo" in fold(after))
    if column == "adresa_utajena":
        return is_yes(before) == is_yes(after)
    return before == after


def _address_changes(row: Row, places: list[Place]) -> list[Change]:
    changed = [
        (address, municipality)
        for address, municipality in row.places or ()
        if (known := known_place(places, address, municipality)) is None
        or (address.postal_code and known.postal_code != address.postal_code)
    ]
    is_secret = any(place.is_address_hidden for place in places)
    becomes_secret = is_yes(row.values.get("adresa_utajena", "")) and not is_secret
    if not changed and not becomes_secret:
        return []
    after = "; ".join(address.text.replace("\n", ", ") for address, _municipality in changed)
    return [
        Change(
            "misto",
            "; ".join(line for place in places if (line := place.public.line)),
            str(_("secret address")) if is_secret or becomes_secret else after,
        )
    ]


def known_place(places: list[Place], address: Address, municipality: Municipality | None) -> Place | None:
    """The place at the same street and number of the same municipality."""
    wanted = (name_key(address.street), municipality.pk if municipality else None)
    return next((place for place in places if (name_key(place.street), place.municipality_id) == wanted), None)


def write_addresses(service: Service, row: Row) -> None:
    """Adds addresses that are not known; a single address that has moved replaces the first public one.

    Other places stay. A service with a secret address gets no public one from a sheet, and a secret one is not lost.
    """
    places = list(service.places.all())
    is_secret = is_yes(row.values.get("adresa_utajena", "")) or any(place.is_address_hidden for place in places)
    addresses = row.places or []
    public = next((place for place in places if not place.is_address_hidden), None)
    has_moved = len(addresses) == 1 and known_place(places, *addresses[0]) is None and public is not None
    for address, municipality in addresses:
        place = known_place(places, address, municipality) or (public if has_moved else None)
        place = place or Place(service=service, position=len(places) + 1)
        place.street, place.municipality = address.street[:150], municipality
        place.postal_code = address.postal_code or place.postal_code
        if has_moved:
            place.latitude = place.longitude = None
        place.is_address_hidden |= is_secret
        places += [place] if place.pk is None else []
        place.save()
    if is_secret and not places:
        Place.objects.create(service=service, is_address_hidden=True)
    if is_secret:
        service.places.update(is_address_hidden=True)


def write_place(service: Service, row: Row) -> None:
    """Writes the first place; the others stay. Secrecy is never lost by an import, nor is a secret address."""
    values = row.values
    if not {"ulice", "kod_obce", "adresa_utajena"} & set(values):
        return
    places = list(service.places.all())
    place = places[0] if places else Place(service=service)
    is_secret = is_yes(values.get("adresa_utajena", ""))
    if values.get("ulice") or row.municipality:
        is_moved = (place.street, place.municipality_id) != (
            values.get("ulice", ""),
            row.municipality.pk if row.municipality else None,
        )
        is_secret |= is_moved and any(found.is_address_hidden for found in places)
        _fill_place(place, row)
    elif not is_secret and not place.is_address_hidden:
        if place.pk and "ulice" in values:
            place.delete()
        return
    place.is_address_hidden |= is_secret
    place.save()


def _fill_place(place: Place, row: Row) -> None:
    values = row.values
    place.street, place.municipality = values.get("ulice", ""), row.municipality
    if "psc" in values:
        place.postal_code = values["psc"].replace(" ", "")[:5]
    if "sirka" in values and "delka" in values:
        place.latitude, place.longitude = degrees_of(values["sirka"]), degrees_of(values["delka"])
    if "druh_adresy" in values:
        place.is_seat_only = "sidlo" in fold(values["druh_adresy"])
