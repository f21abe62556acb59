"""What the documents of a year show, computed from the frozen content alone."""

from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.accent import palette
from kpss_portal.charts import Chart, Series
from plans.progress.shares import Share, share_of
from plans.progress_enums import Direction, Fulfilment


def _frame(content: dict[str, Any]) -> dict[str, Any]:
    colors = {name.replace("-", "_"): shade for name, shade in palette(content["office"]["accent"]).items()}
    day = content["resolution"]["decided_on"]
    return {
        "content": content,
        "colors": colors,
        "decided_on": date.fromisoformat(day) if day else None,
    }


def _branches(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Rows stand in the order of the tree, so those of one priority stand together."""
    return [(title, list(found)) for title, found in groupby(rows, key=lambda row: str(row["branch"]))]


def money_rows(rows: list[list[dict[str, Any]]]) -> list[tuple[str, int]]:
    """Amounts by source, the largest first."""
    sums: dict[str, int] = {}
    for amounts in rows:
        for amount in amounts:
            sums[amount["source"]] = sums.get(amount["source"], 0) + amount["amount_czk"]
    return sorted(sums.items(), key=lambda pair: -pair[1])


def action_plan_context(content: dict[str, Any]) -> dict[str, Any]:
    """Context of the action plan's document; the same content gives the same context."""
    entries = [entry | _entry(entry) for entry in content["entries"]]
    money = money_rows([entry["costs"] for entry in entries])
    return _frame(content) | {
        "branches": _branches(entries),
        "money": money,
        "total": sum(amount for _name, amount in money),
        "silent_count": sum(1 for entry in entries if not entry["costs"]),
        "entry_count": len(entries),
    }


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    day = entry["deadline_on"]
    words = [entry["deadline_text"], _day(day) if day else ""]
    return {"deadline": ", ".join(filter(None, words)), "total": _total(entry["costs"])}


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day}. {day.month}. {day.year}"


def _total(amounts: list[dict[str, Any]]) -> int | None:
    return sum(amount["amount_czk"] for amount in amounts) if amounts else None


def evaluation_context(content: dict[str, Any]) -> dict[str, Any]:
    """Context of the evaluation's document; the same content gives the same context."""
    labels = content["labels"]
    items = [item | _result(item, labels) for item in content["items"]]
    share = share_of(item["status"] for item in items)
    money = money_rows([item["spent"] for item in items])
    return _frame(content) | {
        "branches": [(title, rows, share_of(row["status"] for row in rows)) for title, rows in _branches(items)],
        "share": share,
        "share_words": share.words(content["year"]),
        "statuses": status_rows(share, labels),
        "chart": status_chart(share, labels),
        "money": money,
        "total": sum(amount for _name, amount in money),
        "silent_count": sum(1 for item in items if not item["spent"]),
        "item_count": len(items),
        "hides": any(part["value"] is None for item in items for part in _parts(item)),
    }


def _parts(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for value in item["indicators"] for part in (*value["by_area"], *value["by_municipality"])]


def status_rows(share: Share, labels: dict[str, str]) -> list[tuple[str, int]]:
    """How many items have which status; those of which nothing is known stand last."""
    rows = [(labels[status], share.counts[status]) for status in Fulfilment.values if share.counts.get(status)]
    return [*rows, (_("not known"), share.unknown)] if share.unknown else rows


def status_chart(share: Share, labels: dict[str, str]) -> Chart:
    """The same as bars."""
    rows = status_rows(share, labels)
    series = [Series(_("measures"), [number for _label, number in rows])]
    return Chart(_("Measures by status"), [label for label, _number in rows], series, key="stavy")


def _result(item: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    return {
        "status_label": labels.get(item["status"], "") or _("not known"),
        "total": _total(item["spent"]),
        "values": [value | _value(value) for value in item["indicators"]],
    }


def _value(value: dict[str, Any]) -> dict[str, Any]:
    unit = f" {value['unit']}" if value["unit"] else ""
    known = czech(value["value"]) if value["value"] is not None else _("not known")
    parts = [*value["by_area"], *value["by_municipality"]]
    silent = _("not told")
    told = ", ".join(f"{part['name']} {czech(part['value']) or silent}" for part in parts)
    direction = Direction(value["direction"]).label if value["direction"] else ""
    return {
        "words": f"{known}{unit}" if value["value"] is not None else known,
        "baseline_words": czech(value["baseline"]),
        "target_words": czech(value["target"]),
        "direction_words": direction,
        "parts_words": told,
    }


def czech(number: str | None) -> str:
    """A number with a decimal comma and thousands apart; words stay."""
    if not number:
        return ""
    if not number.replace(".", "").replace("-", "").isdecimal():
        return number
    return f"{Decimal(number):,}".replace(",", "\xa0").replace(".", ",")
