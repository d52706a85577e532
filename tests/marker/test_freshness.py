"""How old a source may be: at the edges of its bounds, without a day, and with one that is still to come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from local2030.marker.freshness import Bounds, Rhythms, freshness, rhythms

TODAY = date(2026, 11, 23)
BY = Rhythms({"ledger": Bounds(100, 200)}, "")


@pytest.mark.parametrize(
    ("days", "age"), [(0, "fresh"), (99, "fresh"), (100, "ageing"), (199, "ageing"), (200, "stale"), (9999, "stale")]
)
def test_an_age_at_its_edges(days, age):
    (found,) = freshness([("ledger", TODAY - timedelta(days=days))], TODAY, BY)
    assert (found.days, found.age) == (days, age)


def test_no_day_is_its_own_answer_and_a_day_to_come_is_today():
    undated, coming = freshness([("ledger", None), ("ledger", TODAY + timedelta(days=5))], TODAY, BY)
    assert (undated.days, undated.age) == (None, "undated")
    assert (coming.days, coming.age) == (0, "fresh")


def test_a_source_without_bounds_is_refused():
    with pytest.raises(KeyError):
        freshness([("rumour", TODAY)], TODAY, BY)


def test_the_signed_file_knows_every_source_that_the_site_asks_for():
    assert set(rhythms().sources) == {"aid-data", "payment", "ledger", "document", "attestation", "assessment"}
    assert len(rhythms().sha256) == 64
