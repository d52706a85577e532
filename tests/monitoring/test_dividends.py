"""Social dividends: what is watched beside the six transitions, without a word of what made what."""

from __future__ import annotations

import re

import pytest

from local2030.monitoring.dividends import FILE, watched_beside, watching
from local2030.vocabulary.goals import transitions

CAUSAL = re.compile(
    r"\b(caus\w*|led to|leads to|because of|thanks to|due to|impact\w*|result\w* (of|from|in)|effect\w*|contribut\w*|"
    r"drives?|driven|achieved (by|through)|brought about|attribut\w*)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("transition", transitions())
def test_each_transition_has_livelihoods_or_services_and_somebody_who_may_be_left_out(transition: str) -> None:
    kinds = {row.dividend for row in watched_beside(transition)}
    assert "inclusion" in kinds and kinds & {"livelihoods", "services"}


def test_no_indicator_stands_twice_beside_one_transition_and_each_has_a_reason() -> None:
    pairs = [(row.transition, row.indicator) for row in watching().watched]
    assert len(set(pairs)) == len(pairs) and all(len(row.why) > 10 for row in watching().watched)


def test_no_reason_says_what_made_what() -> None:
    assert not [row for row in watching().watched if CAUSAL.search(row.why)]
    assert CAUSAL.search("poverty fell thanks to the transition"), "the pattern finds nothing"


def test_the_file_names_who_signs_it_and_its_hash_is_that_of_its_bytes() -> None:
    assert "next_review:" in FILE.read_text() and len(watching().sha256) == 64
