"""Which expected cells are present, missing, stale, suppressed, refused, not applicable or out of scope.

A cell is an indicator (or one breakdown of it) in a year at a place. All is said in Ibis expressions, so that DuckDB and
Spark answer alike; what is fetched is counts, never cells.

- present: there is a value, zero included. suppressed, refused, not applicable: there is none, and the data say why.
- stale: there is none, and the place's newest value is older than its rhythm and two years: the series has stopped.
- missing: there is none, and nobody says why. Out of scope and not applicable stand outside the share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from local2030.monitoring.asking import DIRECTLY, Asking
from local2030.monitoring.expecting import Expectation, Reported
from local2030.vocabulary.observations import NOT_APPLICABLE, REFUSED, SUPPRESSED

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

STATUSES = ("present", "missing", "stale", "suppressed", "refused", "not_applicable", "out_of_scope")
EXPECTED = ("present", "missing", "stale", "suppressed", "refused")  # what the share is of
GAPS = ("missing", "stale")  # what can be closed
INDICATOR = ("indicator",)
BREAKDOWN = ("indicator", "series", "dims")
STATES = {SUPPRESSED: 1, REFUSED: 2, NOT_APPLICABLE: 3}
VALUE, EMPTY = 0, 4


class Count(NamedTuple):
    """So many cells of an expectation (its number) in a year have a status."""

    expectation: int
    year: int
    status: str
    cells: int


class PlaceCount(NamedTuple):
    """What one place has of one expectation: cells by status, and the year of its newest value."""

    expectation: int
    place: str
    present: int
    missing: int
    stale: int
    suppressed: int
    refused: int
    not_applicable: int
    newest: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered: a row for each key, place and year, with the best that is known of it.

    `key` are the columns that make the key. Years are those of `year`; several periods of a year are one cell.
    """

    table: Any
    key: tuple[str, ...]


def answered(observations: ibis.Table, key: tuple[str, ...], ask: Asking = DIRECTLY) -> Answered:
    """The cells about which a data set says anything."""
    return Answered(ask.keep(_answered, observations, key), key)


def _answered(t: ibis.Table, key: tuple[str, ...]) -> ibis.Table:
    state = t.obs_value.notnull().ifelse(VALUE, t.obs_status.cases(*STATES.items(), else_=EMPTY))
    rows = t.filter(t.year.notnull()).select(*key, "ref_area", "year", state=state.cast("int8"))
    return rows.group_by(*key, "ref_area", "year").agg(state=rows.state.min())


def reported(cells: Answered, places: ibis.Table, ask: Asking = DIRECTLY) -> tuple[Reported, ...]:
    """How many places of each level had a value, by key and year. `places`: ref_area, level, first, last."""
    rows = _rows(ask.rows(_reported, cells.table, places, cells.key))
    n = len(cells.key)
    return tuple(Reported(row[:n], row[n], row[n + 1], row[n + 2]) for row in rows if row[n + 1] is not None)


def _reported(cells: ibis.Table, places: ibis.Table, key: tuple[str, ...]) -> ibis.Table:
    having = cells.filter(cells.state == VALUE).inner_join(places, "ref_area")
    return having.group_by(*key, "level", "year").agg(places=having.count())


def statuses(
    cells: Answered, places: ibis.Table, expected: Sequence[Expectation], ask: Asking = DIRECTLY
) -> ibis.Table:
    """Every expected cell: expectation (its number in `expected`), ref_area, year, status (its number in STATUSES), newest.

    Places go by numbers in between, which join faster than codes.
    """
    head = ask.put(_head(expected, cells.key))
    years = ask.put(
        columns_of(
            expectation=("int32", [i for i, e in enumerate(expected) for _y in e.years]),
            year=("int16", [year for e in expected for year in e.years]),
        )
    )
    keyed = ask.keep(_keyed, cells.table, head, places, cells.key)
    newest = ask.keep(_newest, keyed)
    return ask.keep(_statuses, head, places, years, newest, keyed)


def _keyed(cells: ibis.Table, head: ibis.Table, places: ibis.Table, key: tuple[str, ...]) -> ibis.Table:
    keyed = cells.inner_join(head.select("expectation", "level", *key), list(key))
    return keyed.inner_join(places, ["ref_area", "level"]).select("expectation", "place", "year", "state")


def _newest(keyed: ibis.Table) -> ibis.Table:
    return keyed.filter(keyed.state == VALUE).group_by("expectation", "place").agg(newest=keyed.year.max())


def _statuses(
    head: ibis.Table, places: ibis.Table, years: ibis.Table, newest: ibis.Table, keyed: ibis.Table
) -> ibis.Table:
    cell = _whom(head, places, newest).inner_join(years, "expectation")
    cell = cell.filter((cell.year >= cell.first) & (cell.year <= cell["last"]))
    cell = cell.left_join(keyed, ["expectation", "place", "year"])
    return cell.select("expectation", "ref_area", "year", "newest", status=_status(cell).cast("int8"))


