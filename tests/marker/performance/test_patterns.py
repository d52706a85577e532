"""Patterns: what is planted is found, what is honest is left alone, too few is said."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from decimal import Decimal as D

import pytest

from builders import RUBRIC
from builders_audit import CRITERIA, clipped, honest, row
from local2030.marker.performance.audit import audit, standing
from local2030.marker.performance.bunching import bunching, gates_of, heaping
from local2030.marker.performance.claims import copied_texts, overclaims
from local2030.marker.performance.concordance import concordance
from local2030.marker.performance.records import TOO_FEW, Pattern
from local2030.marker.performance.reviewers import leniency, reviewer_patterns, straight_lines, too_small
from local2030.marker.performance.settings import shipped
from local2030.vocabulary.messages import catalogue, say

SETTINGS = shipped()
QUICK = replace(SETTINGS, replicates=100)
TEXT = "We work with the county assembly on its water plan and report every quarter what was reached in each ward."


def shares(values, agency="Aster"):
    return [
        row(f"{agency}{i:03}", rater="", agency=agency, local_share_low=D(str(v)), local_share_high=D(str(v)))
        for i, v in enumerate(values)
    ]


def test_the_gates_are_those_of_the_rubric():
    assert gates_of(RUBRIC) == (D("0.05"), D("0.15"), D("0.25"))


def test_bunching_just_above_a_gate():
    draw = random.Random(2)
    gamed = [round(0.15 + draw.random() * 0.01, 4) for _ in range(25)]
    rest = [round(draw.betavariate(2, 6), 4) for _ in range(60)]
    found = next(
        b
        for b in bunching(shares(gamed + rest), gates_of(RUBRIC), SETTINGS)
        if (b.agency, b.gate) == ("Aster", D("0.15"))
    )
    assert found.p < 0.001 and found.above.low > 0.5


def test_too_few_near_a_gate_has_no_number():
    for b in bunching(shares([0.14, 0.15, 0.16]), gates_of(RUBRIC), SETTINGS):
        assert (b.p, b.above.value, b.above.code) == (None, None, TOO_FEW)


def test_round_shares_are_heaped_and_measured_ones_are_not():
    draw = random.Random(4)
    measured = [round(draw.random(), 4) for _ in range(60)]
    rounded = [round(draw.randrange(1, 20) * 0.05, 2) for _ in range(30)]
    assert heaping(shares(measured), SETTINGS)[0].p > 0.05
    assert heaping(shares(measured + rounded), SETTINGS)[1].p < 1e-6
    assert {h.p for h in heaping(shares([0, 1] * 40), SETTINGS)} == {None}


def test_an_agency_that_bunches_by_itself_is_left_out_of_the_whole():
    draw = random.Random(2)
    gamed = shares([round(0.15 + draw.random() * 0.01, 4) for _ in range(25)])
    rest = shares([round(draw.betavariate(2, 6), 4) for _ in range(150)], "Birch")
    whole, *_ = (b for b in bunching(gamed + rest, gates_of(RUBRIC), SETTINGS) if b.gate == D("0.15"))
    assert whole.without == ("Aster",) and whole.p > 0.01
    unnamed = [r._replace(agency="") for r in gamed] + rest
    assert next(b for b in bunching(unnamed, gates_of(RUBRIC), SETTINGS) if b.gate == D("0.15")).p < 0.001


def test_what_is_sure_and_small_is_tested_and_not_shown():
    small = leniency(lenient_rows("r3", by=0.6), SETTINGS)
    assert any(x.rater == "r3" and x.p < 1e-4 for x in small)
    hidden = too_small(small, (), replace(SETTINGS, least_effect=3))
    assert ("pattern-leniency", "r3") in hidden
    assert standing(reviewer_patterns(small, ()), 0.1, hidden) == ()


def test_planted_games_are_found_and_nothing_else():
    found, extra = 0, 0
    for seed in range(3):
        draw = random.Random(seed)
        steps = {f"P{i:03}": 0.15 + draw.random() * 0.01 for i in range(120) if draw.random() < 0.7}
        rows = []
        for r in honest(120, seed=2000 + seed):
            if r.rater == "r3" and r.agency == "Cedar":
                r = r._replace(score=clipped(r.score + 1))
            if r.agency == "Birch":
                r = r._replace(claimed=min(3, r.claimed + 1))
            if r.agency == "Dahlia" and r.programme in steps:
                share = D(str(round(steps[r.programme], 4)))
                r = r._replace(local_share_low=share, local_share_high=share)
            rows.append(r)
        planted = {
            ("pattern-leniency-by-agency", "r3 / Cedar"),
            ("pattern-claims-above-reviews", "Birch"),
            ("pattern-bunching", "Dahlia"),
        }
        shown = {(p.code, p.subject) for p in audit(rows, RUBRIC, replace(SETTINGS, replicates=0)).patterns}
        found, extra = found + len(shown & planted), extra + len(shown - planted)
    assert found >= 8 and extra <= 1


def test_whole_percentages_alone_are_not_heaped():
    draw = random.Random(4)
    assert heaping(shares([round(draw.random(), 2) for _ in range(100)]), SETTINGS)[0].p > 0.05


def lenient_rows(rater, by=1.2, agency=None):
    return [
        r._replace(score=clipped(r.score + by)) if r.rater == rater and agency in (None, r.agency) else r
        for r in honest(120, seed=9)
    ]


def test_a_lenient_reviewer_stands_out_and_the_others_dont_look_harsh():
    found = {x.rater: x for x in leniency(lenient_rows("r3"), SETTINGS) if not x.agency}
    assert found["r3"].effect.low > 0.4 and found["r3"].p < 1e-6
    assert all(abs(x.effect.value) < 0.25 for rater, x in found.items() if rater != "r3")


def test_leniency_to_one_agency_is_told_apart():
    found = leniency(lenient_rows("r3", agency="Cedar"), SETTINGS)
    within = {(x.rater, x.agency): x for x in found if x.agency and x.p is not None}
    assert within["r3", "Cedar"].effect.low > 0.3
    assert [key for key, x in within.items() if x.p < 0.01] == [("r3", "Cedar")]
    assert all(x.p > 0.01 for x in found if not x.agency)


def test_few_shared_programmes_say_so():
    rows = [row(f"P{i}", "C1", r, 1) for i in range(3) for r in ("a", "b")]
    assert {x.effect.code for x in leniency(rows, SETTINGS)} == {TOO_FEW}
    assert leniency([row(score=2)], SETTINGS) == ()


def test_a_reviewer_who_gives_everything_the_same():
    rows = [r._replace(score=2) if r.rater == "r5" else r for r in honest(120, seed=11)]
    found = {s.who: s for s in straight_lines(rows, SETTINGS) if s.of == "reviews"}
    assert found["r5"].p < 1e-6 and found["r5"].straight.value == 1
    assert all(s.p > 0.05 for who, s in found.items() if who != "r5")


def test_claims_that_are_all_the_same_by_agency():
    rows = [r._replace(claimed=3) if r.agency == "Birch" else r for r in honest(80, seed=12)]
    found = {s.who: s for s in straight_lines(rows, SETTINGS) if s.of == "claims"}
    assert found["Birch"].p < 1e-6 < 0.05 < found["Aster"].p


def test_claims_above_reviews():
    rows = [r._replace(claimed=min(3, r.claimed + 1)) if r.agency == "Dahlia" else r for r in honest(80, seed=13)]
    found = {o.agency: o for o in overclaims(rows, SETTINGS)}
    assert found["Dahlia"].p < 0.01 and found["Dahlia"].above.low > 0.3
    assert found["Aster"].p > 0.5


def test_the_same_text_in_two_programmes_but_not_twice_in_one():
    rows = [
        row("P1", text=TEXT),
        row("P1", "C2", text=TEXT),
        row("P2", text=TEXT.replace("water", "roads"), agency="X"),
    ]
    (found,) = copied_texts(rows, SETTINGS)
    assert (found.programmes, found.agencies) == (("P1", "P2"), ("X",))
    assert copied_texts(rows[:2], SETTINGS) == ()


def test_programmes_with_several_texts_in_common_are_told_once():
    other = "Youth delegates of four towns keep the list of wells and read it out at every meeting of the ward council."
    rows = [
        row(p, c, text=t) for p in ("P1", "P2") for c, t in (("C1", TEXT), ("C2", other), ("C3", other + " So be it."))
    ]
    (found,) = copied_texts(rows, SETTINGS)
    assert (found.programmes, found.reason) == (("P1", "P2"), "texts-identical") and found.texts >= 2


def test_concordance_says_both_doubts():
    rows = []
    for i in range(40):
        rows.append(row(f"P{i:02}", "level", "a", i // 10, claimed=3 - i // 10, local_share_low=D(i) / 100,
                        local_share_high=D(i + 3) / 100))  # fmt: skip
    claimed, reviewed = concordance(rows, QUICK)
    assert reviewed.tau.value > 0.8 > -0.8 > claimed.tau.value
    assert reviewed.bounds.value is None and reviewed.bounds.low <= reviewed.tau.value <= reviewed.bounds.high
    assert reviewed.bounds.code == "performance-share-is-an-interval"


def test_shares_known_too_badly_are_left_out_of_the_middle_and_not_of_the_bounds():
    rows = [row(f"P{i:02}", "level", "a", i % 4, local_share_low=D(0), local_share_high=D(1)) for i in range(12)]
    reviewed = concordance(rows, QUICK)[1]
    assert (reviewed.tau.code, reviewed.left_out, reviewed.bounds.n) == (TOO_FEW, 12, 12)
    assert (reviewed.bounds.low, reviewed.bounds.high) == (-1, 1)


def test_an_honest_portfolio_shows_next_to_nothing():
    found = audit(honest(120, seed=21), RUBRIC, QUICK)
    assert found.tested > 20 and len(found.patterns) <= 1
    assert found.settings_sha256 == SETTINGS.sha256 and found.rubric_sha256 == RUBRIC.sha256


def test_the_audit_doesnt_mind_the_order_of_rows():
    rows = honest(40, seed=22)
    shuffled = list(rows)
    random.Random(1).shuffle(shuffled)
    assert audit(rows, RUBRIC, QUICK) == audit(shuffled, RUBRIC, QUICK)


def test_an_empty_audit_has_no_numbers():
    found = audit([], RUBRIC, QUICK)
    assert (found.agreement, found.patterns, found.tested, found.items.alpha.code) == ((), (), 0, TOO_FEW)


def test_standing_allows_for_all_tests_together():
    many = [Pattern("pattern-leniency", f"r{i}", 0.04, None, {}) for i in range(3)] + [
        Pattern("pattern-leniency", f"s{i}", 0.9, None, {}) for i in range(17)
    ]
    assert standing(many, 0.10) == ()
    sure = [Pattern("pattern-leniency", "t", 0.0001, None, {}), *many]
    assert [p.subject for p in standing(sure, 0.10)] == ["t"]


def test_words_never_accuse():
    for rows in (lenient_rows("r3"), [r._replace(text=TEXT) for r in honest(20)]):
        for pattern in audit(rows, RUBRIC, QUICK).patterns:
            words = say(pattern.code, {"subject": pattern.subject, **pattern.values})
            assert words != pattern.code and "…" not in words
            assert not any(bad in words.lower() for bad in ("fraud", "cheat", "lie", "guilt", "dishonest"))


def test_no_word_of_any_pattern_accuses():
    patterns = {code: entry for code, entry in catalogue("en").items() if code.startswith("pattern-")}
    assert len(patterns) == 10
    for entry in patterns.values():
        words = re.findall(r"\w+", f"{entry['text']} {entry['remedy']}".lower())
        assert entry["text"].startswith("A pattern to look at")
        assert not {"fraud", "cheat", "cheating", "lie", "lies", "guilty", "dishonest", "manipulated"} & set(words)


@pytest.mark.parametrize("share", ["NaN", "-Infinity", "1E+400000", "-0.2", "1.5"])
def test_a_share_that_is_none_is_left_out(share):
    rows = [
        row(f"P{i}", "level", "a", 1, local_share_low=D(share), local_share_high=D(share), agency="A")
        for i in range(12)
    ]
    found = audit(rows, RUBRIC, QUICK)
    assert found.bunching == () and found.concordance[1].bounds.code == TOO_FEW


@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_row_without_rater_or_score_counts_nothing(criterion):
    found = audit([row(criterion=criterion, rater=""), row(criterion=criterion)], RUBRIC, QUICK)
    assert found.agreement == () and found.rows == 2
