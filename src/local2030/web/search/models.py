"""The index of words, one table a room. Made by the migration for each database; rows are written by `indexing.py`.

SQLite has an FTS5 table, PostgreSQL a table with a `tsvector` and a GIN index. Both hold words that `words.py` made, so
both find the same. The row's number is that of the thing; nothing is read from here without the thing's own table.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import FloatField, Func, Lookup


class Words(models.TextField):
    """All words of a row; asked by `__match` with an expression of `query.py` in the database's own language."""


@Words.register_lookup
class Match(Lookup):
    """The index's own comparison."""

    lookup_name = "match"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """FTS5's MATCH, or @@ with a tsquery."""
        left, values = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{left} @@ %s::tsquery", [*values, self.rhs]
        return f"{left} MATCH %s", [*values, self.rhs]


class Nearness(Func):
    """How well a row matches, lower is better: FTS5's own rank (bm25, titles ten times), or ts_rank turned round."""

    output_field = FloatField()  # type: ignore[assignment]

    def __init__(self, words: str, query: str) -> None:
        super().__init__(words)
        self.query = query

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """The expression to order by."""
        column, values = compiler.compile(self.get_source_expressions()[0])
        if connection.vendor == "postgresql":
            return f"(-ts_rank('{{0.1, 0.1, 0.4, 1.0}}', {column}, %s::tsquery))", [*values, self.query]
        table = column.rpartition(".")[0]
        return f'{table}."rank"', list(values)


class ThingWords(models.Model):
    """The words of things of the registry."""

    of = models.OneToOneField(
        "registry.Thing",
        models.DO_NOTHING,
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        related_name="found",
    )
    words = Words(db_column="search_things")

    class Meta:
        managed = False
        db_table = "search_things"


class ProgrammeWords(models.Model):
    """The words of programmes of the marker."""

    of = models.OneToOneField(
        "marker.Programme",
        models.DO_NOTHING,
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        related_name="found",
    )
    words = Words(db_column="search_programmes")

    class Meta:
        managed = False
        db_table = "search_programmes"


TABLES = ("search_things", "search_programmes")
