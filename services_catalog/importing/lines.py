"""What the catalogue has no field for stands as a line of its own in a text."""

from services_catalog.enums import ServiceForm

LINES = {  # what the catalogue has no field for stands as a line of its own in a text
    "vek": ("for_whom", "Věk"),
    "oteviraci_doba": ("description", "Otevírací doba"),
    "kapacita": ("description", "Kapacita"),
}


def lines_for(values: dict[str, str], forms: list[ServiceForm]) -> dict[str, str]:
    """Columns whose words stand as lines in texts: age always, hours and capacity when no form is known."""
    wanted = ["vek", *(() if forms else ("oteviraci_doba", "kapacita"))]
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
