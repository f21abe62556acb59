"""Documents of the project say what the sources say."""

import re

from kpss_portal.environment import VARIABLES
from tests.house.tree import PROJECT_DIR, relative, tracked


def test_each_variable_is_documented():
    guide = (PROJECT_DIR / "docs/deployment.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `([A-Z_]+)`", guide, re.MULTILINE)) == {variable.name for variable in VARIABLES}


def test_documents_name_files_that_exist():
    missing = {
        f"{relative(path)}: {name}"
        for path in tracked(".md")
        for name in re.findall(
            r"`((?:docs|scripts|tests|kpss_portal|templates|locale|requirements)/[\w./-]+\.\w+)`", _text(path)
        )
        if not (PROJECT_DIR / name).exists()
    }
    assert missing == set()


def test_make_help_names_each_target():
    makefile = (PROJECT_DIR / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())

    assert set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) == targets


def _text(path) -> str:
    return path.read_text(encoding="utf-8")
