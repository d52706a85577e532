"""Local engagement in the stages of a cooperation framework: amber before the deadline, at the edges of every count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.coalition.engagement import STAGES, Asked, Consultation, Engagement, Input, Lack, engagement, lights

TODAY = date(2026, 11, 23)
POLICY = Engagement({stage: Asked(1, 2, 0.8, {}) for stage in STAGES}, 90, "")
TWO = frozenset({"Kisumu", "Busia"})
HELD = Consultation("design", TODAY - timedelta(days=3), TWO)


def design(*, due=None, consultations=(), inputs=()):
    return lights({"design": due}, consultations, inputs, TODAY, POLICY)[1]


@pytest.mark.parametrize(
    ("days", "light"),
    [(91, "to-come"), (90, "amber"), (1, "amber"), (0, "amber"), (-1, "late"), (None, "undated")],
)
def test_a_stage_without_engagement_turns_amber_before_its_deadline(days, light):
    due = None if days is None else TODAY + timedelta(days=days)
    found = design(due=due)
    assert (found.light, found.days_left) == (light, days)
    assert [lack.what for lack in found.lacks] == ["consultations", "governments"]


@pytest.mark.parametrize("days", [91, 1, -1, None])
def test_a_stage_with_all_that_it_asks_for_is_met_whenever_it_is_due(days):
    due = None if days is None else TODAY + timedelta(days=days)
    assert design(due=due, consultations=[HELD]).light == "met"


def test_one_government_in_two_consultations_is_one():
    one = frozenset({"Kisumu"})
    held = [HELD._replace(governments=one), HELD._replace(governments=one)]
    assert design(consultations=held).lacks == (Lack("governments", 1, 2),)


def test_a_consultation_to_come_or_without_a_day_counts_for_nothing():
    for day in (TODAY + timedelta(days=1), None):
        assert design(consultations=[HELD._replace(day=day)]).lacks[0] == Lack("consultations", 0, 1)


def test_a_consultation_of_another_stage_is_no_help():
    assert design(consultations=[HELD._replace(stage="analysis")]).lacks


@pytest.mark.parametrize(
    ("answered", "inputs", "lacks"), [(4, 5, False), (3, 5, True), (0, 0, False), (1, 1, False), (0, 1, True)]
)
def test_four_of_five_inputs_need_an_answer(answered, inputs, lacks):
    said = [Input("design", n < answered) for n in range(inputs)]
    assert bool(design(consultations=[HELD], inputs=said).lacks) == lacks


@given(st.integers(0, 40), st.integers(0, 40))
def test_one_more_answer_never_makes_a_light_worse(answered, open_):
    said = [Input("design", True)] * answered + [Input("design", False)] * (open_ + 1)
    more = [Input("design", True)] * (answered + 1) + [Input("design", False)] * open_
    before, after = (design(consultations=[HELD], inputs=i) for i in (said, more))
    assert len(after.lacks) <= len(before.lacks)


def test_the_signed_file_asks_something_of_every_stage():
    policy = engagement()
    assert tuple(policy.stages) == STAGES and len(policy.sha256) == 64
    assert all(asked.consultations and asked.governments and asked.words["en"] for asked in policy.stages.values())
