"""Which gaps help most: each share of the measure, and what can't be closed."""

from __future__ import annotations

from typing import Any

import ibis
import pytest

from local2030.monitoring.closing import Gap, Lacking, gaps_that_help_most, lacking, measure
from local2030.monitoring.expecting import Expectation
from local2030.monitoring.gap_breakdowns import Breakdown
from local2030.monitoring.gaps import STATUSES, by_place, columns_of

YEARS = dict.fromkeys(range(2015, 2025), "practice")


def expectation(code: str, level: int = 0, in_scope: bool = True) -> Expectation:
    """Yearly, reported."""
    return Expectation((code,), level, "all", YEARS, 1, 3, in_scope, reported=True)  # type: ignore[arg-type]


def ranked(lacks: list[Lacking], expected: list[Expectation], broken: Any = (), **duties: tuple[str, ...]) -> list[Gap]:
    """The gaps in their order; duties by code with _ for a point."""
    return list(gaps_that_help_most(expected, lacks, broken, {c.replace("_", ".")[1:]: d for c, d in duties.items()}))


def lack(number: int, way: Any = "never", places: int = 1, cells: int = 10, gains: int = 0) -> Lacking:
    """Of one expectation."""
    return Lacking(number, way, places, cells, gains, None, None)


def test_the_measure_is_out_of_a_hundred_and_each_share_counts_its_weight() -> None:
    lacks = [lack(0, "stopped", gains=1)._replace(newest=2016)]
    (gap,) = ranked(lacks, [expectation("1.2.1")], i1_2_1=("vlr", "vnr"))
    assert gap.score == pytest.approx(100) and dict(gap.parts) == dict(measure().weights)
    assert sum(measure().weights.values()) == 100


@pytest.mark.parametrize(
    ("better", "worse", "why"),
    [
        (lack(0, gains=1), lack(1), "a first status of progress"),
        (lack(0, "stopped"), lack(1, "holes"), "a fresh value"),
        (lack(0, cells=10), lack(1, cells=4), "more cells"),
    ],
)
def test_what_gives_more_stands_first(better: Lacking, worse: Lacking, why: str) -> None:
    found = ranked([worse, better], [expectation("5.5.5"), expectation("1.1.1")])
    assert found[0].expectation.indicator == "5.5.5", why


def test_what_smaller_places_have_is_within_reach_of_the_whole() -> None:
    lacks = [lack(0), lack(1), lack(2, "", 13, 0)._replace(newest=2024)]
    found = ranked(lacks, [expectation("5.5.1"), expectation("1.1.1"), expectation("5.5.1", 1)])
    assert [(g.expectation.indicator, g.within_reach) for g in found] == [("5.5.1", True), ("1.1.1", False)]


def test_data_that_serve_more_duties_stand_first() -> None:
    found = ranked([lack(0), lack(1)], [expectation("1.2.1"), expectation("3.4.1")], i3_4_1=("a", "b"), i1_2_1=("a",))
    assert [g.expectation.indicator for g in found] == ["3.4.1", "1.2.1"]


def test_two_of_thirteen_counties_are_two_thirteenths_of_the_level() -> None:
    (gap,) = ranked([lack(0, places=2, cells=20), lack(0, "", 11, 0)], [expectation("3.4.1", 1)])
    assert (gap.places, gap.have, gap.of) == (2, 11, 13)
    assert gap.parts["fresh"] == pytest.approx(measure().weights["fresh"] * 2 / 13)


def test_equals_stand_in_the_order_of_the_framework() -> None:
    codes = ["11.1.1", "2.1.1", "11.a.1", "2.a.1", "11.7.1"]
    found = ranked([lack(n) for n in range(5)], [expectation(c) for c in codes])
    assert [g.expectation.indicator for g in found] == ["2.1.1", "2.a.1", "11.1.1", "11.7.1", "11.a.1"]


def test_what_is_out_of_scope_or_whole_is_no_gap() -> None:
    assert ranked([lack(0), lack(1, "", cells=0)], [expectation("1.2.1", in_scope=False), expectation("3.4.1")]) == []


def test_one_errand_serves_all_levels_that_lack_an_indicator_in_the_same_way() -> None:
    lacks = [lack(0, "stopped"), lack(1, "stopped", 3, 6), lack(2, "stopped", 20, 40), lack(1, "holes", 2, 2)]
    found = ranked(lacks, [expectation("5.a.1"), expectation("5.a.1", 1), expectation("5.a.1", 2)])
    first = next(g for g in found if g.lack == "stopped")
    assert len(found) == 2 and len(first.also_at) == 2
    assert {first.expectation.level, *(level for level, _places, _cells in first.also_at)} == {0, 1, 2}
    assert sum(cells for _level, _places, cells in first.also_at) + first.cells == 56


def test_a_breakdown_that_lacks_is_an_errand_of_its_own() -> None:
    broken = [
        Breakdown("8.5.2", 0, "disability", "framework", "missing", 0, 1, None),
        Breakdown("8.5.2", 0, "sex", "framework", "present", 1, 1, 2024),
        Breakdown("1.1.1", 0, "sex", "framework", "missing", 0, 1, None),
    ]
    (gap,) = ranked([], [expectation("8.5.2")], broken)
    assert (gap.lack, gap.dimension, gap.cells, gap.gains) == ("breakdown", "disability", 10, 0)


def test_places_are_told_apart_by_the_way_in_which_they_lack() -> None:
    number = {name: n for n, name in enumerate(STATUSES)}
    cells = [("a", 2020, "present", 2022), ("a", 2021, "missing", 2022), ("b", 2020, "present", 2020),
             ("b", 2021, "stale", 2020), ("c", 2020, "missing", None), ("c", 2021, "missing", None),
             ("d", 2020, "suppressed", None), ("d", 2021, "suppressed", None)]  # fmt: skip
    table = columns_of(
        expectation=("int32", [0] * 8), ref_area=("string", [c[0] for c in cells]), year=("int16", [c[1] for c in cells]),
        status=("int8", [number[c[2]] for c in cells]), newest=("int16", [c[3] for c in cells]),
    )  # fmt: skip
    people = columns_of(ref_area=("string", ["a", "c"]), population=("float64", [100.0, 50.0]))
    found = {one.lack: one for one in lacking(by_place(ibis.memtable(table)), ibis.memtable(people))}
    assert {way: (one.places, one.cells, one.gains, one.newest) for way, one in found.items()} == {
        "holes": (1, 1, 1, 2022), "stopped": (1, 1, 1, 2020), "never": (1, 2, 1, None), "": (1, 0, 0, None),
    }  # fmt: skip
    assert (found["holes"].people, found["never"].people, found["stopped"].people) == (100, 50, None)
