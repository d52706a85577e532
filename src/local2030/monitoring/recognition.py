"""What the columns of a table are, by their names and by what stands in them; what was assumed is said.

A name that we know speaks first, and its content must not contradict it. Where no name speaks, the content does: the
only column of years is the period, the only other column of numbers the value, labels that the data set's own borders
know are places. A table whose values stand in many columns (years, indicators or places across) is recognised as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from local2030.monitoring.column_content import (
    Column,
    goes_with_one,
    is_code,
    is_numeric,
    is_urban_or_rural,
    looks_like_years,
    mirrors,
    one_to_one,
    share_of_periods,
)
from local2030.monitoring.column_names import Role, is_size_name, is_total, role_by_name
from local2030.monitoring.mapping import Assumed, Spread, TableMapping
from local2030.monitoring.place_cells import stem_of
from local2030.monitoring.time_periods import TimePeriod, read_period
from local2030.monitoring.values import is_number
from local2030.vocabulary.folding import fold
from local2030.vocabulary.goals import level_of

MOST_ARE = 0.9
MANY_ARE = 0.6
SOME_ARE = 0.5
_YEARLIKE = re.compile(r"[XxYy_]?((?:19|20|21)\d\d)(?:\s*\[?YR\d{4}\]?)?")
_KINDS_OF_VALUE = frozenset(("reporting type", "type of reporting"))  # that part values only where they differ
_KIND_OF_PLACE = frozenset(
    fold(w) for w in (
        "area type", "place type", "geography type", "type of area", "region type", "area kind", "geo level", "geographic level", "admin level",
        "tipo de area", "tipo de territorio", "nivel geografico", "nivel territorial", "niveau geographique", "type de territoire", "gebietsart",
        "gebietstyp", "raumebene",
    )
)  # fmt: skip
_BARE_CODE = frozenset(("code", "codes", "codigo", "kode", "kodea", "cod", "id", "iso code", "iso"))
_UNIT = re.compile(r"\s*(.*\S)\s*[(\[]\s*([^()\[\]]{1,30}?)\s*[)\]]\s*")
_SURE_UNITS = frozenset(
    ("%", "percent", "per cent", "prozent", "eur", "€", "usd", "$", "km", "km2", "ha", "t", "kg", "kwh", "gwh")
)
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
    elif not spread and not indicator and not {"indicator", "series"} & set(roles.values()):
        kind = _named_by_value(found, roles, assumed)
    for column in rest:
        if is_size_name(column.name) and not column.is_empty and column.share(is_numeric) == 1:
            roles.setdefault(column.position, "attribute")  # on how many a value rests is no group that it is of
        roles.setdefault(column.position, "ignored" if column.is_empty and not column.name.strip() else "dimension")
    unit = "" if kind or "unit" in roles.values() else _unit_in_name(found, roles, assumed)
    return TableMapping(
        tuple(header), tuple(roles[n] for n in range(len(found))), kind, indicator, unit, tuple(assumed)
    )


def header_period(name: str) -> TimePeriod | None:
    """The period that a column's name is (2020, X2020, 2020 [YR2020], 2014/15), None if it is none."""
    bare = name.strip()
    if m := _YEARLIKE.fullmatch(bare):
        return read_period(m[1])
    return read_period(bare) if any(c.isdigit() for c in bare) else None


def _spread_periods(columns: Sequence[Column]) -> list[int]:
    """The positions of columns named by periods with numbers in them, where there are two, or one and no value column."""
    called = [c for c in columns if header_period(c.name)]
    named = [c for c in called if c.is_empty or c.share(is_numeric) >= MANY_ARE]
    if not any(not c.is_empty for c in named):
        return []
    named = called if 2 * len(named) >= len(called) else named  # words in one of many years are faults in it
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
        named = [c for c in columns if c.role in ("month", "quarter") and share_of_periods(c) >= MOST_ARE]
    periods = {c.position: share_of_periods(c) for c in columns if c in named or c.role is None}
    good = [c for c in named if periods[c.position] >= MANY_ARE or c.is_empty]
    if not good:
        others = [c for c in columns if c.role is None and periods[c.position] >= MOST_ARE and looks_like_years(c)]
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
        if c.position not in roles and c.role is None and c.share(is_numeric) >= MANY_ARE and c.share(is_number) > 0
    ]
    numeric = [c for c in numeric if level_of(c.name) != "indicator" and c.share(is_code) < MOST_ARE]
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
        if role in ("lower", "upper") and not column.is_empty and column.share(is_numeric) < MANY_ARE:
            continue
        if role == "status" and not column.is_empty and column.share(_STATUS_CELL.fullmatch) < MANY_ARE:
            continue
        if role in ("unit", "series", "unit_mult", "freq", "lower", "upper", "month", "quarter", "status"):
            if role not in holder:
                roles[column.position], holder[role] = role, column
            elif column.is_empty or goes_with_one(column.cells, holder[role].cells):
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
        if any(other and one_to_one(column, other) and (role != "period" or share_of_periods(column) >= MOST_ARE)
               for role, other in of_role.items()):  # fmt: skip
            roles[column.position] = "attribute"
    free = [c for c in free if c.position not in roles]
    for n, column in enumerate(free):
        twin = next((c for c in free[:n] if c.position not in roles and stem_of(c.name) == stem_of(column.name)), None)
        if (is_total(column.name) and column.share(is_numeric) == 1 and len(_values(roles)) > 1) or (
            twin
            and stem_of(column.name)
            and goes_with_one(column.cells, twin.cells)
            and goes_with_one(twin.cells, column.cells)
        ):
            roles[column.position] = "attribute"


