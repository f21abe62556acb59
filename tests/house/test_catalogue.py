"""The Czech catalogue is complete: nothing missing, fuzzy or left over, and every form of a plural is there."""

import ast
import os
import re
import shutil
import subprocess
import sys

import polib
import pytest

from tests.house.tree import PROJECT_DIR, relative, sources, tracked, tree_of

CATALOGUE = PROJECT_DIR / "locale/cs/LC_MESSAGES/django.po"
ASKING = {"", "gettext", "ngettext", "pgettext", "npgettext", "gettext_lazy", "pgettext_lazy", "ngettext_lazy"}
PLACEHOLDERS = r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}"


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE), wrapwidth=0)


@pytest.fixture(scope="module")
def strings(tmp_path_factory) -> set[tuple[str | None, str]]:
    """English strings that the sources hold now, with their contexts, collected by gettext in a copy of the tree."""
    assert shutil.which("xgettext"), "gettext is missing; please run: sudo apt-get install gettext"
    copy = tmp_path_factory.mktemp("tree")
    for path in tracked(".py", ".html", ".txt", ".xml", ".js"):
        if relative(path).split("/")[0] not in {"tests", "scripts", "docs", "requirements"}:
            target = copy / relative(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    (copy / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "-l", "cs", "--no-wrap", "--no-location"]
    collected = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=120, env=_environment())
    assert collected.returncode == 0, collected.stderr
    found = polib.pofile(str(copy / "locale/cs/LC_MESSAGES/django.po"), wrapwidth=0)
    return {(entry.msgctxt, entry.msgid) for entry in found}


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}


def test_no_string_is_missing_from_the_catalogue(catalogue, strings):
    assert strings - {(entry.msgctxt, entry.msgid) for entry in catalogue} == set()


def test_no_string_in_the_catalogue_is_left_over(catalogue, strings):
    assert {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete} - strings == set()
    assert catalogue.obsolete_entries() == []


def test_no_string_hides_inside_of_another_one():
    """gettext does not look into f-strings, so what is asked for there stays English."""
    hidden = [
        f"{relative(path)}:{call.lineno} {ast.unparse(call)}"
        for path in sources()
        for text in ast.walk(tree_of(path))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and ast.unparse(call.func).lstrip("_") in ASKING
    ]
    assert hidden == []


def test_every_string_has_its_czech(catalogue):
    without = [
        entry.msgid
        for entry in catalogue
        if not (all(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr.strip())
    ]
    assert without == []


def test_no_translation_is_only_guessed(catalogue):
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []


def test_plurals_have_all_czech_forms(catalogue):
    assert {
        entry.msgid: len(entry.msgstr_plural)
        for entry in catalogue
        if entry.msgid_plural and len(entry.msgstr_plural) != 4
    } == {}


def test_what_belongs_to_five_is_not_said_of_a_part(catalogue):
    """The third form is of fractions (půl dne), the fourth of five and more (pět dnů)."""
    many = re.compile(r"\w+ů|let|dní|lidí")
    swapped = [
        entry.msgid
        for entry in catalogue
        if entry.msgid_plural
        for word in set(entry.msgstr_plural[2].split()) - set(entry.msgstr_plural[3].split())
        if many.fullmatch(word.rstrip(".,:;"))
    ]
    assert swapped == []


def test_translations_keep_the_placeholders(catalogue):
    torn = []
    for entry, czech in translated(catalogue):
        allowed = set(re.findall(PLACEHOLDERS, entry.msgid)) | set(re.findall(PLACEHOLDERS, entry.msgid_plural))
        needed = set() if entry.msgid_plural else allowed
        if not needed <= set(re.findall(PLACEHOLDERS, czech)) <= allowed:
            torn.append(f"{entry.msgid} -> {czech}")
    assert torn == []


def test_translations_keep_their_edges(catalogue):
    """A lost space or full stop shows where two strings meet."""
    torn = [
        f"{entry.msgid!r} -> {czech!r}" for entry, czech in translated(catalogue) if edges(entry.msgid) != edges(czech)
    ]
    assert torn == []


def translated(catalogue: polib.POFile) -> list[tuple[polib.POEntry, str]]:
    return [
        (entry, czech)
        for entry in catalogue
        for czech in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        if czech
    ]


def edges(text: str) -> tuple[bool, bool, bool]:
    return text[:1].isspace(), text[-1:].isspace(), text[-1:] == "."
