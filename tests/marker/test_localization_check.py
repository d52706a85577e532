"""The short check: few questions, the marker's own criteria, and nothing proven by an answer."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from local2030.marker.check import MOST_QUESTIONS, answered, check
from local2030.marker.criteria import rubric

ASKED, RUBRIC = check(), rubric()
ANSWERS = st.fixed_dictionaries(
    {}, optional={q.id: st.sampled_from([o.code for o in q.options] + ["unknown"]) for q in ASKED.questions}
)


def test_it_has_twelve_questions_at_most_on_every_criterion_of_the_rubric() -> None:
    assert len(ASKED.questions) <= MOST_QUESTIONS and ASKED.minutes <= 10
    assert {q.criterion for q in ASKED.questions} == {c.id for c in RUBRIC.criteria}
    for question in ASKED.questions:
        assert question.text["en"] and all(0 <= o.level <= 3 and o.text["en"] for o in question.options)


def test_each_level_of_each_criterion_can_be_answered() -> None:
    for criterion in RUBRIC.criteria:
        own = [q for q in ASKED.questions if q.criterion == criterion.id]
        for level in range(4):
            answers = {q.id: min((o for o in q.options if o.level >= level), key=lambda o: o.level).code for q in own}
            assert answered(answers, ASKED, RUBRIC).levels[criterion.id] >= level
        assert any(o.level == 0 for q in own for o in q.options)


def test_of_two_questions_the_lower_counts_and_what_is_open_stays_open() -> None:
    found = answered({"asked": "decided", "confirms": "unlikely"}, ASKED, RUBRIC)
    assert found.levels == {"C2": 1} and len(found.open) == 7 and (found.low, found.high) == (0, 1)
    assert answered({}, ASKED, RUBRIC).low == 0 and answered({}, ASKED, RUBRIC).high == 3
    best = {q.id: max(q.options, key=lambda o: o.level).code for q in ASKED.questions}
    assert answered(best, ASKED, RUBRIC).high == 3


@given(ANSWERS, st.sampled_from(ASKED.questions))
def test_one_more_answer_narrows_what_is_possible_and_never_lowers_what_was_sure(answers: Any, question: Any) -> None:
    before = answered({k: v for k, v in answers.items() if k != question.id}, ASKED, RUBRIC)
    for option in question.options:
        after = answered({**answers, question.id: option.code}, ASKED, RUBRIC)
        assert after.high <= before.high and after.low <= after.high
        assert set(after.open) <= set(before.open)
