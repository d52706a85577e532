"""Questions to a connection, each written as SQL once: Ibis takes longer to write one than DuckDB to answer it.

What was written is kept for the whole process by the question, its plain values, and the names and columns of its tables.
Names are given by turns (`given_1`, `given_2`...), so that the same work on another data set finds the same SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

Question = Callable[..., Any]
SQLS = 512  # statements that are kept


class Named(NamedTuple):
    """A table by its name in the connection, and its columns."""

    name: str
    schema: Any


class Written(NamedTuple):
    """A question as SQL, the columns of its answer, and these as a table's definition."""

    sql: str
    schema: Any
    arrow: Any
    columns: str


class OnDuckDB:
    """Questions to a connection of DuckDB; what it keeps lies in DuckDB's memory (it spills), until the connection ends."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def rows(self, question: Question, *given: Any) -> pa.Table:
        """The answer."""
        written, sql = self._written(question, given)
        found = self.connection.con.sql(sql).to_arrow_table()
        return found if found.schema.equals(written.arrow) else found.cast(written.arrow)

    def keep(self, question: Question, *given: Any) -> ibis.Table:
        """The answer as a table of the connection."""
        written, sql = self._written(question, given)
        name = new_name(self.connection)
        self.connection.con.execute(f"CREATE TEMP TABLE {name} ({written.columns})")
        self.connection.con.execute(f"INSERT INTO {name} {sql}")
        return named(self.connection, name, written.schema)

    def look(self, question: Question, *given: Any) -> ibis.Table:
        """The answer as a view: asked anew by each question."""
        written, sql = self._written(question, given)
        name = new_name(self.connection)
        self.connection.con.execute(f"CREATE TEMP VIEW {name} AS {sql}")
        return named(self.connection, name, written.schema)

    def put(self, table: pa.Table) -> ibis.Table:
        """A table of our own."""
        import ibis

        name = new_name(self.connection)
        self.connection.con.register(name, table)
        return named(self.connection, name, ibis.schema(table.schema))

    def _written(self, question: Question, given: tuple[Any, ...]) -> tuple[Written, str]:
        """What was written once, and the SQL to ask: expressions that are no tables of the connection stand before it."""
        import ibis

        shapes, before = [], []
        for n, one in enumerate(given):
            if isinstance(one, ibis.Table) and not _is_there(one):
                name = f"part_{n}"
                self.connection._run_pre_execute_hooks(one)  # registers the tables in memory that it names
                before.append(f"{name} AS NOT MATERIALIZED ({self.connection.compile(one)})")
                shapes.append(Named(name, one.schema()))
            else:
                shapes.append(Named(one.get_name(), one.schema()) if isinstance(one, ibis.Table) else one)
        written = _write(question, tuple(shapes))
        return written, _after(before, written.sql)


class Elsewhere:
    """Questions to any other engine, whose own start takes longer than the writing."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def rows(self, question: Question, *given: Any) -> pa.Table:
        """The answer."""
        found: pa.Table = self.connection.to_pyarrow(question(*given))
        return found

    def keep(self, question: Question, *given: Any) -> ibis.Table:
        """The answer in the engine's cache."""
        table = question(*given)
        self.connection._run_pre_execute_hooks(table)  # Ibis forgets its tables in memory when it is asked to keep one
        return table.cache()

    def look(self, question: Question, *given: Any) -> ibis.Table:
        """The expression of the answer."""
        found: ibis.Table = question(*given)
        return found

    def put(self, table: pa.Table) -> ibis.Table:
        """A table of our own."""
        import ibis

        return ibis.memtable(table)


Asked = OnDuckDB | Elsewhere


def questions(connection: Any) -> Asked:
    """Whoever answers questions to this connection."""
    return OnDuckDB(connection) if connection.name == "duckdb" else Elsewhere(connection)


def named(connection: Any, name: str, schema: Any) -> ibis.Table:
    """A table that is there in the connection, without asking for its columns."""
    import ibis.expr.operations as ops

    table: ibis.Table = ops.DatabaseTable(name, schema=schema, source=connection).to_expr()
    return table


def new_name(connection: Any) -> str:
    """The next name of a table in this connection."""
    return f"given_{next(vars(connection).setdefault('names_given', count(1)))}"


@lru_cache(maxsize=SQLS)
def _write(question: Question, shapes: tuple[Any, ...]) -> Written:
    import ibis
    from ibis.backends.sql.compilers.duckdb import compiler

    given = [ibis.table(one.schema, name=one.name) if isinstance(one, Named) else one for one in shapes]
    asked = question(*given)
    schema = asked.schema()
    columns = ", ".join(one.sql("duckdb") for one in schema.to_sqlglot_column_defs("duckdb"))
    sql = compiler.to_sqlglot(asked.unbind()).sql("duckdb")
    return Written(sql, schema, schema.to_pyarrow(), columns)


def _is_there(table: Any) -> bool:
    """Whether it is a table of the connection and no expression of others."""
    import ibis.expr.operations as ops

    op = table.op()
    return isinstance(op, ops.DatabaseTable) and op.namespace == ops.Namespace()


def _after(before: list[str], sql: str) -> str:
    if not before:
        return sql
    parts = ", ".join(before)
    return f"WITH {parts}, {sql[5:]}" if sql.startswith("WITH ") else f"WITH {parts} {sql}"
