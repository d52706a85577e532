"""A whole score: states, evidence, divergence, and the laws that make it trustworthy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import RATES, RUBRIC, activity, claim, classify, ledger_row, location, paid
from local2030.marker.evidence import Decision, item_key
from local2030.marker.lift import data_wanted, steps_to_next, weights
from local2030.marker.score import reviewed
from local2030.vocabulary.activities import Indicator, ParticipatingOrg
from local2030.workflows.one_programme import Desk, score_activities
from local2030.workflows.score_plain import plain_score

DESK = Desk(RUBRIC, classify, RATES, "USD", "monitoring")
MONEY = (paid(20, "LRG Nyeri"), paid(80, "INTL X"))
TRACKED = Indicator("2", "Homes with water", 1, 1, 0, 1, 1, 0, 40)
COUNTED = Indicator("1", "Trainings", 0, 1, 0, 0, 0, 0, 41)


def score(*payments, claims=(), ledger=None, desk=DESK, **more):
    return score_activities("XM-T-1", (activity(*payments, **more),), desk, None, claims, ledger)


def of(scored, criterion):
    return next(c for c in scored.criteria if c.id == criterion)


@pytest.mark.parametrize(
    ("local", "other", "unknown", "state", "proven", "possible"),
    [
        (4.99, 95.01, 0, "scored", 0, 0),
        (5, 95, 0, "scored", 1, 1),
        (14.99, 85.01, 0, "scored", 1, 1),
        (15, 85, 0, "scored", 2, 2),
        (24.99, 75.01, 0, "scored", 2, 2),
        (25, 75, 0, "scored", 3, 3),
        (5, 85, 10, "scored", 1, 2),
        (0, 50, 50, "unverifiable", 0, 3),
        (0, 60, 40, "scored", 0, 3),
        (6, 44, 50, "scored", 1, 3),
        (0, 96, 4, "scored", 0, 0),
    ],
)
def test_finance_at_the_edges_of_its_bands(local, other, unknown, state, proven, possible):
    c4 = of(score(paid(local, "LRG A"), paid(other, "INTL X"), *([paid(unknown)] if unknown else [])), "C4")
    assert (c4.state, c4.proven, c4.possible) == (state, proven, possible)


def test_no_payments_is_unverifiable_and_neither_zero_nor_pass():
    scored = score(locations=(location(admin="1"),))
    assert (of(scored, "C4").state, of(scored, "C4").code) == ("unverifiable", "no-payments")
    assert (scored.level, scored.possible) == (0, 3)


def test_an_empty_activity_is_not_screened():
    scored = score()
    assert scored.level is None
    assert scored.possible == 3


def test_funders_never_raise_implementation():
    funders = tuple(ParticipatingOrg(f"LCSO local {i}", "", "22", "1", "", 5) for i in range(50))
    assert of(score(parties=funders, locations=(location(admin="1"),)), "C5").proven == 0


def test_a_local_implementing_partner_raises_implementation_to_1():
    partner = (ParticipatingOrg("LCSO local A", "", "24", "4", "", 5),)
    assert of(score(parties=partner), "C5").proven == 1


@pytest.mark.parametrize(
    ("claims", "proven", "state"),
    [
        ([], 0, "not_screened"),
        ([claim("C2", 2, "")], 0, "unverifiable"),
        ([claim("C2", 2, "D", found=False)], 0, "unverifiable"),
        ([claim("C2", 2, "D", dated=False)], 0, "unverifiable"),
        ([claim("C2", 2, "D")], 1, "scored"),
        ([claim("C2", 2, "D"), claim("C2", 2, "A", actor="INTL X")], 1, "scored"),
        ([claim("C2", 2, "D"), claim("C2", 2, "A", actor="LRG Nyeri")], 2, "scored"),
        ([claim("C2", 3, "D"), claim("C2", 2, "A", actor="LRG Nyeri")], 2, "scored"),
        ([claim("C2", 3, "D"), claim("C2", 3, "A", actor="LRG Nyeri")], 2, "scored"),  # level 3 needs people
    ],
)
def test_a_claim_counts_by_what_could_be_checked(claims, proven, state):
    c2 = of(score(*MONEY, claims=claims), "C2")
    assert (c2.proven, c2.state) == (proven, state)


@pytest.mark.parametrize(
    ("accepted", "proven"), [("DA", 3), ("D", 2), ("A", 2), ("", 2)]
)  # fmt: skip
def test_a_document_shows_level_3_only_where_people_accepted_it(accepted, proven):
    scored = score(*MONEY, claims=[claim("C2", 3, "D"), claim("C2", 3, "A", actor="LRG Nyeri")])
    decisions = {
        item_key(i): Decision("accepted") for i in scored.material.items if i.kind in accepted and i.criterion == "C2"
    }
    assert of(reviewed(scored, decisions, RUBRIC), "C2").proven == proven
    assert "A" in of(scored, "C2").missing and "D" in of(scored, "C2").missing


def test_what_waits_only_for_people_is_asked_of_reviewers():
    given_ = {c.id: 2 for c in RUBRIC.criteria} | {"C2": 3, "C3": 3, "C8": 3}
    rows = [claim(c, given_[c], kind, actor="LRG Nyeri") for c in ("C1", "C2", "C3", "C6", "C8") for kind in ("D", "A")]
    scored = score(*MONEY, claims=rows, locations=(location(admin="1"),), indicators=(TRACKED,))
    assert scored.level == 2
    steps = {s.criterion: s.code for s in steps_to_next(scored, RUBRIC)}
    assert "step-review" in steps.values()
    assert all(code == "step" for c, code in steps.items() if given_.get(c) == 2 and c)


@pytest.mark.parametrize(
    ("more", "found", "level", "status"),
    [
        ({"kind": "M", "actor": "LRG Nyeri"}, None, 1, "checked"),
        ({"kind": "M", "actor": "LRG Nyeri"}, True, 1, "checked"),
        ({"kind": "M", "actor": "INTL X"}, True, 0, "checked"),
        ({"kind": "T", "actor": "LRG Nyeri"}, None, 2, "checked"),
        ({"kind": "T", "actor": "LRG Elsewhere"}, None, 0, "submitted"),
        ({"kind": "T", "actor": "LRG Elsewhere"}, True, 2, "checked"),
    ],
)
def test_a_payment_or_actor_that_is_named_supports_only_what_it_is(more, found, level, status):
    scored = score(*MONEY, claims=[claim("C5", 3, more["kind"], actor=more["actor"], found=found)])
    item = next(i for i in scored.material.items if i.criterion == "C5" and i.element == "row")
    assert (item.level, item.status) == (level, status)


def test_no_level_is_reached_by_leaving_payments_without_a_rate():
    """10 of 100 are local; with 60 on a day without a rate the share printed is 25%, and the level goes by 10%."""
    whole = of(score(paid(10, "LRG Nyeri"), paid(90, "INTL X")), "C4")
    dodged = score(paid(10, "LRG Nyeri"), paid(30, "INTL X"), paid(60, "INTL X", currency="EUR", on=date(1951, 1, 1)))
    share = dodged.material.share.by_definition["strict"]
    assert (share.low, share.coverage) == (D("0.25"), D(1))
    assert whole.proven == 1
    assert of(dodged, "C4").proven <= 1
    assert of(dodged, "C4").code in ("share-with-money-left-out", "money-left-out")


def test_more_than_half_without_a_rate_is_unverifiable_and_neither_zero_nor_pass():
    c4 = of(score(paid(40, "LRG Nyeri"), *[paid(90, "INTL X", currency="XTS")] * 3), "C4")
    assert (c4.state, c4.code, c4.proven, c4.possible) == ("unverifiable", "money-left-out", 0, 3)


def test_overhead_beyond_the_usual_is_no_money_of_the_programme_and_counts_as_unknown_for_the_level():
    usual = score(paid(15, "LRG Nyeri"), paid(85, "INTL X"), paid(10, "INTL X", description="Overheads"))
    assert of(usual, "C4").proven == 2 and "indirect-cost-high" not in [f.code for f in usual.material.findings]
    much = score(paid(15, "LRG Nyeri"), paid(45, "INTL X"), paid(40, "INTL X", description="Overheads"))
    assert much.material.share.by_definition["strict"].low == D("0.25")
    assert of(much, "C4").proven == 2  # 15 of 85: what is usual is left out, the rest isn't
    assert "indirect-cost-high" in [f.code for f in much.material.findings]


@pytest.mark.parametrize(("indicators", "proven"), [((), 0), ((COUNTED,), 1), ((COUNTED, TRACKED), 2)])
def test_tracking_is_read_from_published_results(indicators, proven):
    assert of(score(*MONEY, indicators=indicators), "C7").proven == proven


def test_in_design_c7_and_c8_can_not_reach_3():
    scored = score(desk=Desk(RUBRIC, classify, RATES, "USD", "design"))
    assert (of(scored, "C7").possible, of(scored, "C8").possible, of(scored, "C2").possible) == (2, 2, 3)


def test_ledger_and_aid_data_are_compared_and_never_added_up():
    scored = score(paid(100), ledger=[ledger_row("LRG Nyeri", 40), ledger_row("INTL X", 60)])
    assert (scored.material.money.used, scored.material.money.code) == ("ledger", "money-ledger-clearer")
    assert scored.material.share.total == D(100)
    assert scored.material.share.by_definition["strict"].low == D("0.4")


def test_a_ledger_of_only_the_local_part_is_not_the_whole():
    scored = score(paid(100, "INTL X"), ledger=[ledger_row("LRG Nyeri", 40)])
    assert (scored.material.money.used, scored.material.money.code) == ("iati", "money-ledger-incomplete")
    assert scored.material.share.by_definition["strict"].low == D(0)
    assert "money-sources-differ" in [f.code for f in scored.material.findings]


def test_a_ledger_of_a_chain_counts_its_money_once():
    rows = [ledger_row("INTL Oxfam", 100), ledger_row("LRG Gulu", 60, giver="INTL Oxfam")]
    scored = score(ledger=rows)
    share = scored.material.share.by_definition["strict"]
    assert (scored.material.share.total, share.direct, share.via1, share.low) == (D(100), D(0), D(60), D("0.6"))


def test_a_giver_named_by_reference_is_the_receiver_of_that_reference():
    rows = [replace(ledger_row("INTL Oxfam", 100), receiver_ref="GB-1"), ledger_row("LRG Gulu", 60, giver="gb-1")]
    assert score(ledger=rows).material.share.total == D(100)


def test_a_circle_in_a_ledger_counts_once_and_is_a_finding():
    rows = [ledger_row("INTL Oxfam", 100, giver="INTL Care"), ledger_row("INTL Care", 100, giver="INTL Oxfam")]
    scored = score(ledger=rows)
    assert scored.material.share.total == D(100)
    assert [f.code for f in scored.material.findings] == ["circular-chain"]


def test_rows_of_a_ledger_without_a_rate_are_counted_and_told_also_when_nothing_else_is_there():
    scored = score(ledger=[ledger_row("LRG Gulu", 60, currency="XXX")])
    assert [f.code for f in scored.material.findings] == ["no-rate"]
    assert sum(flow.no_rate for _, flow in scored.material.flows) == 1


def test_money_passed_on_in_a_ledger_without_a_rate_is_unknown():
    rows = [ledger_row("INTL Oxfam", 100), ledger_row("LRG Gulu", 60, giver="INTL Oxfam", currency="XXX")]
    scored = score(ledger=rows)
    share = scored.material.share.by_definition["strict"]
    assert (share.low, share.high) == (D(0), D(1))
    assert [f.code for f in scored.material.findings] == ["no-rate"]


def test_a_ledger_without_usable_rows_is_said_to_be_so():
    assert score(*MONEY, ledger=()).material.money.code == "money-ledger-empty"


def test_a_ledger_without_places_is_national():
    scored = score(ledger=[ledger_row("LRG Nyeri", 100)])
    assert scored.material.territories.subnational_share == 0


def test_findings_of_a_ledger_name_the_ledger():
    scored = score(ledger=[ledger_row("LRG Nyeri", 100), ledger_row("LRG Nyeri", 5, currency="XAF")])
    assert [(f.code, f.file) for f in scored.material.findings] == [("no-rate", "l.csv")]


def test_an_attestation_by_a_receiver_the_aid_data_know_as_local_is_one():
    scored = score(paid(20, "LRG Nyeri", ref="KE-N"), paid(80, "INTL X"), claims=[claim("C2", 1, "A", actor="ke-n")])
    assert of(scored, "C2").proven == 1


def test_an_indicator_without_any_value_counts_nothing():
    empty = Indicator("2", "Nothing yet", 0, 0, 0, 0, 0, 0, 42)
    assert of(score(*MONEY, indicators=(empty,)), "C7").proven == 0


def test_values_reached_need_a_local_actor_as_their_source():
    reached = Indicator("2", "Homes with water", 1, 1, 1, 1, 1, 1, 40)
    assert of(score(*MONEY, indicators=(reached,)), "C7").proven == 2
    by_whom = {actor: claim("C7", 3, "R", actor=actor, place="Nairobi") for actor in ("INTL X", "LRG Nyeri")}
    assert of(score(*MONEY, indicators=(reached,), claims=[by_whom["INTL X"]]), "C7").proven == 2
    assert of(score(*MONEY, indicators=(reached,), claims=[by_whom["LRG Nyeri"]]), "C7").proven == 3


def test_divergence_leaves_out_what_could_not_be_checked_in_its_low_figure_only():
    scored = score(*MONEY, claims=[claim("C4", 3, ""), claim("C2", 3, "")])
    gap = scored.divergence
    assert gap.by_criterion["C4"] == 1 and gap.by_criterion["C2"] is None
    assert gap.over_low == pytest.approx(1 / 3)
    assert gap.over_high == pytest.approx((1 + 3) / 2 / 3)
    assert gap.word == "large"


def test_nothing_claimed_is_no_divergence():
    assert score(*MONEY).divergence is None


CLAIMS = [claim("C2", 2, "D"), claim("C2", 2, "A", actor="LRG Nyeri"), claim("C3", 2, "D"), claim("C3", 2, "A", actor="LRG Nyeri"),
          claim("C8", 1, "D"), claim("C6", 2, "D"), claim("C1", 2, "D"), claim("C5", 2, "D"),
          claim("C2", 3, "D", found=False), claim("C8", 3, "")]  # fmt: skip


def whole(claims):
    return score(*MONEY, claims=claims, locations=(location(admin="1"),), indicators=(TRACKED,))


@given(st.permutations(CLAIMS))
def test_the_order_of_evidence_changes_neither_level_nor_trace(shuffled):
    one, other = (plain_score(whole(c), RUBRIC, "USD") for c in (CLAIMS, shuffled))
    assert one["level"] == other["level"] == 2
    assert one["trace_sha256"] == other["trace_sha256"]


@given(st.lists(st.sampled_from(CLAIMS), max_size=8), st.sampled_from(CLAIMS))
def test_one_more_accepted_item_never_lowers_proven_and_never_raises_possible(claims, more):
    before, after = whole(claims), whole([*claims, more])
    for one, other in zip(before.criteria, after.criteria, strict=True):
        assert other.proven >= one.proven
        assert other.possible <= one.possible
    assert (after.level or 0) >= (before.level or 0)
    assert after.possible <= before.possible


def test_the_same_question_has_byte_for_byte_the_same_answer():
    import json

    assert json.dumps(plain_score(whole(CLAIMS), RUBRIC, "USD")) == json.dumps(
        plain_score(whole(CLAIMS), RUBRIC, "USD")
    )


def test_the_smallest_steps_reach_the_next_level_and_not_one_of_them_is_spare():
    from local2030.marker.levels import level_of

    scored = score(*MONEY, claims=[claim("C2", 2, "D")])
    steps = steps_to_next(scored, RUBRIC)
    target = {s.criterion: s.target for s in steps}
    proven = {c.id: c.proven for c in scored.criteria}
    reached = level_of(RUBRIC, tuple(target.get(c, proven[c]) for c in proven), frozenset(), scored.facts).level
    assert reached == scored.level + 1
    for left_out in steps:
        fewer = {c: target.get(c, v) for c, v in proven.items()} | {left_out.criterion: left_out.target - 1}
        assert level_of(RUBRIC, tuple(fewer.values()), frozenset(), scored.facts).level == scored.level


def test_the_datum_that_narrows_most_stands_first_and_names_the_money():
    scored = score(paid(10, "LRG A"), paid(90), claims=CLAIMS, locations=(location(admin="1"),), indicators=(TRACKED,))
    wanted = data_wanted(scored, RUBRIC)
    assert [w.narrows for w in wanted] == sorted((w.narrows for w in wanted), reverse=True)
    money = next(w for w in wanted if w.criterion == "C4")
    assert (money.code, money.values, money.level) == ("datum-receivers", {"count": 1, "amount": "90"}, 2)
    assert wanted[0] == money


def test_each_item_tells_what_would_be_left_without_it():
    scored = whole(CLAIMS)
    carried = {
        (i.criterion, i.kind): weights(scored, RUBRIC)[id(i)]
        for c in scored.criteria
        for i in c.items
        if i.status == "checked"
    }
    assert (carried["C2", "A"].criterion_level, carried["C2", "A"].level) == (1, 1)
    assert carried["C1", "P"].criterion_level == 1
