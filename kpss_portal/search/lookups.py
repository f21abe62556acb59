"""Beginnings of words, and keys of things as one list: the one place of search that knows which engine it runs on."""

from typing import Any

from django.db import connection
from django.db.models import Aggregate, CharField, JSONField, Lookup

from kpss_portal.models import SearchTerm

PAST_ALL = "\U0010ffff"  # comes after whatever a word goes on with


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
        return f"({left} >= %s AND {left} < %s)", [*left_params, self.rhs, *left_params, f"{self.rhs}{PAST_ALL}"]


class Keys(Aggregate):
    """All keys of a group as one list: thousands of them come as one row."""

    function = "JSON_AGG"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **words: Any) -> Any:
        """As text, which PostgreSQL need not take apart and put together again."""
        return self.as_sql(compiler, connection, template="(%(function)s(%(expressions)s))::text", **words)

    def as_sqlite(self, compiler: Any, connection: Any, **words: Any) -> Any:
        """SQLite has another name for the same."""
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **words)


# Jumps from a term to the next one by the index of terms, instead of reading a row for each thing that has them.
JUMPING = """
WITH RECURSIVE found(term) AS (
    SELECT term FROM (SELECT term FROM {table} WHERE term {from_} %s AND term {below} %s ORDER BY {order} LIMIT 1) AS first
    UNION ALL
    SELECT (
        SELECT later.term FROM {table} AS later
        WHERE later.term {after} found.term AND later.term {below} %s ORDER BY later.{order} LIMIT 1
    ) FROM found WHERE found.term IS NOT NULL
)
SELECT term FROM found WHERE term IS NOT NULL
"""
BY_BYTES = {  # the order of the index; PostgreSQL's usual one is that of Czech
    "sqlite": {"from_": ">=", "below": "<", "after": ">", "order": "term"},
    "postgresql": {"from_": "~>=~", "below": "~<~", "after": "~>~", "order": "term USING ~<~"},
}


def terms_from(beginning: str) -> list[str]:
    """All terms of the index that begin so, each once, in the order of their bytes; costs as many looks as there are terms."""
    sql = JUMPING.format(table=connection.ops.quote_name(SearchTerm._meta.db_table), **BY_BYTES[connection.vendor])
    last = f"{beginning}{PAST_ALL}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [beginning, last, last])
        return [term for (term,) in cursor.fetchall()]


def tidy_index() -> None:
    """After everything was written anew: PostgreSQL marks what it can read from the index alone, as it does by itself later."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (ANALYZE) {connection.ops.quote_name(SearchTerm._meta.db_table)}")
