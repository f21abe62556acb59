"""Charts drawn by the server, for pages and for print. The table beside a chart carries the data; the chart only shows it.

On pages widths are in per cent and letters in pixels, so a chart never shrinks its text; in print everything is absolute.
A value that is not known is not drawn and says so; it never joins a sum.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Number = int | Decimal | None
CLASSES = ("c1", "c2", "h1p", "c3", "h2p", "c4", "c6", "h3p")
PRINT_FILLS = ("#1c255a", "#687bc5", "url(#h1)", "#a2b2e8", "url(#h2)", "#4b4f5c", "#c9c5bd", "url(#h3)")
ROW, BAR = 24, 18  # pixels: height of a bar with its gap, and of the bar
LINE, WEB_LETTERS, BESIDE_LETTERS = (
    18,
    36,
    16,
)  # pixels of a line of a name; letters that fit on a phone, and beside a label
PRINT_ROW = 10  # units of a document, 480 of which are its width: height of a bar with its gap, and of a line of a name
NAME_WIDTH, NAME_LETTERS, NUMBER_WIDTH = (
    168,
    34,
    60,
)  # units and letters of names beside bars, units of numbers at their end
MOST_ROWS = 60  # a chart with more rows is no longer read


@dataclass(frozen=True)
class Series:
    """Values in the order of the categories; None is unknown."""

    name: str
    values: Sequence[Number]


@dataclass(frozen=True)
class Chart:
    """A finding and its numbers. Kinds: bars, grouped_bars, stacked, line."""

    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    kind: str = "bars"
    key: str = "g1"
    labels: Sequence[str] = field(default_factory=tuple)

    @property
    def is_drawable(self) -> bool:
        """Whether there is something to draw that can be read."""
        return 0 < len(self.categories) <= MOST_ROWS and self.greatest > 0 and self.least >= 0

    @property
    def greatest(self) -> Decimal:
        """The length of the longest bar."""
        if self.kind == "stacked":
            return max((self.total(index) for index in range(len(self.categories))), default=Decimal(0))
        return max(
            (Decimal(value) for row in self.series for value in row.values if value is not None), default=Decimal(0)
        )

    @property
    def least(self) -> Decimal:
        """The least value; a chart with negative ones is not drawn."""
        return min(
            (Decimal(value) for row in self.series for value in row.values if value is not None), default=Decimal(0)
        )

    @property
    def rows(self) -> list[tuple[str, list[Number]]]:
        """The same numbers for a table: each category with a value of every series."""
        return [(name, [row.values[index] for row in self.series]) for index, name in enumerate(self.categories)]

    def total(self, index: int) -> Decimal:
        """Sum of the known values of a category."""
        return sum((Decimal(row.values[index] or 0) for row in self.series), Decimal(0))

    def label(self, index: int) -> str:
        """What stands at the end of a stacked bar."""
        if index < len(self.labels):
            return self.labels[index]
        is_known = any(row.values[index] is not None for row in self.series)
        return _number(self.total(index) if is_known else None)

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Names of series with the class of their fill; empty for a single series."""
        return (
            [(row.name, CLASSES[number % len(CLASSES)]) for number, row in enumerate(self.series)]
            if len(self.series) > 1
            else []
        )

    def svg(self) -> SafeString:
        """The drawing for a page."""
        if not self.is_drawable:
            return mark_safe("")
        if self.kind == "line":
            return _frame(self, _line_web(self), 220)
        body, height = _bars_web(self)
        return _frame(self, body, height)

    def print_svg(self) -> SafeString:
        """The drawing for a document, 480 units wide, with its title for readers of tagged PDF."""
        if not self.is_drawable:
            return mark_safe("")
        body, height = _line_print(self) if self.kind == "line" else _bars_print(self)
        way_on = _("The values are in the table below.")
        title = escape(f"{self.title}. {way_on}")
        size = f'viewBox="0 0 480 {height}" width="480" height="{height}" font-family="Atkinson KPSS"'
        drawing = f'<svg {size} role="img"><title>{title}</title>{PRINT_PATTERNS}{body}</svg>'
        return mark_safe(drawing)  # noqa: S308  # names and numbers are escaped where they are written


PRINT_PATTERNS = (
    '<defs><pattern id="h1" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#fff"/>'
    '<path d="M0 5 5 0" stroke="#1c255a" stroke-width="1.4"/></pattern>'
    '<pattern id="h2" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#fff"/>'
    '<circle cx="2.5" cy="2.5" r="1.1" fill="#1c255a"/></pattern>'
    '<pattern id="h3" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" fill="#fff"/>'
    '<path d="M0 1h4" stroke="#4b4f5c" stroke-width="1.4"/></pattern></defs>'
)


