"""Patterns of ours answer any text in a time that grows as the text does (ReDoS)."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from kpss_portal.environment import PROJECT_DIR
from kpss_portal.footnotes import for_screen
from kpss_portal.personal_numbers import emails
from kpss_portal.plain_writing import to_html
from kpss_portal.templatetags.kpss import outside_tags
from plans.making.dating import clean_span
from services_catalog.free_places import parse_line
from services_catalog.hours import parse_hours
from services_catalog.sheets.cells import contacts_in
from tests.hostile.cases import case
from tests.house.tree import tree_of
from working_groups.agenda_text import points_of

APPS = ("kpss_portal", "accounts", "community", "services_catalog", "working_groups", "surveys", "plans")
LETTERS = 10_000  # a fast machine needs many to tell a pattern that goes back from one that does not
MOST_SECONDS = 0.02  # of one such text; a pattern that goes back again and again takes seconds, an evil one years
REPEATED = (
    "a",
    "A",
    "_",
    " ",
    "\xa0",
    "0",
    "1 ",
    "1.",
    "1,",
    "1-",
    "1/",
    "<",
    "(",
    "() ",
    "[",
    "[[",
    "[[a",
    "[a](",
    "{",
    "-",
    ".",
    "@",
    "a@",
    "a.",
    "a-",
    "/a",
    "\t",
    " \n",
    "'",
    "'\"",
    "ř",
    "&#",
    "*",
    "**a",
    "a|",
    "<p",
    "<p>",
    "<p> ",
    "<tr>",
    "<th",
    "<th ",
    '<a href="',
    '<a href="#">',
    '<a href="tel:1">',
    "po-",
    "po ",
    ";k",
    "aA ",
    "${a",
    "beginbfchar",
    "<0> ",
    "https://a",
)
BEFORE = (
    "1",
    "a",
    "paragraf",
    '<a href="tel:',
    "https://",
    "a@",
    "po",
    "(",
    "[[",
    "§",
    "pan A",
)  # the rest is repeated
AFTER_IT = (" ", "1", "a", "a.", "A")


def texts() -> list[str]:
    """As long as can be, each with an end that fits nothing."""
    repeated = [("", piece) for piece in REPEATED] + [(before, piece) for before in BEFORE for piece in AFTER_IT]
    return [before + piece * (LETTERS // len(piece)) + "!" for before, piece in repeated]


def patterns() -> dict[str, re.Pattern]:
    """Compiled patterns of all modules by their place, and those written where they are used."""
    found = {}
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations" in module.name or module.name.endswith("wsgi"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    found[f"{module.name}.{name}"] = value
        for path in (PROJECT_DIR / app).rglob("*.py"):
            found |= {f"{path.stem}:{line}": re.compile(words) for line, words in written_in(path)}
    return found


def written_in(path: Path) -> Iterator[tuple[int, str | bytes]]:
    """Lines and patterns of calls such as re.sub("…", …)."""
    for node in ast.walk(tree_of(path)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func.value) == "re"
            and node.func.attr != "compile"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            words = node.args[0].value
            yield node.lineno, f"^(?:{words})" if "match" in node.func.attr else words


def seconds_of(pattern: re.Pattern, text: str) -> float:
    """Of finding it everywhere, the best of three measurements when one is bad."""
    whole = text.encode() if isinstance(pattern.pattern, bytes) else text
    took = []
    while len(took) < 3 and (not took or took[0] > MOST_SECONDS):
        began = time.process_time()
        pattern.sub(whole[:0], whole)
        pattern.fullmatch(whole)
        took.append(time.process_time() - began)
    return min(took)


@pytest.mark.parametrize("least", [case("every pattern of the sources against evil texts", "V1.3.12, V1.2.9", 90)])
def test_no_pattern_of_ours_runs_away(least):
    found = patterns()
    slow = {
        (name, text[:15]): round(seconds, 2)
        for name, pattern in found.items()
        for text in texts()
        if (seconds := seconds_of(pattern, text)) > MOST_SECONDS
    }

    assert len(found) >= least
    assert slow == {}


def has_group_that_never_goes_back(pattern: re.Pattern) -> bool:
    """Such as (…)*+, which Python 3.11.2 of Debian 12 finds wrongly; of one character, as \\s*+, it is right."""
    left = list(re._parser.parse(pattern.pattern, pattern.flags & ~re.LOCALE))
    while left:
        code, given = left.pop()
        if code is re._constants.POSSESSIVE_REPEAT and (len(given[2]) > 1 or given[2][0][0] in WIDE):
            return True
        left += [inner for part in parts_of(given) for inner in part]
    return False


WIDE = {re._constants.SUBPATTERN, re._constants.BRANCH, re._constants.ATOMIC_GROUP}


def parts_of(given: object) -> Iterator[re._parser.SubPattern]:
    if isinstance(given, re._parser.SubPattern):
        yield given
    elif isinstance(given, tuple | list):
        for one in given:
            yield from parts_of(one)


def test_groups_are_repeated_as_the_python_of_debian_can():
    assert [name for name, pattern in patterns().items() if has_group_that_never_goes_back(pattern)] == []
    assert has_group_that_never_goes_back(re.compile(r"a(?:(b.){1,9}+)c"))
    assert not has_group_that_never_goes_back(re.compile(r"a\s*+[bc]++"))


@pytest.mark.parametrize(
    "pattern",
    [
        case("a pattern known to be evil is found", "V1.3.12", r"(a|a)+$"),
        case("a pattern that goes back over spaces is found", "V1.3.12", r"\s*!!"),
    ],
)
def test_an_evil_pattern_would_be_found(pattern):
    text = "a" * 19 + " " * LETTERS + "!"

    assert seconds_of(re.compile(pattern), text) > MOST_SECONDS


READERS = {
    "agenda of a meeting": points_of,
    "time in words": clean_span,
    "opening hours": parse_hours,
    "free places": lambda text: parse_line(text, date(2026, 11, 1)),
    "contacts of a cell": contacts_in,
    "text between tags": outside_tags,
    "written text of a page": to_html,
    "footnotes": for_screen,
    "addresses of mail in minutes": lambda text: list(emails(text)),
}


@pytest.mark.parametrize("name", [case(f"100 kB of {name}", "V1.3.12, V2.2.1", name) for name in READERS])
def test_long_text_is_read_in_time(name):
    for piece in (" \n", "\xa0", "<", "<a ", "1. ", "[[", "[[ ", "po-", "po,", "- ", "a.", "| ", "**a", "(", "9"):
        text = piece * (100_000 // len(piece)) + "!"
        began = time.process_time()
        with suppress(ValueError, ValidationError):  # it may be refused
            READERS[name](text)

        assert time.process_time() - began < 2, piece
