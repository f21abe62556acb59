"""The tree of a plan: codes made of positions, moving, adding and taking away.

A pattern of codes has one part per level, divided by ";". In a part, `{n}` is the number of the ancestor at level n within
its parent, so numbering restarts there; `{n+}` counts through the whole plan and does not restart. `{1:A}`, `{1:a}` and
`{1:I}` write letters and Roman numbers; other characters stay. A pattern without braces is an example: "A.1.1".
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from plans.errors import PlanIsFrozen
from plans.models import Plan, PlanItem
from plans.models.level import MAX_DEPTH

Place = tuple[int, ...]  # positions from the root to an item: (2, 1, 3)
SLOT = re.compile(r"\{(\d)(\+?)(?::([AaI1]))?\}")
REMARK = re.compile(r"(?<!\s)\s*+\([^()]*+\)\s*+$")
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


# --- codes --------------------------------------------------------------------------------------------------------


def code_parts(pattern: str) -> list[str]:
    """The pattern as one part per level, for all five levels; levels that it does not name go on with ".n"."""
    cleaned = REMARK.sub("", pattern).strip()
    if "{" in cleaned:
        parts = [part.strip() for part in cleaned.split(";")]
    else:
        parts = _parts_of_example(cleaned or "1.1.1.1.1")
    while len(parts) < MAX_DEPTH:
        parts.append(f"{parts[-1]}.{{{len(parts) + 1}}}")
    return parts


def _parts_of_example(example: str) -> list[str]:
    tokens = example.split(";")[-1].strip().split(".")
    slots = [
        f"{{{level}{f':{token}' if token in {'A', 'a', 'I'} else ''}}}" for level, token in enumerate(tokens, start=1)
    ]
    return [".".join(slots[:depth]) for depth in range(1, len(slots) + 1)]


def validate_code_pattern(pattern: str) -> None:
    """ValidationError with a clerk's words if codes cannot be made by the pattern."""
    if "{" not in pattern and len(REMARK.sub("", pattern).split(".")) > MAX_DEPTH:
        raise ValidationError(_("A tree has one to five levels."))
    for depth, part in enumerate(code_parts(pattern), start=1):
        rest = SLOT.sub("", part)
        levels = [int(match[1]) for match in SLOT.finditer(part)]
        if "{" in rest or "}" in rest:
            raise ValidationError(
                _("The pattern “%(part)s” is not understood; write for example {1}.{2}.") % {"part": part}
            )
        if depth not in levels:
            raise ValidationError(
                _("Codes of level %(depth)d would repeat: {%(depth)d} is missing.") % {"depth": depth}
            )
        if any(level < 1 or level > depth for level in levels):
            raise ValidationError(_("The pattern of level %(depth)d speaks of a deeper level.") % {"depth": depth})
        if "/" in rest or " " in rest:
            raise ValidationError(_("A code is a part of a web address: no spaces and no slashes."))


def written(number: int, style: str | None) -> str:
    """A number in the style of the pattern: 1, A, a or I."""
    if style == "I":
        return _roman(number)
    if style in {"A", "a"}:
        letters = ""
        while number:
            number, index = divmod(number - 1, 26)
            letters = chr(ord(style) + index) + letters
        return letters
    return str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in ROMAN:
        while number >= value:
            text, number = text + sign, number - value
    return text


def generated_codes(pattern: str, places: Mapping[str, Place]) -> dict[str, str]:
    """Codes made by the pattern for items at the places, by the same keys; keys in the order of the tree."""
    parts = code_parts(pattern)
    through: dict[Place, int] = {}
    counts: dict[int, int] = {}
    for place in sorted(places.values()):
        counts[len(place)] = counts.get(len(place), 0) + 1
        through[place] = counts[len(place)]

    def fill(place: Place) -> str:
        return SLOT.sub(
            lambda slot: written(through[place[: int(slot[1])]] if slot[2] else place[int(slot[1]) - 1], slot[3]),
            parts[len(place) - 1],
        )

    return {key: fill(place) for key, place in places.items()}


def path_of(place: Place) -> str:
    """The place as a text that orders the whole tree: "0002.0001."."""
    return "".join(f"{position:04d}." for position in place)


# --- reading ------------------------------------------------------------------------------------------------------


@dataclass
class Node:
    """An item with its children."""

    item: PlanItem
    children: list["Node"] = field(default_factory=list)


def nodes_of(items: Iterable[PlanItem]) -> list[Node]:
    """Roots of the tree made of items in its order."""
    roots: list[Node] = []
    by_pk: dict[int, Node] = {}
    for item in items:
        node = by_pk[item.pk] = Node(item)
        parent = by_pk.get(item.parent_id) if item.parent_id else None
        (parent.children if parent else roots).append(node)
    return roots


# --- changing -----------------------------------------------------------------------------------------------------


