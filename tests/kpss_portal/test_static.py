"""Styles and files of others: joined as their sources say, unchanged, light and without pictures inside CSS."""

import gzip
import hashlib
import re
from pathlib import Path

from scripts import join_styles

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"


def test_joined_style_is_that_of_its_sources():
    assert join_styles.TARGET.read_text(encoding="utf-8") == join_styles.joined()


def test_leaflet_is_served_as_published_without_pictures_and_source_map():
    for name, target in join_styles.LEAFLET_TARGETS.items():
        published = (join_styles.LEAFLET / name).read_text(encoding="utf-8")
        served = target.read_text(encoding="utf-8")

        assert served == join_styles.leaflet(name)
        assert ("images/" in served, "sourceMappingURL" in served) == (False, False)
        assert len(published) - len(served) < 120


def test_files_of_others_are_as_published():
    rows = re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", (ROOT / "THIRD_PARTY.md").read_text(), re.MULTILINE)

    assert len(rows) == 8
    assert {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name, _sum in rows} == dict(rows)


def test_styles_hold_no_picture_and_name_only_files_that_exist():
    wrong = []
    for style in (STATIC / "css").glob("*.css"):
        for address in re.findall(r"""url\(["']?([^"')]+)""", style.read_text(encoding="utf-8")):
            if not address.startswith("#") and not (style.parent / address).resolve().is_file():
                wrong.append(f"{style.name}: {address[:60]}")

    assert wrong == []


def test_style_and_fonts_of_the_first_visit_weigh_little():
    weight = len(gzip.compress((STATIC / "css" / "kpss.css").read_bytes(), 9))
    weight += sum(font.stat().st_size for font in (STATIC / "fonts").glob("*.woff2"))

    assert weight < 75_000  # bytes; the page and its pictures have the rest of 120 kB
