"""What the catalogue has no field for stands as a line of its own in a text, so that nothing of a sheet is lost."""

from services_catalog.enums import ServiceForm
from services_catalog.importing.offered import capacity_of

LINES = {  # our column: the column of the text and the label of the line
    "vek": ("pro_koho", "Věk"),
    "oteviraci_doba": ("popis", "Otevírací doba"),
    "kapacita": ("popis", "Kapacita"),
}


def lines_for(values: dict[str, str], forms: list[ServiceForm]) -> dict[str, str]:
    """Columns whose words stand as lines: age always, hours without a form, a capacity that no single form can hold."""
    capacity = values.get("kapacita", "")
    wanted = ["vek"]
    wanted += [] if forms else ["oteviraci_doba"]
    wanted += [] if len(forms) == 1 and capacity_of(capacity) else ["kapacita"]
    return {column: values[column] for column in wanted if values.get(column)}


def with_line(text: str, label: str, value: str) -> str:
    """The text with a line “label: value”; an older line of the label is replaced."""
    lines = text.splitlines()
    line = f"{label}: {' '.join(value.split())}"
    places = [number for number, old in enumerate(lines) if old.startswith(f"{label}: ")]
    if places:
        lines[places[0]] = line
        return text if text.splitlines() == lines else "\n".join(lines)
    return f"{text.rstrip()}\n{line}" if text.strip() else line
