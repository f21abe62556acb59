"""Fuzzes every form, query string and address of the sample office: no request may end in a failure of the portal.

    python -m scripts.fuzz --requests 20000
    scripts/with_postgres.sh .venv/bin/python -m scripts.fuzz --requests 20000

Data live in a temporary folder (and in the database of DATABASE_URL, if it is set: give a throwaway one). Ends with 1 when
anything answered 500 or more. The same seed and data send the same requests.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # importing them needs Django to be set up
    from tests.hostile.fuzzing import Person, Result

PEOPLE = {
    "anonymous": "",
    "member": "clenka@litomericko.example",
    "coordinator": "koordinatorka@litomericko.example",
    "administrator": "spravce@litomericko.example",
}
STARTS = ("/", "/katalog/", "/ankety/", "/skupiny/", "/plany/", "/hledat/", "/ucet/prihlaseni/")
OWN_STARTS = ("/admin/", "/moje/", "/ucet/")


def main() -> int:
    """Prepares, explores, sends, counts."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="kpss-fuzz-") as folder:
        _set_up(arguments.data or Path(folder), arguments.small)
        from tests.hostile.fuzzing import Fuzzer

        people = _people(arguments.pages, arguments.small)
        fuzzer = Fuzzer(people, arguments.seed)
        began = time.monotonic()
        result = fuzzer.run(arguments.requests, lambda words: print(words, flush=True))
        _tell(result, time.monotonic() - began)
    return 1 if result.faults else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=500, help="how many pages each person looks at first")
    parser.add_argument("--small", action="store_true", help="a few rows of everything instead of the sample office")
    parser.add_argument("--data", type=Path, help="a data folder with the sample office, instead of a new one")
    return parser.parse_args()


def _set_up(folder: Path, is_small: bool) -> None:
    os.environ |= {"KPSS_DATA_DIR": str(folder), "KPSS_DEMO": "yes", "KPSS_LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "kpss_portal.settings"
    import logging

    import django
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("prepare", *(() if is_small else ("--sample",)), stdout=sys.stderr)


def _people(pages: int, is_small: bool) -> "list[Person]":
    from django.contrib.auth import get_user_model

    from tests.hostile.fuzzing import Person

    people, made = [], _small_portal() if is_small else {}
    for name, email in PEOPLE.items():
        person = Person(name, made.get(name) or (get_user_model().objects.get(email=email) if email else None))
        person.explore((*STARTS, *OWN_STARTS) if email else STARTS, pages)
        print(f"{name}: {len(person.map.addresses)} kinds of pages, {len(person.map.forms)} forms", flush=True)
        people.append(person)
    return people


def _small_portal() -> dict[str, Any]:
    """A few rows of everything, made at once."""
    from tests.hostile import world

    return world.build()


def _tell(result: "Result", seconds: float) -> None:
    from django.db import connection

    print(f"{result.total} requests on {connection.vendor} in {seconds:.0f} s, {len(result.kinds)} views")
    print("by person:", dict(result.people.most_common()))
    print("by status:", dict(sorted(result.statuses.items())))
    for took, words in sorted(result.slow, reverse=True)[:10]:
        print(f"slow: {took:.1f} s {words}")
    reasons = Counter(fault.reason for fault in result.faults)
    first = {fault.reason: fault for fault in reversed(result.faults)}
    for reason, count in reasons.most_common():
        fault = first[reason]
        print(f"\n{count}x {fault.status} {reason}\n  {fault.who} {fault.method} {fault.address}\n  {fault.data[:700]}")
    print(f"failures of the portal: {len(result.faults)}")


if __name__ == "__main__":
    sys.exit(main())
