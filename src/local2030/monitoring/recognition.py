"""What the columns of a table are, by their names and by what stands in them; what was assumed is said.

A name that we know speaks first, and its content must not contradict it. Where no name speaks, the content does: the
only column of years is the period, the only other column of numbers the value, labels that the data set's own borders
know are places. A table whose values stand in many columns (years, indicators or places across) is recognised as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from local2030.monitoring.column_names import Role, is_total, role_by_name
from local2030.monitoring.mapping import Assumed, Spread, TableMapping
from local2030.monitoring.place_cells import stem_of
from local2030.monitoring.time_periods import TimePeriod, read_period, read_periods
from local2030.monitoring.values import is_marker, is_number
from local2030.vocabulary.folding import fold
from local2030.vocabulary.goals import level_of

SAMPLE = 200  # distinct cells of a column that are looked at
MOST_ARE = 0.9
MANY_ARE = 0.6
SOME_ARE = 0.5
_YEARLIKE = re.compile(r"[XxYy_]?((?:19|20|21)\d\d)(?:\s*\[?YR\d{4}\]?)?")
_URBAN_OR_RURAL = frozenset(
    fold(w) for w in (
        "urban", "rural", "urbano", "urbana", "rurales", "urbain", "rurale", "städtisch", "ländlich", "городская", "сельская", "шаар", "айыл",
        "город", "село", "rural areas", "urban areas", "u", "r", "landa", "hiri", "allarea", "allareas", "cities", "towns and suburbs",
    )
)  # fmt: skip
_NOT_PLACES = _URBAN_OR_RURAL | {
    fold(w) for w in ("ciudad", "campo", "city", "town", "stadt", "land", "all", "total", "_t", "suburban", "towns")
}
_KINDS_OF_VALUE = frozenset(("reporting type", "type of reporting"))  # that part values only where they differ
_KIND_OF_PLACE = frozenset(
    fold(w) for w in (
        "area type", "place type", "geography type", "type of area", "region type", "area kind", "geo level", "geographic level", "admin level",
        "tipo de area", "tipo de territorio", "nivel geografico", "nivel territorial", "niveau geographique", "type de territoire", "gebietsart",
        "gebietstyp", "raumebene",
    )
)  # fmt: skip
_ORIGINS = re.compile(
    r"birth|origin|national|citizen|staat|nacional|herkunft|nacimiento|naissance|гражданств|destin|partner|donor|import|export"
)
_STATUS_CELL = re.compile(
    r"[A-Za-z]{1,2}|[*†‡]|normal value|.*(?:estimate|provisional|break|missing|forecast|reliab|value|undefined).*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a table is read: whether a cell names a place of the data set, or one of the world."""

    is_place: Callable[[str], bool] = field(default=lambda _cell: False)
    resolves: Callable[[str], bool] = field(default=lambda _cell: False)


class Column:
    """A column with the distinct cells that are looked at (up to `SAMPLE`, blank ones aside)."""

    def __init__(self, position: int, name: str, cells: Sequence[str]) -> None:
        self.position, self.name, self.cells = position, name, cells
        self.role: Role | None = role_by_name(name) if name.strip() else None
        self.distinct = _sampled(cells)

    def share(self, test: Callable[[str], object]) -> float:
        """The part of the distinct cells that pass; 0 for a column without cells."""
        return sum(1 for cell in self.distinct if test(cell)) / len(self.distinct) if self.distinct else 0.0

    @property
    def is_empty(self) -> bool:
        return not self.distinct


def recognise(
    header: Sequence[str], columns: Sequence[Sequence[str]], known: Known, indicator: str = ""
) -> TableMapping:
    """The roles of a table's columns. Ask `is_complete` of what comes back: a table may give no observation at all."""
    found = [Column(n, name, columns[n]) for n, name in enumerate(header)]
    roles: dict[int, Role] = {}
    assumed: list[Assumed] = []
    spread = _spread_periods(found)
    if spread:
        roles |= dict.fromkeys(spread, "value")
        assumed.append(
            Assumed("columns-spread-periods", header[spread[0]], f"{header[spread[0]]} … {header[spread[-1]]}")
        )
    else:
        _period(found, roles, assumed)
        _value(found, roles, assumed)
    rest = [c for c in found if c.position not in roles]
    _by_name(rest, roles)
    _indicator(rest, roles, assumed, indicator)
    _places([c for c in rest if roles.get(c.position) in (None, "place")], roles, assumed, known)
    _labels(found, roles)
    kind: Spread = "period" if spread else ""
    if not spread and "value" not in roles.values():
        kind = _spread_others(found, roles, assumed, known, indicator)
    for column in rest:
        roles.setdefault(column.position, "ignored" if column.is_empty and not column.name.strip() else "dimension")
    return TableMapping(tuple(header), tuple(roles[n] for n in range(len(found))), kind, indicator, "", tuple(assumed))


