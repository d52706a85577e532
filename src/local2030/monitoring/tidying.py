"""A table whose columns are understood, as observations: text becomes numbers, periods, units; nothing gets lost.

What can't be an observation is kept out and told by its row; the text of every value stays beside the value. All of it
is done by columns and by distinct cells, never by rows.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from local2030.methods.coded import Coded, pairs, same
from local2030.monitoring.column_names import Role, is_total
from local2030.monitoring.mapping import TableMapping
from local2030.monitoring.place_cells import place_cells
from local2030.monitoring.row_findings import RowFindings
from local2030.monitoring.rows import TidyRows
from local2030.monitoring.table import Table
from local2030.monitoring.time_periods import TimePeriod, read_periods, with_part
from local2030.monitoring.values import Reading, read_values
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.goals import read_code
from local2030.vocabulary.observations import NORMAL, WITHOUT_VALUE

PLACE_PART = "\x1f"  # between the cells of a place until its code is known
TOLD_CELLS = 3


@dataclass(slots=True)
class Tidied:
    """What became of a table. `rows.ref_area` has the cells of the place columns, to be replaced by the place's code.

    `kept_out` are the lines of the rows that gave no observation; each has a finding. `columns` says how the columns of
    the long table are called here, for findings that speak of them.
    """

    rows: TidyRows
    place_columns: tuple[str, ...]
    code_column: str
    places: dict[tuple[str, ...], int]
    kept_out: tuple[int, ...]
    findings: tuple[Finding, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


def tidy(table: Table, mapping: TableMapping, this_year: int) -> Tidied:
    """The observations of a table of one value column. A wide one is made long first (`widening.made_long`)."""
    told = RowFindings(table.file, table.lines, table.spread)
    value_at = mapping.first("value")
    assert value_at is not None
    readings = read_values(table.columns[value_at].values)
    texts = _period_texts(table, mapping)
    periods = read_periods(texts.values)
    indicators = _indicators(table, mapping, told)
    column, period_name = table.header[value_at], _name(table, mapping.first("period"))
    out = _kept_out(table.columns[value_at], readings, texts, periods, indicators, told, column, period_name)
    if out:
        keep = np.delete(np.arange(len(texts)), out)
        table, texts, indicators = table.taken(keep), texts.taken(keep), indicators.taken(keep)
    values = table.columns[value_at]
    told.lines, told.spread = table.lines, table.spread
    _tell_values(values, readings, told, column)
    _tell_periods(texts, periods, told, period_name, this_year)
    rows = _rows(table, mapping, values, readings, texts, periods, indicators, told)
    cells = place_cells(table, mapping)
    rows.ref_area, places = _areas(cells.columns, table.lines)
    return Tidied(
        rows, cells.names, cells.code_name, places, tuple(sorted(told.out)), told.findings(), _called(table, mapping)
    )


def _period_texts(table: Table, mapping: TableMapping) -> Coded[str]:
    """The text of each row's period; a column of months or quarters joins the year's."""
    at = mapping.first("period")
    assert at is not None
    texts = table.columns[at]
    for kind in ("quarter", "month"):
        part_at = mapping.first(kind)
        if part_at is not None:
            texts = _with_parts(pairs((texts, table.columns[part_at])), kind)
    return texts


def _with_parts(cells: Coded[tuple[str, ...]], kind: str) -> Coded[str]:
    return cells.mapped(lambda pair: with_part(pair[0], pair[1], kind))


def _indicators(table: Table, mapping: TableMapping, told: RowFindings) -> Coded[str]:
    """The indicator of each row: its own, else the file's, else its series (an SDMX message names no indicator)."""
    at, series_at = mapping.first("indicator"), mapping.first("series")
    if at is None and not mapping.indicator and series_at is not None:
        first = next(iter(table.columns[series_at].values), "")
        told.whole("indicator-from-series", table.header[series_at], first, len(table.lines))
        at = series_at
    if at is None:
        return same(mapping.indicator, len(table.lines))
    return table.columns[at].mapped(lambda cell: indicator_code(cell) or mapping.indicator)


