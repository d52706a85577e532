"""Who is left behind: quantiles of groups with their numbers, the missing by reason, and nothing of fewer than five."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.figures.equity import FEWEST, Member, drawn_of, equity_figure, equity_title, group_spreads

WOMEN = [Member(float(n), ("Women",)) for n in (10, 20, 30, 40, 50)]
MEN = [Member(float(n), ("Men",)) for n in (1, 2, 3, 4, 5, 6, 7)]


def test_each_group_has_its_quantiles_its_number_and_its_missing_by_reason() -> None:
    rows = group_spreads([*WOMEN, *MEN, Member(None, ("Women",), "withheld"), Member(None, ("Women",))])
    assert [(row.name, row.known, row.members) for row in rows] == [("Men", 7, 7), ("Women", 5, 7)]
    assert rows[1].nothing == (("missing", 1), ("withheld", 1))
    assert rows[1].spread is not None and (rows[1].spread.q1, rows[1].spread.median) == (20, 30)


def test_the_title_says_where_the_middles_lie_and_neither_a_mean_nor_an_order() -> None:
    figure = equity_figure(group_spreads([*WOMEN, *MEN]), "Share.", "%", "", lambda v: f"{v:g}")
    assert figure.title == "Half lie below 4% in Men, and below 30% in Women"
    assert [row[0] for row in figure.numbers.rows] == ["Men", "Women"]
    assert "mean" not in " ".join(figure.numbers.columns).lower()


@pytest.mark.parametrize("known", range(FEWEST))
def test_of_fewer_than_five_values_no_figure_stands_anywhere(known: int) -> None:
    few = [Member(12345.0 + n, ("Few",)) for n in range(known)]
    rows = group_spreads([*few, Member(None, ("Few",))])
    assert rows[0].spread is None and rows[0].is_few is (known > 0)
    figure = equity_figure([*rows, *group_spreads(MEN)], "x", "", "", lambda v: f"{v:g}")
    assert "1234" not in figure.svg_wide + figure.svg_narrow + str(figure.numbers) + figure.title


def test_with_no_group_of_five_the_title_says_so() -> None:
    assert equity_title(group_spreads(WOMEN[:4]), str, "") == "No group has five values, so how they are spread isn't shown"  # fmt: skip
    assert "nearly all have 3" in equity_title(group_spreads([Member(3.0, ("A",))] * 9), lambda v: f"{v:g}", "")
    assert equity_title(group_spreads([Member(3.0, ("A", "B"))] * 9), lambda v: f"{v:g}", "%") == "In each of the 2 groups nearly all have 3%"  # fmt: skip
    spread = [Member(float(n), ("A", "B")) for n in range(9)]
    assert equity_title(group_spreads(spread), lambda v: f"{v:g}", "km") == "In each of the 2 groups half lie below 4"


def test_a_hostile_name_stays_text_and_a_long_one_is_cut() -> None:
    rows = group_spreads([Member(float(n), ("<script>" + "x" * 300,)) for n in range(9)])
    drawn = equity_figure(rows, "x", "", "", str).svg_narrow
    assert "<script" not in drawn and "…" in drawn


def test_a_page_draws_the_groups_with_most_members_in_their_order() -> None:
    members = [Member(1.0, (f"g{n:03d}",)) for n in range(100) for _ in range(n)]
    drawn = drawn_of(group_spreads(members))
    assert [row.name for row in drawn] == [f"g{n:03d}" for n in range(76, 100)]


@given(st.lists(st.tuples(st.one_of(st.none(), st.floats(-1e6, 1e6)), st.sampled_from("abc")), max_size=60))
def test_every_member_is_counted_once_in_its_group_known_or_missing(pairs: list[tuple[float | None, str]]) -> None:
    rows = group_spreads([Member(value, (group,)) for value, group in pairs])
    assert sum(row.members for row in rows) == len(pairs)
    for row in rows:
        assert row.members == row.known + sum(number for _why, number in row.nothing)
        assert (row.spread is not None) == (row.known >= FEWEST)