def _whom(head: ibis.Table, places: ibis.Table, newest: ibis.Table) -> ibis.Table:
    """The places that each expectation asks: all of its level, or those that ever had a value."""
    columns = ("expectation", "place", "ref_area", "first", "last")
    everybody = head.filter(head.everybody).inner_join(places, "level").select(*columns)
    reporters = head.filter(~head.everybody).inner_join(newest.drop("newest"), "expectation")
    whom = everybody.union(reporters.inner_join(places, ["place", "level"]).select(*columns))
    whom = whom.left_join(newest, ["expectation", "place"]).drop("expectation_right", "place_right")
    return whom.inner_join(head.select("expectation", "latest", "stale_after", "in_scope"), "expectation")


def by_year(cells: ibis.Table, place: str = "", ask: Asking = DIRECTLY) -> tuple[Count, ...]:
    """How many cells of each expectation and year have which status; at all places or one."""
    rows = _rows(ask.rows(_by_year, cells, place))
    return tuple(Count(number, year, STATUSES[status], count) for number, year, status, count in rows)


def _by_year(cells: ibis.Table, place: str) -> ibis.Table:
    cells = at(cells, place)
    counts = cells.group_by("expectation", "year", "status").agg(cells=cells.count())
    return counts.order_by("expectation", "year", "status")


def at(table: ibis.Table, place: str) -> ibis.Table:
    """The rows of one place, by its code; all where none is named."""
    return table.filter(table.ref_area == place) if place else table


def by_place(cells: ibis.Table) -> ibis.Table:
    """What each place has of each expectation, by status; the whole of it is only fetched where it is asked for."""
    counts = {name: (cells.status == number).sum() for number, name in enumerate(STATUSES[:-1])}
    return cells.group_by("expectation", "ref_area").agg(newest=cells.newest.max(), **counts)


def place_table(places: Iterable[Mapping[str, Any]], ask: Asking = DIRECTLY) -> ibis.Table:
    """The places as a table: place (a number), ref_area, level, and the years between which they are there."""
    rows = list(places)
    columns = columns_of(
        place=("int32", list(range(len(rows)))),
        ref_area=("string", [place["code"] for place in rows]),
        level=("int16", [int(place.get("level") or 0) for place in rows]),
        first=("int16", [_year(place.get("valid_from"), 0) for place in rows]),
        last=("int16", [_year(place.get("valid_to"), 9999) for place in rows]),
    )
    return ask.put(columns)


def columns_of(**columns: tuple[str, Sequence[Any]]) -> pa.Table:
    """A small table of our own, from columns with Arrow's types."""
    import pyarrow as pa

    types = [(name, pa.type_for_alias(type_)) for name, (type_, _cells) in columns.items()]
    cells = {name: cells for name, (_type, cells) in columns.items()}
    return pa.Table.from_pydict(cells, schema=pa.schema(types))


def _head(expected: Sequence[Expectation], key: Sequence[str]) -> pa.Table:
    keys: dict[str, tuple[str, list[Any]]] = {
        name: ("string", [e.key[i] for e in expected]) for i, name in enumerate(key)
    }
    return columns_of(
        **keys,
        expectation=("int32", list(range(len(expected)))),
        level=("int16", [e.level for e in expected]),
        everybody=("bool", [e.of == "all" for e in expected]),
        latest=("int16", [e.latest for e in expected]),
        stale_after=("int16", [e.stale_after for e in expected]),
        in_scope=("bool", [e.in_scope for e in expected]),
    )


def _status(cell: Any) -> Any:
    import ibis

    stopped = cell.newest.notnull() & (cell.year > cell.newest) & (cell.latest - cell.newest >= cell.stale_after)
    number = {name: i for i, name in enumerate(STATUSES)}
    return ibis.cases(
        (~cell.in_scope, number["out_of_scope"]),
        (cell.state == VALUE, number["present"]),
        (cell.state == STATES[SUPPRESSED], number["suppressed"]),
        (cell.state == STATES[REFUSED], number["refused"]),
        (cell.state == STATES[NOT_APPLICABLE], number["not_applicable"]),
        (stopped, number["stale"]),
        else_=number["missing"],
    )


def _rows(found: pa.Table) -> Iterable[tuple[Any, ...]]:
    """The rows of a small answer as tuples."""
    return zip(*(column.to_pylist() for column in found.columns), strict=True)


def _year(text: Any, otherwise: int) -> int:
    """The year that a date begins with."""
    found = str(text or "")[:4]
    return int(found) if len(found) == 4 and found.isdigit() else otherwise