def _frame(chart: Chart, body: str, height: int) -> SafeString:
    key = escape(chart.key)
    description = escape(_("The values are in the table below."))
    names = f'aria-labelledby="{key}-t {key}-d"'
    drawing = (
        f'<svg class="plot" role="img" {names} height="{height}" width="100%" focusable="false">'
        f'<desc id="{key}-d">{description}</desc><g aria-hidden="true">{body}</g></svg>'
    )
    return mark_safe(drawing)  # noqa: S308  # names and numbers are escaped where they are written


def _number(value: Number) -> str:
    if value is None:
        return _("not stated")
    exact = Decimal(value)
    exact = Decimal(int(exact)) if exact == exact.to_integral_value() else round(exact, 2).normalize()
    return f"{exact:,}".replace(",", "\xa0").replace(".", ",")


def _percent(value: Number, greatest: Decimal, width: int) -> str:
    return f"{Decimal(value or 0) / greatest * width:.2f}%"


def _bars_web(chart: Chart) -> tuple[str, int]:
    parts: list[str] = []
    top = 0
    for index, category in enumerate(chart.categories):
        name, height = _name_web(category, top)
        parts.append(name)
        if chart.kind == "stacked":
            label, more = _label_web(chart, index, top, height)
            parts += [label, *_stack_web(chart, index, top + height + more + 4)]
            top += height + more + 36
        else:
            parts += _group_web(chart, index, top + height + 2)
            top += height + 10 + ROW * len(chart.series)
    return "".join(parts), top


def _name_web(category: str, top: int) -> tuple[str, int]:
    """The name of a category in as many lines as the narrowest screen needs, and their height."""
    first, *others = textwrap.wrap(category, WEB_LETTERS) or [""]
    more = "".join(f' <tspan x="0" dy="{LINE}">{escape(line)}</tspan>' for line in others)
    return f'<text class="strong" x="0" y="{top + 15}">{escape(first)}{more}</text>', LINE * (1 + len(others))


def _label_web(chart: Chart, index: int, top: int, height: int) -> tuple[str, int]:
    """What stands at a stacked bar: beside short names, under long ones; with the height that it takes."""
    label = escape(chart.label(index))
    if max(len(category) for category in chart.categories) > BESIDE_LETTERS:
        return f'<text x="0" y="{top + height + 15}">{label}</text>', LINE
    return f'<text x="100%" y="{top + 15}" text-anchor="end">{label}</text>', 0


def _stack_web(chart: Chart, index: int, top: int) -> list[str]:
    parts, left = [], Decimal(0)
    for number, row in enumerate(chart.series):
        value = Decimal(row.values[index] or 0)
        if value:
            fill = CLASSES[number % len(CLASSES)]
            parts.append(
                f'<rect class="seg {fill}" x="{_percent(left, chart.greatest, 100)}" y="{top}" '
                f'width="{_percent(value, chart.greatest, 100)}" height="22"/>'
            )
            left += value
    return parts


def _longest_bar(chart: Chart) -> int:
    """Per cent of the width: what the longest number leaves on a phone 320 pixels wide, at most 80."""
    letters = max((len(_number(value)) for row in chart.series for value in row.values), default=0)
    return min(80, 100 - round((letters * 8 + 8) / 3.2))


def _group_web(chart: Chart, index: int, top: int) -> list[str]:
    parts, longest = [], _longest_bar(chart)
    for number, row in enumerate(chart.series):
        value, y = row.values[index], top + number * ROW
        width = _percent(value, chart.greatest, longest)
        if value is not None:
            parts.append(
                f'<rect class="seg {CLASSES[number % len(CLASSES)]}" x="0" y="{y}" width="{width}" height="{BAR}"/>'
            )
        parts.append(f'<text x="{width}" dx="8" y="{y + 14}">{escape(_number(value))}</text>')
    return parts


def _points(chart: Chart, row: Series) -> list[tuple[Decimal, Decimal, Number]]:
    """Places of known values: share of the width and of the height, 0 to 1."""
    steps = max(len(chart.categories) - 1, 1)
    return [
        (Decimal(index) / steps, 1 - Decimal(value) / chart.greatest, value)
        for index, value in enumerate(row.values)
        if value is not None
    ]


def _line_web(chart: Chart) -> str:
    parts = []
    for number, row in enumerate(chart.series):
        points = [(f"{4 + x * 88:.2f}%", f"{24 + y * 150:.1f}", value) for x, y, value in _points(chart, row)]
        for (x1, y1, _first), (x2, y2, _second) in pairwise(points):
            dash = ' stroke-dasharray="7 5"' if number % 2 else ""
            parts.append(f'<line class="plot-line" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"{dash}/>')
        for x, y, value in points:
            parts.append(f'<circle class="{CLASSES[number % 2]}" cx="{x}" cy="{y}" r="5"/>')
            parts.append(f'<text x="{x}" y="{y}" dy="-10" text-anchor="middle">{escape(_number(value))}</text>')
    steps = max(len(chart.categories) - 1, 1)
    for index, category in enumerate(chart.categories):
        parts.append(
            f'<text class="strong" x="{4 + index / steps * 88:.2f}%" y="206" text-anchor="middle">{escape(category)}</text>'
        )
    return "".join(parts)


