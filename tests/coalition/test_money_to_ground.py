"""Money from a commitment to the ground: nothing counts twice, and what nobody states is no zero."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from local2030.coalition.money_to_ground import ZERO, ProgrammeMoney, Trained, whole

A = ProgrammeMoney("a", "USD", Decimal(100), Decimal(90), Decimal("50.05"), Decimal("10.01"), Decimal("20.02"))
B = ProgrammeMoney("b", "USD", Decimal(40))
C = ProgrammeMoney("c", "USD", Decimal(10), None, Decimal(8))
EURO = ProgrammeMoney("e", "EUR", Decimal(7))
AMOUNTS = st.none() | st.decimals(0, 10**9, places=2)
PROGRAMMES = st.lists(
    st.builds(ProgrammeMoney, st.sampled_from("abcdef"), st.just("USD"), AMOUNTS, AMOUNTS, AMOUNTS),
    unique_by=lambda p: p.id,
)
LINKS = st.dictionaries(st.sampled_from("xyz"), st.sets(st.sampled_from("abcdefg")))


def test_a_programme_under_two_commitments_counts_once_in_the_sum_over_all() -> None:
    found = whole([A, B], [], {"x": {"a"}, "y": {"a", "b"}})
    assert found.by_commitment["x"].steps["planned"].low == 100
    assert found.by_commitment["y"].steps["planned"].low == 140
    assert found.total.steps["planned"].low == 140
    assert found.twice == ("a",)


def test_a_commitment_has_the_programmes_of_the_pledges_inside_it_and_a_circle_ends() -> None:
    found = whole(
        [A, B], [], {"top": {"b"}, "pledge": {"a"}, "deep": set()}, {"pledge": "top", "top": "deep", "deep": "top"}
    )
    assert found.by_commitment["top"].programmes == ("a", "b") == found.by_commitment["deep"].programmes
    assert found.by_commitment["pledge"].programmes == ("a",)
    assert found.twice == () and found.total.steps["planned"].low == 140


def test_what_nobody_states_is_missing_and_unknown_receivers_may_be_all_or_none() -> None:
    steps = whole([A, B, C], [], {"x": {"a", "b", "c"}}).total.steps
    assert (steps["disbursed"].low, steps["disbursed"].stated, steps["disbursed"].missing) == (Decimal("58.05"), 2, 1)
    assert (steps["local"].low, steps["local"].high) == (Decimal("10.01"), Decimal("28.02"))
    assert steps["committed"].missing == 2


def test_other_currencies_are_named_and_not_added() -> None:
    found = whole([A, EURO], [], {"x": {"a", "e"}}).total
    assert found.other_currency == ("e",) and found.steps["planned"].low == 100


def test_unlinked_commitments_and_loose_programmes_are_listed() -> None:
    found = whole([A, B], [], {"x": {"a"}, "y": set(), "z": {"unknown"}})
    assert found.unlinked == ("y", "z") and found.loose == ("b",)


def test_people_are_counted_by_training_once_and_an_unsaid_number_is_no_zero() -> None:
    given_here = [
        Trained("t1", "a", 10, 5, None, True), Trained("t2", "a", None, None, None, False), Trained("t3", "b", 1, 1, 1, False),
    ]  # fmt: skip
    found = whole([A, B], given_here, {"x": {"a"}, "y": {"a"}})
    assert (found.total.people.all, found.total.people.uncounted, found.total.people.verified) == (15, 1, 1)
    assert found.by_commitment["y"].people == found.total.people


@given(PROGRAMMES, LINKS)
def test_the_sum_over_all_is_the_sum_over_each_linked_programme_to_the_cent(
    programmes: list[ProgrammeMoney], links: dict[str, set[str]]
) -> None:
    found = whole(programmes, [], links)
    linked = set().union(*links.values()) if links else set()
    once = [p for p in programmes if p.id in linked]
    for step in ("planned", "committed", "disbursed"):
        stated = [value for p in once if (value := getattr(p, step)) is not None]
        assert found.total.steps[step].low == sum(stated, ZERO) == found.total.steps[step].high
        assert found.total.steps[step].stated + found.total.steps[step].missing == len(once)
        assert found.total.steps[step].low <= sum((g.steps[step].low for g in found.by_commitment.values()), ZERO)
    local, disbursed = found.total.steps["local"], found.total.steps["disbursed"]
    assert ZERO <= local.low <= local.high <= disbursed.high
    assert sorted({*found.total.programmes, *found.loose}) == sorted(p.id for p in programmes)
