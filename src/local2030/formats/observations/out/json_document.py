"""JSON by the schema `local2030/observations/1`: what is said of the data set, places, indicators, series with values.

    {"schema": "local2030/observations/1", "about": {...}, "places": [...], "indicators": {...},
     "series": [{"indicator", "series", "ref_area", "unit_measure", "unit_mult", "freq", "dims": {...},
                 "observations": [{"time_period", "start", "end", "year", "value", ...}]}]}

`value` null always has its `status` (O missing, Q suppressed, M not applicable, L refused). `status` "A", and `raw`
that is just the number, aren't repeated. `row` is the row in `file`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from local2030.formats.observations.out.head import Head
from local2030.formats.observations.out.rows import (
    date_text,
    number_text,
    parts,
    said,
    starts_of_series,
    values,
)
from local2030.vocabulary.observations import NORMAL, SERIES_KEY

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = "local2030/observations/1"
KEY = tuple(name for name in SERIES_KEY if name not in ("dataset", "dims"))


def write(batches: Iterable[pa.RecordBatch], head: Head) -> Iterator[bytes]:
    """The document in pieces, a series on each line."""
    places = [head.places[code] for code in sorted(head.places)]
    start = {"schema": SCHEMA, "about": head.plain, "places": places, "indicators": head.indicators}
    yield (_text(start)[:-1] + ',\n"series": [').encode()
    yield from series(batches)
    yield b"]}\n"


def series(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """What stands in the list of series, in pieces."""
    before: str | None = None
    for batch in parts(batches):
        piece, before = _series(batch, before)
        yield piece.encode("utf-8", "surrogatepass")
    if before is not None:
        yield b"]}\n"


def _series(batch: pa.RecordBatch, before: str | None) -> tuple[str, str]:
    """The text of a batch; a series that the batch before began goes on in it."""
    heads, observations = _heads(batch), _observations(batch)
    starts = starts_of_series(batch)
    made = []
    for start, end in zip(starts, [*starts[1:], batch.num_rows], strict=True):
        head, body = heads(start), ",\n".join(observations[start:end])
        if head == before:
            made.append(f",\n{body}")
        else:
            made.append(f"{'' if before is None else ']},'}\n{head}{body}")
        before = head
    assert before is not None
    return "".join(made), before


def _heads(batch: pa.RecordBatch) -> Any:
    """What a series is, as JSON up to where its observations begin."""
    parts_of = [said(batch, name, lambda v, name=name: f'"{name}":{_text(v or "")}') for name in KEY]  # type: ignore[misc]
    dims = said(batch, "dims", lambda v: v or "{}")
    return lambda row: "{" + ",".join(part[row] for part in parts_of) + f',"dims":{dims[row]},"observations":[\n'


def _observations(batch: pa.RecordBatch) -> list[str]:
    numbers, raws = values(batch, "obs_value"), values(batch, "raw_value")
    columns = [
        said(batch, "time_period", lambda v: f'{{"time_period":{_text(v or "")}'),
        said(batch, "period_start", lambda v: f',"start":{_text(date_text(v) or None)}'),
        said(batch, "period_end", lambda v: f',"end":{_text(date_text(v) or None)}'),
        said(batch, "year", lambda v: f',"year":{_text(v)}'),
        said(batch, "obs_value", lambda v: f',"value":{number_text(v) or "null"}'),
        _raw(raws, numbers),
        said(batch, "obs_status", lambda v: "" if v == NORMAL else f',"status":{_text(v)}'),
        said(batch, "lower_bound", lambda v: "" if v is None else f',"lower":{number_text(v)}'),
        said(batch, "upper_bound", lambda v: "" if v is None else f',"upper":{number_text(v)}'),
        said(batch, "attributes", lambda v: f',"attributes":{v}' if v else ""),
        said(batch, "source_file", lambda v: f',"file":{_text(v)}'),
        said(batch, "source_row", lambda v: f',"row":{_text(v)}}}'),
    ]
    return ["".join(row) for row in zip(*columns, strict=True)]


def _raw(raws: list[str | None], numbers: list[float | None]) -> list[str]:
    return [
        "" if (raw or "") == number_text(number) else f',"raw":{_text(raw or "")}'
        for raw, number in zip(raws, numbers, strict=True)
    ]


_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
