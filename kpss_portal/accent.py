"""The office's accent: shades of one hue, held in lightness and chroma so that text on them can always be read.

Colours are computed in OKLCH (lightness 0 to 1, chroma, hue) and written as #rrggbb; contrast is that of WCAG 2.2, 1.4.3.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HEX = re.compile(r"#[0-9a-fA-F]{6}")
DEFAULT = "#2b367a"


@dataclass(frozen=True)
class Shade:
    """Lightness and the greatest chroma of a token; no lightness means the colour's own between .30 and .46."""

    lightness: float | None
    chroma: float
    darker: float = 0.0


LIGHT = {
    "accent-main": Shade(None, 0.16),
    "accent-strong": Shade(None, 0.14, darker=0.09),
    "accent-deep": Shade(0.29, 0.095),
    "accent-deeper": Shade(0.235, 0.075),
    "accent-on-deep": Shade(0.88, 0.055),
    "accent-soft": Shade(0.955, 0.018),
    "accent-line": Shade(0.84, 0.045),
    "accent-mid": Shade(0.60, 0.12),
    "accent-pale": Shade(0.77, 0.08),
}
DARK = {
    "accent-main": Shade(0.81, 0.095),
    "accent-strong": Shade(0.88, 0.07),
    "accent-deep": Shade(0.275, 0.085),
    "accent-deeper": Shade(0.155, 0.03),
    "accent-soft": Shade(0.265, 0.04),
    "accent-line": Shade(0.42, 0.06),
    "accent-mid": Shade(0.66, 0.11),
    "accent-pale": Shade(0.50, 0.09),
}


PAPER = {"light": ("#ffffff", "#f8f5f1"), "dark": ("#11131c", "#181b25")}  # paper and linen of tokens.css
READABLE = 4.5  # WCAG 2.2, 1.4.3: text


def contrast_fault(color: str) -> None:
    """ValidationError if the colour is not #rrggbb or text in one of its shades could not be read."""
    if not HEX.fullmatch(color):
        raise ValidationError(_("Write the colour as # and six digits, for example #2b367a."))
    if worst_contrast(color) < READABLE:
        raise ValidationError(_("Text in this colour could not be read. Choose a darker one."))


def worst_contrast(color: str) -> float:
    """The least contrast of text in both schemes: links on paper and linen, text on buttons and on large surfaces."""
    light, dark = palette(color), palette(color, DARK)
    pairs = [(light[name], paper) for name in ("accent-main", "accent-strong") for paper in PAPER["light"]]
    pairs += [(dark[name], paper) for name in ("accent-main", "accent-strong") for paper in PAPER["dark"]]
    pairs += [(light["accent-main"], light["accent-soft"]), (dark["accent-main"], dark["accent-soft"])]
    pairs += [
        (shades["accent-deep"], text) for shades in (light, dark) for text in ("#ffffff", light["accent-on-deep"])
    ]
    pairs += [(light["accent-main"], "#ffffff"), (dark["accent-main"], "#080b19")]
    return min(contrast(*pair) for pair in pairs)


def palette(color: str, shades: dict[str, Shade] = LIGHT) -> dict[str, str]:
    """All tokens made of the colour, as #rrggbb."""
    lightness, chroma, hue = _oklch(color)
    held = min(max(lightness, 0.30), 0.46)
    return {
        name: _hex(
            (held if shade.lightness is None else shade.lightness) - shade.darker, min(chroma, shade.chroma), hue
        )
        for name, shade in shades.items()
    }


@lru_cache(maxsize=8)
def stylesheet(color: str) -> str:
    """The office's stylesheet: its colour, and plain values for browsers that do not compute them.

    Kept, since the address of the stylesheet on every page is made of its content.
    """
    light = "".join(f"--{name}:{value};" for name, value in palette(color).items())
    dark = "".join(f"--{name}:{value};" for name, value in palette(color, DARK).items())
    return (
        f":root{{--office-accent:{color}}}\n"
        f"@supports not (color:oklch(from red l c h)){{@media screen{{:root{{{light}}}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}}}\n"
    )


def contrast(one: str, other: str) -> float:
    """Ratio of luminances, 1 to 21."""
    first, second = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def _channels(color: str) -> list[float]:
    return [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _luminance(color: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklch(color: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(channel) for channel in _channels(color))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """The colour, with chroma lowered until a screen can show it."""
    while chroma > 0.001:
        channels = _rgb(lightness, chroma, hue)
        if all(-0.0005 <= channel <= 1.0005 for channel in channels):
            break
        chroma *= 0.95
    return "#" + "".join(
        f"{round(min(max(_gamma(channel), 0), 1) * 255):02x}" for channel in _rgb(lightness, chroma, hue)
    )


def _rgb(lightness: float, chroma: float, hue: float) -> list[float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return [
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    ]


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
