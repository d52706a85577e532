"""The small marks: what is solid, hatched and hollow, and that a strict content policy can hold."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.charts import marks

LEVELS = st.integers(0, 3) | st.none()
STATES = ("scored", "unverifiable", "not_applicable", "not_screened")


def counted(svg: str) -> dict[str, int]:
    """How often each class stands in a mark."""
    return {
        name: len(re.findall(rf'class="{name}"', svg)) for name in ("m-solid", "m-hatch", "m-over", "m-none", "m-line")
    }


@pytest.mark.parametrize(
    ("claimed", "proven", "possible", "solid", "hatched", "hollow", "rail", "notch", "why"),
    [
        (3, 2, 2, 2, 0, 1, 0, 0, "claimed one above what is proven"),
        (2, 2, 2, 2, 0, 0, 1, 0, "shown in full, a rail beyond"),
        (1, 2, 2, 2, 0, 0, 1, 1, "shown above the claim: a notch"),
        (0, 1, 1, 1, 0, 0, 2, 1, "claimed nothing, shown one: the notch at the edge"),
        (2, 1, 3, 1, 2, 1, 0, 0, "possible to 3: hatched, and the claim outlined over the hatching"),
        (2, 0, 0, 0, 0, 2, 1, 0, "nothing shown of two claimed"),
        (None, 0, 0, 0, 0, 0, 3, 0, "proven 0 is not unknown: rails, no hatching"),
        (None, 3, 3, 3, 0, 0, 0, 0, "all shown"),
    ],
)
def test_a_track_is_solid_to_proven_hatched_to_possible_and_outlined_to_the_claim(
    claimed: int | None,
    proven: int,
    possible: int,
    solid: int,
    hatched: int,
    hollow: int,
    rail: int,
    notch: int,
    why: str,
) -> None:
    found = counted(marks.track(claimed, proven, possible))
    assert found == {"m-solid": solid, "m-hatch": hatched, "m-over": hollow, "m-none": rail, "m-line": notch}, why


@pytest.mark.parametrize("state", ["unverifiable", "not_screened"])
def test_what_cannot_be_told_is_hatched_throughout_and_never_solid(state: str) -> None:
    found = counted(marks.track(2, None, None, state))
    assert (found["m-solid"], found["m-hatch"], found["m-over"]) == (0, 3, 0)


def test_a_criterion_that_does_not_apply_is_a_dash() -> None:
    assert counted(marks.track(None, None, None, "not_applicable"))["m-hatch"] == 0


def test_a_level_that_was_not_screened_looks_unlike_level_0() -> None:
    assert marks.stair(None) != marks.stair(0, 0)
    assert counted(marks.stair(None))["m-hatch"] == 3
    assert counted(marks.stair(0, 0))["m-hatch"] == 0


@given(LEVELS, LEVELS, LEVELS, st.sampled_from(STATES), st.sampled_from(["page", "print"]))
def test_every_track_and_stair_is_well_formed_and_carries_no_style(
    claimed: int | None, proven: int | None, possible: int | None, state: str, skin: marks.Skin
) -> None:
    for svg in (
        marks.track(claimed, proven, possible, state, skin=skin),
        marks.stair(proven, possible, claimed, skin=skin),
    ):
        ET.fromstring(svg)
        assert "style=" not in svg
        assert ("class=" in svg) == (skin == "page")


@given(st.floats(0, 1), st.floats(0, 1), st.none() | st.floats(0, 2))
def test_a_mini_band_stays_on_its_rail(a: float, b: float, claimed: float | None) -> None:
    low, high = sorted((a, b))
    for x, width in re.findall(
        r'<rect class="m-(?:solid|hatch)" x="([\d.e-]+)" y="4" width="([\d.e-]+)"', marks.mini_band(low, high, claimed)
    ):
        assert float(x) + float(width) <= 140.01


def test_every_mark_of_print_is_complete_in_itself() -> None:
    drawn = [
        marks.nothing(kind, skin="print")
        for kind in ("missing", "not_applicable", "withheld", "cannot_tell", "not_due")
    ]  # type: ignore[arg-type]
    drawn += [
        marks.numeral(level, kind, skin="print")
        for level, kind in product((0, 3, None), ("proven", "possible", "over"))
    ]  # type: ignore[arg-type]
    drawn += [
        marks.status(kind, skin="print")
        for kind in ("met", "on-track", "slow", "back", "unknown", "over", "todo", "fails")
    ]  # type: ignore[arg-type]
    drawn += [marks.chip(age, skin="print") for age in ("fresh", "ageing", "stale")]  # type: ignore[arg-type]
    drawn += [marks.goal(number, skin="print") for number in range(1, 18)]
    for svg in drawn:
        ET.fromstring(svg)
        assert "var(" not in svg and "currentColor" not in svg and "class=" not in svg
        assert ("url(#hatch)" in svg) == ('<pattern id="hatch"' in svg)


@pytest.mark.parametrize(
    ("number", "white"), [(1, True), (2, False), (6, False), (8, True), (11, False), (16, True), (17, True)]
)
def test_the_number_of_a_goal_is_white_only_where_white_can_be_read(number: int, white: bool) -> None:
    assert ('fill="#ffffff"' in marks.goal(number)) == white
