"""The level on any past day: steps, what they rest on, and that the future never reaches back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import RATES, RUBRIC, activity, claim, classify, ledger_row, location, paid
from local2030.marker.timeline import dated, days_to_ask, known_by, on_day, standing_on, timeline
from local2030.workflows.one_programme import Desk, score_activities

DESK = Desk(RUBRIC, classify, RATES, "USD", "monitoring")
TODAY = date(2026, 11, 1)


def score_of(known):
    return score_activities("XM-T-1", known.activities, DESK, None, known.claims, known.ledger)


def on(day, made):
    """The claim with another date."""
    row = made.row.__class__(**{f: getattr(made.row, f) for f in made.row.__slots__} | {"date": day})
    return made.__class__(row, made.quote_found, made.sha256, made.found_on_page)


PAID = [
    paid(80, "INTL X", number=1, on=date(2024, 1, 10)),
    paid(20, "LRG Nyeri", number=2, on=date(2024, 6, 1)),
    paid(100, "INTL X", number=3, on=date(2025, 3, 1)),
]
CLAIMS = [
    on(date(2024, 2, 1), claim("C2", 2, "D")),
    on(date(2024, 9, 1), claim("C2", 2, "A", actor="LRG Nyeri")),
    on(date(2024, 9, 1), claim("C4", 3, "")),
]
ITEMS = dated(
    [activity(*PAID, locations=(location(admin="1"),), last_updated="2024-03-01T10:00:00Z")], [], CLAIMS, TODAY
)


def test_the_steps_show_claim_band_and_money():
    found = timeline(ITEMS, score_of, "strict")
    assert not found.by_month and [s.on for s in found.steps] == sorted(s.on for s in found.steps)
    before, after = (on_day(found.steps, d) for d in (date(2024, 5, 31), date(2024, 6, 1)))
    assert (before.standing.share_low, after.standing.share_low) == (D(0), D("0.2"))
    assert on_day(found.steps, TODAY).standing.share_low == D("0.1")
    assert after.because == {"transaction": 1} and after.named == ("XM-T-1#2",)
    assert on_day(found.steps, date(2024, 1, 9)) is None
    assert before.standing.claimed is not None and on_day(found.steps, date(2024, 1, 10)).standing.claimed is None


def test_today_is_as_the_engine_says_without_any_dates():
    whole = score_activities(
        "XM-T-1",
        (activity(*PAID, locations=(location(admin="1"),)),),
        DESK,
        None,
        sorted(CLAIMS, key=lambda c: c.row.date),
    )
    now = timeline(ITEMS, score_of, "strict").steps[-1].standing
    assert (now.claimed, now.proven, now.possible) == (whole.claimed, whole.level, whole.possible)


def test_facts_without_a_date_count_from_the_last_update_and_are_said_to_be_assumed():
    assert known_by(ITEMS, date(2024, 2, 28)).activities[0].locations == ()
    assert known_by(ITEMS, date(2024, 3, 1)).activities[0].locations
    assert [i.kind for i in ITEMS if i.assumed] == ["facts"]
    only = dated([activity(*PAID, locations=(location(admin="1"),))], [], [], TODAY)
    assert timeline(only, score_of, "strict").days == 4


@pytest.mark.parametrize("updated", ["", "yesterday", "9999-99-99", "2031-01-01"])
def test_an_update_without_a_date_or_from_the_future_counts_from_when_it_was_handed_in(updated):
    items = dated([activity(locations=(location(admin="1"),), last_updated=updated)], [], [], TODAY)
    assert {i.on for i in items} == {TODAY}


def test_ledger_rows_count_from_their_day():
    items = dated([activity(last_updated="2023-01-01")], [ledger_row("LRG Nyeri", 50)], [], TODAY)
    assert known_by(items, date(2023, 5, 31)).ledger is None
    assert len(known_by(items, date(2023, 6, 1)).ledger) == 1


DAYS = st.dates(date(2023, 1, 1), date(2024, 12, 31))


@settings(max_examples=25)
@given(st.lists(DAYS, min_size=1, max_size=5), st.lists(DAYS, max_size=3), DAYS, st.randoms())
def test_a_day_is_the_same_by_steps_and_by_itself_and_the_future_never_reaches_back(paid_on, claimed_on, day, draw):
    payments = [paid(10 + i, "LRG A" if i % 2 else "INTL B", number=i + 1, on=d) for i, d in enumerate(paid_on)]
    claims = [on(d, claim("C2", i + 1, "D")) for i, d in enumerate(claimed_on)]
    items = dated([activity(*payments, last_updated="2023-06-01")], [], claims, TODAY)
    steps = timeline(items, score_of, "strict").steps
    by_itself = standing_on(items, day, score_of, "strict")
    by_steps = on_day(steps, day)
    assert (by_steps.standing if by_steps else None) == by_itself
    past = [i for i in items if i.on <= day]
    draw.shuffle(past)
    assert standing_on(past, day, score_of, "strict") == by_itself


def test_many_days_are_looked_at_by_month():
    start = date(2020, 1, 1)
    payments = [paid(1, "LRG A", number=i, on=start + timedelta(days=i)) for i in range(400)]
    items = dated([activity(*payments)], [], [], TODAY)
    days, by_month = days_to_ask(items, 50)
    assert by_month and len(days) == 15 and days[0] == date(2020, 1, 31) and days[-1] == TODAY
    assert days_to_ask([], 50) == ((), False)
    assert timeline((), score_of, "strict").steps == ()
