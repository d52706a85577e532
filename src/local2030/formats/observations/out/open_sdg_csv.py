"""An Open SDG data repository: data/indicator_1-2-1.csv, meta/1-2-1.yml, settings, a licence file.

Columns are called and ordered as the source files called and ordered them. A place is named in the column of its level
and coded in GeoCode; the whole territory and the total are empty cells, as Open SDG has it. A value stands as its source
wrote it wherever that is a number with a point or no value at all; otherwise its number stands there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from local2030.formats.observations.out.head import Head
from local2030.formats.observations.out.open_sdg_meta import file_code
from local2030.formats.observations.out.rows import (
    lines,
    number_text,
    parts,
    plain_text,
    quoted,
    said,
    starts_of_series,
    values,
)
from local2030.formats.tables.safe import safe_cell
from local2030.vocabulary.observations import MISSING, NORMAL

if TYPE_CHECKING:
    import pyarrow as pa

_PLAIN = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_CODE_NAME = re.compile(r"(?i).*(code|codigo|código|_id|\bid)$")
STATUS, LOWER, UPPER, MULTIPLIER = "Observation status", "Lower bound", "Upper bound", "Unit multiplier"
NOT_DIMENSIONS = ("Year", "Units", "Series", "Value", "GeoCode", STATUS, LOWER, UPPER, MULTIPLIER)


class OpenSdgFiles:
    """The data files. `columns` (those that are no dimensions) and `raw_lost` are whole once all were written."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.levels = {code: _level(place) for code, place in head.places.items()}
        self.codes: list[str] = []
        self.columns: dict[str, str] = {}  # no dimensions: name -> units, series or other
        self.raw_lost = 0

    def write(self, batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, bytes]]:
        """Name and content of each indicator's file; the rows must be in order of indicators."""
        for code, batch in by_indicator(batches):
            self.codes.append(code)
            yield f"data/indicator_{file_code(code)}.csv", self._file(batch)

    def _file(self, batch: pa.RecordBatch) -> bytes:
        known = self._named(batch)
        dims = said_once(batch, "dims", lambda v: json.loads(v) if v else {})
        attributes = said_once(batch, "attributes", lambda v: json.loads(v) if v else {})
        columns: dict[str, list[str]] = {known["period"]: said(batch, "time_period", cell)}
        self._optional(columns, batch, "series", known["series"], "series")
        for name in sorted({name for one in dims[0] for name in one}):
            columns[_unlike(name, columns)] = _picked(dims, name)
        columns |= self._places(batch, known)
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
        columns[known["value"]] = self._values(batch)
        order = _ordered(columns, known["order"], known["value"])
        head = lines([[quoted(safe_cell(name))] for name in order], "\n")
        return head + lines([columns[name] for name in order], "\n")

    def _named(self, batch: pa.RecordBatch) -> dict[str, Any]:
        """How the source files of these rows call the roles of columns, and in which order they stand."""
        found: dict[str, Any] = {
            "period": "Year", "value": "Value", "series": "Series", "unit": "Units", "unit_mult": MULTIPLIER,
            "status": STATUS, "lower": LOWER, "upper": UPPER, "code": "GeoCode", "order": [],
        }  # fmt: skip
        for file in dict.fromkeys(values(batch, "source_file")):
            said_of = self.head.columns.get(file) or {}
            for name, role in reversed(list(said_of.items())):
                if role in found and role != "order":
                    found[role] = name
                elif role == "place" and _CODE_NAME.match(name):
                    found["code"] = name
            found["order"] += [name for name in said_of if name not in found["order"]]
        return found

    def _optional(
        self, columns: dict[str, list[str]], batch: pa.RecordBatch, column: str, name: str, kind: str
    ) -> None:
        cells = said(batch, column, cell)
        if any(cells):
            name = _unlike(name, columns)
            columns[name] = cells
            self.columns[name] = kind

    def _places(self, batch: pa.RecordBatch, known: Mapping[str, Any]) -> dict[str, list[str]]:
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
        found[known["code"]] = [codes.get(code, "") for code in areas]
        self.columns[known["code"]] = "other"
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

    def _values(self, batch: pa.RecordBatch) -> list[str]:
        made = []
        for raw, number in zip(values(batch, "raw_value"), values(batch, "obs_value"), strict=True):
            text = raw or ""
            if number is None or (_PLAIN.fullmatch(text.strip()) and float(text) == number):
                made.append(cell(text))
            else:
                self.raw_lost += text != number_text(number)
                made.append(number_text(number))
        return made


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
    from local2030.formats.observations.out.rows import coded

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
    while name in columns:
        name += " "
    return name


def _ordered(columns: Mapping[str, Any], order: list[str], value: str) -> list[str]:
    """As the source had them; what is new before the value, which is last unless the source had it elsewhere."""
    known = [name for name in order if name in columns]
    new = [name for name in columns if name not in known]
    if value in known and known[-1] != value:
        return known + new
    return [*[n for n in known if n != value], *[n for n in new if n != value], value]
