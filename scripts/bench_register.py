"""Measures the comparison with the state register on a generated file of the size of the real one.

`python -m scripts.bench_register` makes the file, compares it in a process of its own on an empty SQLite database and
ends by 1 when it takes too long or too much memory. `--file PATH` only writes the file.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from scripts.bench import peak_megabytes

SERVICES = 6_733  # as the ministry had on 31 August 2026
FACILITIES = 18_907
MEGABYTES = 99
LIMIT_SECONDS = 60
LIMIT_MB = 300
TYPES = [1, *range(3, 35)]
TOWNS = ("564567", "565172", "554499", "545058", "591190", "580031", "579891", "571164", "557153", "567477", "562335")
FORMS = ("amb", "pob", "ter")
UNITS = ("luzka", "klient", "kontakt", "interv", "hovor")
LINE = "Popis realizace poskytování sociální služby, přijímání zájemců a hodnocení průběhu; příloha registru. "


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="only write the file")
    parser.add_argument("--compare-here", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.compare_here:
        return compare_here(options.compare_here)
    if options.file:
        write(options.file)
        return 0
    return measure()


# --- the file -----------------------------------------------------------------------------------------------------


def write(path: Path, services: int = SERVICES, facilities: int = FACILITIES, megabytes: int = MEGABYTES) -> None:
    """A file of the register's structure and size, the same in every run; persons in it are made up."""
    filling = max(0, megabytes * 1_000_000 // services - 4_530)  # what attachments and persons take in the real one
    with path.open("w", encoding="utf-8") as file:
        file.write('{"polozky": [\n')
        for number, item in enumerate(items(services, facilities, filling)):
            file.write((",\n" if number else "") + json.dumps(item, ensure_ascii=False, indent=1))
        file.write("\n]}\n")


def items(services: int, facilities: int, filling: int) -> Iterator[dict[str, Any]]:
    random = Random(2026)
    left = facilities
    for number in range(services):
        count = min(left, facilities // services + (1 if number < facilities % services else 0))
        left -= count
        yield item(random, number, count, filling)


def item(random: Random, number: int, facilities: int, filling: int) -> dict[str, Any]:
    form = random.choice(FORMS)
    return {
        "portalId": 100_000 + number,
        "id": f"SocialniSluzba/{number}",
        "identifikator": f"{1_000_000 + number}",
        "datumPoskytovaniOd": "2007-01-01",
        "datumPoskytovaniDo": "2024-12-31" if number % 40 == 0 else None,
        "kontaktniAdresy": [],
        "druhSocialniSluzby": {"id": f"DruhSocialniSluzby/{random.choice(TYPES)}"},
        "zarizeni": [facility(random, number, place) for place in range(facilities)],
        "poskytovatel": {
            "ico": f"{10_000_000 + number // 3}",
            "nazev": f"Poskytovatel č. {number // 3}, z. ú.",
            "weby": [],
            "emaily": [],
            "telefony": [],
            "statutarniOrgany": [{"jmeno": "Jan", "prijmeni": "Smyšlený", "funkce": "ředitel"}],
        },
        "emaily": [{"email": f"info@poskytovatel{number}.cz", "poznamka": None}],
        "telefony": [{"telefon": f"416 {number % 1000:03d} {number // 1000:03d}", "poznamka": "kancelář"}],
        "faxy": [],
        "weby": [{"web": f"www.poskytovatel{number}.cz", "poznamka": None}],
        "ciloveSkupiny": [{"cilovaSkupina": {"id": f"CilovaSkupinaOsoby/{random.randint(1, 27)}"}}],
        "vekoveSkupiny": [],
        "doplnujiciInformaceVekoveSkupiny": None,
        "formy": [
            {
                "forma": {"id": f"FormaSocialniSluzby/{form}"},
                "nepretrzitePoskytovani": form == "pob",
                "casoveRozsahy": [],
                "kapacity": [
                    {
                        "pocet": random.randint(1, 200),
                        "popis": None,
                        "typ": {"id": f"TypKapacitySocialniSluzby/{random.choice(UNITS)}"},
                    }
                ],
            }
        ],
        "rozsirenePusobnostiVKraji": [{"kraj": {"id": "Kraj/60"}}] if number % 97 == 0 else [],
        "doplnkoveUdaje": {
            "realizacePoskytovani": (LINE * (filling // len(LINE) + 1))[:filling],
            "planyFinancnihoZajisteni": None,
            "personalniZajisteni": None,
        },
    }


def facility(random: Random, number: int, place: int) -> dict[str, Any]:
    town = TOWNS[0] if number % 80 == 0 else random.choice(TOWNS[2:])
    return {
        "nazev": f"Středisko {number}-{place}",
        "poskytujeOd": "2007-01-01",
        "poskytujeDo": None,
        "vedouci": {"jmeno": "Petr", "prijmeni": "Vymyšlený"},
        "adresa": {
            "cisloDomovni": str(random.randint(1, 3000)),
            "cisloOrientacni": None,
            "dodatekAdresy": None,
            "kodAdresnihoMista": random.randint(10_000_000, 90_000_000),
            "psc": "41201",
            "typCislaDomovniho": None,
            "kraj": None,
            "okres": None,
            "obec": {"id": f"Obec/{town}"},
            "castObce": None,
            "mestskyObvodMestskaCast": None,
            "mestskyObvodVPraze": None,
            "ulice": {"nazev": "Nádražní"},
        },
    }


# --- measuring ----------------------------------------------------------------------------------------------------


def measure() -> int:
    from scripts.bench import own_portal

    with own_portal() as folder:
        path = folder / "rpss.json"
        write(path)
        print(f"{SERVICES:,} services, {FACILITIES:,} places, {path.stat().st_size / 1e6:.1f} MB")
        worst = 0
        for round_name in ("first comparison", "the same once more"):
            command = [sys.executable, "-m", "scripts.bench_register", "--compare-here", str(path)]
            run = subprocess.run(command, capture_output=True, text=True)
            if run.returncode:
                print(run.stderr[-2000:])
                return 1
            seconds, megabytes, *counts = run.stdout.split()
            print(f"{round_name}: {seconds} s (at most {LIMIT_SECONDS}), {megabytes} MB (at most {LIMIT_MB}),", *counts)
            worst |= float(seconds) > LIMIT_SECONDS or float(megabytes) > LIMIT_MB
    return int(worst)


def compare_here(path: Path) -> int:
    """Seconds, megabytes at the peak and counts, on one line."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "kpss_portal.settings"
    import django

    django.setup()
    from services_catalog.models import RegisterImport
    from services_catalog.register.importing import counts_of, run

    began = time.perf_counter()
    with path.open("rb") as file:
        done = run(RegisterImport.objects.create(filename=path.name), file)
    seconds = time.perf_counter() - began
    megabytes = peak_megabytes()
    counts = [f"{name}={value}" for name, value in counts_of(done).items() if value != ""]
    print(f"{seconds:.1f} {megabytes:.0f}", *counts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
