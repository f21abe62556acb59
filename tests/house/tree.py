"""The source tree as the tests of the house see it."""

import ast
import subprocess
from functools import cache
from pathlib import Path

from django.apps import AppConfig, apps

PROJECT_DIR = Path(__file__).resolve().parents[2]
FLOORS = ["kpss_portal", "accounts", "community", "services_catalog", "working_groups", "surveys", "plans"]
STOREYS = ["enums", "errors", "rules", "models", "workflow", "forms", "views", "urls"]


@cache
def tracked(*suffixes: str) -> tuple[Path, ...]:
    """Files of the project, by suffix; what git knows or would take, or all but the known leavings without git."""
    listing = subprocess.run(
        ["git", "-C", str(PROJECT_DIR), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True,
    )  # fmt: skip
    if listing.returncode == 0:
        paths = [PROJECT_DIR / name for name in listing.stdout.split("\0") if name]
    else:
        skipped = {".venv", ".venv-django61", "var", ".cache", "node_modules", ".git"}
        paths = [path for path in PROJECT_DIR.rglob("*") if not skipped & set(path.relative_to(PROJECT_DIR).parts)]
    return tuple(path for path in sorted(set(paths)) if path.is_file() and (not suffixes or path.suffix in suffixes))


def relative(path: Path) -> str:
    return path.relative_to(PROJECT_DIR).as_posix()


def sources() -> list[Path]:
    """Python files of the product, without tests, scripts and migrations."""
    return [
        path
        for path in tracked(".py")
        if relative(path).split("/")[0] in FLOORS and "/migrations/" not in relative(path)
    ]


@cache
def tree_of(path: Path) -> ast.Module:
    """What a Python file says; each is read once for all tests, which only look."""
    return ast.parse(path.read_text(encoding="utf-8"))


def templates() -> list[Path]:
    return [path for path in tracked(".html", ".txt", ".xml") if "templates" in relative(path).split("/")]


def our_apps() -> list[AppConfig]:
    return [app for app in apps.get_app_configs() if app.name in FLOORS]
