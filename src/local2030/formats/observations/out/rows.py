"""Batches of observations as columns of text: each distinct value is said once, however many rows have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from local2030.vocabulary.observations import SERIES_KEY

if TYPE_CHECKING:
    import pyarrow as pa

ORDER = ("indicator", "series", "unit_measure", "unit_mult", "dims", "freq", "ref_area", "period_start", "period_end",
         "time_period", "source_file", "source_row")  # fmt: skip
_WHOLE = 1e15  # up to here a float holds every whole number


def said(batch: pa.RecordBatch, column: str, words: Callable[[Any], str]) -> list[str]:
    """A word for each row: `words` is asked once for each distinct value, None included."""
    named, places = coded(batch, column)
    texts = [words(value) for value in named]
    return [texts[place] for place in places]


def coded(batch: pa.RecordBatch, column: str) -> tuple[list[Any], list[int]]:
    """The distinct values of a column, and for each row which of them it has."""
    encoded = batch.column(column).dictionary_encode(null_encoding="encode")
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False).tolist()


def values(batch: pa.RecordBatch, column: str) -> list[Any]:
    """A column as it is."""
    named, places = coded(batch, column)
    return [named[place] for place in places]


def starts_of_series(batch: pa.RecordBatch, key: Sequence[str] = SERIES_KEY) -> list[int]:
    """The rows at which a series begins (the first row always), for rows in ORDER."""
    import numpy as np

    changed = np.zeros(batch.num_rows, dtype=bool)
    if batch.num_rows:
        changed[0] = True
    for column in key:
        codes = batch.column(column).dictionary_encode(null_encoding="encode").indices.to_numpy(zero_copy_only=False)
        changed[1:] |= codes[1:] != codes[:-1]
    return [int(i) for i in np.flatnonzero(changed)]


def number_text(value: float | None) -> str:
    """The shortest text that is this number and no other: 14, 17.7, 1e-07; "" where there is none."""
    if value is None:
        return ""
    if abs(value) < _WHOLE and value == int(value):
        return str(int(value))
    return repr(value)


def date_text(value: Any) -> str:
    """A date as 2014-12-31."""
    return "" if value is None else value.isoformat()


def plain_text(value: Any) -> str:
    """A text as it is, a number in digits, nothing as nothing."""
    return "" if value is None else str(value)


def quoted(text: str) -> str:
    """A cell of a CSV file, in quotes where it needs them."""
    if '"' in text or "," in text or "\n" in text or "\r" in text or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text


def lines(columns: Iterable[Sequence[str]], end: str = "\r\n") -> bytes:
    """Rows of cells that are quoted already, as lines of CSV."""
    joined = end.join(map(",".join, zip(*columns, strict=True)))
    return (joined + end).encode("utf-8", "surrogatepass") if joined else b""


def parts(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The batches that have rows."""
    return (batch for batch in batches if batch.num_rows)
