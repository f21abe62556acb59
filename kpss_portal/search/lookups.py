"""Beginnings of words, and keys of things as one list: the one place of search that knows which engine it runs on."""

from typing import Any

from django.db.models import Aggregate, CharField, JSONField, Lookup


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


class Keys(Aggregate):
    """All keys of a group as one list: thousands of them come as one row."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **words: Any) -> Any:
        """SQLite has another name for the same."""
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **words)
