"""Any colour an office chooses gives text that can be read."""

import colorsys
import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from kpss_portal import accent

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"


def colors_all_around() -> list[str]:
    return [
        "#" + "".join(f"{round(channel * 255):02x}" for channel in colorsys.hls_to_rgb(hue / 24, light, saturation))
        for hue in range(24)
        for light in (0.02, 0.25, 0.5, 0.75, 0.98)
        for saturation in (0, 0.5, 1)
    ]


def test_contrast_is_that_of_the_guidelines():
    assert round(accent.contrast("#000000", "#ffffff"), 2) == 21
    assert round(accent.contrast("#767676", "#ffffff"), 2) == 4.54


def test_text_can_be_read_in_shades_of_any_colour():
    worst = min(accent.worst_contrast(color) for color in colors_all_around())

    assert worst >= 4.5


def test_hue_of_the_office_stays():
    assert accent.palette("#8a1538")["accent-main"] == "#8a1538"


def test_a_light_colour_is_darkened_for_links():
    assert accent.palette("#f2b705")["accent-main"] != "#f2b705"


def test_default_tokens_agree_with_the_computed_ones():
    given = dict(re.findall(r"--(accent-[\w-]+): (#[0-9a-f]{6});", TOKENS.read_text().split("@supports")[0]))
    computed = accent.palette(accent.DEFAULT)

    def distance(one: str, other: str) -> int:
        return max(abs(int(one[i : i + 2], 16) - int(other[i : i + 2], 16)) for i in (1, 3, 5))

    assert {name for name, value in computed.items() if distance(given[name], value) > 2} == set()


def test_stylesheet_names_the_colour_and_plain_shades_for_older_browsers():
    style = accent.stylesheet("#2e8b3d")

    assert "--office-accent:#2e8b3d" in style
    assert style.count("{") == style.count("}")
    assert {f"--{name}:" in style for name in accent.LIGHT} == {True}


@pytest.mark.parametrize("color", ["red", "#fff", "#12345g", "2b367a", "#2b367a;}"])
def test_what_is_not_a_colour_is_refused(color):
    with pytest.raises(ValidationError):
        accent.contrast_fault(color)


def test_any_colour_written_well_passes():
    for color in colors_all_around()[::7]:
        accent.contrast_fault(color)