@lru_cache(maxsize=4096)
def indicator_code(cell: str) -> str:
    """The code of an indicator as we write it: 1-2-1 and "Indicator 1.2.1" are 1.2.1; one's own code stays as it is."""
    text = " ".join(cell.split())
    reading = read_code(text)
    return reading.code if reading.level == "indicator" else text[:120]


def _kept_out(
    values: Coded[str], readings: Mapping[str, Reading], texts: Coded[str], periods: Mapping[str, TimePeriod | None],
    indicators: Coded[str], told: RowFindings, value_column: str, period_column: str,
) -> list[int]:  # fmt: skip
    """The indexes of rows that are no observation, each told."""
    refused = values.where(lambda text: readings[text].refused)
    unread = texts.where(lambda text: periods[text] is None)
    nameless = indicators.where(lambda code: not code)
    out = sorted({*refused, *unread, *nameless})
    for n in out:
        value, text = values[n], texts[n]
        if periods[text] is None:
            told.out_of(n, "period-missing" if not text.strip() else "period-unreadable", period_column, text)
        elif readings[value].refused:
            told.out_of(n, readings[value].code, value_column, value)
        else:
            told.out_of(n, "indicator-missing", "", "")
    return out


def _tell_values(values: Coded[str], readings: Mapping[str, Reading], told: RowFindings, column: str) -> None:
    for n in values.where(lambda text: readings[text].code or readings[text].value is None):
        told.at(n, readings[values[n]].code or "value-empty", column, values[n])


def _tell_periods(
    texts: Coded[str], periods: Mapping[str, TimePeriod | None], told: RowFindings, column: str, this_year: int
) -> None:
    used = {text: period for text, period in periods.items() if period}
    forms: dict[str, list[str]] = {}
    for text, period in used.items():
        if period.form:
            forms.setdefault(period.form, []).append(text)
    for form, found in forms.items():
        told.whole(f"period-{form}", column, ", ".join(found[:TOLD_CELLS]), len(found))
    if "split-year" in forms and any(p.freq == "A" and not p.form for p in used.values()):
        told.whole("period-mixed-years", column, forms["split-year"][0], len(forms["split-year"]), "warning")
    future = {text for text, period in used.items() if period.year > this_year}
    for n in texts.where(future.__contains__):
        told.at(n, "period-future", column, texts[n])


def _rows(
    table: Table, mapping: TableMapping, values: Coded[str], readings: Mapping[str, Reading], texts: Coded[str],
    periods: Mapping[str, TimePeriod | None], indicators: Coded[str], told: RowFindings,
) -> TidyRows:  # fmt: skip
    read = {text: period for text, period in periods.items() if period}
    return TidyRows(
        indicator=indicators,
        series=_texts(table, mapping.first("series")),
        freq=texts.mapped(lambda text: read[text].freq),
        time_period=texts.mapped(str.strip),
        period_start=texts.mapped(lambda text: read[text].start),
        period_end=texts.mapped(lambda text: read[text].end),
        year=texts.mapped(lambda text: read[text].year),
        obs_value=values.replaced(lambda text: readings[text].value),
        raw_value=values,
        unit_measure=_texts(table, mapping.first("unit"), mapping.unit),
        unit_mult=_texts(table, mapping.first("unit_mult")),
        dims=_dims(table, mapping, told),
        obs_status=_statuses(table, mapping, values, readings),
        lower_bound=_bounds(table, mapping.first("lower"), values, {text: r.low for text, r in readings.items()}),
        upper_bound=_bounds(table, mapping.first("upper"), values, {text: r.high for text, r in readings.items()}),
        attributes=_joined(table, mapping.of("attribute"), _json),
        source_file=same(table.file, len(values)),
        source_row=array("q", table.lines),
    )


def _statuses(table: Table, mapping: TableMapping, values: Coded[str], readings: Mapping[str, Reading]) -> Coded[str]:
    """What the value itself says, and else what the column of statuses says."""
    at = mapping.first("status")
    if at is None:
        return values.mapped(lambda text: readings[text].status)
    return pairs((values, table.columns[at])).mapped(lambda pair: _both(readings[pair[0]], _status(pair[1])))


