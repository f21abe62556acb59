"""The state register in the sample office: one comparison whose differences wait, are accepted and declined.

The numbers that the register is said to have are made up; nothing of it says how things really are.
"""

import io
import json
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from services_catalog.enums import ServiceKind
from services_catalog.models import RegisterDifference, RegisterImport, Service
from services_catalog.register import applying
from services_catalog.register.importing import run

Item = dict[str, Any]
HERE = "564567"  # Litoměřice
NEW_SERVICES = (  # number, name of the place, kind; of a made-up provider, so that nobody takes them for real ones
    (990_001, "Ukázková osobní asistence", "DruhSocialniSluzby/3"),
    (990_002, "Ukázková tísňová péče", "DruhSocialniSluzby/5"),
)


def load_register(by: Any) -> None:
    """Reads a register that says a few things otherwise; of what was found one is accepted and one declined."""
    services = Service.objects.filter(kind=ServiceKind.REGISTERED).exclude(portal_id=None)
    items = [_item(service) for service in services.select_related("provider", "service_type").order_by("name")]
    if len(items) < 8:
        return
    _say_otherwise(items)
    items += [_new_service(*row) for row in NEW_SERVICES]
    kept = RegisterImport.objects.create(filename="rpss-ukazka.json", created_by=by)
    run(kept, io.BytesIO(json.dumps({"polozky": items}).encode()))
    _decide(by)


def _item(service: Service) -> Item:
    """What the register says of a service, as the catalogue knows it."""
    assert service.service_type is not None  # every registered service has its kind
    return {
        "identifikator": service.identifier,
        "portalId": service.portal_id,
        "druhSocialniSluzby": {"id": service.service_type.code},
        "poskytovatel": {"ico": service.provider.ico, "nazev": service.provider.name},
    }


def _say_otherwise(items: list[Item]) -> None:
    today = timezone.localdate()
    items[0]["telefony"] = [{"telefon": "416 000 111", "poznamka": "ukázkové číslo"}]
    items[1]["formy"] = [_form("amb", "klient", 12)]
    items[2]["formy"] = [_form("ter", "klient", 24)]
    items[3]["datumPoskytovaniDo"] = _end_of_next_month(today).isoformat()
    items[4]["telefony"] = [{"telefon": "416 000 222", "poznamka": None}]
    items[5]["emaily"] = [{"email": "info@sluzba.litomericko.example", "poznamka": None}]


def _end_of_next_month(day: date) -> date:
    first = (day.replace(day=1) + timedelta(days=63)).replace(day=1)
    return first - timedelta(days=1)


def _form(form: str, unit: str, number: int) -> Item:
    return {
        "forma": {"id": f"FormaSocialniSluzby/{form}"},
        "kapacity": [{"pocet": number, "popis": None, "typ": {"id": f"TypKapacitySocialniSluzby/{unit}"}}],
    }


def _new_service(number: int, name: str, kind: str) -> Item:
    address = {"ulice": {"nazev": "Ukázková"}, "cisloDomovni": "1", "psc": "41201", "obec": {"id": f"Obec/{HERE}"}}
    return {
        "identifikator": f"99{number % 100_000:05}",
        "portalId": number,
        "datumPoskytovaniOd": timezone.localdate().replace(day=1).isoformat(),
        "druhSocialniSluzby": {"id": kind},
        "poskytovatel": {"ico": "", "nazev": "Ukázkový spolek, z. s."},
        "formy": [_form("ter", "klient", 10)],
        "zarizeni": [{"nazev": name, "adresa": address}],
    }


def _decide(by: Any) -> None:
    """Of a real service nothing made up is accepted; the card of the made-up one is not shown until it has its texts."""
    waiting = RegisterDifference.objects.waiting()
    applying.accept([waiting.get(title=NEW_SERVICES[0][1]).pk], by)
    Service.objects.filter(portal_id=NEW_SERVICES[0][0]).update(is_published=False)
    applying.decline([waiting.get(field="emails").pk], by, "Adresa je jen pro úřady, lidem dáváme telefon.")
