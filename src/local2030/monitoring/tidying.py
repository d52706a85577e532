"""A table whose columns are understood, as observations: text becomes numbers, periods, units; nothing gets lost.

What can't be an observation is kept out and told by its row; the text of every value stays beside the value. All of it
is done by columns and by distinct cells, never by rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

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
    told = RowFindings(table.file, table.lines)
    value_at = mapping.first("value")
    assert value_at is not None
    values = table.columns[value_at]
    readings = read_values(dict.fromkeys(values))
    texts = _period_texts(table, mapping)
    periods = read_periods(dict.fromkeys(texts))
    indicators = _indicators(table, mapping, told)
    column, period_name = table.header[value_at], _name(table, mapping.first("period"))
    out = _kept_out(values, readings, texts, periods, indicators, told, column, period_name)
    if out:
        keep = [n for n in range(len(values)) if n not in out]
        table = Table(
            table.file, table.header, tuple([c[n] for n in keep] for c in table.columns), [table.lines[n] for n in keep]
        )
        values, texts = table.columns[value_at], [texts[n] for n in keep]
        indicators = [indicators[n] for n in keep]
    told.lines = table.lines
    _tell_values(values, readings, told, column)
    _tell_periods(texts, periods, told, period_name, this_year)
    rows = _rows(table, mapping, values, readings, texts, periods, indicators, told)
    cells = place_cells(table, mapping)
    rows.ref_area, places = _areas(cells.columns, table.lines)
    return Tidied(
        rows, cells.names, cells.code_name, places, tuple(sorted(told.out)), told.findings(), _called(table, mapping)
    )


def _period_texts(table: Table, mapping: TableMapping) -> list[str]:
    """The text of each row's period; a column of months or quarters joins the year's."""
    at = mapping.first("period")
    assert at is not None
    texts = list(table.columns[at])
    for kind in ("quarter", "month"):
        part_at = mapping.first(kind)
        if part_at is not None:
            pairs = list(zip(texts, table.columns[part_at], strict=True))
            made = {pair: with_part(pair[0], pair[1], kind) for pair in dict.fromkeys(pairs)}
            texts = [made[pair] for pair in pairs]
    return texts


def _indicators(table: Table, mapping: TableMapping, told: RowFindings) -> list[str]:
    """The indicator of each row: its own, else the file's, else its series (an SDMX message names no indicator)."""
    at, series_at = mapping.first("indicator"), mapping.first("series")
    if at is None and not mapping.indicator and series_at is not None:
        told.whole(
            "indicator-from-series", table.header[series_at], next(iter(table.columns[series_at]), ""), len(table.lines)
        )
        at = series_at
    if at is None:
        return [mapping.indicator] * len(table.lines)
    codes = {cell: indicator_code(cell) or mapping.indicator for cell in dict.fromkeys(table.columns[at])}
    return _each(table.columns[at], codes)


@lru_cache(maxsize=4096)
def indicator_code(cell: str) -> str:
    """The code of an indicator as we write it: 1-2-1 and "Indicator 1.2.1" are 1.2.1; one's own code stays as it is."""
    text = " ".join(cell.split())
    reading = read_code(text)
    return reading.code if reading.level == "indicator" else text[:120]


def _kept_out(
    values: Sequence[str], readings: Mapping[str, Reading], texts: Sequence[str], periods: Mapping[str, TimePeriod | None],
    indicators: Sequence[str], told: RowFindings, value_column: str, period_column: str,
) -> set[int]:  # fmt: skip
    """The indexes of rows that are no observation, each told."""
    out: set[int] = set()
    refused = {text for text, reading in readings.items() if reading.refused}
    unread = {text for text, period in periods.items() if period is None}
    if not refused and not unread and all(indicators):
        return out
    for n, (value, text, indicator) in enumerate(zip(values, texts, indicators, strict=True)):
        if text in unread:
            told.out_of(n, "period-missing" if not text.strip() else "period-unreadable", period_column, text)
        elif value in refused:
            told.out_of(n, readings[value].code, value_column, value)
        elif not indicator:
            told.out_of(n, "indicator-missing", "", "")
        else:
            continue
        out.add(n)
    return out


def _tell_values(values: Sequence[str], readings: Mapping[str, Reading], told: RowFindings, column: str) -> None:
    odd = {
        text: reading
        for text, reading in readings.items()
        if not reading.refused and (reading.code or reading.value is None)
    }
    if not odd:
        return
    for n, text in enumerate(values):
        if text in odd:
            told.at(n, odd[text].code or "value-empty", column, text)