def _values(roles: dict[int, Role]) -> list[int]:
    """The positions of the columns of values."""
    return [position for position, role in roles.items() if role == "value"]


def _indicator(columns: Sequence[Column], roles: dict[int, Role], assumed: list[Assumed], of_file: str) -> None:
    free = [c for c in columns if c.position not in roles and not c.is_empty]
    named = [c for c in free if c.role == "indicator"]
    coded = [c for c in named if c.share(is_code) >= SOME_ARE] or named
    if not coded and not of_file:
        coded = [c for c in free if c.role is None and c.share(is_code) >= MOST_ARE]
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
                goes_with_one(column.cells, other.cells)
                for other in columns
                if other.role == "place" and other is not column
            ):
                roles[column.position] = "attribute"
        elif column.role == "place" and not is_urban_or_rural(column):
            roles[column.position] = "place"
            assumed.append(Assumed("column-place-recognised", column.name, ", ".join(column.distinct[:3])))
        elif len(column.distinct) > 1 and column.share(known.is_place) >= SOME_ARE:
            roles[column.position] = "place"
            assumed.append(Assumed("column-place-assumed", column.name, ", ".join(column.distinct[:3])))
    placed = [c for c in columns if roles.get(c.position) == "place" and not c.is_empty]
    free = [c for c in columns if c.position not in roles and not c.is_empty]
    for column in free:
        if any(mirrors(column, p) or _codes_of(column, p) for p in placed):
            roles[column.position] = "place"
            assumed.append(Assumed("column-place-mirrors", column.name, placed[0].name))
    if not placed:
        for column in free:
            likely = len(column.distinct) > 2 and not _ORIGINS.search(fold(column.name)) and not column.share(is_number)
            if likely and _resolved(column, known) and not is_urban_or_rural(column):
                roles[column.position] = "place"
                assumed.append(Assumed("column-place-assumed", column.name, ", ".join(column.distinct[:3])))
                break


def _codes_of(column: Column, places: Column) -> bool:
    """Whether a column that is called just Code has the codes of these places, for some of them at least."""
    if fold(column.name) not in _BARE_CODE or not goes_with_one(column.cells, places.cells):
        return False
    pairs = {(code, place) for code, place in zip(column.cells, places.cells, strict=True) if code.strip()}
    return 0 < len(pairs) == len({code for code, _place in pairs})


def _spread_others(
    columns: Sequence[Column], roles: dict[int, Role], assumed: list[Assumed], known: Known, indicator: str
) -> Spread:
    """Indicators, places or groups across columns: the columns of numbers that nothing else has claimed.

    Where the file's name says the indicator, or a column does, they can only be groups of it: men, women.
    """
    numeric = [
        c
        for c in columns
        if roles.get(c.position) in (None, "dimension") and c.share(is_numeric) >= MANY_ARE and c.share(is_number) > 0
    ]
    if not numeric or "period" not in roles.values():
        return ""
    names = [c.name for c in numeric]
    if len(names) > 1 and sum(map(known.is_place, names)) >= SOME_ARE * len(names):
        spread: Spread = "place"
    elif len(names) > 1 and "place" not in roles.values() and _all_resolve(names, known):
        spread = "place"
    elif (indicator or "indicator" in roles.values()) and not any(map(is_code, names)):
        spread = "dimension"
    else:
        spread = "indicator"
    for column in numeric:
        roles[column.position] = "value"
    assumed.append(Assumed(f"columns-spread-{spread}s", names[0], ", ".join(names[:4])))
    return spread


def _named_by_value(columns: Sequence[Column], roles: dict[int, Role], assumed: list[Assumed]) -> Spread:
    """A lone column of values that has a name of its own, where nothing else says the indicator: its name is that."""
    at = next((position for position, role in roles.items() if role == "value"), None)
    if at is None or columns[at].role == "value" or not any(c.isalpha() for c in columns[at].name):
        return ""
    assumed.append(Assumed("column-value-names-indicator", columns[at].name, columns[at].name))
    return "indicator"


def _unit_in_name(columns: Sequence[Column], roles: dict[int, Role], assumed: list[Assumed]) -> str:
    """What stands in brackets behind the name of the column of values: Value (%), Wert [EUR]; "" where nothing does."""
    at = next((position for position, role in roles.items() if role == "value"), None)
    found = _UNIT.fullmatch(columns[at].name) if at is not None else None
    if at is None or not found or not (role_by_name(found[1]) == "value" or found[2].casefold() in _SURE_UNITS):
        return ""
    assumed.append(Assumed("column-unit-in-name", columns[at].name, found[2]))
    return found[2]


def _all_resolve(names: Sequence[str], known: Known) -> bool:
    """Whether nearly all names are names of places anywhere. Codes of indicators never are."""
    asked = names[:12]
    return not any(map(is_code, asked)) and sum(map(known.resolves, asked)) >= MOST_ARE * len(asked)


def _worth_as_value(column: Column) -> tuple[bool, float, int]:
    return fold(column.name) in ("value", "obs value"), column.share(is_numeric), -column.position


def _resolved(column: Column, known: Known) -> bool:
    asked = column.distinct[:12]
    return sum(1 for cell in asked if known.resolves(cell)) >= max(2, 0.7 * len(asked))
