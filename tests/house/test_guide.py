"""The Czech guide calls things as the screen does: every label set in bold is a string of the portal or of its administration."""

import re
from pathlib import Path

import django
import polib
import pytest

from tests.house.tree import PROJECT_DIR, relative

PAGES = sorted((PROJECT_DIR / "docs/pruvodce").glob("*.md"))
CATALOGUES = [
    PROJECT_DIR / "locale/cs/LC_MESSAGES/django.po",
    *(Path(django.__path__[0]) / "contrib").glob("a*/locale/cs/LC_MESSAGES/django.po"),
]
GAP = re.compile(r"%\(\w+\)[sd]")  # where a name or a number comes
MOST_LIKELY_ANYTHING = 3  # letters besides gaps: “%(plan)s, %(size)s” would match every label
EMPHASIS = {"Tučně", "Pozor:"}  # words of the guide itself


@pytest.fixture(scope="module")
def shown():
    """Patterns of all that the portal says in Czech, the first letter of either case."""
    words = {
        text
        for catalogue in CATALOGUES
        for entry in polib.pofile(str(catalogue))
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        if text and _is_telling(text)
    }
    return re.compile("|".join(_pattern(text) for text in words), re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_guide_names_what_the_screen_shows(page, shown):
    labels = set(re.findall(r"\*\*(.+?)\*\*", page.read_text(encoding="utf-8"))) - EMPHASIS

    assert {label for label in labels if not shown.fullmatch(label)} == set()


def _is_telling(text: str) -> bool:
    return not GAP.search(text) or sum(map(str.isalpha, GAP.sub("", text))) > MOST_LIKELY_ANYTHING


def _pattern(text: str) -> str:
    return ".+".join(re.escape(part) for part in GAP.split(text))
