"""Beginnings of words by an index in both engines: the one place of search that knows which engine it runs on."""

from typing import Any

from django.db.models import CharField, Lookup


@CharField.register_lookup
class BeginsWith(Lookup):
    """`term__begins_with="pecov"`; the beginning consists of folded letters and digits."""

    lookup_name = "begins_with"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """PostgreSQL: LIKE uses the pattern index that Django makes for indexed texts."""
        left, left_params = self.process_lhs(compiler, connection)
        pattern = connection.ops.prep_for_like_query(self.rhs) + "%"
        return f"{left} LIKE %s", [*left_params, pattern]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """SQLite compares bytes, so a range of them is the same and uses the index."""
        left, left_params = self.process_lhs(compiler, connection)
        return f"({left} >= %s AND {left} < %s)", [*left_params, self.rhs, *left_params, f"{self.rhs}\U0010ffff"]
