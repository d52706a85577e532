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

Codes = Mapping[str, Mapping[str, str]]  # by file, then by the joined cells of a row


def places_of(
    tables: Mapping[str, TableMemory], inputs: Inputs, root: str, before: Sequence[Mapping[str, Any]] = (),
    edits: Sequence[PlaceEdit] = (),
) -> Hierarchy:  # fmt: skip
    """The hierarchy of all tables together; `root` is the code of the whole territory, "" where nobody gave one.

    `before` is the former register: what a places file said stays. `edits` are the rows of a new one.
    """
    columns = [
        PlaceColumns(file, one.place_columns, _parted(one.places), one.code_column)
        for file, one in tables.items()
        if one.places
    ]
    return hierarchy_of(columns, inputs.boundaries, _whole(root, edits), said_before(before), edits)


def _whole(root: str, edits: Sequence[PlaceEdit]) -> Root | None:
    """The whole territory as it was named, else the one place of a places file in which all others lie."""
    parents = {one.parent for one in edits if one.parent}
    tops = [one for one in edits if not one.parent]
    if root:
        return Root(root, next((one.name for one in edits if one.code == root), ""))
    return Root(tops[0].code, tops[0].name) if len(tops) == 1 and tops[0].code in parents else None


def said_before(places: Sequence[Mapping[str, Any]]) -> tuple[LocalPlace, ...]:
    """The places of a former register of which a places file spoke."""
    return tuple(place_of(one) for one in places if one.get("is_said"))


def _parted(places: Mapping[str, int]) -> dict[tuple[str, ...], int]:
    return {tuple(cells.split(PLACE_PART)): line for cells, line in places.items()}


def same_places(before: Mapping[str, TableMemory], now: Mapping[str, TableMemory], read: Collection[str]) -> bool:
    """Whether the entries that were read, came or went leave the cells of places as they were."""
    files = {file for tables in (before, now) for file, one in tables.items() if one.entry in read or file not in now}
    return all(_cells(before.get(file)) == _cells(now.get(file)) for file in files)


def _cells(one: TableMemory | None) -> tuple[tuple[str, ...], set[str]]:
    return (one.names, set(one.places)) if one and one.places else ((), set())


def with_codes(tables: Mapping[str, TableMemory], after: Hierarchy, read: Collection[str]) -> set[str]:
    """Gives every table the codes of its places; the entries that weren't read now and in which some are others."""
    again = set()
    for one in tables.values():
        if not one.places:
            continue
        known = after.codes[one.names]
        codes = {cells: known[tuple(cells.split(PLACE_PART))] for cells in one.places}
        if one.entry not in read and codes != one.codes:
            again.add(one.entry)
        one.codes = codes
    return again


def resolve(piece: Piece, codes: Codes, root: str) -> None:
    """Each row of the piece gets the code of its place."""
    piece.rows.ref_area = piece.rows.ref_area.mapped(areas_of(piece, codes, root).__getitem__)


def areas_of(piece: Piece, codes: Codes, root: str) -> Mapping[str, str]:
    """Which place the joined cells of a row of this piece mean."""
    return codes[piece.file] if piece.places else {"": root}