def header_period(name: str) -> TimePeriod | None:
    """The period that a column's name is (2020, X2020, 2020 [YR2020], 2014/15), None if it is none."""
    bare = name.strip()
    if m := _YEARLIKE.fullmatch(bare):
        return read_period(m[1])
    return read_period(bare) if any(c.isdigit() for c in bare) else None


def _spread_periods(columns: Sequence[Column]) -> list[int]:
    """The positions of columns named by periods with numbers in them, where there are two, or one and no value column."""
    named = [c for c in columns if header_period(c.name) and (c.is_empty or c.share(_numeric) >= MANY_ARE)]
    if not any(not c.is_empty for c in named):
        return []
    has_value = any(c.role == "value" for c in columns)
    has_period = any(c.role == "period" for c in columns)
    return (
        [c.position for c in named]
        if (len(named) > 1 and not (has_value and has_period)) or (named and not has_value and not has_period)
        else []
    )


def _period(columns: Sequence[Column], roles: dict[int, Role], assumed: list[Assumed]) -> None:
    named = [c for c in columns if c.role == "period"]
    if not named:  # a column of quarters may hold 2020 Q1, and not 1
        named = [c for c in columns if c.role in ("month", "quarter") and _share_of_periods(c) >= MOST_ARE]
    periods = {c.position: _share_of_periods(c) for c in columns if c in named or c.role is None}
    good = [c for c in named if periods[c.position] >= MANY_ARE or c.is_empty]
    if not good:
        others = [c for c in columns if c.role is None and periods[c.position] >= MOST_ARE and _looks_like_years(c)]
        if others:
            good = [max(others, key=lambda c: periods[c.position])]
            assumed.append(Assumed("column-period-assumed", good[0].name, ", ".join(good[0].distinct[:3])))
        else:
            good = named
    if not good:
        return
    exact = [c for c in good if fold(c.name) in ("time period", "year", "ano", "jahr", "annee", "urtea")]
    finest = max(exact or good, key=lambda c: (not c.is_empty, periods[c.position], -c.position))
    roles[finest.position] = "period"
    for column in named:
        if column is not finest:
            roles[column.position] = "attribute"
            assumed.append(Assumed("column-second-period", column.name, finest.name))


def _value(columns: Sequence[Column], roles: dict[int, Role], assumed: list[Assumed]) -> None:
    named = [c for c in columns if c.role == "value" and c.position not in roles]
    if named:
        best = named[0] if len(named) == 1 else max(named, key=_worth_as_value)
        roles[best.position] = "value"
        for column in named:
            if column is not best:
                roles[column.position] = "attribute"
                assumed.append(Assumed("column-second-value", column.name, best.name))
        return
    numeric = [
        c
        for c in columns
        if c.position not in roles and c.role is None and c.share(_numeric) >= MANY_ARE and c.share(is_number) > 0
    ]
    numeric = [c for c in numeric if level_of(c.name) != "indicator" and c.share(_is_code) < MOST_ARE]
    if len(numeric) == 1:
        roles[numeric[0].position] = "value"
        assumed.append(Assumed("column-value-assumed", numeric[0].name, ", ".join(numeric[0].distinct[:3])))


def _by_name(columns: Sequence[Column], roles: dict[int, Role]) -> None:
    """Roles that a name gives and the content doesn't contradict.

    Of two columns for one role the first has it; the second is a label of it where each of its cells goes with one.
    """
    holder: dict[Role, Column] = {}
    for column in columns:
        role = column.role
        if role in ("lower", "upper") and not column.is_empty and column.share(_numeric) < MANY_ARE:
            continue
        if role == "status" and not column.is_empty and column.share(_STATUS_CELL.fullmatch) < MANY_ARE:
            continue
        if role in ("unit", "series", "unit_mult", "freq", "lower", "upper", "month", "quarter", "status"):
            if role not in holder:
                roles[column.position], holder[role] = role, column
            elif column.is_empty or _goes_with_one(column.cells, holder[role].cells):
                roles[column.position] = "attribute"
        elif role == "attribute" and not (fold(column.name) in _KINDS_OF_VALUE and len(column.distinct) > 1):
            roles[column.position] = role


