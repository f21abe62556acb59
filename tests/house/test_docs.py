"""Documents of the project say what the sources say."""

import re
from pathlib import Path
from typing import Any

from django.core.management import get_commands
from django.utils.translation import override

from kpss_portal.environment import PROJECT_DIR as ROOT_OF_DATA
from kpss_portal.environment import VARIABLES
from plans.sample.loading import ACCOUNTS, PASSWORD
from tests.house.tree import PROJECT_DIR, relative, tracked

PICTURES = PROJECT_DIR / "docs" / "screenshots"
MOST_BYTES_OF_A_PICTURE = 150_000


def test_each_variable_is_documented():
    guide = _text(PROJECT_DIR / "docs/deployment.md")

    assert set(re.findall(r"^\| `([A-Z_]+)`", guide, re.MULTILINE)) == {variable.name for variable in VARIABLES}


def test_readme_tells_variables_as_the_sources_do():
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*) \|$", _text(PROJECT_DIR / "README.md"), re.MULTILINE)

    assert rows == [(variable.name, _default(variable.default), variable.purpose) for variable in VARIABLES]


def test_readme_signs_in_as_the_sample_office_does():
    readme = _text(PROJECT_DIR / "README.md")
    with override("cs"):
        accounts = [f"{email}  {name}, {role.label}" for email, name, role in ACCOUNTS]

    assert [line for line in accounts if line not in readme] == []
    assert f"heslem {PASSWORD} jako:" in readme


def test_documents_name_commands_that_exist():
    commands, targets = set(get_commands()), _make_targets()
    unknown = {
        f"{relative(path)}: {kind} {name}"
        for path in tracked(".md")
        for kind, name in re.findall(r"(?<!\w)(make|manage\.py) ([a-z][a-z_-]*)", _code(_text(path)))
        if name not in (targets if kind == "make" else commands)
    }
    assert unknown == set()


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


def test_links_between_documents_lead_somewhere():
    broken = {
        f"{relative(path)}: {target}"
        for path in tracked(".md")
        for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", _text(path))
        if not (path.parent / target).exists()
    }
    assert broken == set()


def test_pictures_are_light_and_each_is_shown_with_words():
    shown = {
        (path.parent / target).resolve(): words
        for path in tracked(".md")
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", _text(path))
    }
    pictures = sorted(PICTURES.iterdir())

    assert pictures
    assert [picture.name for picture in pictures if not shown.get(picture)] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > MOST_BYTES_OF_A_PICTURE] == []


def test_make_help_names_each_target():
    makefile = _text(PROJECT_DIR / "Makefile")

    assert set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) == _make_targets()


def _make_targets() -> set[str]:
    return set(re.findall(r"^\.PHONY: (.*)$", _text(PROJECT_DIR / "Makefile"), re.MULTILINE)[0].split())


def _code(text: str) -> str:
    """What stands in backticks or in an indented block: commands, not sentences with the word make."""
    blocks = re.findall(r"^(?:    |\t)(.*)$|^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*re.findall(r"`([^`\n]+)`", text), *("\n".join(block) for block in blocks)])


def _default(value: Any) -> str:
    """A default as the table writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT_OF_DATA).as_posix()}`"
    if isinstance(value, list):
        return f"`{','.join(value)}`"
    return f"`{value}`" if value != "" else "empty"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
