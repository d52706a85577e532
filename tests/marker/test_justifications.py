"""Comply or explain: when it is asked for, and what will do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from local2030.marker.justifications import Given, Need, Stands, faults, needs, rules

HELD, TODAY = rules(), date(2026, 11, 23)
TEXT = (
    "The law of the country lets no money go to a county before the treasury has signed its plan, and the treasury signed"
    " the plans of the four counties in June only. So the agreements could be made in July, and the first payment fell due"
    " after the day on which this was scored."
)
GOOD = Given(
    "legal-limit", TEXT, "Pay the first tranche to the four counties", "Programme coordinator", date(2027, 1, 31)
)


@pytest.mark.parametrize(
    ("stands", "wanted"),
    [
        (Stands(2), ()),
        (Stands(2, target=2), ()),
        (Stands(1, target=2), (Need("below-window", ""),)),
        (Stands(None, target=1), (Need("below-window", ""),)),
        (Stands(2, left_out=("C3", "C6")), (Need("not-applicable", "C3"), Need("not-applicable", "C6"))),
        (Stands(2, gap_word="some"), ()),
        (Stands(2, gap_word="large"), (Need("gap-large", ""),)),
        (Stands(2, gap_word="very-large"), (Need("gap-large", ""),)),
        (Stands(1, former=1), ()),
        (Stands(1, former=2), (Need("level-fell", ""),)),
        (Stands(0, 3, 2, "very-large", ("C6",)),
         (Need("below-window", ""), Need("not-applicable", "C6"), Need("gap-large", ""), Need("level-fell", ""))),
    ],
)  # fmt: skip
def test_a_justification_is_needed_where_the_rules_say_so(stands: Stands, wanted: tuple[Need, ...]) -> None:
    assert needs(stands, HELD) == wanted


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (GOOD, []),
        (GOOD._replace(reason="because"), ["justification-reason-unknown"]),
        (GOOD._replace(text="x" * 199), ["justification-text-length"]),
        (GOOD._replace(text="no data " * 40), ["justification-text-empty"]),
        (GOOD._replace(text=TEXT * 9), ["justification-text-length"]),
        (GOOD._replace(action=" "), ["justification-action-missing"]),
        (GOOD._replace(owner="", due=None), ["justification-owner-missing", "justification-due-missing"]),
        (GOOD._replace(due=date(2026, 11, 22)), ["justification-due-missing"]),
        (GOOD._replace(no_action=True), ["justification-approver-missing"]),
        (GOOD._replace(action="", owner="", due=None, no_action=True, approver=True), []),
        (GOOD._replace(text="".join(chr(0x4E00 + 7 * n) for n in range(220))), []),  # words needn't be parted by blanks
    ],
)  # fmt: skip
def test_what_a_justification_lacks_is_said(given: Given, codes: list[str]) -> None:
    assert [found.code for found in faults(given, HELD, TODAY)] == codes


def test_both_files_are_signed_and_their_words_are_there() -> None:
    assert HELD.least == 200 and HELD.most == 2000 and HELD.similar == 0.9 and len(HELD.sha256) == 64
    assert all(words["en"] for words in (*HELD.causes.values(), *HELD.reasons.values()))
    assert replace(HELD, least=1).least == 1