def _tell_periods(
    texts: Sequence[str], periods: Mapping[str, TimePeriod | None], told: RowFindings, column: str, this_year: int
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
    if future:
        for n, text in enumerate(texts):
            if text in future:
                told.at(n, "period-future", column, text)


def _rows(
    table: Table, mapping: TableMapping, values: Sequence[str], readings: Mapping[str, Reading], texts: Sequence[str],
    periods: Mapping[str, TimePeriod | None], indicators: list[str], told: RowFindings,
) -> TidyRows:  # fmt: skip
    read = {text: period for text, period in periods.items() if period}
    lower, upper = _numbers(table, mapping.first("lower")), _numbers(table, mapping.first("upper"))
    if any(r.low is not None or r.high is not None for r in readings.values()):
        found = [readings[text] for text in values]
        lower = [r.low if r.low is not None else x for r, x in zip(found, lower, strict=True)]
        upper = [r.high if r.high is not None else x for r, x in zip(found, upper, strict=True)]
    return TidyRows(
        indicator=indicators,
        series=_texts(table, mapping.first("series")),
        ref_area=[],
        freq=_each(texts, {text: period.freq for text, period in read.items()}),
        time_period=_each(texts, {text: text.strip() for text in read}),
        period_start=_each(texts, {text: period.start for text, period in read.items()}),
        period_end=_each(texts, {text: period.end for text, period in read.items()}),
        year=_each(texts, {text: period.year for text, period in read.items()}),
        obs_value=_each(values, {text: reading.value for text, reading in readings.items()}),
        raw_value=list(values),
        unit_measure=_texts(table, mapping.first("unit"), mapping.unit),
        unit_mult=_texts(table, mapping.first("unit_mult")),
        dims=_dims(table, mapping, told),
        obs_status=_statuses(table, mapping, values, readings),
        lower_bound=lower,
        upper_bound=upper,
        attributes=_joined(table, mapping.of("attribute"), _json),
        source_file=[table.file] * len(values),
        source_row=list(table.lines),
    )


def _each(texts: Sequence[Any], of: Mapping[Any, Any]) -> list[Any]:
    """What each text stands for; by distinct texts, for the same few stand in many rows."""
    return list(map(of.__getitem__, texts))


def _statuses(table: Table, mapping: TableMapping, values: Sequence[str], readings: Mapping[str, Reading]) -> list[str]:
    """What the value itself says, and else what the column of statuses says."""
    at = mapping.first("status")
    if at is None:
        return _each(values, {text: reading.status for text, reading in readings.items()})
    said = {cell: _status(cell) for cell in dict.fromkeys(table.columns[at])}
    pairs = list(zip(values, table.columns[at], strict=True))
    return _each(pairs, {pair: _both(readings[pair[0]], said[pair[1]]) for pair in dict.fromkeys(pairs)})


def _both(reading: Reading, said: str) -> str:
    """The status of a number is what the column says; of an empty value too, where that gives a reason."""
    if reading.status == NORMAL and reading.value is not None:
        return said or NORMAL
    return said if said in WITHOUT_VALUE and not reading.code else reading.status


@lru_cache(maxsize=1024)
def _status(cell: str) -> str:
    from local2030.monitoring.status_words import status_of

    return status_of(cell)


def _texts(table: Table, at: int | None, otherwise: str = "") -> list[str]:
    if at is None:
        return [otherwise] * len(table.lines)
    stripped = {cell: cell.strip() or otherwise for cell in dict.fromkeys(table.columns[at])}
    return _each(table.columns[at], stripped)


def _numbers(table: Table, at: int | None) -> list[float | None]:
    if at is None:
        return [None] * len(table.lines)
    read = {cell: r.value for cell, r in read_values(dict.fromkeys(table.columns[at])).items()}
    return _each(table.columns[at], read)


def _dims(table: Table, mapping: TableMapping, told: RowFindings) -> list[str]:
    """The dimensions of each row as JSON, "" for the total. A word for the total is one only where no cell is empty."""
    positions = mapping.of("dimension")
    totals: dict[int, frozenset[str]] = {}
    for at in positions:
        distinct = dict.fromkeys(table.columns[at])
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


def _joined(table: Table, positions: Sequence[int], make) -> list[str]:  # type: ignore[no-untyped-def]
    """For each row what `make(names, cells)` makes of the cells at these positions; made once for each distinct tuple."""
    if not positions:
        return [""] * len(table.lines)
    names = [table.header[at] for at in positions]
    tuples = list(zip(*(table.columns[at] for at in positions), strict=True))
    made = {cells: make(names, cells) for cells in dict.fromkeys(tuples)}
    return _each(tuples, made)


def _json(names: Sequence[str], cells: Sequence[str]) -> str:
    given = {name: cell.strip() for name, cell in sorted(zip(names, cells, strict=True)) if cell.strip()}
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")) if given else ""


def _areas(columns: Sequence[Sequence[str]], lines: Sequence[int]) -> tuple[list[str], dict[tuple[str, ...], int]]:
    """The place of each row as joined cells, and each distinct tuple with the line where it stands first."""
    if not columns:
        return [""] * len(lines), {}
    tuples = list(zip(*columns, strict=True))
    first = dict(zip(reversed(tuples), reversed(lines), strict=True))
    return _each(tuples, {cells: PLACE_PART.join(cells) for cells in first}), first


def _called(table: Table, mapping: TableMapping) -> dict[str, str]:
    """How the columns of the long table are called in this one."""
    roles: dict[str, Role] = {"indicator": "indicator", "series": "series", "time_period": "period", "obs_value": "value",
                              "unit_measure": "unit", "unit_mult": "unit_mult", "obs_status": "status", "ref_area": "place"}  # fmt: skip
    return {column: table.header[mapping.of(role)[-1]] for column, role in roles.items() if mapping.of(role)}


def _name(table: Table, at: int | None) -> str:
    return "" if at is None else table.header[at]
