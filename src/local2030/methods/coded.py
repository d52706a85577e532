"""A column by its distinct values: what is done to it is done to each of them once, however many rows there are.

Tables of observations have few different cells: 175,000 rows of 4 columns have 38,000. So reading, understanding,
checking and storing all hand on columns like these, with a number for each row, and hardly ever look at a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
V = TypeVar("V")
Ints = npt.NDArray[np.integer[Any]]


class Coded(Sequence[T], Generic[T]):
    """In row `n` stands `values[codes[n]]`. Every value stands somewhere, and they are in order of their first rows.

    No two values are equal, but for numbers: 0.0 and -0.0 both stand in a column that has them.
    """

    __slots__ = ("codes", "values")

    def __init__(self, values: list[T], codes: Ints) -> None:
        self.values, self.codes = values, codes

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> Coded[T]: ...

    def __getitem__(self, at: int | slice) -> T | Coded[T]:
        return _used(self.values, self.codes[at]) if isinstance(at, slice) else self.values[self.codes[at]]

    def __iter__(self) -> Iterator[T]:
        return map(self.values.__getitem__, self.codes.tolist())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        if isinstance(other, Coded) and self.values == other.values and np.array_equal(self.codes, other.codes):
            return True
        return len(self) == len(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def taken(self, indexes: Sequence[int] | Ints) -> Coded[T]:
        """These rows only, in this order."""
        return _used(self.values, self.codes[np.asarray(indexes, dtype=np.intp)])

    def mapped(self, of: Callable[[T], V]) -> Coded[V]:
        """What `of` makes of each value; values of which it makes the same are one."""
        made = [of(value) for value in self.values]
        numbers = dict.fromkeys(made)
        if len(numbers) == len(made):
            return Coded(made, self.codes)
        numbers_of = dict(zip(numbers, count()))
        return Coded(list(numbers), np.array([numbers_of[value] for value in made], np.int32)[self.codes])

    def replaced(self, of: Callable[[T], V]) -> Coded[V]:
        """The same for numbers, of which equal ones may stand beside each other."""
        return Coded([of(value) for value in self.values], self.codes)

    def where(self, test: Callable[[T], object]) -> list[int]:
        """The rows whose value passes."""
        passes = [bool(test(value)) for value in self.values]
        if not any(passes):
            return []
        found: list[int] = np.flatnonzero(np.array(passes)[self.codes]).tolist()
        return found

    def firsts(self) -> Ints:
        """The first row of each value."""
        at = np.zeros(len(self.values), np.intp)
        at[self.codes[::-1]] = np.arange(len(self.codes) - 1, -1, -1)  # of several rows the one written last stays
        return at

    def lasts(self) -> Ints:
        """The last row of each value."""
        at = np.zeros(len(self.values), np.intp)
        at[self.codes] = np.arange(len(self.codes))
        return at


def coded(cells: Sequence[T]) -> Coded[T]:
    """The column of these cells; one that is by distinct values already comes back as it is."""
    if isinstance(cells, Coded):
        return cells
    values = dict.fromkeys(cells)
    numbers = dict(zip(values, count()))
    return Coded(list(values), np.fromiter(map(numbers.__getitem__, cells), np.int32, len(cells)))


def coded_numbers(cells: Sequence[T]) -> Coded[T]:
    """The column of these numbers, in which every row has a value of its own."""
    return cells if isinstance(cells, Coded) else Coded(list(cells), np.arange(len(cells), dtype=np.int32))


def same(value: T, rows: int) -> Coded[T]:
    """A column with the same in every row."""
    return Coded([value] if rows else [], np.zeros(rows, np.int32))


def pairs(columns: Sequence[Coded[Any]]) -> Coded[tuple[Any, ...]]:
    """What stands side by side in these columns, as one column."""
    codes, firsts = side_by_side(columns)
    cells = [map(column.values.__getitem__, column.codes[firsts].tolist()) for column in columns]
    return Coded(list(zip(*cells, strict=True)), codes)


def side_by_side(columns: Sequence[Coded[Any]]) -> tuple[Ints, Ints]:
    """For each row the number of what stands side by side in it, counted as they come, and the first row of each."""
    varying = [column for column in columns if len(column.values) > 1] or columns[:1]
    together, firsts = varying[0].codes, varying[0].firsts()
    for column in varying[1:]:
        together, firsts = ranked(together.astype(np.int64) * len(column.values) + column.codes)
    return together, firsts


def ranked(keys: Ints) -> tuple[Ints, Ints]:
    """Numbers (none below 0) as 0, 1, 2... in the order in which they come, and the first row of each."""
    count, size = len(keys), int(keys.max(initial=0)) + 1
    if size > 4 * count + 1000:  # too wide for a table of all numbers
        _, firsts, codes = np.unique(keys, return_index=True, return_inverse=True)
        order = np.argsort(firsts)
        number = np.empty(len(order), np.int32)
        number[order] = np.arange(len(order))
        return number[codes], firsts[order]
    first_of = np.full(size, count, np.intp)
    first_of[keys[::-1]] = np.arange(count - 1, -1, -1)  # of several rows the one that is written last stays
    firsts = np.flatnonzero(first_of[keys] == np.arange(count))
    number = np.empty(size, np.int32)
    number[keys[firsts]] = np.arange(len(firsts))
    return number[keys], firsts


def joined(columns: Sequence[Coded[T]], numbers: bool = False) -> Coded[T]:
    """Columns one below the other; `numbers`: values aren't looked at, and equal ones stand beside each other."""
    if not columns:
        return Coded([], np.zeros(0, np.int32))
    if numbers:
        starts = np.cumsum([0, *(len(column.values) for column in columns)]).tolist()
        parts = [column.codes + np.int32(start) for column, start in zip(columns, starts, strict=False)]
        return Coded([value for column in columns for value in column.values], np.concatenate(parts))
    known: dict[T, int] = {}
    codes = []
    for column in columns:
        of = [known.setdefault(value, len(known)) for value in column.values]
        codes.append(np.array(of, np.int32)[column.codes] if of else column.codes)
    return Coded(list(known), np.concatenate(codes))


def _used(values: list[T], codes: Ints) -> Coded[T]:
    """The column of some rows, without the values that stand in others only."""
    numbers, firsts = ranked(codes)
    return Coded(list(map(values.__getitem__, codes[firsts].tolist())), numbers)
