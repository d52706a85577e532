"""The funding pipeline: the gap is an interval where nobody says what is funded, and nothing weighted looks exact."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from local2030.coalition.funding import Bands, Need, Prospect, Range, bands, pipeline, rounded

BANDS = Bands({"idea": (Decimal(0), Decimal("0.1")), "pledged": (Decimal("0.6"), Decimal("0.95")), "signed": (Decimal(1), Decimal(1))}, 2, {}, "")  # fmt: skip
NEED = Need("a", "USD", Decimal(1000), Decimal(400))
AMOUNTS = st.none() | st.decimals(0, 10**9, places=2)


def _prospect(stage: str, low: object, high: object = None, id: str = "p", currency: str = "USD") -> Prospect:
    bounds = [None if value is None else Decimal(str(value)) for value in (low, high)]
    return Prospect(id, "a", "public", stage, currency, bounds[0], bounds[1])


def test_the_shipped_bands_rise_with_the_stage() -> None:
    stages = list(bands().stages.values())
    assert stages == sorted(stages) and stages[-1] == (1, 1)
    assert bands().head["version"] and len(bands().sha256) == 64


def test_signed_money_is_funded_and_the_rest_only_hoped_for() -> None:
    found = pipeline([NEED], [_prospect("signed", 100), _prospect("pledged", 100, 200, "q")], BANDS)
    assert found.funded == Range(Decimal(500), Decimal(500)) and found.gap == Range(Decimal(500), Decimal(500))
    assert found.expected == Range(Decimal(60), Decimal(190))
    assert found.left == Range(Decimal(310), Decimal(440))


def test_funding_that_nobody_states_lies_between_nothing_and_all() -> None:
    found = pipeline([Need("a", "USD", Decimal(1000), None)], [], BANDS)
    assert found.gap == Range(Decimal(0), Decimal(1000)) and found.unknown == 1


def test_without_a_budget_there_is_no_gap_and_prospects_of_it_dont_count() -> None:
    found = pipeline([Need("a", "USD", None, Decimal(4))], [_prospect("idea", 100)], BANDS)
    assert found.gap is None and found.left is None and found.programmes == 0
    assert sum(stage.prospects for stage in found.stages) == 0


def test_a_prospect_without_an_amount_is_counted_and_adds_nothing() -> None:
    (idea, *_rest) = pipeline([NEED], [_prospect("idea", None)], BANDS).stages
    assert (idea.prospects, idea.stated, idea.raw) == (1, 0, Range(Decimal(0), Decimal(0)))


def test_ended_prospects_and_other_currencies_are_left_out_and_the_latter_said() -> None:
    found = pipeline([NEED], [_prospect("declined", 9), _prospect("pledged", 9, None, "q", "EUR")], BANDS)
    assert found.expected == Range(Decimal(0), Decimal(0)) and found.elsewhere == 1


@given(st.decimals(0, 10**10, places=2), st.decimals(0, 10**10, places=2))
def test_rounding_only_widens_and_keeps_two_digits(one: Decimal, other: Decimal) -> None:
    exact = Range(min(one, other), max(one, other))
    wide = rounded(exact, 2)
    assert wide.low <= exact.low and wide.high >= exact.high
    for value in wide:
        assert value == 0 or len(value.normalize().as_tuple().digits) <= 2


@given(st.lists(st.tuples(st.sampled_from(list(BANDS.stages)), AMOUNTS, AMOUNTS), max_size=6))
def test_intervals_are_in_order_and_the_gap_never_negative(given_here: list[tuple[str, object, object]]) -> None:
    prospects = [_prospect(stage, low, high, str(n)) for n, (stage, low, high) in enumerate(given_here)]
    found = pipeline([NEED], prospects, BANDS)
    assert found.gap is not None and found.left is not None
    for pair in (found.gap, found.left, found.expected, found.funded, *(s.raw for s in found.stages)):
        assert 0 <= pair.low <= pair.high
    assert found.left.high <= found.gap.high
