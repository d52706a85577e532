"""Each threshold a fifth up and down: every number of the rubric is moved, and the counts are those of asking anew."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from builders_records import RUBRIC, example, records
from local2030.marker.relevel import relevel
from local2030.marker.sensitivity import varied
from local2030.marker.standing_record import record_of
from local2030.marker.thresholds import rubric_with, thresholds_of


def test_every_number_that_decides_has_a_name_of_its_own() -> None:
    known = thresholds_of(RUBRIC)
    assert known["C4.2.local_share"] == D("0.15")
    assert (known["L1.mean"], known["L2.C4"], known["L2.C4-2"], known["L3.C3"]) == (D("0.75"), D(2), D(1), D(2))
    assert {
        "coverage_floor",
        "unread_most",
        "indirect_most",
        "L3.most_not_applicable",
        "divergence.small",
    } <= known.keys()
    assert len(known) == 28  # 4 of C4, 4 + 7 + 7 of the gates, 3 of money, 3 of words


def test_the_rubric_with_its_own_numbers_answers_alike_and_is_told_from_it_by_its_hash() -> None:
    same = rubric_with(RUBRIC, thresholds_of(RUBRIC))
    assert thresholds_of(same) == thresholds_of(RUBRIC)
    assert same.sha256 != RUBRIC.sha256


def test_the_worked_example_falls_if_the_mean_is_asked_a_fifth_more() -> None:
    table = varied([record_of(example(), RUBRIC)] * 3, RUBRIC)
    assert (table.programmes, table.levels) == (3, {2: 3})
    by_name = {(r.threshold, r.direction): r for r in table.rows}
    row = by_name["L2.mean", "up"]
    assert (row.value, row.up, row.down, row.levels) == (D("1.80"), 0, 3, {1: 3})
    assert by_name["L2.mean", "down"].levels == {2: 3}
    assert row in table.moving


@settings(max_examples=25)
@given(st.lists(records(), min_size=1, max_size=5))
def test_the_table_is_what_asking_every_record_anew_gives(portfolio: list) -> None:
    now = [relevel(r, RUBRIC) for r in portfolio]
    for row in varied(portfolio, RUBRIC).rows:
        then = [relevel(r, RUBRIC, thresholds={row.threshold: row.value}) for r in portfolio]
        assert row.levels == Counter(t.level for t in then)
        assert row.up == sum(t.level > n.level for t, n in zip(then, now, strict=True))
        assert row.possible_down == sum(t.possible < n.possible for t, n in zip(then, now, strict=True))
        assert row.words == sum(
            (t.divergence.word if t.divergence else "") != (n.divergence.word if n.divergence else "")
            for t, n in zip(then, now, strict=True)
        )
