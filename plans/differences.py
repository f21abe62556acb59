"""What changed between two versions of a plan, read from their frozen contents: items, words, money, dates.

Items are paired by their lineage, so a moved or renumbered item is the same one. Texts are compared word by word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.wording import Piece, TextChange, plain_lines, text_change
from plans.enums import ActorRole, CostKind, InterventionKind

Content = dict[str, Any]


@dataclass(frozen=True)
class MoneyChange:
    """An amount that differs, in whole crowns; None is unknown."""

    label: str
    before: int | None
    after: int | None


@dataclass
class ItemChange:
    """What happened to one item."""

    lineage: str
    code: str
    title: str
    depth: int
    is_added: bool = False
    is_removed: bool = False
    old_code: str = ""
    moved_from: str = ""
    moved_to: str = ""
    texts: list[TextChange] = field(default_factory=list)
    money: list[MoneyChange] = field(default_factory=list)

    @property
    def is_renumbered(self) -> bool:
        """The same item stands under another code."""
        return bool(self.old_code) and self.old_code != self.code

    @property
    def is_changed(self) -> bool:
        """Anything but its number differs."""
        return bool(self.is_added or self.is_removed or self.moved_to or self.texts or self.money)


@dataclass
class Differences:
    """Everything that differs; empty lists where nothing does."""

    facts: list[TextChange]
    chapters: list[TextChange]
    items: list[ItemChange]
    analyses: list[TextChange]

    @property
    def is_empty(self) -> bool:
        """Both versions say the same."""
        return not (self.facts or self.chapters or self.items or self.analyses)

    def counts(self) -> list[tuple[str, int]]:
        """How many items were added, removed, moved, reworded, or have other money; those with none are left out."""
        told = [
            (_("added"), sum(change.is_added for change in self.items)),
            (_("removed"), sum(change.is_removed for change in self.items)),
            (_("moved"), sum(bool(change.moved_to) for change in self.items)),
            (_("worded differently"), sum(bool(change.texts) for change in self.items)),
            (_("with other money"), sum(bool(change.money) for change in self.items)),
            (_("only renumbered"), sum(change.is_renumbered and not change.is_changed for change in self.items)),
        ]
        return [(label, count) for label, count in told if count]


def compare(before: Content, after: Content) -> Differences:
    """Differences of two contents of `plans.content_document`."""
    return Differences(
        facts=_facts(before["plan"], after["plan"]),
        chapters=list(_named_texts(_chapters(before), _chapters(after))),
        items=_items(before, after),
        analyses=list(_named_texts(_analyses(before), _analyses(after))),
    )


# --- texts --------------------------------------------------------------------------------------------------------


def _named_texts(before: dict[str, str], after: dict[str, str]) -> Iterator[TextChange]:
    for name in dict.fromkeys([*before, *after]):
        change = text_change(name, before.get(name, ""), after.get(name, ""))
        if change:
            yield change


# --- plan, chapters, analyses -------------------------------------------------------------------------------------


def _facts(before: Content, after: Content) -> list[TextChange]:
    labels = {
        "title": _("title"),
        "starts_on": _("valid from"),
        "ends_on": _("valid to"),
        "territory": _("territory"),
        "vision": _("vision"),
        "prepared_by": _("prepared by"),
    }
    changes = (text_change(label, _said(before[name]), _said(after[name])) for name, label in labels.items())
    return [change for change in changes if change]


def _said(value: Any) -> str:
    """A value as people read it: dates in Czech order."""
    text = "" if value is None else str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        year, month, day = text.split("-")
        return f"{int(day)}. {int(month)}. {year}"
    return text


def _chapters(content: Content) -> dict[str, str]:
    return {chapter["title"]: plain_lines(chapter["body"]) for chapter in content["chapters"]}


def _analyses(content: Content) -> dict[str, str]:
    texts = {}
    for analysis in content["analyses"]:
        texts[analysis["title"]] = "\n".join(_words_of(analysis)).strip()
        for table in analysis["tables"]:
            texts[f"{analysis['title']}: {table['title']}"] = _table_text(table)
    return texts


def _words_of(analysis: Content) -> list[str]:
    return [analysis["summary"], plain_lines(analysis["body"]), *analysis.get("swot", {}).values()]


def _table_text(table: Content) -> str:
    rows = [table["columns"], *table["rows"]]
    return "\n".join("  ".join(_cell(cell) for cell in row) for row in rows)


def _cell(cell: Any) -> str:
    if isinstance(cell, dict):
        return str(cell["n"])
    return "–" if cell is None else str(cell)


# --- items --------------------------------------------------------------------------------------------------------


def _items(before: Content, after: Content) -> list[ItemChange]:
    """In the order of the newer version; removed items stand where they stood, after their former neighbours."""
    old, new = ({item["lineage"]: item for item in content["items"]} for content in (before, after))
    parents = _parents(before), _parents(after)
    found: list[ItemChange] = []
    for lineage, item in new.items():
        found.append(_added(item) if lineage not in old else _changed(old[lineage], item, parents))
    removed = [_removed(item) for lineage, item in old.items() if lineage not in new]
    return [change for change in [*found, *removed] if change.is_changed or change.is_renumbered]


def _parents(content: Content) -> dict[str, Content | None]:
    """The parent of each item, by the item's lineage."""
    by_code = {item["code"]: item for item in content["items"]}
    return {item["lineage"]: by_code.get(item["parent"] or "") for item in content["items"]}


