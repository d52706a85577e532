"""Columns by their distinct values say what the lists say that they were made of."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from local2030.methods.coded import Coded, coded, coded_numbers, joined, pairs, ranked, same

CELLS = st.lists(st.sampled_from(["", " ", "a", "A", "b", "2019", "é"]), max_size=30)
ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("12")), max_size=30)


def is_in_order(column: Coded[str]) -> bool:
    """No two values alike, none without a row, in the order of their first rows."""
    return column.values == list(dict.fromkeys(column))


@given(CELLS)
def test_a_column_says_what_its_list_says(cells: list[str]) -> None:
    column = coded(cells)
    assert column == cells and len(column) == len(cells) and is_in_order(column)
    assert [column[n] for n in range(len(cells))] == cells
    assert column.firsts().tolist() == [cells.index(value) for value in column.values]
    assert column.lasts().tolist() == [len(cells) - 1 - cells[::-1].index(value) for value in column.values]
    assert column.where(str.isalpha) == [n for n, cell in enumerate(cells) if cell.isalpha()]


@given(CELLS, st.integers(0, 40), st.integers(0, 40))
def test_what_is_taken_mapped_or_cut_out_stays_in_order(cells: list[str], first: int, end: int) -> None:
    column = coded(cells)
    assert column[first:end] == cells[first:end] and is_in_order(column[first:end])
    backwards = column.taken(range(len(cells))[::-1])
    assert backwards == cells[::-1] and is_in_order(backwards)
    folded = column.mapped(lambda cell: cell.strip().casefold())
    assert folded == [cell.strip().casefold() for cell in cells] and is_in_order(folded)


@given(CELLS, CELLS)
def test_columns_below_each_other_are_one_column(one: list[str], other: list[str]) -> None:
    both = joined([coded(one), coded(other)])
    assert both == one + other and is_in_order(both)
    assert joined([coded_numbers(one), coded_numbers(other)], numbers=True) == one + other


@given(ROWS)
def test_columns_side_by_side_are_one_column_of_tuples(rows: list[tuple[str, str, str]]) -> None:
    together = pairs([coded([row[n] for row in rows]) for n in range(3)])
    assert list(together) == rows and together.values == list(dict.fromkeys(rows))


@given(st.lists(st.integers(0, 10**12) | st.integers(0, 5), max_size=30))
def test_numbers_of_any_size_are_counted_as_they_come(keys: list[int]) -> None:
    numbers, firsts = ranked(np.array(keys, dtype=np.int64))
    known = list(dict.fromkeys(keys))
    assert numbers.tolist() == [known.index(key) for key in keys]
    assert firsts.tolist() == [keys.index(key) for key in known]


def test_zero_and_minus_zero_both_stand_in_a_column_of_numbers() -> None:
    column = joined([coded_numbers([0.0, -0.0]), same(0.0, 1)], numbers=True)
    assert [str(value) for value in column] == ["0.0", "-0.0", "0.0"]
