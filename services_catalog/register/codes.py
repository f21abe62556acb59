"""Code lists: the ministry's (a folder or uploaded files) and how their values stand in the portal. Nothing is guessed."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from community.models import Municipality
from kpss_portal.czech import fold
from services_catalog.enums import CapacityUnit, ServiceForm
from services_catalog.models import AgeGroup, ServiceType, TargetGroup
from services_catalog.register.faults import RegisterFault, UnknownCodes
from services_catalog.register.records import Record

TYPES, GROUPS, AGES = "druhy-socialni-sluzby", "cilove-skupiny-osoby", "vekove-skupiny-osoby"
FORMS, UNITS = "formy-soc-sluzby", "typy-kapacity-socialni-sluzby"
REGIONS, COUNTIES, TOWNS = "kraje", "okresy", "obce"
NEEDED = (TYPES, GROUPS, AGES, FORMS, UNITS)
MOST_BYTES = 20 * 1024 * 1024
LIST_OF_CODE = {
    "DruhSocialniSluzby": TYPES,
    "CilovaSkupinaOsoby": GROUPS,
    "VekovaSkupinaOsoby": AGES,
    "FormaSocialniSluzby": FORMS,
    "TypKapacitySocialniSluzby": UNITS,
    "Kraj": REGIONS,
    "Okres": COUNTIES,
    "Obec": TOWNS,
}
OUR_FORMS = {
    "FormaSocialniSluzby/amb": ServiceForm.OUTPATIENT,
    "FormaSocialniSluzby/ter": ServiceForm.FIELD,
    "FormaSocialniSluzby/pob": ServiceForm.RESIDENTIAL,
}
OUR_UNITS = {
    "TypKapacitySocialniSluzby/luzka": CapacityUnit.BED,
    "TypKapacitySocialniSluzby/klient": CapacityUnit.CLIENT,
    "TypKapacitySocialniSluzby/kontakt": CapacityUnit.CONTACT,
    "TypKapacitySocialniSluzby/interv": CapacityUnit.INTERVENTION,
    "TypKapacitySocialniSluzby/hovor": CapacityUnit.CALL,
}
OUR_REGIONS = {  # codes of regions in the register of addresses; the ministry's list of regions wins where it is given
    "Kraj/19": "Hlavní město Praha",
    "Kraj/27": "Středočeský kraj",
    "Kraj/35": "Jihočeský kraj",
    "Kraj/43": "Plzeňský kraj",
    "Kraj/51": "Karlovarský kraj",
    "Kraj/60": "Ústecký kraj",
    "Kraj/78": "Liberecký kraj",
    "Kraj/86": "Královéhradecký kraj",
    "Kraj/94": "Pardubický kraj",
    "Kraj/108": "Kraj Vysočina",
    "Kraj/116": "Jihomoravský kraj",
    "Kraj/124": "Olomoucký kraj",
    "Kraj/132": "Moravskoslezský kraj",
    "Kraj/141": "Zlínský kraj",
}


# --- the ministry's lists -----------------------------------------------------------------------------------------


def read_folder(folder: Path) -> dict[str, dict[str, str]]:
    """Code lists of a folder; RegisterFault when a needed one is missing or is not a code list."""
    missing = [name for name in NEEDED if not (folder / f"{name}.json").is_file()]
    if missing:
        raise RegisterFault(
            _("The folder %(folder)s lacks the code list %(names)s.")
            % {"folder": folder.name or str(folder), "names": ", ".join(f"{name}.json" for name in missing)}
        )
    lists: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.json")):
        with path.open("rb") as file:
            lists |= read_list(path.name, file)
    return lists


def read_list(filename: str, file: BinaryIO) -> dict[str, dict[str, str]]:
    """One code list by its content, {list: {code: name}}; empty for a list that the register does not need."""
    try:
        content = json.loads(file.read(MOST_BYTES).decode("utf-8-sig"))
        rows = content["polozky"]
        pairs = {str(row["id"]): _name(row) for row in rows if row.get("id")}
        codes = {str(row["id"]): str(row["kod"]) for row in rows if row.get("id") and row.get("kod")}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise RegisterFault(
            _("The file %(file)s is not a code list of the ministry.") % {"file": filename[:80]}
        ) from fault
    name = LIST_OF_CODE.get(next(iter(pairs), "").split("/")[0], "")
    if name == TOWNS:  # only what the code itself does not say
        pairs = {code: codes[code] for code in pairs if code in codes and code != f"Obec/{codes[code]}"}
    return {name: pairs} if name else {}


def _name(row: dict[str, Any]) -> str:
    name = row["nazev"]
    return str(name["cs"] if isinstance(name, dict) else name).strip()


# --- from the ministry's values to ours ---------------------------------------------------------------------------


@dataclass
class Codes:
    """Translates values of the register; what it does not know it remembers in `unknown`."""

    lists: dict[str, dict[str, str]]
    unknown: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.types = self._rows(TYPES, ServiceType.objects.all())
        self.groups = self._rows(GROUPS, TargetGroup.objects.all())
        self.ages = self._rows(AGES, AgeGroup.objects.all())
        territory = list(Municipality.objects.in_territory())
        self.territory = {row.code for row in territory}
        self.regions = {_plain(row.region) for row in territory}
        self.counties = {_plain(row.county) for row in territory}

    def _rows(self, name: str, rows: Iterable[Any]) -> dict[str, Any]:
        """Rows of the portal by the ministry's code: the name decides, the code only where the list does not name it."""
        stored = list(rows)
        by_name = {_without_brackets(row.name): row for row in stored} | {fold(row.name): row for row in stored}
        found = {row.code: row for row in stored}
        for code, words in self.lists.get(name, {}).items():
            same = by_name.get(fold(words)) or by_name.get(_without_brackets(words))
            if same is not None:
                found[code] = same
            elif name == AGES:
                found.pop(code, None)  # numbers of age groups in the portal are its own
            elif code in found:
                self.notes.append(
                    _("The ministry's list calls %(code)s “%(theirs)s”, the portal “%(ours)s”; taken as the same.")
                    % {"code": code, "theirs": words, "ours": found[code].name}
                )
        return found

    def check_lists(self, record: Record) -> None:
        """Values of any service that the ministry's own lists do not have: they are older than the file."""
        for code in _codes_of(record):
            known = self.lists.get(LIST_OF_CODE.get(code.split("/")[0], ""))
            if known and code not in known:
                self._remember(code, "", record)

    def check_ours(self, record: Record) -> None:
        """Values of a service to be kept that the portal does not have."""
        known: dict[str, Any] = {**self.types, **self.groups, **self.ages, **OUR_FORMS, **OUR_UNITS}
        for code in _codes_of(record):
            if code not in known:
                name = self.lists.get(LIST_OF_CODE.get(code.split("/")[0], ""), {}).get(code, "")
                self._remember(code, name, record)

    def _remember(self, code: str, name: str, record: Record) -> None:
        self.unknown.setdefault(
            code or "–",
            {
                "code": code or "–",
                "list": LIST_OF_CODE.get(code.split("/")[0], ""),
                "name": name,
                "service": record.identifier or str(record.portal_id or "–"),
            },
        )

    def refuse_unknown(self) -> None:
        """Raises UnknownCodes with all of them, if there are any."""
        if not self.unknown:
            return
        words = [
            f"{row['code']} {row['name']}".strip() + " (" + _("service %(number)s") % {"number": row["service"]} + ")"
            for row in self.unknown.values()
        ]
        message = _(
            "The file uses values that the code lists do not know: %(values)s. "
            "Download the present code lists, or add the values to the portal, and start again. Nothing was changed."
        ) % {"values": ", ".join(words[:5]) + (" …" if len(words) > 5 else "")}
        raise UnknownCodes(message, list(self.unknown.values()))

    # --- the territory ---

    def town(self, code: str) -> str:
        """The code of the statistical office for a code of the register."""
        return self.lists.get(TOWNS, {}).get(code) or code.partition("/")[2]

    def reaches_territory(self, codes: Iterable[str]) -> bool:
        """Whether a declared reach touches the territory."""
        return any(self._is_ours(code) for code in codes)

    def _is_ours(self, code: str) -> bool:
        kind = code.split("/")[0]
        if kind == "Obec":
            return self.town(code) in self.territory
        if kind == "Okres":
            return _plain(self.lists.get(COUNTIES, {}).get(code, "")) in self.counties - {""}
        name = self.lists.get(REGIONS, {}).get(code) or OUR_REGIONS.get(code, "")
        return _plain(name) in self.regions - {""}


def _codes_of(record: Record) -> list[str]:
    units = [capacity.unit for form in record.forms for capacity in form.capacities]
    forms = [form.code for form in record.forms]
    return [record.type_code, *record.target_groups, *record.age_groups, *forms, *units]


def _without_brackets(name: str) -> str:
    return fold(name.partition("(")[0]).strip()


def _plain(name: str) -> str:
    """A region or county by its own word: "Ústecký kraj" and "Kraj Ústecký" are the same."""
    return " ".join(sorted(set(re.findall(r"\w+", fold(name))) - {"kraj", "okres", "hlavni", "mesto"}))
