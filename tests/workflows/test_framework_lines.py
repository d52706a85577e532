"""How local a results matrix is: who is named, where, and what nobody can tell."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from local2030.workflows.framework_lines import is_local_government, measure

LINES = [
    "1.1 | Counties plan water from their own data | County Government of Kisumu; UNICEF |",
    "1.2 | National water strategy renewed | Ministry of Water and Sanitation |",
    "1.3 | Rural markets reached | | Kisumu; Nowhereville",
    "1.4 | Registers kept | Tandem Grove |",
    "1.5 | Advice to the cabinet | UNDP | Kenya",
]


def test_a_line_counts_for_a_local_actor_or_a_place_below_the_nation():
    found = measure(LINES, "KE")
    assert (found.lines, found.with_actor, found.with_place, found.low) == (5, 1, 1, 2)
    assert [line.surely for line in found.read] == [True, False, True, False, False]


def test_an_actor_that_nobody_knows_widens_the_interval_only():
    found = measure(LINES, "KE")
    assert found.read[3].actors == (("Tandem Grove", "UNK"),)
    assert found.share == (2 / 5, 3 / 5)


def test_a_place_that_is_not_found_is_told():
    assert measure(LINES, "KE").read[2].unknown_places == ("Nowhereville",)


def test_no_line_is_not_a_share_of_zero():
    assert measure(["", " | | "], "KE").share is None


def test_who_took_part_is_asked_of_the_same_rules():
    assert is_local_government("County Government of Kisumu", "KE")
    assert not is_local_government("UNDP", "KE")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=6))
def test_bounds_hold_whatever_is_written(lines):
    found = measure(lines, "KE")
    assert 0 <= found.low <= found.high <= found.lines <= len(lines)
