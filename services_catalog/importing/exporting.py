"""Services as rows of a sheet that can be imported again."""

from typing import Any

from kpss_portal.spreadsheets import Table
from services_catalog import free_places
from services_catalog.enums import ServiceForm
from services_catalog.hours import exception_words
from services_catalog.importing.columns import COLUMNS, CONTACTS, FORM_WORDS, YES_NO
from services_catalog.importing.offered import are_closed_on_holidays, capacity_words, hours_words
from services_catalog.models import Service


def row_of(service: Service) -> dict[str, str]:
    """One row of the export; of a secret address nothing but its secrecy is told."""
    forms = list(service.forms.all())
    place = next(iter(service.places.all()), None)
    is_hidden = bool(place and place.is_address_hidden)
    shown = place if not is_hidden else None
    return {
        "identifikator": service.identifier,
        "cislo_portalu": str(service.portal_id or ""),
        "nazev": service.name,
        "poskytovatel": service.provider.name,
        "ico": service.provider.ico,
        "pravni_forma": service.provider.legal_form,
        "druh": service.service_type.code if service.service_type else "",
        "formy": "; ".join(FORM_WORDS[ServiceForm(form.form)] for form in forms),
        "cilove_skupiny": "; ".join(group.name for group in service.target_groups.all()),
        "situace": "; ".join(situation.name for situation in service.situations.all()),
        "popis": service.description,
        "pro_koho": service.for_whom,
        "neni_pro": service.not_for_whom,
        "jak_zacit": service.how_to_apply,
        "cena": service.price_note,
        "kapacita": capacity_words(forms),
        "oteviraci_doba": hours_words(forms),
        **{
            column: "; ".join(contact.value for contact in service.contacts.all() if contact.kind == kind)
            for column, kind in CONTACTS.items()
        },
        "ulice": shown.street if shown else "",
        "kod_obce": shown.municipality.code if shown and shown.municipality else "",
        "psc": shown.postal_code if shown else "",
        "sirka": str(shown.latitude) if shown and shown.latitude is not None else "",
        "delka": str(shown.longitude) if shown and shown.longitude is not None else "",
        "druh_adresy": "sídlo poskytovatele" if shown and shown.is_seat_only else "",
        "adresa_utajena": "ano" if is_hidden else "",
        "cele_uzemi": "ano" if service.serves_whole_territory else "",
        "slouzi_obcim": "; ".join(municipality.code for municipality in service.served_municipalities.all()),
        "poskytovano_od": service.provided_since.isoformat() if service.provided_since else "",
        "poskytovano_do": service.provided_until.isoformat() if service.provided_until else "",
        "zdroj": service.source,
        "jazyky": service.languages,
        "bezbarierove": YES_NO[service.is_barrier_free],
        "vyjimky_z_hodin": "; ".join(
            ": ".join(exception_words(row.days)) for row in service.hours_exceptions.all() if not row.form
        ),
        "zavreno_o_svatcich": "ano" if are_closed_on_holidays(forms) else "",
        "volna_mista": free_places.line_of(service),
        "financovani": service.financed_by,
        "krajska_sit": YES_NO[service.is_in_regional_network],
        "jine_site": service.network_note,
        "rychly_odchod": "ano" if service.has_quick_exit else "",
    }


def export_table(services: Any) -> Table:
    """The catalogue as a sheet that can be imported again."""
    rows = with_parts(services)
    return Table("sluzby", list(COLUMNS), [list(row_of(service).values()) for service in rows], [18] * len(COLUMNS))


def with_parts(services: Any) -> Any:
    """Services with everything that `row_of` tells, in a constant number of queries."""
    return services.select_related("provider", "service_type").prefetch_related(
        "forms__capacities",
        "forms__hours",
        "hours_exceptions",
        "contacts",
        "target_groups",
        "situations",
        "served_municipalities",
        "places__municipality",
    )