def locked(plan: Plan) -> Plan:
    """The plan with its row locked, so that two people do not renumber at once; PlanIsFrozen if it is approved."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.is_frozen:
        raise PlanIsFrozen
    return plan


@transaction.atomic
def renumber(plan: Plan) -> None:
    """Positions without gaps, paths, depths and codes; codes by hand stay and generated ones step around them."""
    plan = locked(plan)
    items = list(plan.items.order_by("path", "position", "pk"))
    children: dict[int | None, list[PlanItem]] = {}
    for item in sorted(items, key=lambda item: (item.position, item.path, item.pk)):
        children.setdefault(item.parent_id, []).append(item)
    places = _placed(children)
    codes = _free_of_clashes(plan.code_pattern, items, places)
    changed = [item for item in items if _place_item(item, places[str(item.pk)], codes[item.pk])]
    PlanItem.objects.filter(pk__in=[item.pk for item in changed]).update(code="")  # codes are unique at every moment
    PlanItem.objects.bulk_update(changed, ["position", "path", "depth", "code", "updated_at"], batch_size=200)


def _placed(children: Mapping[int | None, list[PlanItem]]) -> dict[str, Place]:
    places: dict[str, Place] = {}
    waiting: list[tuple[int | None, Place]] = [(None, ())]
    while waiting:
        parent, place = waiting.pop()
        for position, item in enumerate(children.get(parent, []), start=1):
            places[str(item.pk)] = (*place, position)
            waiting.append((item.pk, (*place, position)))
    return places


def _free_of_clashes(pattern: str, items: list[PlanItem], places: Mapping[str, Place]) -> dict[int, str]:
    generated = generated_codes(pattern, places)
    codes = {item.pk: item.code for item in items if item.is_code_manual and item.code}
    taken = set(codes.values())
    for item in items:
        if item.pk not in codes:
            code, number = generated[str(item.pk)], 1
            while code in taken:
                number += 1
                code = f"{generated[str(item.pk)]}-{number}"
            codes[item.pk] = code
            taken.add(code)
    return codes


def _place_item(item: PlanItem, place: Place, code: str) -> bool:
    before = (item.position, item.path, item.depth, item.code)
    item.position, item.path, item.depth, item.code = place[-1], path_of(place), len(place), code
    return before != (item.position, item.path, item.depth, item.code)


@transaction.atomic
def add_item(plan: Plan, parent: PlanItem | None, title: str) -> PlanItem:
    """A new last child; ValidationError if the plan has no level for it."""
    plan = locked(plan)
    depth = parent.depth + 1 if parent else 1
    _check_depth(plan, depth)
    position = plan.items.filter(parent=parent).count() + 1
    path = (parent.path if parent else "") + path_of((position,))
    item = PlanItem.objects.create(plan=plan, parent=parent, depth=depth, position=position, path=path, title=title)
    renumber(plan)
    item.refresh_from_db()
    return item


@transaction.atomic
def move_item(item: PlanItem, parent: PlanItem | None, position: int) -> None:
    """Puts the item with all below it under another parent; ValidationError for a circle or a tree too deep."""
    plan = locked(item.plan)
    item = plan.items.get(pk=item.pk)
    if parent is not None:
        parent = plan.items.get(pk=parent.pk)
        if parent.path.startswith(item.path):
            raise ValidationError(_("The item cannot stand under itself."))
    depth = parent.depth + 1 if parent else 1
    deepest = max(plan.items.filter(path__startswith=item.path).values_list("depth", flat=True))
    _check_depth(plan, depth + deepest - item.depth)
    siblings = [other for other in plan.items.filter(parent=parent).order_by("position", "pk") if other.pk != item.pk]
    siblings.insert(max(0, min(position - 1, len(siblings))), item)
    item.parent, item.depth = parent, depth
    item.save(update_fields=["parent", "depth", "updated_at"])
    for number, sibling in enumerate(siblings, start=1):
        sibling.position = number
    PlanItem.objects.bulk_update(siblings, ["position"])
    renumber(plan)


def move_by(item: PlanItem, steps: int) -> None:
    """One up (-1) or down (+1) among its siblings; at the edge nothing happens."""
    move_item(item, item.parent, item.position + steps)


def _check_depth(plan: Plan, depth: int) -> None:
    levels = plan.levels.count()
    if depth > max(levels, 1):
        raise ValidationError(
            _("The plan has only %(count)d levels; the item would be one too deep.") % {"count": levels}
        )


@transaction.atomic
def remove_item(item: PlanItem) -> int:
    """Takes away the item and all below it; gives how many there were."""
    plan = locked(item.plan)
    branch = plan.items.filter(path__startswith=item.path)
    count = branch.count()
    PlanItem.objects.filter(pk__in=branch.values("pk")).update(parent=None, depth=1)
    PlanItem.objects.filter(
        pk__in=list(plan.items.filter(path__startswith=item.path).values_list("pk", flat=True))
    ).delete()
    renumber(plan)
    return count
