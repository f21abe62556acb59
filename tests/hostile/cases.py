"""Counts the cases of the battery: each has a name of its own and says from which list it is.

Sources: items of OWASP ASVS 5.0 ("V1.2.4") and faults published of other systems ("CVE-…", "GHSA …", or their name).
"""

from typing import Any

import pytest

CASES: dict[str, str] = {}  # name: source


def case(name: str, source: str, *values: Any) -> Any:
    """A row of a table of tests."""
    assert name not in CASES, f"two cases are called {name}"
    CASES[name] = source
    return pytest.param(*values, id=name.replace(" ", "-"))
