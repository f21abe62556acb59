"""Puts the rows of a backup into a database: all of them, compared with what was kept, or none.

Everything happens in one transaction, which ends only when count and sum of every table agree. The tables are first brought
to the state of the backup; `finish` then brings them to that of this version.
"""

import gzip
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from kpss_portal.backup import engines
from kpss_portal.backup.archive import FORMAT, TABLES, Part
from kpss_portal.backup.errors import BackupFault, Damaged
from kpss_portal.backup.rows import Table, emptied_with, sum_of, tables_of, write

Keys = set[tuple[str, str]]


def is_empty(using: str = "default") -> bool:
    """Whether the database holds no work of anybody: no tables, or nobody who could sign in and no line of the log."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    telling = {model._meta.db_table for model in _telling_models()} & present
    with connection.cursor() as cursor:
        for name in telling:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")  # noqa: S608  # names of our own tables
            if cursor.fetchone():
                return False
    return True


def _telling_models() -> list[Any]:
    from django.contrib.auth import get_user_model

    return [get_user_model(), apps.get_model("kpss_portal", "AuditEntry")]


class Loading:
    """One restore of rows; call `prepare`, then within a transaction `clear`, `take` for each part and `compare`."""

    def __init__(self, begin: dict[str, Any], using: str = "default") -> None:
        if begin.get("format") != FORMAT:
            raise BackupFault(
                f"the backup has the format {begin.get('format')}, this version of the portal knows {FORMAT}"
            )
        self.begin, self.using = begin, using
        self.tables: dict[str, Table] = {}

    def prepare(self) -> None:
        """Tables in the shape of the backup."""
        kept = {(app, name) for app, name in self.begin["migrations"]}
        executor = MigrationExecutor(connections[self.using])
        known = set(executor.loader.graph.nodes)
        if kept - known:
            raise BackupFault("the backup was made by a newer version of the portal; install that one first")
        if kept == known:
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", database=self.using, interactive=False, verbosity=0)
            self._know(apps)
        else:
            self._go_back_to(executor, sorted(_last_of(kept, executor)))
        call_command("createcachetable", database=self.using, verbosity=0)

    def _go_back_to(self, executor: MigrationExecutor, last: list[tuple[str, str]]) -> None:
        """An older backup: first the older tables, later the migrations, which know what to do with rows."""
        if set(executor.loader.applied_migrations) - set(self._with_parents(executor, last)):
            raise BackupFault("the backup is older than the tables of this database: restore it into an empty database")
        executor.migrate(last)
        executor.loader.build_graph()
        self._know(executor.loader.project_state(last).apps)

    def _with_parents(self, executor: MigrationExecutor, last: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        for key in last:
            yield from executor.loader.graph.forwards_plan(key)

    def _know(self, registry: Apps) -> None:
        for table in tables_of(registry):
            names = self.begin["columns"].get(table.name)
            if names is None or set(names) != set(table.columns):
                raise BackupFault(f"the table {table.name} has other columns than the backup")
            table.fields.sort(key=lambda one: names.index(one.column))
            table.columns = names
            self.tables[table.name] = table
        if set(self.begin["columns"]) != set(self.tables):
            raise BackupFault("the backup holds tables that this version does not have")

    def clear(self) -> None:
        """Nothing stays of what a migration or an older life has written, and nothing refuses rows that are frozen."""
        engines.without_triggers(self.using)
        present = set(connections[self.using].introspection.table_names())
        engines.empty(sorted((set(self.tables) | set(emptied_with(apps))) & present), self.using)

    def take(self, part: Part, data: bytes) -> None:
        """Writes rows of one piece."""
        name = part.name.removeprefix(TABLES).split("/")[0]
        if name not in self.tables:
            raise Damaged(f"the backup holds rows of an unknown table {name}")
        try:
            write(self.tables[name], gzip.decompress(data).split(b"\n"), self.using)
        except DatabaseError as fault:
            raise BackupFault(f"rows of {name} do not fit into this database: {str(fault).splitlines()[0]}") from fault

    def compare(self, kept: dict[str, dict[str, Any]]) -> int:
        """Reads everything back; Damaged names tables that differ. Gives the number of rows."""
        engines.set_last_keys(list(self.tables.values()), self.begin["last_keys"], self.using)
        connections[self.using].check_constraints()
        differing = differences(self.tables.values(), kept, self.using)
        if differing or set(kept) != set(self.tables):
            raise Damaged(
                f"what was restored differs from what was kept: {', '.join(differing) or 'tables are missing'}"
            )
        return sum(table["rows"] for table in kept.values())

    def finish(self) -> None:
        """Tables of this version, and triggers that protect what is frozen."""
        ContentType.objects.clear_cache()
        call_command("migrate", database=self.using, interactive=False, verbosity=0)


def differences(tables: Iterable[Table], kept: dict[str, dict[str, Any]], using: str) -> list[str]:
    """Names of tables whose rows are others than what was kept."""
    differing = []
    for table in tables:
        found = sum_of(table, using)
        if kept.get(table.name) != {"rows": found.rows, "hash": found.hash}:
            differing.append(table.name)
    return differing


def _last_of(kept: Keys, executor: MigrationExecutor) -> Keys:
    """Migrations on which no other one of the same app in the backup follows."""
    graph = executor.loader.graph
    followed = {parent.key for key in kept for parent in graph.node_map[key].parents if parent.key[0] == key[0]}
    return kept - followed
