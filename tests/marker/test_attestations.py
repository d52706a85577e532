"""When a local government's word counts and what it supports: the rules of section 6, at their edges."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.marker.attestations import (
    ANSWERS,
    FILE,
    Word,
    difference,
    is_called_back,
    mean,
    read_rules,
    shipped_rules,
    shown_cell,
    tally,
    worth,
)
from local2030.vocabulary.errors import WrongUse

RULES = shipped_rules()
SAID = Word("yes", "C2", 2, "Chief Officer", "Department of Water", True, False)


@pytest.mark.parametrize(
    ("word", "level", "code"),
    [
        (SAID, 2, "counts"),
        (SAID._replace(answer="partly"), 1, "counts"),
        (SAID._replace(answer="partly", level=1), None, "nothing-claimed"),
        (SAID._replace(level=None), None, "nothing-claimed"),
        (SAID._replace(level=0), None, "nothing-claimed"),
        (SAID._replace(answer="no"), None, "contests"),
        (SAID._replace(answer="contested"), None, "contests"),
        (SAID._replace(answer=""), None, "no-answer"),
        (SAID._replace(post=" "), None, "who-unsaid"),
        (SAID._replace(body=""), None, "who-unsaid"),
        (SAID._replace(asked_by_secretariat=False), None, "not-asked"),
        (SAID._replace(doubtful=True), None, "doubtful"),
        (SAID._replace(doubtful=True, answer="no"), None, "doubtful"),
    ],
)
def test_what_a_word_is_worth(word: Word, level: int | None, code: str) -> None:
    assert worth(word, RULES)[:2] == (level, code)


@pytest.mark.parametrize(
    ("criterion", "level", "needed"), [("C2", 2, False), ("C2", 3, True), ("C3", 3, True), ("C8", 3, False)]
)
def test_co_design_and_governance_at_level_three_need_a_document_as_well(
    criterion: str, level: int, needed: bool
) -> None:
    assert worth(SAID._replace(criterion=criterion, level=level), RULES).document_too is needed


@given(st.sampled_from(["", *ANSWERS]), st.integers(0, 3) | st.none(), st.booleans(), st.booleans())
def test_no_word_supports_more_than_is_claimed(answer: str, level: int | None, asked: bool, doubtful: bool) -> None:
    found = worth(Word(answer, "C2", level, "Clerk", "County", asked, doubtful), RULES)
    assert found.level is None or (level is not None and 1 <= found.level <= level and asked and not doubtful)
    assert (found.level is not None) == (found.code == "counts")


@given(st.lists(st.sampled_from(["", *ANSWERS])))
def test_the_five_values_are_kept_apart_and_add_up(answers: list[str]) -> None:
    found = tally(answers)
    assert found.asked == len(answers) == found.silent + found.yes + found.partly + found.no + found.contested
    assert found.answered == found.asked - answers.count("")


def test_every_tenth_is_called_back_and_no_other() -> None:
    assert [n for n in range(41) if is_called_back(n, RULES)] == [10, 20, 30, 40]


def test_an_average_needs_five_local_governments() -> None:
    four = [Decimal(n) for n in (1, 2, 3, 4)]
    assert mean(four, RULES) is None
    assert mean([*four, Decimal(5)], RULES) == 3


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (9, None), (10, 10), (25, 25)])
def test_an_export_shows_no_cell_below_ten_but_nought(count: int, shown: int | None) -> None:
    assert shown_cell(count, RULES) == shown


def test_paid_and_received_are_compared_in_one_currency_only() -> None:
    usd = {"USD": Decimal("143000.00")}
    assert difference(usd, Decimal("138000.00"), "USD") == Decimal("-5000.00")
    assert difference(usd, Decimal("1"), "KES") is None
    assert difference(usd, None, "USD") is None
    assert difference({**usd, "EUR": Decimal(1)}, Decimal(1), "USD") is None
    assert difference({}, Decimal(1), "USD") is None


@pytest.mark.parametrize(
    "change",
    [
        ("average_of_at_least: 5", "average_of_at_least: 0"),
        ('contests: ["no", contested]', "contests: [partly]"),
        ('supports: {"yes": 0, partly: -1}', 'supports: {"yes": 1}'),
        ("least_cell: 10", ""),
        ("title:", "titel:"),
    ],
)
def test_rules_that_can_not_be_meant_are_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    text = FILE.read_text("utf-8")
    assert change[0] in text
    path = tmp_path / "rules.yaml"
    path.write_text(text.replace(*change), "utf-8")
    with pytest.raises(WrongUse):
        read_rules(path)