def _both(reading: Reading, said: str) -> str:
    """The status of a number is what the column says; of an empty value too, where that gives a reason."""
    if reading.status == NORMAL and reading.value is not None:
        return said or NORMAL
    return said if said in WITHOUT_VALUE and not reading.code else reading.status


@lru_cache(maxsize=1024)
def _status(cell: str) -> str:
    from local2030.monitoring.status_words import status_of

    return status_of(cell)


def _texts(table: Table, at: int | None, otherwise: str = "") -> Coded[str]:
    if at is None:
        return same(otherwise, len(table.lines))
    return table.columns[at].mapped(lambda cell: cell.strip() or otherwise)


def _bounds(
    table: Table, at: int | None, values: Coded[str], of_value: Mapping[str, float | None]
) -> Coded[float | None]:
    """A bound by what the value itself says ("<5"), and else by the column of bounds."""
    if at is None:
        if all(number is None for number in of_value.values()):
            return same(None, len(values))
        return values.replaced(of_value.__getitem__)
    said = {cell: reading.value for cell, reading in read_values(table.columns[at].values).items()}

    def bound(pair: tuple[str, ...]) -> float | None:
        own = of_value[pair[0]]
        return own if own is not None else said[pair[1]]

    return pairs((values, table.columns[at])).replaced(bound)


def _dims(table: Table, mapping: TableMapping, told: RowFindings) -> Coded[str]:
    """The dimensions of each row as JSON, "" for the total. A word for the total is one only where no cell is empty."""
    positions = mapping.of("dimension")
    totals: dict[int, frozenset[str]] = {}
    for at in positions:
        distinct = table.columns[at].values
        words = frozenset(cell for cell in distinct if cell.strip() and is_total(cell))
        blank = any(not cell.strip() for cell in distinct)
        if words and (not blank or words == {"_T"}):
            totals[at] = words
            if words != {"_T"}:
                told.whole("dimension-total", table.header[at], ", ".join(sorted(words)), len(words))
        elif words:
            told.whole("dimension-total-and-blank", table.header[at], ", ".join(sorted(words)), len(words), "warning")
    names = [table.header[at] for at in positions]
    order = sorted(range(len(positions)), key=lambda i: names[i])

    def made(cells: tuple[str, ...]) -> str:
        given = {
            names[i]: cells[i].strip()
            for i in order
            if cells[i].strip() and cells[i] not in totals.get(positions[i], ())
        }
        return json.dumps(given, ensure_ascii=False, separators=(",", ":")) if given else ""

    return _joined(table, positions, lambda _names, cells: made(cells))


def _joined(
    table: Table, positions: Sequence[int], make: Callable[[Sequence[str], tuple[str, ...]], str]
) -> Coded[str]:
    """For each row what `make(names, cells)` makes of the cells at these positions."""
    if not positions:
        return same("", len(table.lines))
    names = [table.header[at] for at in positions]
    return pairs([table.columns[at] for at in positions]).mapped(lambda cells: make(names, cells))


def _json(names: Sequence[str], cells: Sequence[str]) -> str:
    given = {name: cell.strip() for name, cell in sorted(zip(names, cells, strict=True)) if cell.strip()}
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")) if given else ""


def _areas(columns: Sequence[Coded[str]], lines: Sequence[int]) -> tuple[Coded[str], dict[tuple[str, ...], int]]:
    """The place of each row as joined cells, and each distinct tuple with the line where it stands first."""
    if not columns:
        return same("", len(lines)), {}
    cells = pairs(columns)
    firsts = cells.firsts().tolist()
    order = np.argsort(-cells.lasts()).tolist()
    return cells.mapped(PLACE_PART.join), {cells.values[n]: lines[firsts[n]] for n in order}


def _called(table: Table, mapping: TableMapping) -> dict[str, str]:
    """How the columns of the long table are called in this one."""
    roles: dict[str, Role] = {"indicator": "indicator", "series": "series", "time_period": "period", "obs_value": "value",
                              "unit_measure": "unit", "unit_mult": "unit_mult", "obs_status": "status", "ref_area": "place"}  # fmt: skip
    return {column: table.header[mapping.of(role)[-1]] for column, role in roles.items() if mapping.of(role)}


def _name(table: Table, at: int | None) -> str:
    return "" if at is None else table.header[at]
