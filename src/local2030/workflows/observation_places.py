"""The places of an import: one hierarchy out of the place columns of all its tables, and a code for each row's cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from local2030.monitoring.hierarchy import hierarchy_of
from local2030.monitoring.place_records import Hierarchy, LocalPlace, PlaceColumns, PlaceEdit, Root, place_of
from local2030.monitoring.tidying import PLACE_PART
from local2030.workflows.observation_inputs import Inputs
from local2030.workflows.observation_memory import TableMemory
from local2030.workflows.observation_reading import Piece

Cells = tuple[str, ...]
Codes = Mapping[Cells, Mapping[Cells, str]]  # by the names of the columns, then by the cells


def places_of(
    tables: Mapping[str, TableMemory], inputs: Inputs, root: str, before: Sequence[Mapping[str, Any]] = (),
    edits: Sequence[PlaceEdit] = (),
) -> Hierarchy:  # fmt: skip
    """The hierarchy of all tables together; `root` is the code of the whole territory, "" where nobody gave one.

    `before` is the former register: what a places file said stays. `edits` are the rows of a new one.
    """
    columns = [
        PlaceColumns(file, one.place_columns, dict(one.places), one.code_column)
        for file, one in tables.items()
        if one.places
    ]
    return hierarchy_of(columns, inputs.boundaries, Root(root) if root else None, said_before(before), edits)


def said_before(places: Sequence[Mapping[str, Any]]) -> tuple[LocalPlace, ...]:
    """The places of a former register of which a places file spoke."""
    return tuple(place_of(one) for one in places if one.get("is_said"))


def place_sets(tables: Mapping[str, TableMemory]) -> dict[Cells, set[Cells]]:
    """Which tuples of cells there are under which columns, whatever the file."""
    found: dict[Cells, set[Cells]] = {}
    for one in tables.values():
        if one.places:
            found.setdefault(one.names, set()).update(cells for cells, _line in one.places)
    return found


def codes_of(tables: Mapping[str, TableMemory]) -> dict[Cells, dict[Cells, str]]:
    """The codes that are remembered."""
    found: dict[Cells, dict[Cells, str]] = {}
    for one in tables.values():
        of_columns = found.setdefault(one.names, {})
        of_columns.update((cells, code) for (cells, _line), code in zip(one.places, one.codes, strict=True))
    return found


def changed_codes(tables: Mapping[str, TableMemory], after: Hierarchy, read: Collection[str]) -> set[str]:
    """The entries that weren't read now and in which some cells mean another place than they did."""
    return {
        one.entry for one in tables.values()
        if one.entry not in read and tuple(after.codes[one.names][cells] for cells, _ in one.places) != one.codes
    } if after.codes else set()  # fmt: skip


def resolve(piece: Piece, codes: Codes, root: str) -> None:
    """Each row of the piece gets the code of its place."""
    piece.rows.ref_area = list(map(areas_of(piece, codes, root).__getitem__, piece.rows.ref_area))


def areas_of(piece: Piece, codes: Codes, root: str) -> dict[str, str]:
    """Which place the joined cells of a row of this piece mean."""
    if not piece.places:
        return {"": root}
    names = (*piece.place_columns, piece.code_column) if piece.code_column else piece.place_columns
    known = codes[names]
    return {PLACE_PART.join(cells): known[cells] for cells in piece.places}
