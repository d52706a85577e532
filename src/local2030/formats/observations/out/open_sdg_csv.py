"""An Open SDG data repository: data/indicator_1-2-1.csv, meta/1-2-1.yml, settings, a licence file.

`Year` is first and `Value`, with nothing but numbers, last: a build refuses all else. The other columns are called and
ordered as the source files called and ordered them. A place is named in the column of its level and coded in GeoCode, by
which a build finds it on the map; the whole territory and the total are empty cells, as Open SDG has it. A value stands
as its source wrote it wherever that is a number with a point; a text that is no number stands in `Value as written`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from local2030.formats.observations.out.head import Head
from local2030.formats.observations.out.open_sdg_meta import file_code
from local2030.formats.observations.out.rows import (
    coded,
    lines,
    number_text,
    parts,
    plain_text,
    quoted,
    said,
    starts_of_series,
    values,
)
from local2030.formats.observations.written_values import VALUE, WRITTEN
from local2030.formats.tables.safe import safe_cell
from local2030.vocabulary.observations import MISSING, NORMAL

if TYPE_CHECKING:
    import pyarrow as pa

_PLAIN = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_SOURCES_OWN = ("unit_mult", "status", "lower", "upper")
_CODE_NAME = re.compile(r"(?i).*(code|codigo|código|_id|\bid)$")
STATUS, LOWER, UPPER, MULTIPLIER = "Observation status", "Lower bound", "Upper bound", "Unit multiplier"
YEAR, UNITS, SERIES, GEO_CODE = "Year", "Units", "Series", "GeoCode"
NOT_DIMENSIONS = (YEAR, UNITS, SERIES, VALUE, GEO_CODE, STATUS, LOWER, UPPER, MULTIPLIER, WRITTEN)


class OpenSdgFiles:
    """The data files. `codes` (and whether places have values), `columns` (those that are no dimensions) and `raw_lost` are
    whole once all were written.
    """

    def __init__(self, head: Head) -> None:
        self.head = head
        self.levels = {code: _level(place) for code, place in head.places.items()}
        self.usual = _usual(head)
        self.codes: dict[str, bool] = {}
        self.columns: dict[str, str] = {}  # no dimensions: name -> units, series or other
        self.raw_lost = 0

    def write(self, batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, bytes]]:
        """Name and content of each indicator's file; the rows must be in order of indicators."""
        for code, batch in by_indicator(batches):
            self.codes[code] = any(area != self.head.root for area in coded(batch, "ref_area")[0])
            yield f"data/indicator_{file_code(code)}.csv", self._file(batch)

    def _file(self, batch: pa.RecordBatch) -> bytes:
        known = self._named(batch)
        dims = said_once(batch, "dims", lambda v: json.loads(v) if v else {})
        attributes = said_once(batch, "attributes", lambda v: json.loads(v) if v else {})
        columns: dict[str, list[str]] = {YEAR: said(batch, "time_period", cell)}
        self._optional(columns, batch, "series", known["series"], "series")
        for name in sorted({name for one in dims[0] for name in one}):
            columns[_unlike(name, columns)] = _picked(dims, name)
        columns |= self._places(batch)
        self._optional(columns, batch, "unit_measure", known["unit"], "units")
        self._optional(columns, batch, "unit_mult", known["unit_mult"], "other")
        for name in sorted({name for one in attributes[0] for name in one}):
            columns[_unlike(name, columns)] = _picked(attributes, name)
            self.columns.setdefault(name, "other")
        columns |= self._status(batch, known)
        for theirs, ours in (("lower_bound", known["lower"]), ("upper_bound", known["upper"])):
            if _told_apart(batch, theirs):
                columns[ours] = said(batch, theirs, number_text)
                self.columns[ours] = "other"
        numbers, texts = self._values(batch)
        if any(texts):
            columns[WRITTEN] = texts
            self.columns[WRITTEN] = "other"
        columns[VALUE] = numbers
        order = _ordered(columns, known["order"])
        head = lines([[quoted(safe_cell(name))] for name in order], "\n")
        return head + lines([columns[name] for name in order], "\n")

    def _named(self, batch: pa.RecordBatch) -> dict[str, Any]:
        """How the source files of these rows call the roles of columns, and in which order they stand."""
        found: dict[str, Any] = {
            **self.usual,
            "unit_mult": MULTIPLIER,
            "status": STATUS,
            "lower": LOWER,
            "upper": UPPER,
        }
        order: list[str] = []
        for file in dict.fromkeys(values(batch, "source_file")):
            said_of = self.head.columns.get(file) or {}
            found |= {role: name for name, role in reversed(list(said_of.items())) if role in _SOURCES_OWN}
            order += [_in_build(name, role, self.usual) for name, role in said_of.items()]
        found["order"] = list(dict.fromkeys(order))
        return found

    def _optional(
        self, columns: dict[str, list[str]], batch: pa.RecordBatch, column: str, name: str, kind: str
    ) -> None:
        cells = said(batch, column, cell)
        if any(cells):
            name = _unlike(name, columns)
            columns[name] = cells
            self.columns[name] = kind

    def _places(self, batch: pa.RecordBatch) -> dict[str, list[str]]:
        """A column for each level that occurs, and one of codes; nothing where all rows are of the whole territory."""
        areas = values(batch, "ref_area")
        local = {code for code in areas if code != self.head.root}
        if not local:
            return {}
        found = {}
        for level in dict.fromkeys(self.levels.get(code, "Place") for code in sorted(local)):
            names = {
                code: cell(self.head.place_name(code)) for code in local if self.levels.get(code, "Place") == level
            }
            found[level] = [names.get(code, "") for code in areas]
        codes = {code: cell(code) for code in local}
        found[GEO_CODE] = [codes.get(code, "") for code in areas]
        self.columns[GEO_CODE] = "other"
        return found

    def _status(self, batch: pa.RecordBatch, known: Mapping[str, Any]) -> dict[str, list[str]]:
        """A column only where some status doesn't follow from the value's own text."""
        statuses = values(batch, "obs_status")
        raws, numbers = values(batch, "raw_value"), values(batch, "obs_value")
        needed = any(
            status != NORMAL and (number is not None or (status != MISSING and not (raw or "").strip()))
            for status, raw, number in zip(statuses, raws, numbers, strict=True)
        )
        if not needed:
            return {}
        self.columns[known["status"]] = "other"
        return {known["status"]: ["" if status == NORMAL else str(status or "") for status in statuses]}

    def _values(self, batch: pa.RecordBatch) -> tuple[list[str], list[str]]:
        """The cells of `Value`, and the texts of what is no number."""
        numbers, texts = [], []
        for raw, number in zip(values(batch, "raw_value"), values(batch, "obs_value"), strict=True):
            text = raw or ""
            if number is None:
                numbers.append("")
                texts.append(cell(text) if text.strip() else "")
                continue
            plain = _PLAIN.fullmatch(text.strip()) and float(text) == number
            self.raw_lost += not plain and text != number_text(number)
            numbers.append(text if plain else number_text(number))
            texts.append("")
        return numbers, texts


