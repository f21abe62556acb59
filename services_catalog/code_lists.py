"""Loads the code lists of the Act and its register, life situations and crisis lines; repeated loading mends, never doubles.

What the office has changed in its own words (situations, crisis lines, synonyms) is kept.
"""

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from community.models import PlanningArea
from kpss_portal.czech import fold
from services_catalog.models import AgeGroup, CrisisLine, LifeSituation, Service, ServiceType, Synonym, TargetGroup

DATA = Path(__file__).parent / "data"
AREAS = (  # of the office at its start, each with the word of the data that means it
    ("Senioři", "senioři"),
    ("Osoby se zdravotním postižením", "zdravotní postižení"),
    ("Rodiny, děti a mládež", "děti, mládež a rodina"),
    ("Osoby ohrožené sociálním vyloučením a osoby v krizi", "sociální vyloučení a krize"),
    ("Osoby ohrožené závislostí", "závislosti"),
)


def _read(name: str) -> list[dict[str, Any]]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@transaction.atomic
def load_code_lists() -> None:
    """Brings all code lists up to date."""
    for row in _read("service_types.json"):
        _load_type(row)
    areas = _load_areas()
    for row in _read("target_groups.json"):
        group, is_new = _load_row(TargetGroup, row)
        if is_new and row["planning_area"] in areas:
            group.planning_areas.add(areas[row["planning_area"]])
    for position, row in enumerate(_read("age_groups.json"), start=1):
        _load_row(AgeGroup, row, position=position)
    _load_situations()
    _load_synonyms()
    _load_crisis_lines()


def _load_type(row: dict[str, Any]) -> None:
    service_type, is_new = _load_row(
        ServiceType,
        row,
        paragraph=row["paragraph"],
        group=row["group"],
        abbreviation=row["abbreviation"],
        usual_forms=",".join(row["forms"]),
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )
    if is_new:
        service_type.synonyms = row["synonyms"]
        service_type.save(update_fields=["synonyms"])


def _load_row(model: Any, row: dict[str, Any], **values: Any) -> tuple[Any, bool]:
    defaults = {
        "name": row["name"],
        "slug": slugify(fold(row["name"]))[:120],
        "portal_id": row.get("portal_id"),
    } | values
    return model.objects.update_or_create(code=row["code"], defaults=defaults)


def _load_areas() -> dict[str, PlanningArea]:
    areas = {}
    for name, word in AREAS:
        areas[word] = PlanningArea.objects.filter(name=name).first() or PlanningArea.objects.create_named(name)
    return areas


def _load_situations() -> None:
    if LifeSituation.objects.exists():
        return
    for position, group in enumerate(_read("life_situations.json"), start=1):
        parent = LifeSituation.objects.create(
            name=group["name"], slug=slugify(fold(group["name"])), hint=group["hint"], position=position
        )
        for number, child in enumerate(group["children"], start=1):
            LifeSituation.objects.create(
                parent=parent,
                name=child["name"],
                slug=slugify(fold(child["name"])),
                synonyms=child["synonyms"],
                position=number,
            )


def _load_synonyms() -> None:
    """The vocabulary to begin with; afterwards it belongs to the office."""
    if Synonym.objects.exists():
        return
    types = {key: row for row in ServiceType.objects.all() for key in (row.code, row.paragraph) if key}
    groups = {row.name: row for row in TargetGroup.objects.all()}
    situations = {row.name: row for row in LifeSituation.objects.all()}
    for row in _read("synonyms.json"):
        synonym = Synonym.objects.create(words=row["words"], means=row["means"])
        synonym.service_types.set(types[key] for key in row["types"])
        synonym.target_groups.set(groups[name] for name in row["groups"])
        synonym.situations.set(situations[name] for name in row["situations"])


def _load_crisis_lines() -> None:
    for position, line in enumerate(_read("crisis_lines.json"), start=1):
        CrisisLine.objects.get_or_create(
            name=line["name"],
            defaults={key: value for key, value in line.items() if key != "name"} | {"position": position},
        )


def link_situations() -> None:
    """Joins situations to services by the kind of service: a start that the office mends by hand."""
    types = {row.code: row for row in ServiceType.objects.all()} | {
        row.paragraph: row for row in ServiceType.objects.all() if row.paragraph
    }
    situations = {row.name: row for row in LifeSituation.objects.all()}
    through = Service.situations.through
    links = []
    for group in _read("life_situations.json"):
        for child in group["children"]:
            situation = situations.get(child["name"])
            wanted = [types[key].pk for key in child["types"] if key in types]
            if situation:
                links += [
                    through(service_id=pk, lifesituation_id=situation.pk)
                    for pk in Service.objects.filter(service_type__in=wanted).values_list("pk", flat=True)
                ]
    through.objects.bulk_create(links, ignore_conflicts=True)
