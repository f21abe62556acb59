"""`make bench`: measures what the portal promises, in one process, on a SQLite database of its own.

Prints one line a number with its limit; ends by 1 when a limit is passed. `--only pages` leaves out the long
document.
"""

import argparse
import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

SERVICES = 6_733  # services in the public register of the whole country
ROWS = 100  # of them on one page
PLAN_ITEMS = 200
LIMIT_QUERIES = 10
LIMIT_MS = 25
LIMIT_WIRE_BYTES = 120_000
LIMIT_SEARCH_MS = 40
LEAST_RECALL, LEAST_RECALL_BARE = 0.95, 0.90
LIMIT_PDF_SECONDS = 18
LIMIT_PDF_MB = 450
PDF_PAGES = 150
BOOKLET_SERVICES = 300
LIMIT_BOOKLET_SECONDS = 30
LIMIT_BOOKLET_MB = 700
LONG_PLAN = "dlouhy"
ROUNDS = 40
SEARCHES = (  # the last one has a typing error, which costs most
    "/katalog/?q=podpora",
    "/katalog/?q=pecovatelska+sluzba+pro+seniory+litomerice",
    "/katalog/?q=hlidani+dedy+po+mrtvici",
    "/katalog/?q=pecovatleska",
)
PLACES = (  # a municipality with its ways on, the map and the white spots
    "/katalog/obce/polepy/",
    "/katalog/obce/polepy/sluzby.csv",
    "/katalog/obce/polepy/vlozit/",
    "/katalog/mapa/",
    "/katalog/mapa/mapa.json",
    "/katalog/bila-mista/",
)
LISTS = (
    "/",
    "/katalog/",
    "/katalog/?q=podpora",
    "/hledat/?q=podpora",
    "/plany/",
    "/plany/{}/",
    "/plany/{}/rozpocet/",
    *PLACES,
)

MOST_SECONDS = 20  # for one address

