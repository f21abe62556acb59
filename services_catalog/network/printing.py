"""What the document of a network shows, computed from the frozen content alone."""

from datetime import date
from typing import Any

from kpss_portal.accent import palette
from services_catalog.network import picture


def frame(content: picture.Content) -> dict[str, Any]:
    """Colours and the day of the decision."""
    colors = {name.replace("-", "_"): shade for name, shade in palette(content["office"]["accent"]).items()}
    day = content["resolution"]["decided_on"]
    return {"content": content, "colors": colors, "decided_on": date.fromisoformat(day) if day else None}


def network_context(content: picture.Content) -> dict[str, Any]:
    """The same content gives the same context."""
    return frame(content) | facts(content)


def facts(content: picture.Content) -> dict[str, Any]:
    """What pages and the document have in common."""
    rows = picture.entries(content)
    money = picture.money(rows)
    return {
        "groups": picture.by_type(rows),
        "entry_count": len(rows),
        "service_count": len({row.uuid for row in rows}),
        "units": picture.units(rows),
        "money": money,
        "revenue_plan": picture.revenue_total(money, "plan"),
        "revenue_fact": picture.revenue_total(money, "fact"),
        "has_fact": any(row.fact is not None for row in money),
        "silent_count": picture.silent_costs(rows),
        "chart": picture.money_chart(money, content["year"]),
    }
