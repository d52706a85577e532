"""How an engine asks tables: by questions that make expressions, without knowing who answers or how answers are kept.

A question is a function at the top of a module, of tables and plain values (hashable), that gives an expression. So whoever
answers may write it once and ask it again of tables that look alike: writing costs more than answering a small table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

Question = Callable[..., Any]


class Asking(Protocol):
    """Whoever answers. `given` are the question's arguments in their order."""

    def rows(self, question: Question, *given: Any) -> pa.Table:
        """The answer itself."""

    def keep(self, question: Question, *given: Any) -> ibis.Table:
        """The answer as a table that is asked further, perhaps several times."""

    def put(self, table: pa.Table) -> ibis.Table:
        """A small table of our own, beside the observations."""


class Directly:
    """Asks each table where it lies, and keeps nothing."""

    def rows(self, question: Question, *given: Any) -> pa.Table:
        """The answer itself."""
        return question(*given).to_pyarrow()

    def keep(self, question: Question, *given: Any) -> ibis.Table:
        """The expression of the answer."""
        return question(*given)

    def put(self, table: pa.Table) -> ibis.Table:
        """A table in memory."""
        import ibis

        return ibis.memtable(table)


DIRECTLY = Directly()
