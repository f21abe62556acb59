"""Patterns of ours answer any text in time (ReDoS)."""

import importlib
import pkgutil
import re
import time

import pytest

from tests.hostile.cases import case

APPS = ("kpss_portal", "accounts", "community", "services_catalog", "working_groups", "surveys", "plans")
MOST_SECONDS = 0.5  # of one text of 1 500 letters; an evil pattern would take years
EVIL = (
    "a",
    " ",
    "0",
    "<",
    "(",
    "[",
    "-",
    ".",
    "@",
    "\t",
    "\n",
    "'",
    "ř",
    "1 ",
    "a.",
    "/a",
    "<p",
    "a@",
    "1,",
    "[[",
    "&#",
)


def patterns() -> dict[str, re.Pattern]:
    """Compiled patterns of all modules, by their place."""
    found = {}
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations" in module.name or module.name.endswith("wsgi"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    found[f"{module.name}.{name}"] = value
    return found


def seconds_of(pattern: re.Pattern) -> float:
    """Of the worst text."""
    is_bytes = isinstance(pattern.pattern, bytes)
    worst = 0.0
    for piece in EVIL:
        text = piece * (1_500 // len(piece)) + "!"
        began = time.process_time()
        pattern.search(text.encode() if is_bytes else text)
        worst = max(worst, time.process_time() - began)
    return worst


@pytest.mark.parametrize("least", [case("every pattern of the sources against evil texts", "V1.3.12, V1.2.9", 40)])
def test_no_pattern_of_ours_runs_away(least):
    found = patterns()
    slow = {
        name: round(seconds, 1) for name, pattern in found.items() if (seconds := seconds_of(pattern)) > MOST_SECONDS
    }

    assert len(found) >= least
    assert slow == {}


@pytest.mark.parametrize("pattern", [case("a pattern known to be evil is found", "V1.3.12", r"(a+)+$")])
def test_an_evil_pattern_would_be_found(pattern):
    began = time.process_time()
    re.compile(pattern).search("a" * 22 + "!")

    assert time.process_time() - began > 0.05