def _added(item: Content) -> ItemChange:
    texts = [TextChange(label, [Piece(text, "added")]) for label, text in _texts(item).items() if text]
    money = [MoneyChange(label, None, amount) for label, amount in _money(item).items()]
    return ItemChange(
        item["lineage"], item["code"], item["title"], item["depth"], is_added=True, texts=texts, money=money
    )


def _removed(item: Content) -> ItemChange:
    return ItemChange(item["lineage"], item["code"], item["title"], item["depth"], is_removed=True)


Parents = tuple[dict[str, Content | None], dict[str, Content | None]]


def _changed(before: Content, after: Content, parents: Parents) -> ItemChange:
    change = ItemChange(after["lineage"], after["code"], after["title"], after["depth"], old_code=before["code"])
    change.moved_from, change.moved_to = _moved(after["lineage"], parents)
    change.texts = list(_named_texts(_texts(before), _texts(after)))
    old, new = _money(before), _money(after)
    names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    change.money = [MoneyChange(name, old.get(name), new.get(name)) for name in names]
    return change


def _moved(lineage: str, parents: Parents) -> tuple[str, str]:
    """Names of the former and the present parent where they are not the same item; empty texts otherwise."""
    old, new = parents[0].get(lineage), parents[1].get(lineage)
    if (old or {}).get("lineage") == (new or {}).get("lineage"):
        return "", ""
    return _name_of(old), _name_of(new)


def _name_of(item: Content | None) -> str:
    return f"{item['code']} {item['title']}" if item else _("the first level")


def _texts(item: Content) -> dict[str, str]:
    """Everything that is said of an item but its money, by the name of the field."""
    actors = {role: [actor["name"] for actor in item["actors"] if actor["role"] == role] for role in ActorRole.values}
    kind = item["intervention"]
    return {
        _("name"): item["title"],
        _("description"): item["description"],
        _("why"): item["justification"],
        _("expected effect"): item["expected_effect"],
        _("for whom"): "; ".join(item["areas"]),
        **{str(ActorRole(role).label): "; ".join(names) for role, names in actors.items()},
        _("kind of intervention"): str(InterventionKind(kind).label) if kind else "",
        _("from"): _said(item["starts_on"]),
        _("to"): _said(item["ends_on"]),
        _("term in words"): item["term_text"],
        _("sources in words"): item["funding_text"],
        _("outputs"): item["outputs"],
        _("risks"): item["risks"],
        _("services concerned"): "; ".join([*item["services"], *item["service_types"], item["services_text"]]).strip(
            "; "
        ),
        _("indicators"): "\n".join(_indicator(indicator) for indicator in item["indicators"]),
        _("note"): item["note"],
    }


def _indicator(indicator: Content) -> str:
    unit = f" ({indicator['unit']})" if indicator["unit"] else ""
    first, last = indicator["baseline"] or "–", indicator["target"] or "–"
    values = _("baseline %(first)s, target %(last)s") % {"first": first, "last": last}
    year = f" ({indicator['target_year']})" if indicator["target_year"] else ""
    return f"{indicator['name']}{unit}: {values}{year}"


def _money(item: Content) -> dict[str, int]:
    return {_amount_label(cost): cost["amount_czk"] for cost in item["costs"]}


def _amount_label(cost: Content) -> str:
    year = cost["year"] or _("whole period")
    return f"{year}, {cost['source']} ({CostKind(cost['kind']).label})"