def _labels(columns: Sequence[Column], roles: dict[int, Role]) -> None:
    """What is left and says the same as another column in other words: the period once more, the name of a code."""
    free = [c for c in columns if c.position not in roles and not c.is_empty]
    of_role = {
        role: next((c for c in columns if roles.get(c.position) == role), None)
        for role in ("series", "period", "unit", "indicator")
    }
    for column in free:
        if any(other and _one_to_one(column, other) and (role != "period" or _share_of_periods(column) >= MOST_ARE)
               for role, other in of_role.items()):  # fmt: skip
            roles[column.position] = "attribute"
    free = [c for c in free if c.position not in roles]
    for n, column in enumerate(free):
        twin = next((c for c in free[:n] if c.position not in roles and stem_of(c.name) == stem_of(column.name)), None)
        if (is_total(column.name) and column.share(_numeric) == 1 and len(_values(roles)) > 1) or (
            twin
            and stem_of(column.name)
            and _goes_with_one(column.cells, twin.cells)
            and _goes_with_one(twin.cells, column.cells)
        ):
            roles[column.position] = "attribute"


def _values(roles: dict[int, Role]) -> list[int]:
    """The positions of the columns of values."""
    return [position for position, role in roles.items() if role == "value"]


def _one_to_one(column: Column, other: Column) -> bool:
    """Whether two columns of several different cells go with one another cell by cell."""
    if len(column.distinct) < 2 or len(column.distinct) != len(other.distinct):
        return False
    return _goes_with_one(column.cells, other.cells) and _goes_with_one(other.cells, column.cells)


def _indicator(columns: Sequence[Column], roles: dict[int, Role], assumed: list[Assumed], of_file: str) -> None:
    free = [c for c in columns if c.position not in roles and not c.is_empty]
    named = [c for c in free if c.role == "indicator"]
    coded = [c for c in named if c.share(_is_code) >= SOME_ARE] or named
    if not coded and not of_file:
        coded = [c for c in free if c.role is None and c.share(_is_code) >= MOST_ARE]
        if coded:
            assumed.append(Assumed("column-indicator-assumed", coded[0].name, ", ".join(coded[0].distinct[:3])))
    if coded:
        roles[coded[0].position] = "indicator"
    for column in named:
        if column is not coded[0]:
            roles[column.position] = "attribute"


def _places(columns: Sequence[Column], roles: dict[int, Role], assumed: list[Assumed], known: Known) -> None:
    """Places by the name of their column, by the data set's own borders, by saying the same as a column of codes."""
    for column in columns:
        if column.is_empty:
            if column.role == "place":
                roles[column.position] = "place"
        elif fold(column.name) in _KIND_OF_PLACE:
            if all(
                _goes_with_one(column.cells, other.cells)
                for other in columns
                if other.role == "place" and other is not column
            ):
                roles[column.position] = "attribute"
        elif column.role == "place" and not _is_urban_or_rural(column):
            roles[column.position] = "place"
            assumed.append(Assumed("column-place-recognised", column.name, ", ".join(column.distinct[:3])))
        elif len(column.distinct) > 1 and column.share(known.is_place) >= SOME_ARE:
            roles[column.position] = "place"
            assumed.append(Assumed("column-place-assumed", column.name, ", ".join(column.distinct[:3])))
    placed = [c for c in columns if roles.get(c.position) == "place" and not c.is_empty]
    free = [c for c in columns if c.position not in roles and not c.is_empty]
    for column in free:
        if any(_mirrors(column, p) for p in placed):
            roles[column.position] = "place"
            assumed.append(Assumed("column-place-mirrors", column.name, placed[0].name))
    if not placed:
        for column in free:
            likely = len(column.distinct) > 2 and not _ORIGINS.search(fold(column.name)) and not column.share(is_number)
            if likely and _resolved(column, known) and not _is_urban_or_rural(column):
                roles[column.position] = "place"
                assumed.append(Assumed("column-place-assumed", column.name, ", ".join(column.distinct[:3])))
                break


