"""Claims that rise while shares fall, what is usual, leanings taken off, one share for each programme."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

from builders import RUBRIC
from builders_audit import CRITERIA, clipped, honest, row
from local2030.marker.performance.audit import audit
from local2030.marker.performance.bunching import bunching, gates_of, heaping
from local2030.marker.performance.claims import overclaims, small_claims
from local2030.marker.performance.phases import parting_patterns, partings, small_partings
from local2030.marker.performance.records import TOO_FEW
from local2030.marker.performance.reviewers import leanings, leniency
from local2030.marker.performance.settings import shipped
from local2030.marker.performance.straight import straight_lines, surely_straight

SETTINGS = shipped()


def two_phases(agency, programmes, rises, falls, of=8):
    """`of` programmes of an agency in two phases; in the first so many claims rise by a level and the share falls."""
    rows = []
    for i in range(of):
        parted = i < programmes
        for phase, day, up, share in (
            ("design", date(2024, 5, 1), 0, 0.2),
            ("monitoring", date(2026, 5, 1), 1, 0.2 - falls),
        ):
            value = D(str(round(share if parted else 0.2, 4)))
            rows += [
                row(f"{agency}{i}", c, "", phase=phase, date=day, agency=agency, claimed=1 + up * (parted and n < rises),
                    local_share_low=value, local_share_high=value)
                for n, c in enumerate(CRITERIA)
            ]  # fmt: skip
    return rows


def test_claims_that_rise_while_the_share_falls_are_seen_with_their_programmes():
    rows = two_phases("Aster", 5, 5, 0.1) + two_phases("Birch", 0, 0, 0) + two_phases("Cedar", 1, 3, 0.1)
    found = {x.agency: x for x in partings(rows, SETTINGS)}
    assert found["Aster"].programmes == ("Aster0", "Aster1", "Aster2", "Aster3", "Aster4")
    assert found["Aster"].p < 0.01 and (found["Aster"].part.value, found["Aster"].others) == (5 / 8, 1 / 16)
    assert found["Cedar"].p > 0.2
    shown = {(p.code, p.subject) for p in audit(rows, RUBRIC, replace(SETTINGS, replicates=0)).patterns}
    assert ("pattern-claims-up-shares-down", "Aster") in shown
    assert ("pattern-claims-up-shares-down", "Cedar") not in shown


def test_claims_alone_or_shares_alone_are_no_parting():
    rows = two_phases("Aster", 6, 6, 0) + two_phases("Birch", 6, 0, 0.15) + two_phases("Cedar", 6, 1, 0.15)
    assert all(x.programmes == () for x in partings(rows, SETTINGS))


def test_a_few_programmes_are_tested_and_not_shown():
    rows = two_phases("Aster", 2, 6, 0.15) + [r for a in "BCDEFG" for r in two_phases(a, 0, 0, 0)]
    found = partings(rows, SETTINGS)
    assert found[0].p < 0.02 and ("pattern-claims-up-shares-down", "Aster") in small_partings(found, SETTINGS)


def test_one_phase_a_missing_share_or_nobody_beside_have_no_number():
    assert partings([r for r in two_phases("Aster", 4, 4, 0.1) if r.phase == "design"], SETTINGS) == ()
    without = [r._replace(local_share_low=None) for r in two_phases("Aster", 4, 4, 0.1)]
    assert partings(without, SETTINGS) == ()
    (alone,) = partings(two_phases("Aster", 4, 4, 0.1), SETTINGS)
    assert alone.part.n == 8 and alone.p is None and parting_patterns([alone]) == []
    few = partings(two_phases("Aster", 3, 4, 0.1, of=3) + two_phases("Birch", 0, 0, 0), SETTINGS)
    assert few[0].part.code == TOO_FEW and few[0].p is None


def test_what_all_agencies_do_is_usual_and_more_than_that_is_told():
    hopeful = [r._replace(claimed=min(3, r.claimed + (hash_of(r) < 0.35))) for r in honest(120, seed=31)]
    found = overclaims(hopeful, SETTINGS)
    assert all(o.usual > 0.1 for o in found)
    assert {("pattern-claims-above-reviews", o.agency) for o in found} == small_claims(found, SETTINGS)
    boastful = [r._replace(claimed=min(3, r.claimed + 1 + (r.agency == "Birch"))) for r in hopeful]
    told = {o.agency: o for o in overclaims(boastful, SETTINGS)}
    assert told["Birch"].p < 1e-4 and told["Birch"].usual == SETTINGS.most_usual


def hash_of(r):
    return random.Random(f"{r.programme}{r.criterion}").random()


def test_a_severe_reviewer_doesnt_make_an_agency_look_boastful():
    severe = {"r1", "r2"}
    rows = [
        r._replace(score=clipped(r.score - 1.3)) if r.rater in severe else r
        for r in honest(160, seed=33)
        if not (r.agency == "Birch" and r.programme[-1] in "13579" and r.rater not in severe)
    ]
    off = leanings(leniency(rows, SETTINGS), SETTINGS)
    assert off["r1", ""] < -0.5
    as_it_is = {o.agency: o.above.value - o.usual for o in overclaims(rows, SETTINGS)}
    corrected = {o.agency: o.above.value - o.usual for o in overclaims(rows, SETTINGS, off)}
    assert abs(corrected["Birch"]) < abs(as_it_is["Birch"]) + 0.05
    assert ("pattern-claims-above-reviews", "Birch") in small_claims(overclaims(rows, SETTINGS, off), SETTINGS)


def test_others_arent_held_against_a_reviewer_who_gives_everything_the_same():
    rows = [r._replace(score=3) if r.rater == "r5" else r for r in honest(120, seed=11)]
    flat = surely_straight(straight_lines(rows, SETTINGS), SETTINGS)
    assert flat == {"r5"}
    found = leniency(rows, SETTINGS, flat)
    assert "r5" not in {x.rater for x in found} and all(abs(x.effect.value or 0) < 0.3 for x in found if not x.agency)
    shown = {(p.code, p.subject) for p in audit(rows, RUBRIC, replace(SETTINGS, replicates=0)).patterns}
    assert shown == {("pattern-straight-lines", "r5")}


def test_honest_reviewers_who_differ_a_little_are_no_surprise():
    rows = [r._replace(score=clipped(r.score + 0.3)) if r.rater == "r3" else r for r in honest(120, seed=9, noise=0.1)]
    strict = {x.rater: x.p for x in leniency(rows, replace(SETTINGS, leaning_allowed=0.0)) if not x.agency}
    lenient = {x.rater: x.p for x in leniency(rows, SETTINGS) if not x.agency}
    assert all(lenient[rater] >= strict[rater] for rater in strict)


def test_a_programme_counts_once_with_its_latest_share():
    old = [row(f"P{i}", rater="", phase="design", date=date(2024, 1, 1), agency="A", local_share_low=D("0.15"),
               local_share_high=D("0.15")) for i in range(40)]  # fmt: skip
    new = [
        r._replace(phase="monitoring", date=date(2026, 1, 1), local_share_low=D("0.3"), local_share_high=D("0.3"))
        for r in old
    ]
    for b in bunching(new + old, gates_of(RUBRIC), SETTINGS):
        assert (b.just_above, b.just_below) == (0, 0)
    assert heaping(old + new, SETTINGS)[1].round.n == 40


def test_whole_per_cents_of_one_agency_are_not_heaped_beside_finer_shares_of_others():
    draw = random.Random(5)
    whole = [
        row(f"W{i}", rater="", agency="W", local_share_low=D(i % 60 + 20) / 100, local_share_high=D(1))
        for i in range(60)
    ]
    fine = [row(f"F{i}", rater="", agency="F", local_share_low=D(str(round(draw.random(), 4))), local_share_high=D(1))
            for i in range(60)]  # fmt: skip
    assert all(h.p is None or h.p > 0.05 for h in heaping(whole + fine, SETTINGS))
