"""An old plan is sorted into what was done, carried over, dropped and still open; nothing is lost or decided alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from local2030.coalition.plans import FATES, OldTarget, fate_named, like_steps, old_targets, sort_plan
from local2030.coalition.stock import first_stock
from local2030.vocabulary.messages import remedy, say

STEPS = {step.id: step.what for step in first_stock().next_steps}


def test_rows_with_what_their_fate_needs_go_to_their_piles() -> None:
    rows = [
        OldTarget("1", "HII", "Ten cities report", "10", "12", "done"),
        OldTarget("2", "HII", "Stronger Hubs", fate="carried over", into=("NS04",), reason="Half of them are at work"),
        OldTarget("3", "HII", "A yearly fair", fate="dropped", reason="Nobody asked for it"),
        OldTarget("4", "HII", "Something else"),
    ]
    plan = sort_plan(rows, STEPS)
    assert [[t.id for t in pile] for pile in (plan.done, plan.carried, plan.dropped)] == [["1"], ["2"], ["3"]]
    assert [o.target.id for o in plan.undecided] == ["4"]
    assert plan.findings == ()


LACKING = [
    (OldTarget("1", "P", "x", fate="carried over", reason="why"), "plan-carried-nowhere"),
    (OldTarget("1", "P", "x", fate="carried over", into=("NS04",)), "plan-without-reason"),
    (OldTarget("1", "P", "x", fate="carried over", into=("NS99",), reason="why"), "plan-step-unknown"),
    (OldTarget("1", "P", "x", fate="dropped", reason="  "), "plan-without-reason"),
    (OldTarget("1", "P", "x", "10", "9", fate="done"), "plan-done-but-short"),
    (OldTarget("1", "P", "x", "50 %", "49%", fate="done"), "plan-done-but-short"),
    (OldTarget("1", "P", "x", fate="gone"), "plan-fate-unknown"),
]


@pytest.mark.parametrize(("row", "code"), LACKING, ids=[code for _row, code in LACKING])
def test_a_fate_without_what_it_needs_leaves_the_row_undecided_and_says_why(row: OldTarget, code: str) -> None:
    plan = sort_plan([row], STEPS, "old.csv")
    assert [o.target for o in plan.undecided] == [row]
    (found,) = plan.findings
    assert (found.code, found.file, found.line) == (code, "old.csv", 2)
    assert "{" not in say(found.code, found.values)
    assert remedy(found.code)


def test_a_missing_value_is_not_zero() -> None:
    rows = [OldTarget("1", "P", "x", "10", "", "done"), OldTarget("2", "P", "y", "", "0", "done")]
    assert len(sort_plan(rows, STEPS).done) == 2


def test_one_id_twice_in_a_plan_is_told_and_in_two_plans_is_fine() -> None:
    rows = [OldTarget("1", "P", "x", fate="done"), OldTarget("1", "P", "x", fate="done"), OldTarget("1", "Q", "x")]
    plan = sort_plan(rows, STEPS)
    assert [(f.code, f.line) for f in plan.findings] == [("plan-target-twice", 3)]
    assert (len(plan.done), len(plan.undecided)) == (1, 2)


def test_an_open_row_is_shown_with_steps_that_read_like_it() -> None:
    open_row = sort_plan([OldTarget("1", "P", "Map of countries with momentum")], STEPS).undecided[0]
    assert open_row.suggestions[0][0] == "NS14"
    assert like_steps("", STEPS) == ()
    assert like_steps("the of and", STEPS) == ()


@pytest.mark.parametrize(
    ("cell", "fate"), [("Done", "done"), ("carried-over", "carried over"), ("", ""), ("gone", None)]
)
def test_a_fate_is_read_from_a_cell(cell: str, fate: str | None) -> None:
    assert fate_named(cell) == fate


ROWS = some.lists(
    some.builds(
        OldTarget,
        some.sampled_from("abc"),
        some.sampled_from(["P", "Q"]),
        some.sampled_from(["Hubs", "Marker", "Map of countries"]),
        some.sampled_from(["", "1", "10", "many"]),
        some.sampled_from(["", "1", "10"]),
        some.sampled_from(["", *FATES, "gone"]),
        some.lists(some.sampled_from(["NS01", "NS99"]), max_size=1).map(tuple),
        some.sampled_from(["", "why"]),
    ),
    max_size=6,
)


@given(ROWS)
def test_every_row_is_in_exactly_one_pile(rows: list[OldTarget]) -> None:
    plan = sort_plan(rows, STEPS)
    piled = [*plan.carried, *plan.done, *plan.dropped, *(o.target for o in plan.undecided)]
    assert sorted(map(str, piled)) == sorted(map(str, rows))
    assert all(t.reason and t.into for t in plan.carried)
    assert all(t.reason for t in plan.dropped)


def test_rows_of_a_table_are_read_with_what_they_lack_left_empty() -> None:
    cells = {"plan": "P", "id": " 1 ", "what": "x", "fate": "Carried-over", "into": "NS01; NS02;", "other": "y"}
    assert old_targets([cells, {"id": "2", "fate": "Gone"}]) == (
        OldTarget("1", "P", "x", fate="carried over", into=("NS01", "NS02")),
        OldTarget("2", "", "", fate="Gone"),
    )
