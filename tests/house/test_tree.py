"""The tree as a whole: nothing of a machine or of its making in it."""

import hashlib
import re

import pytest

from tests.house.tree import PROJECT_DIR, relative, tracked

TEXT = {
    ".py",
    ".html",
    ".txt",
    ".md",
    ".toml",
    ".yml",
    ".yaml",
    ".sh",
    ".css",
    ".js",
    ".json",
    ".csv",
    ".po",
    ".cfg",
    "",
}
VENDORED = ("tests/browser/vendor/", "static/vendor/")


def texts() -> list[tuple[str, str]]:
    return [
        (relative(path), path.read_text(encoding="utf-8", errors="replace"))
        for path in tracked()
        if path.suffix in TEXT and not relative(path).startswith(VENDORED)
    ]


@pytest.mark.parametrize(
    "trace",
    [
        r"(?<![\w.}$])/(home|Users|root|work)/\w",  # where somebody has worked on it
        r"(?i)(index|registry)[-_]url|registry\s*=\s*http",  # where packages come from differs from place to place
        r"(?i)co-authored-by|generated (by|with) (an? )?(ai|llm|assistant)",
    ],
)
def test_no_trace_of_a_machine(trace):
    own = relative(PROJECT_DIR / "tests/house/test_tree.py")
    found = {name for name, text in texts() if name != own and re.search(trace, text)}

    assert found == set()


def test_nothing_is_left_for_later():
    marks = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3]) + r")\b")

    assert {
        name for name, text in texts() if name.endswith((".py", ".html", ".sh", ".css", ".js")) and marks.search(text)
    } == set()


def test_silenced_checks_give_a_reason():
    bare = re.compile(r"#\s*(noqa(: [A-Z0-9, ]+)?|type: ignore(\[[a-z-, ]+\])?)\s*$", re.MULTILINE)

    assert {name for name, text in texts() if name.endswith(".py") and bare.search(text)} == set()


def test_lock_files_hold_hashes_and_no_host():
    for name in ("base", "dev", "django61", "s3", "audit", "uv"):
        lock = (PROJECT_DIR / f"requirements/{name}.txt").read_text()
        pinned = re.findall(r"^([a-z0-9._\[\],-]+)==", lock, re.MULTILINE | re.IGNORECASE)

        assert pinned
        assert "://" not in lock
        assert all(
            "--hash=sha256:" in part for part in re.split(r"\n(?=[a-zA-Z])", lock) if "==" in part.split("\n")[0]
        )


def test_each_dependency_says_what_it_is_for():
    lines = (PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8").split("[tool.")[0].splitlines()
    wanted = [line for line in lines if re.match(r'  "[a-zA-Z]', line)]

    assert wanted
    assert [line for line in wanted if "#" not in line] == []


def test_vendored_checker_is_the_published_one():
    note = (PROJECT_DIR / "tests/browser/vendor/README.md").read_text(encoding="utf-8")
    digest = hashlib.sha256((PROJECT_DIR / "tests/browser/vendor/axe.min.js").read_bytes()).hexdigest()

    assert digest in note
