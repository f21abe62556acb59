"""The lock files are fit to be audited, and the audit tells what is wrong with one that is not."""

import pytest

from scripts.audit import FLOORS, faults_of, text_of

HASH = "    --hash=sha256:" + "0" * 64


@pytest.mark.parametrize("name", ["base", "dev", "django61", "audit"])
def test_lock_files_are_pinned_and_hashed(name):
    assert faults_of(text_of(name)) == []


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        (f"django==5.2.1 \\\n{HASH}", "django 5.2.1: older than"),
        (f"django>=5.2 \\\n{HASH}", "not pinned"),
        ("rules==3.5", "rules: without a hash"),
    ],
)
def test_audit_tells_what_is_wrong(lock, fault):
    assert fault in faults_of(lock)[0]


def test_floors_are_of_packages_that_we_use():
    locks = text_of("base") + text_of("dev")

    assert [name for name in FLOORS if f"\n{name}==" not in f"\n{locks}"] == []
