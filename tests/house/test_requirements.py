"""Lock files hold what pyproject.toml asks for and what that needs, nothing that has been left behind."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires

import pytest

from tests.house.tree import PROJECT_DIR

PROJECT = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME, DEVELOPMENT = PROJECT["dependencies"], PROJECT["optional-dependencies"]["dev"]
NAME = re.compile(r"^[A-Za-z0-9._-]+")


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [("base", RUNTIME), ("dev", RUNTIME + DEVELOPMENT), ("django61", RUNTIME + DEVELOPMENT)],
)
def test_lock_holds_each_dependency_and_none_that_nobody_wants(lock, wanted):
    pinned = _pinned(lock)
    direct = {_name(line) for line in wanted}
    needed = {_name(line) for package in pinned for line in _requirements_of(package)}

    assert (direct - pinned, pinned - direct - needed) == (set(), set())


def _pinned(lock: str) -> set[str]:
    text = (PROJECT_DIR / f"requirements/{lock}.txt").read_text(encoding="utf-8")
    return {_name(line) for line in text.splitlines() if "==" in line and not line.startswith(" ")}


def _requirements_of(package: str) -> list[str]:
    """What an installed package asks for, extras included; nothing for one of another system or Python."""
    try:
        return requires(package) or []
    except PackageNotFoundError:
        return []


def _name(line: str) -> str:
    found = NAME.match(line)
    assert found, line
    return re.sub(r"[-_.]+", "-", found[0]).lower()
