"""Laws: whatever stands in a list, taking it out and bringing it back changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from exchange_builders import bring_in_here, taken_out
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db

STRANGE = st.sampled_from(
    ["=1+1", "'", "''", "'=x", " '=x", "\u202e", "\u200f", ";", "; ", ",", '"', "\n", "\r\n", "\r", "\t", "\x00", "\x0b", "_x0041_",
     "\ufeff", "\ufffe", "＝", "@", "+", "-", "1", "1e5", "2027", "2025-06", "TRUE", "\u2028", "\x85", "\xa0", "&amp;", "<", "ﷺ"]
)  # fmt: skip
TEXT = st.lists(st.one_of(STRANGE, st.text(st.characters(codec="utf-8"), max_size=6)), max_size=5).map("".join)
# PostgreSQL keeps no NUL, and no form lets one in.
STORED = TEXT.map(lambda text: text.replace("\x00", ""))
NUMBERS = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**18), 10**18))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    title=STORED, summary=STORED, quantity=STORED, deliverable=st.lists(STORED, max_size=3),
    at_risk=st.sampled_from([None, True, False]), day=st.one_of(st.none(), st.dates()),
)  # fmt: skip
@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_a_list_of_any_texts_comes_back_without_any_change(
    ending: str, title: str, summary: str, quantity: str, deliverable: list[str], at_risk: Any, day: Any, tmp_path: Any
) -> None:
    Thing.objects.all().delete()
    now = timezone.now()
    fields = {"quantity": quantity, "deliverable": deliverable, "at_risk": at_risk}
    Thing.objects.create(kind="next-step", number=1, serial="NXT-001", title=title[:500], summary=summary, due=day,
                         fields=fields, state="open", state_since=now, made=now, changed=now)  # fmt: skip
    summed = bring_in_here("next-step", taken_out("next-step", ending, tmp_path), tmp_path)
    assert summed.counts == {"rows": 1, "same": 1}
    assert summed.findings == []


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(low=NUMBERS, high=NUMBERS)
@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_numbers_come_back_to_the_last_digit(ending: str, low: Any, high: Any, tmp_path: Any) -> None:
    Thing.objects.all().delete()
    now = timezone.now()
    Thing.objects.create(kind="fact", number=1, serial="FCT-001", title="t", fields={"low": low, "high": high},
                         state_since=now, made=now, changed=now)  # fmt: skip
    assert bring_in_here("fact", taken_out("fact", ending, tmp_path), tmp_path).counts == {"rows": 1, "same": 1}
