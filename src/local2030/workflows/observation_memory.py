"""What an import remembers for the next one, so that a file that didn't change needn't be read again.

Kept as the side `reading` of a data set's state. A file is read again when its bytes changed, when another file of the
same indicator did (the checks look at one indicator at a time), when a mapping, the borders or this program understand
tables in another way, or when one of its places has another code now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

UNDERSTANDING = 3  # counted up when the same files would be understood in another way


@dataclass(slots=True)
class TableMemory:
    """One table of a source file: `places` are the distinct cells of its place columns, each with its first line.

    The cells of a row are joined by `tidying.PLACE_PART`; `codes` gives the place that they mean. `columns` has the role
    of each column.
    """

    entry: str
    header: tuple[str, ...]
    indicator: str = ""
    indicators: tuple[str, ...] = ()
    observations: int = 0
    series: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    place_columns: tuple[str, ...] = ()
    code_column: str = ""
    places: Mapping[str, int] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The place columns in the order of a tuple's cells."""
        return (*self.place_columns, self.code_column) if self.code_column else self.place_columns


TABLE_FIELDS = tuple(one.name for one in fields(TableMemory))


@dataclass(slots=True)
class Memory:
    """All of it: `others` are the hashes of metadata, boundary files and settings, `words` the codes and names on maps."""

    understanding: int = UNDERSTANDING
    mapping: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    root: str = ""
    tables: dict[str, TableMemory] = field(default_factory=dict)
    places_file: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        tables = {file: {name: getattr(one, name) for name in TABLE_FIELDS} for file, one in self.tables.items()}
        return {"understanding": self.understanding, "mapping": self.mapping, "others": self.others, "words": self.words,
                "root": self.root, "places_file": self.places_file, "tables": tables}  # fmt: skip


def memory_of(plain: Mapping[str, Any] | None) -> Memory:
    """Out of JSON; an empty one where there is none or one of another understanding."""
    if not plain or plain.get("understanding") != UNDERSTANDING:
        return Memory()
    tables = {
        file: TableMemory(**{
            **one, "header": tuple(one["header"]), "indicators": tuple(one["indicators"]),
            "place_columns": tuple(one["place_columns"]),
        })
        for file, one in plain["tables"].items()
    }  # fmt: skip
    return Memory(**{**plain, "words": tuple(plain["words"]), "tables": tables})


def with_same_indicators(
    tables: Mapping[str, TableMemory], entries: Iterable[str], indicators: Iterable[str]
) -> set[str]:
    """The entries given and all that hold one of these indicators, or one that such an entry holds, and so on."""
    found, wanted = set(entries), set(indicators)
    while True:
        for one in tables.values():
            if one.entry in found:
                wanted.update(one.indicators)
        more = {
            one.entry for one in tables.values() if one.entry not in found and not wanted.isdisjoint(one.indicators)
        }
        if not more:
            return found
        found |= more
