"""The table of OWASP ASVS names every item of level 1 and 2 once, and tests that exist."""

import re

from tests.house.tree import PROJECT_DIR

TABLE = (PROJECT_DIR / "docs/security/asvs.md").read_text(encoding="utf-8")
COUNTS = {  # section of ASVS 5.0.0: its items of level 1 and 2
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
    "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
PROOF = re.compile(r"`tests/[\w/]+\.py::\w+`")
ALL = [f"{section}.{number}" for section, count in COUNTS.items() for number in range(1, count + 1)]


def test_each_item_is_told_once():
    cells = re.findall(r"^\| ([\d., ]+) \|", TABLE, re.MULTILINE)
    told = [item for cell in cells for item in cell.split(", ")]

    assert sorted(told) == sorted(set(told))
    assert set(told) ^ set(ALL) == set()


def test_each_named_proof_exists():
    missing = [
        f"{path}::{name}" for path, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE) if not _is(path, name)
    ]

    assert missing == []


def test_an_item_has_a_proof_or_says_why_not():
    rows = re.findall(r"^\| \d+\.\d+\.\d+ \| (.*) \| (.*) \|$", TABLE, re.MULTILINE)

    assert [row for row in rows if not PROOF.fullmatch(row[1]) and row[1] not in {"by design", "none yet"}] == []
    assert [row for row in rows if row[1] == "none yet" and not row[0].startswith("gap")] == []


def _is(path: str, name: str) -> bool:
    file = PROJECT_DIR / path
    return file.exists() and f"def {name}(" in file.read_text(encoding="utf-8")
