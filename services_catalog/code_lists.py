"""Loads the code lists of the Act and its register, life situations and crisis lines; repeated loading mends, never doubles.

What the office has changed in its own words (situations, crisis lines, synonyms) is kept.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from community.models import PlanningArea
from kpss_portal.czech import fold
from services_catalog.memory import forget
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
    _load_types()
    _load_target_groups()
    _load_rows(
        AgeGroup, {row["code"]: _named(row, position=n) for n, row in enumerate(_read("age_groups.json"), start=1)}
    )
    _load_situations()
    _load_synonyms()
    _load_crisis_lines()


def _load_types() -> None:
    rows = {row["code"]: row for row in _read("service_types.json")}
    new = _load_rows(ServiceType, {code: _type_values(row) for code, row in rows.items()})
    for service_type in new:
        service_type.synonyms = rows[service_type.code]["synonyms"]
    ServiceType.objects.bulk_update(new, ["synonyms"])


def _type_values(row: dict[str, Any]) -> dict[str, Any]:
    return _named(
        row,
        paragraph=row["paragraph"],
        group=row["group"],
        abbreviation=row["abbreviation"],
        usual_forms=",".join(row["forms"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
    )


def _load_target_groups() -> None:
    areas = _load_areas()
    rows = {row["code"]: row for row in _read("target_groups.json")}
    new = _load_rows(TargetGroup, {code: _named(row) for code, row in rows.items()})
    wanted = [(group, areas.get(rows[group.code]["planning_area"])) for group in new]
    _join(TargetGroup.planning_areas, [(group, area) for group, area in wanted if area])


def _named(row: dict[str, Any], **values: Any) -> dict[str, Any]:
    named = {"name": row["name"], "slug": slugify(fold(row["name"]))[:120], "portal_id": row.get("portal_id")}
    return named | values


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _load_rows(model: Any, wanted: dict[str, dict[str, Any]]) -> list[Any]:
    """Rows of a code list by their codes: those that are not there yet are made and returned, the others mended."""
    known = {row.code: row for row in model.objects.filter(code__in=wanted)}
    for code, values in wanted.items():
        if code in known and any(getattr(known[code], name) != value for name, value in values.items()):
            model.objects.update_or_create(code=code, defaults=values)
    return _make(model, [model(code=code, **values) for code, values in wanted.items() if code not in known])


def _make(model: Any, rows: list[Any]) -> list[Any]:
    """Writes rows at once; what is kept in memory learns of it, as it does of rows saved one by one."""
    made = model.objects.bulk_create(rows)
    forget(sender=model)
    return made


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
        children = [
            LifeSituation(
                parent=parent,
                name=child["name"],
                slug=slugify(fold(child["name"])),
                synonyms=child["synonyms"],
                position=number,
            )
            for number, child in enumerate(group["children"], start=1)
        ]
        _make(LifeSituation, children)


def _load_synonyms() -> None:
    """The vocabulary to begin with; afterwards it belongs to the office."""
    if Synonym.objects.exists():
        return
    types = {key: row for row in ServiceType.objects.all() for key in (row.code, row.paragraph) if key}
    groups = {row.name: row for row in TargetGroup.objects.all()}
    situations = {row.name: row for row in LifeSituation.objects.all()}
    rows = _read("synonyms.json")
    synonyms = _make(Synonym, [Synonym(words=row["words"], means=row["means"]) for row in rows])
    pairs = list(zip(synonyms, rows, strict=True))
    _join(Synonym.service_types, [(synonym, types[key]) for synonym, row in pairs for key in row["types"]])
    _join(Synonym.target_groups, [(synonym, groups[name]) for synonym, row in pairs for name in row["groups"]])
    _join(Synonym.situations, [(synonym, situations[name]) for synonym, row in pairs for name in row["situations"]])


def _join(field: Any, pairs: list[tuple[Any, Any]]) -> None:
    """Rows of a many-to-many field at once."""
    link, own, other = field.through, field.field.m2m_field_name(), field.field.m2m_reverse_field_name()
    _make(link, [link(**{own: one, other: another}) for one, another in dict.fromkeys(pairs)])


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
