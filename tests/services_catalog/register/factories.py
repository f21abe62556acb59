"""Items of the ministry's file in its true structure; persons in them are made up and must never be taken over."""

import json
from io import BytesIO
from pathlib import Path

from services_catalog.models import RegisterImport
from services_catalog.register.codes import read_folder
from services_catalog.register.importing import run

DATA = Path(__file__).parents[1] / "data" / "register"
TOWN, NEIGHBOUR, FAR = "564567", "565172", "554499"


def address(town=TOWN, street="Nádražní", house="12"):
    return {
        "cisloDomovni": house,
        "cisloOrientacni": None,
        "dodatekAdresy": None,
        "kodAdresnihoMista": 1,
        "psc": "41201",
        "obec": {"id": f"Obec/{town}"},
        "ulice": {"nazev": street},
    }


def facility(town=TOWN, street="Nádražní", **more):
    row = {"nazev": "Středisko", "poskytujeOd": "2007-01-01", "poskytujeDo": None}
    return row | {"adresa": address(town, street), "vedouci": {"jmeno": "Petr", "prijmeni": "Vymyšlený"}} | more


def form(code="ter", number=20, unit="klient", nonstop=False):
    return {
        "forma": {"id": f"FormaSocialniSluzby/{code}"},
        "nepretrzitePoskytovani": nonstop,
        "casoveRozsahy": [],
        "kapacity": [{"pocet": number, "popis": None, "typ": {"id": f"TypKapacitySocialniSluzby/{unit}"}}],
    }


def item(number=1, **more):
    """A field care service in Litoměřice; `more` are keys of the register."""
    made = {
        "portalId": 100 + number,
        "id": None,
        "identifikator": f"{1_000_000 + number}",
        "datumPoskytovaniOd": "2007-01-01",
        "datumPoskytovaniDo": None,
        "kontaktniAdresy": [],
        "druhSocialniSluzby": {"id": "DruhSocialniSluzby/4"},
        "zarizeni": [facility()],
        "poskytovatel": {
            "ico": "",
            "nazev": f"Poskytovatel {number}",
            "weby": [],
            "emaily": [{"email": "jan.smysleny@poskytovatel.cz", "poznamka": "statutár"}],
            "telefony": [],
            "statutarniOrgany": [{"jmeno": "Jan", "prijmeni": "Smyšlený", "funkce": "ředitel"}],
        },
        "emaily": [
            {"email": "info@poskytovatel.cz", "poznamka": None},
            {"email": "petr.vymysleny@poskytovatel.cz", "poznamka": None},
        ],
        "telefony": [{"telefon": "416 123 456 ", "poznamka": "Mgr. Jana Vzorová"}],
        "faxy": [],
        "weby": [{"web": "www.poskytovatel.cz", "poznamka": None}],
        "ciloveSkupiny": [{"cilovaSkupina": {"id": "CilovaSkupinaOsoby/24"}}],
        "vekoveSkupiny": [],
        "doplnujiciInformaceVekoveSkupiny": None,
        "formy": [form()],
        "rozsirenePusobnostiVKraji": [],
        "doplnkoveUdaje": {"realizacePoskytovani": None},
    }
    return made | more


def document(*items):
    """The file with the items."""
    return json.dumps({"polozky": list(items)}, ensure_ascii=False).encode()


def compare(*items, data=None, reason="", by=None):
    """One comparison of the catalogue with a file."""
    made = RegisterImport.objects.create(
        filename="rpss.json", code_lists=read_folder(DATA / "codelists"), override_reason=reason, created_by=by
    )
    return run(made, BytesIO(data if data is not None else document(*items)))
