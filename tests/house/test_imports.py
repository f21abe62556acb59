"""Imports run one way: between apps and between the floors of one app."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import FLOORS, STOREYS, relative, sources, tree_of

COMPOSITION = {"kpss_portal/urls.py", "kpss_portal/settings.py", "kpss_portal/wsgi.py"}  # they put the apps together


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Modules that a file imports, with the line; what only types need is left out."""
    tree = tree_of(path)
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from ((f"{node.module}.{name.name}", node.lineno) for name in node.names)


def test_no_app_knows_an_app_above_it():
    breaches = [
        f"{relative(path)}:{line} imports {module}"
        for path in sources()
        if relative(path) not in COMPOSITION
        for module, line in imported(path)
        if module.split(".")[0] in FLOORS
        and FLOORS.index(module.split(".")[0]) > FLOORS.index(relative(path).split("/")[0])
    ]
    assert breaches == []


def test_within_an_app_imports_run_from_enums_to_urls():
    breaches = []
    for path in sources():
        app, storey = _place(relative(path).removesuffix(".py").split("/"))
        for module, line in imported(path):
            other_app, other_storey = _place(module.split("."))
            if app != other_app or storey is None or other_storey is None:
                continue
            if STOREYS.index(other_storey) > STOREYS.index(storey):
                breaches.append(f"{relative(path)}:{line} imports {module}")
    assert breaches == []


def test_an_app_refers_to_another_one_by_models_not_by_views_or_forms():
    breaches = [
        f"{relative(path)}:{line} imports {module}"
        for path in sources()
        if relative(path) not in COMPOSITION
        for module, line in imported(path)
        if module.split(".")[0] in FLOORS[1:]
        and module.split(".")[0] != relative(path).split("/")[0]
        and _place(module.split("."))[1] in {"views", "forms", "urls"}
    ]
    assert breaches == []


def _place(parts: list[str]) -> tuple[str, str | None]:
    storey = parts[1] if len(parts) > 1 and parts[1] in STOREYS else None
    return parts[0], storey
