"""A column by what stands in it: its distinct cells, whether they are numbers, codes, periods, and which columns go together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from local2030.methods.coded import Coded, coded, pairs, side_by_side
from local2030.monitoring.column_names import Role, role_by_name
from local2030.monitoring.time_periods import read_periods
from local2030.monitoring.values import is_marker, is_number
from local2030.vocabulary.folding import fold
from local2030.vocabulary.goals import level_of

SAMPLE = 200  # distinct cells of a column that are looked at
_URBAN_OR_RURAL = frozenset(
    fold(w) for w in (
        "urban", "rural", "urbano", "urbana", "rurales", "urbain", "rurale", "städtisch", "ländlich", "городская", "сельская", "шаар", "айыл",
        "город", "село", "rural areas", "urban areas", "u", "r", "landa", "hiri", "allarea", "allareas", "cities", "towns and suburbs",
    )
)  # fmt: skip
_NOT_PLACES = _URBAN_OR_RURAL | {
    fold(w) for w in ("ciudad", "campo", "city", "town", "stadt", "land", "all", "total", "_t", "suburban", "towns")
}


class Column:
    """A column with the distinct cells that are looked at (up to `SAMPLE`, blank ones aside)."""

    def __init__(self, position: int, name: str, cells: Sequence[str]) -> None:
        self.position, self.name, self.cells = position, name, coded(cells)
        self.role: Role | None = role_by_name(name) if name.strip() else None
        self.distinct = _sampled(self.cells)

    def share(self, test: Callable[[str], object]) -> float:
        """The part of the distinct cells that pass; 0 for a column without cells."""
        return sum(1 for cell in self.distinct if test(cell)) / len(self.distinct) if self.distinct else 0.0

    @property
    def is_empty(self) -> bool:
        return not self.distinct


def _sampled(cells: Coded[str]) -> list[str]:
    """Distinct cells that aren't blank, from all over the column."""
    step = max(1, len(cells) // 20_000)
    found = cells[::step] if step > 1 else cells
    return [cell for cell in found.values[: 4 * SAMPLE] if cell.strip()][:SAMPLE]


def is_numeric(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return is_marker(cell) or is_number(cell)
    return "_" not in cell


def is_code(cell: str) -> bool:
    """Whether a cell has the shape of an indicator's code (two points, or one of the framework)."""
    return (
        level_of(cell) == "indicator"
        or re.fullmatch(r"\d{1,2}[-.](\d{1,2}|[a-d])[-.]\w{1,5}([-.]\w{1,5})?", cell.strip()) is not None
    )


def share_of_periods(column: Column) -> float:
    if not column.distinct:
        return 0.0
    return sum(1 for p in read_periods(column.distinct).values() if p) / len(column.distinct)


def looks_like_years(column: Column) -> bool:
    """Whether periods are near our time, so that 1,950 people of a village aren't taken for a year."""
    years = [p.year for p in read_periods(column.distinct).values() if p]
    return bool(years) and min(years) >= 1950 and max(years) <= 2100


def is_urban_or_rural(column: Column) -> bool:
    folded = {fold(cell) for cell in column.distinct}
    return bool(folded) and folded <= _NOT_PLACES and not folded.isdisjoint(_URBAN_OR_RURAL)


def mirrors(labels: Column, codes: Column) -> bool:
    """Whether each label goes with one code only, and each code with one label, over more than two pairs."""
    if len(labels.distinct) < 3 or len(codes.distinct) < len(labels.distinct):
        return False
    beside = pairs((labels.cells, codes.cells)).values
    full = [(a, b) for a, b in beside if a.strip() and b.strip()]
    if len(full) < 3 or len(full) < len([a for a, _ in beside if a.strip()]):
        return False
    return len({a for a, _ in full}) == len(full) == len({b for _, b in full})


def one_to_one(column: Column, other: Column) -> bool:
    """Whether two columns of several different cells go with one another cell by cell."""
    if len(column.distinct) < 2 or len(column.distinct) != len(other.distinct):
        return False
    return goes_with_one(column.cells, other.cells) and goes_with_one(other.cells, column.cells)


def goes_with_one(labels: Coded[str], places: Coded[str]) -> bool:
    """Whether each place has one label only."""
    return len(side_by_side((labels, places))[1]) == len(places.values)
