"""The cells that say where a row is of: labels of one or several levels, and the code of the finest place if there is one."""

from __future__ import annotations

from typing import NamedTuple

from local2030.methods.coded import Coded, pairs
from local2030.monitoring.column_names import is_code_name
from local2030.monitoring.mapping import TableMapping
from local2030.monitoring.table import Table
from local2030.vocabulary.folding import fold

_MANNER = frozenset(
    "code codes name names codigo nombre nom nome cod kode kod id nummer der de del of the codi".split()
)


class PlaceCells(NamedTuple):
    """`columns` go by `names`, and by `code_name` for the last one if that isn't ""."""

    names: tuple[str, ...]
    code_name: str
    columns: tuple[Coded[str], ...]


def place_cells(table: Table, mapping: TableMapping) -> PlaceCells:
    """Label columns in the table's order, then one column of codes. Several of codes (of county, of ward) become one.

    That one has the finest code that each row gives. A level that has a code and no name keeps the code as its name.
    """
    found = mapping.of("place")
    coded = [at for at in found if is_code_name(table.header[at])] if len(found) > 1 else []
    if len(coded) == len(found) and len(found) > 1:
        coded = []
    labels = [at for at in found if at not in coded]
    names = tuple(table.header[at] for at in labels)
    if not coded:
        return PlaceCells(names, "", tuple(table.columns[at] for at in labels))
    if len(coded) == 1:
        (at,) = coded
        return PlaceCells(names, table.header[at], (*(table.columns[n] for n in labels), table.columns[at]))
    stems = {stem_of(name) for name in names}
    labels = sorted([*labels, *(at for at in coded if stem_of(table.header[at]) not in stems)])
    by_size = sorted(coded, key=lambda at: len(table.columns[at].values))
    codes = pairs([table.columns[at] for at in reversed(by_size)]).mapped(_finest)
    return PlaceCells(
        tuple(table.header[at] for at in labels),
        table.header[by_size[-1]],
        (*(table.columns[n] for n in labels), codes),
    )


def _finest(cells: tuple[str, ...]) -> str:
    """The first that isn't blank; the last where all are."""
    return next((cell for cell in cells if cell.strip()), cells[-1])


def stem_of(name: str) -> str:
    """What a column's name says besides that codes or names stand in it: "Ward code" and "Ward name" are of ward."""
    return " ".join(word for word in fold(name).split() if word not in _MANNER)