failures: list[str] = []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["pages", "document", "booklet"], help="leave out the rest")
    parser.add_argument(
        "--on-database-url", action="store_true", help="lists and search on DATABASE_URL, not on SQLite"
    )
    parser.add_argument("--document-here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--booklet-here", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.document_here:
        return measure_document_here()
    if options.booklet_here:
        return measure_booklet_here(options.booklet_here)
    if options.on_database_url:
        with own_portal(is_kept=lambda name: name == "DATABASE_URL"):
            measure_search()
        return tell_end()
    with own_portal() as data_dir:
        if options.only in {None, "booklet"}:
            measure_booklet(data_dir)
        if options.only in {None, "pages"}:
            measure_relevance()
            measure_queries()
            measure_times()
            measure_life()
            measure_wire(data_dir)
        if options.only in {None, "document"}:
            measure_document(data_dir)
    return tell_end()


def tell_end() -> int:
    print("\n" + ("Over the limit: " + "; ".join(failures) if failures else "Everything is within its limit."))
    return int(bool(failures))


@contextmanager
def own_portal(is_kept: Callable[[str], bool] = lambda _name: False) -> Iterator[Path]:
    """Django on an empty database in a temporary folder, set up for a town with real code lists."""
    with tempfile.TemporaryDirectory(prefix="kpss-bench-") as folder:
        for name in [name for name in os.environ if name.startswith("KPSS_") or name == "DATABASE_URL"]:
            if not is_kept(name):
                del os.environ[name]
        os.environ |= {"KPSS_DATA_DIR": folder, "KPSS_LOG_LEVEL": "ERROR", "KPSS_ALLOWED_HOSTS": "testserver"}
        start_django()
        from django.core.management import call_command

        quiet: dict[str, Any] = {"stdout": StringIO(), "verbosity": 0}
        call_command("prepare", **quiet)
        call_command("load_code_lists", **quiet)
        call_command("setup_office", "Litoměřice", **quiet)
        yield Path(folder)


def start_django() -> None:
    """As manage.py and the web server start it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "kpss_portal.settings"
    from kpss_portal import garbage

    garbage.look_seldom()
    import django

    django.setup()


def tell(what: str, value: float, limit: float | None, unit: str) -> None:
    over = limit is not None and value > limit
    if over:
        failures.append(what)
    bound = "" if limit is None else f"   (at most {limit:,} {unit}){'   OVER' if over else ''}"
    print(f"{what:<58}{value:>10,.1f} {unit}{bound}", flush=True)


def queries_of(address: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, f"{address} answers {answer.status_code}"
    return len(captured)


def measure_queries() -> None:
    """The same number of queries with 10 rows and with 1,000; tests prove it for places, which here may have no rows."""
    from scripts.bench_data import add_services, index_everything, make_plan

    counts: dict[int, list[int]] = {}
    for rows, more in ((10, 10), (1_000, 990)):
        add_services(more)
        plan = make_plan(f"mereni-{rows}", rows)
        index_everything()
        counts[rows] = [queries_of(address.format(plan.slug)) for address in LISTS]
    for address, few, many in zip(LISTS, counts[10], counts[1_000], strict=True):
        tell(f"queries of {address.format('…')} with 10 rows", few, LIMIT_QUERIES, "")
        most = LIMIT_QUERIES if address in PLACES else few  # what is near or drawn differs with the rows made at random
        tell(f"queries of {address.format('…')} with 1,000 rows", many, most, "")


def milliseconds_of(address: str, before: Callable[[], object] = lambda: None) -> float:
    from django.test import Client

    client = Client(headers={"accept-encoding": "gzip"})
    times = []
    for number in range(ROUNDS + 5):
        if number > 10 and sum(times) > MOST_SECONDS * 1000:
            break  # a table of everything takes seconds; its median is known sooner
        before()
        began = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[5:])  # the first ones compile templates


def measure_times() -> None:
    """Median time of one request in one process, the middleware and compression included."""
    from scripts.bench_data import add_services, index_everything, make_plan
    from services_catalog.models import Service
    from services_catalog.views import catalogue

    add_services(SERVICES - Service.objects.count())
    make_plan("mereni", PLAN_ITEMS)
    index_everything()
    print(f"{Service.objects.count():,} services, a plan of {PLAN_ITEMS} items")
    tell("median time of /katalog/ as it is", milliseconds_of("/katalog/"), LIMIT_MS, "ms")
    usual, catalogue.PAGE_SIZE = catalogue.PAGE_SIZE, ROWS
    tell(f"median time of /katalog/ with {ROWS} rows", milliseconds_of("/katalog/"), LIMIT_MS, "ms")
    catalogue.PAGE_SIZE = usual
    tell("median time of /plany/mereni/", milliseconds_of("/plany/mereni/"), LIMIT_MS, "ms")
    measure_searches()
    for address in ("/", "/hledat/?q=podpora", "/plany/mereni/rozpocet/", *PLACES):
        tell(f"median time of {address}", milliseconds_of(address), None, "ms")


def measure_life() -> None:
    """What people and the office do with a plan."""
    from scripts.bench_plan_life import measure_plan_life

    measure_plan_life(tell, queries_of, milliseconds_of)


def measure_searches() -> None:
    """Of words that were asked before; the first time, and after a change of the catalogue, is told beside."""
    from kpss_portal.search.scoring import forget_answers

    for address in SEARCHES:
        tell(f"median time of {address}", milliseconds_of(address), LIMIT_SEARCH_MS, "ms")
        tell(
            "    asked for the first time",
            milliseconds_of(address, before=lambda: forget_answers("service")),
            LIMIT_SEARCH_MS,
            "ms",
        )


def measure_search() -> None:
    """The list and search alone, on another database."""
    from django.db import connection

    from scripts.bench_data import add_services, index_everything

    add_services(SERVICES)
    index_everything()
    print(f"{SERVICES:,} services on {connection.vendor}")
    tell("median time of /katalog/", milliseconds_of("/katalog/"), LIMIT_MS, "ms")
    measure_searches()


def measure_relevance() -> None:
    """The written questions against the catalogue of the sample territory, which is taken away again."""
    from django.db import transaction

    from kpss_portal.czech import fold
    from kpss_portal.spreadsheets import read_workbook
    from scripts.relevance import load_queries, means, measure
    from services_catalog.code_lists import DATA, link_situations
    from services_catalog.finding import Question, find
    from services_catalog.importing.reading import preview_of
    from services_catalog.importing.writing import write
    from services_catalog.indexing import reindex_services
    from services_catalog.models import Service

    with transaction.atomic():
        path = DATA / "catalogue_litomericko.csv"
        with path.open("rb") as file:
            write(preview_of(read_workbook(file)), path.name, None)
        link_situations()
        reindex_services()
        rows = list(Service.objects.values_list("pk", "slug", "service_type__paragraph"))
        slugs = {key: slug for key, slug, _section in rows}
        queries = load_queries(
            lambda wanted: {slug for _key, slug, section in rows if (section or "").replace(" ", "") == wanted}
        )
        for name, change, least in (("", str, LEAST_RECALL), (" without diacritics", fold, LEAST_RECALL_BARE)):
            results = measure(
                queries, lambda q, change=change: [slugs[key] for key in find(Question(q=change(q))).keys]
            )
            recall, rank = means(results)
            tell(f"recall@5 of {len(queries)} questions{name}, lack", 100 * (1 - recall), 100 * (1 - least), "%")
            tell(f"mean reciprocal rank{name}", 100 * rank, None, "%")
        transaction.set_rollback(True)


def measure_wire(data_dir: Path) -> None:
    """HTML, styles, scripts, pictures and fonts of a first visit as sent: an upper bound, every font is counted."""
    from django.test import Client

    for address in ("/", "/katalog/", "/plany/mereni/"):
        answer = Client(headers={"accept-encoding": "gzip"}).get(address)
        html = gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content
        files = set(re.findall(r"/static/([^\"')\s#?]+)", html.decode()))
        styles = [data_dir / "static" / name for name in files if name.endswith(".css")]
        for style in styles:
            for link in re.findall(r"url\([\"']?([^\"')]+\.woff2)", style.read_text(encoding="utf-8")):
                files.add(str((style.parent / link).resolve().relative_to(data_dir.resolve() / "static")))
        total = len(answer.content) + sum(_sent(data_dir / "static" / name) for name in files)
        tell(f"first visit of {address}, {len(files)} files", total, LIMIT_WIRE_BYTES, "B")


def _sent(path: Path) -> int:
    compressed = path.with_name(path.name + ".gz")
    return (compressed if compressed.exists() else path).stat().st_size


def measure_document(data_dir: Path) -> None:
    """The official document of a long plan in a process of its own, checked by the veraPDF engine."""
    from scripts.bench_data import make_plan

    make_plan(LONG_PLAN, 162, chapters=12, sentences=4)
    run = subprocess.run([sys.executable, "-m", "scripts.bench", "--document-here"], capture_output=True, text=True)
    if run.returncode:
        failures.append("the long document could not be made")
        print(run.stderr[-1500:])
        return
    seconds, megabytes, pages = (float(part) for part in run.stdout.split())
    tell(f"pages of the long document, meant to be {PDF_PAGES}", pages, None, "")
    tell("its making", seconds, LIMIT_PDF_SECONDS, "s")
    tell("its peak memory", megabytes, LIMIT_PDF_MB, "MB")
    tell("rules of PDF/UA-1 and PDF/A-2a that it fails", len(_failed_rules(data_dir / "long.pdf")), 0, "")


def peak_megabytes() -> float:
    """Of this program alone: the usual figure (ru_maxrss) begins with the memory of whoever has started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s*(\d+) kB", status)[0]) / 1024


def measure_document_here() -> int:
    """Seconds, megabytes at the peak and pages, on one line."""
    start_django()
    from django.utils import timezone

    from kpss_portal.canonical import canonical, parsed, sha256_of
    from kpss_portal.pdf import page_count, render_pdf
    from plans.content_document import content_of
    from plans.models import Plan
    from plans.official_document import TEMPLATE
    from plans.print_view import print_context

    began = time.perf_counter()
    content = canonical(content_of(Plan.objects.get(slug=LONG_PLAN)))
    context = print_context(parsed(content), sha256_of(content), is_draft=False)
    data = render_pdf(TEMPLATE, context, made_at=timezone.now())
    seconds = time.perf_counter() - began
    (Path(os.environ["KPSS_DATA_DIR"]) / "long.pdf").write_bytes(data)
    print(seconds, peak_megabytes(), page_count(data))
    return 0


def measure_booklet(data_dir: Path) -> None:
    """The printed catalogue of a large town in both sizes, each in a process of its own, checked by the veraPDF engine."""
    from scripts.bench_data import add_services, fill_cards
    from services_catalog.models import Service

    add_services(BOOKLET_SERVICES)
    fill_cards(BOOKLET_SERVICES)
    for size in ("normal", "large"):
        run = subprocess.run(
            [sys.executable, "-m", "scripts.bench", "--booklet-here", size], capture_output=True, text=True
        )
        if run.returncode:
            failures.append(f"the booklet ({size}) could not be made")
            print(run.stderr[-1500:])
            continue
        seconds, megabytes, pages = (float(part) for part in run.stdout.split())
        tell(f"pages of the booklet of {BOOKLET_SERVICES} services, {size} print", pages, None, "")
        tell("its making", seconds, LIMIT_BOOKLET_SECONDS, "s")
        tell("its peak memory", megabytes, LIMIT_BOOKLET_MB, "MB")
        tell(
            "rules of PDF/UA-1 and PDF/A-2a that it fails", len(_failed_rules(data_dir / f"booklet-{size}.pdf")), 0, ""
        )
    Service.objects.all().delete()


def measure_booklet_here(size: str) -> int:
    """Seconds, megabytes at the peak and pages, on one line."""
    start_django()
    from kpss_portal.pdf import page_count
    from services_catalog.booklet import booklet_content, render_booklet
    from services_catalog.enums import PrintSize

    began = time.perf_counter()
    data = render_booklet(booklet_content(), PrintSize(size))
    seconds = time.perf_counter() - began
    (Path(os.environ["KPSS_DATA_DIR"]) / f"booklet-{size}.pdf").write_bytes(data)
    print(seconds, peak_megabytes(), page_count(data))
    return 0


def _failed_rules(path: Path) -> list[list[Any]]:
    """What the veraPDF engine finds in the file, printed too."""
    checked = subprocess.run([sys.executable, "scripts/verapdf.py", str(path)], capture_output=True, text=True)
    found = [failure for profile in next(iter(json.loads(checked.stdout).values())).values() for failure in profile]
    for failure in found:
        print("   ", failure)
    return found


if __name__ == "__main__":
    sys.exit(main())