def _spread_others(
    columns: Sequence[Column], roles: dict[int, Role], assumed: list[Assumed], known: Known, indicator: str
) -> Spread:
    """Indicators, places or groups across columns: the columns of numbers that nothing else has claimed.

    Where the file's name says the indicator, or a column does, they can only be groups of it: men, women.
    """
    numeric = [
        c
        for c in columns
        if roles.get(c.position) in (None, "dimension") and c.share(_numeric) >= MANY_ARE and c.share(is_number) > 0
    ]
    if not numeric or "period" not in roles.values():
        return ""
    names = [c.name for c in numeric]
    if len(names) > 1 and sum(map(known.is_place, names)) >= SOME_ARE * len(names):
        spread: Spread = "place"
    elif len(names) > 1 and "place" not in roles.values() and _all_resolve(names, known):
        spread = "place"
    elif (indicator or "indicator" in roles.values()) and not any(map(_is_code, names)):
        spread = "dimension"
    else:
        spread = "indicator"
    for column in numeric:
        roles[column.position] = "value"
    assumed.append(Assumed(f"columns-spread-{spread}s", names[0], ", ".join(names[:4])))
    return spread


def _all_resolve(names: Sequence[str], known: Known) -> bool:
    """Whether nearly all names are names of places anywhere. Codes of indicators never are."""
    asked = names[:12]
    return not any(map(_is_code, asked)) and sum(map(known.resolves, asked)) >= MOST_ARE * len(asked)


def _sampled(cells: Sequence[str]) -> list[str]:
    """Distinct cells that aren't blank, from all over the column."""
    step = max(1, len(cells) // 20_000)
    found = dict.fromkeys(cells[::step] if step > 1 else cells)
    return [cell for cell in islice(found, 4 * SAMPLE) if cell.strip()][:SAMPLE]


def _numeric(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return is_marker(cell) or is_number(cell)
    return "_" not in cell


def _worth_as_value(column: Column) -> tuple[bool, float, int]:
    return fold(column.name) in ("value", "obs value"), column.share(_numeric), -column.position


def _is_code(cell: str) -> bool:
    """Whether a cell has the shape of an indicator's code (two points, or one of the framework)."""
    return (
        level_of(cell) == "indicator"
        or re.fullmatch(r"\d{1,2}[-.](\d{1,2}|[a-d])[-.]\w{1,5}([-.]\w{1,5})?", cell.strip()) is not None
    )


def _share_of_periods(column: Column) -> float:
    if not column.distinct:
        return 0.0
    return sum(1 for p in read_periods(column.distinct).values() if p) / len(column.distinct)


def _looks_like_years(column: Column) -> bool:
    """Whether periods are near our time, so that 1,950 people of a village aren't taken for a year."""
    years = [p.year for p in read_periods(column.distinct).values() if p]
    return bool(years) and min(years) >= 1950 and max(years) <= 2100


def _is_urban_or_rural(column: Column) -> bool:
    folded = {fold(cell) for cell in column.distinct}
    return bool(folded) and folded <= _NOT_PLACES and not folded.isdisjoint(_URBAN_OR_RURAL)


def _mirrors(labels: Column, codes: Column) -> bool:
    """Whether each label goes with one code only, and each code with one label, over more than two pairs."""
    if len(labels.distinct) < 3 or len(codes.distinct) < len(labels.distinct):
        return False
    pairs = set(zip(labels.cells, codes.cells, strict=True))
    full = [(a, b) for a, b in pairs if a.strip() and b.strip()]
    if len(full) < 3 or len(full) < len([a for a, _ in pairs if a.strip()]):
        return False
    return len({a for a, _ in full}) == len(full) == len({b for _, b in full})


def _goes_with_one(labels: Sequence[str], places: Sequence[str]) -> bool:
    """Whether each place has one label only."""
    return len(set(zip(labels, places, strict=True))) == len(set(places))


def _resolved(column: Column, known: Known) -> bool:
    asked = column.distinct[:12]
    return sum(1 for cell in asked if known.resolves(cell)) >= max(2, 0.7 * len(asked))