def _usual(head: Head) -> dict[str, str]:
    """The column of units and that of series: as the sources call it if all call it the same, since a build knows one."""
    found = {}
    for role, name in (("unit", UNITS), ("series", SERIES)):
        called = {column for said in head.columns.values() for column, of in said.items() if of == role}
        found[role] = called.pop() if len(called) == 1 else name
    return found


def _in_build(name: str, role: str, usual: Mapping[str, str]) -> str:
    """How a column of a source is called in what we write."""
    if role == "place" and _CODE_NAME.match(name):
        return GEO_CODE
    return {"period": YEAR, "value": VALUE, **usual}.get(role, name)


def by_indicator(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, pa.RecordBatch]]:
    """All rows of each indicator in one piece."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    code: str | None = None

    def piece() -> pa.RecordBatch:
        return pa.Table.from_batches(waiting).combine_chunks().to_batches()[0] if len(waiting) > 1 else waiting[0]

    for batch in parts(batches):
        starts = starts_of_series(batch, ("indicator",))
        for start, end in zip(starts, [*starts[1:], batch.num_rows], strict=True):
            of = batch.column("indicator")[start].as_py()
            if waiting and of != code:
                yield str(code), piece()
                waiting = []
            code = of
            waiting.append(batch.slice(start, end - start))
    if waiting:
        yield str(code), piece()


def said_once(
    batch: pa.RecordBatch, column: str, read: Callable[[Any], dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[int]]:
    """The distinct objects of a column of JSON, and which of them each row has."""
    told, places = coded(batch, column)
    return [read(value) for value in told], places


def cell(value: Any) -> str:
    """A text as a cell that a spreadsheet won't run."""
    return quoted(safe_cell(plain_text(value)))


def _picked(found: tuple[list[dict[str, Any]], list[int]], name: str) -> list[str]:
    texts = [cell(one.get(name, "")) for one in found[0]]
    return [texts[place] for place in found[1]]


def _told_apart(batch: pa.RecordBatch, column: str) -> bool:
    """Whether any bound says more than the value's own text does (`<5` is between 0 and 5 already)."""
    bounds, numbers = values(batch, column), values(batch, "obs_value")
    return any(bound is not None and number is not None for bound, number in zip(bounds, numbers, strict=True))


def _level(place: Mapping[str, Any]) -> str:
    return str(place.get("level_name") or "") or "Place"


def _unlike(name: str, columns: Mapping[str, Any]) -> str:
    """The name, or one that no column has yet."""
    free, n = name, 1
    while free in columns:
        n += 1
        free = f"{name} ({n})"
    return free


def _ordered(columns: Mapping[str, Any], order: list[str]) -> list[str]:
    """The year first, the value last; between them as the source had them, then what is new."""
    inner = dict.fromkeys([*(name for name in order if name in columns), *columns])
    return [YEAR, *(name for name in inner if name not in (YEAR, VALUE)), VALUE]