def _bars_print(chart: Chart) -> tuple[str, int]:
    body, top = _stacks_print(chart) if chart.kind == "stacked" else _groups_print(chart)
    legend, height = _print_legend(chart, top)
    return body + legend, top + height


def _stacks_print(chart: Chart) -> tuple[str, int]:
    parts: list[str] = []
    top = 0
    for index, category in enumerate(chart.categories):
        parts.append(_print_text(0, top + 9, category, bold=True))
        parts.append(_print_text(480, top + 9, chart.label(index), anchor="end"))
        parts += _stack_print(chart, index, top + 13)
        top += 32
    return "".join(parts), top


def _groups_print(chart: Chart) -> tuple[str, int]:
    """Names on the left, bars on the right: as much as can be on one sheet."""
    parts: list[str] = []
    top = 0
    for index, category in enumerate(chart.categories):
        lines = textwrap.wrap(category, NAME_LETTERS) or [""]
        parts.append(_print_text(0, top + 7.5, *lines, bold=True))
        parts += _group_print(chart, index, top)
        top += PRINT_ROW * max(len(chart.series), len(lines)) + 5
    return "".join(parts), top


def _stack_print(chart: Chart, index: int, top: int) -> list[str]:
    parts, left = [], Decimal(0)
    for number, row in enumerate(chart.series):
        width = Decimal(row.values[index] or 0) / chart.greatest * 480
        if width:
            shown, fill = max(width - 1, Decimal(0)), PRINT_FILLS[number % len(PRINT_FILLS)]
            parts.append(f'<rect x="{left:.1f}" y="{top}" width="{shown:.1f}" height="13" fill="{fill}"/>')
            left += width
    return parts


def _group_print(chart: Chart, index: int, top: int) -> list[str]:
    parts = []
    for number, row in enumerate(chart.series):
        value, y = row.values[index], top + number * PRINT_ROW
        width = Decimal(value or 0) / chart.greatest * (480 - NAME_WIDTH - NUMBER_WIDTH)
        if value is not None:
            fill = PRINT_FILLS[number % len(PRINT_FILLS)]
            parts.append(f'<rect x="{NAME_WIDTH}" y="{y}" width="{width:.1f}" height="{PRINT_ROW - 2}" fill="{fill}"/>')
        parts.append(_print_text(NAME_WIDTH + float(width) + 4, y + 7.5, _number(value)))
    return parts


def _line_print(chart: Chart) -> tuple[str, int]:
    parts = []
    for number, row in enumerate(chart.series):
        points = [(20 + x * 440, 16 + y * 110, value) for x, y, value in _points(chart, row)]
        dash = ' stroke-dasharray="5 3"' if number % 2 else ""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _value in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="#1c255a" stroke-width="1.6"{dash}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="#1c255a"/>' for x, y, _value in points]
        parts += [_print_text(float(x), float(y) - 6, _number(value), anchor="middle") for x, y, value in points]
    steps = max(len(chart.categories) - 1, 1)
    parts += [
        _print_text(20 + index / steps * 440, 142, category, bold=True, anchor="middle")
        for index, category in enumerate(chart.categories)
    ]
    legend, height = _print_legend(chart, 150)
    return "".join(parts) + legend, 152 + height


def _print_legend(chart: Chart, top: int) -> tuple[str, int]:
    """Names of series in as many lines as they need, and the height of it."""
    if len(chart.series) < 2:
        return "", 0
    parts, left, height = [], 0, 16
    for number, row in enumerate(chart.series):
        width = 22 + round(len(row.name) * 4.6)
        if left and left + width > 480:
            left, height = 0, height + 13
        y, fill = top + height - 12, PRINT_FILLS[number % len(PRINT_FILLS)]
        parts.append(f'<rect x="{left}" y="{y}" width="9" height="9" fill="{fill}"/>')
        parts.append(_print_text(left + 12, y + 8, row.name))
        left += width
    return "".join(parts), height


def _print_text(x: float, y: float, *lines: str, bold: bool = False, anchor: str = "start") -> str:
    weight = ' font-weight="700"' if bold else ""
    first, *others = (escape(line) for line in lines)
    more = "".join(f' <tspan x="{x:.1f}" dy="{PRINT_ROW}">{line}</tspan>' for line in others)
    size = f'x="{x:.1f}" y="{y:.1f}" font-size="8.5" text-anchor="{anchor}"'
    return f'<text {size}{weight} fill="#191c29">{first}{more}</text>'
