"""The sample: how many, from which strata, the same for the same seed, and nobody reads what concerns him."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local2030.marker.performance.sampling import Candidate, assigned, portions, stratified_sample


def candidates(number: int, seed: int = 1) -> list[Candidate]:
    dice = random.Random(seed)
    return [
        Candidate(f"XM-{n:03d}", dice.choice("0123-"), dice.choice("ABC"), dice.choice(("East", "West")))
        for n in range(number)
    ]


@pytest.mark.parametrize(("there", "drawn"), [(0, 0), (1, 1), (29, 29), (30, 30), (31, 30), (500, 30)])
def test_thirty_are_drawn_or_all_if_there_are_fewer(there: int, drawn: int) -> None:
    found = stratified_sample(candidates(there), "2030")
    assert len(found) == drawn == len({d.programme.identifier for d in found})
    assert [d.position for d in found] == list(range(1, drawn + 1))


def test_a_fifth_is_read_by_three_the_rest_by_two() -> None:
    found = stratified_sample(candidates(200), "2030")
    assert [d.readers for d in found].count(3) == 6 and [d.readers for d in found].count(2) == 24


@given(st.randoms(use_true_random=False), st.integers(0, 120), st.text(max_size=8))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_list_does_not_matter_and_the_seed_decides(
    dice: random.Random, number: int, seed: str
) -> None:
    rows = candidates(number)
    mixed = list(rows)
    dice.shuffle(mixed)
    assert stratified_sample(rows, seed) == stratified_sample(mixed, seed)


def test_another_seed_draws_another_sample() -> None:
    rows = candidates(200)
    assert stratified_sample(rows, "1") != stratified_sample(rows, "2")


def test_each_stratum_gives_its_part_and_one_at_least_where_there_is_room() -> None:
    sizes = {("1", "A", "East"): 80, ("2", "A", "East"): 19, ("3", "B", "West"): 1}
    assert portions(sizes, 30, "s") == {("1", "A", "East"): 23, ("2", "A", "East"): 6, ("3", "B", "West"): 1}


@given(st.dictionaries(st.tuples(*[st.sampled_from("abc")] * 3), st.integers(1, 60), max_size=27), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_the_parts_add_up_and_none_is_larger_than_its_stratum(
    sizes: dict[tuple[str, str, str], int], wanted: int
) -> None:
    parts = portions(sizes, wanted, "s")
    assert sum(parts.values()) == min(wanted, sum(sizes.values()))
    assert all(0 <= parts[key] <= sizes[key] for key in sizes)


def test_who_has_a_conflict_reads_something_else_and_the_work_is_shared() -> None:
    drawn = stratified_sample(candidates(100), "2030")
    people = ["ann", "bea", "cem", "dov"]
    first = drawn[0].programme.identifier
    who, short = assigned(drawn, people, {("ann", first): "country", ("bea", first): "made it"}, "2030")
    assert set(who[1]) == {"cem", "dov"} and short == (1,)  # the first is read by three, and two are left
    assert all(len(set(who[d.position])) == d.readers for d in drawn[1:])
    load = [sum(name in readers for readers in who.values()) for name in people]
    assert max(load) - min(load) <= 1


def test_too_few_without_a_conflict_are_told() -> None:
    drawn = stratified_sample(candidates(3), "2030")
    who, short = assigned(drawn, ["ann"], {}, "2030")
    assert short == (1, 2, 3) and all(readers == ("ann",) for readers in who.values())
