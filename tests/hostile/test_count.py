"""How many cases the battery has: at least 120, each with a name and a source. `pytest -s` prints the counts."""

import importlib
import pkgutil
from collections import Counter

import tests.hostile
from tests.hostile.cases import CASES


def test_battery_has_its_cases():
    for module in pkgutil.iter_modules(tests.hostile.__path__):
        importlib.import_module(f"tests.hostile.{module.name}")
    chapters = Counter(
        source.partition(".")[0] if source.startswith("V") else "faults of others" for source in CASES.values()
    )
    print(f"\nhostile input: {len(CASES)} cases;", dict(sorted(chapters.items())))  # noqa: T201  said to who asks

    assert len(CASES) >= 120
    assert all(source for source in CASES.values())
