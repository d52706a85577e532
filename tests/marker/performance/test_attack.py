"""Attacks on the marker: ways that are known to work are found, ways that are known to be held are told as such."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders import RATES, RUBRIC, activity, claim, classify, ledger_row, location, paid
from local2030.marker.performance.attack import attack
from local2030.marker.performance.attack_costs import attack_costs
from local2030.marker.performance.attack_moves import Case, moves_for
from local2030.vocabulary.activities import Indicator
from local2030.vocabulary.messages import catalogue
from local2030.workflows.one_programme import Desk, score_activities

DESK = Desk(RUBRIC, classify, RATES, "USD", "monitoring")
COSTS = attack_costs()
TRACKED = Indicator("2", "Homes with water", 1, 1, 0, 1, 1, 0, 40)


def rescore(case):
    return score_activities("XM-T-1", case.activities, DESK, None, case.claims, case.ledger)


def attacked(*payments, claims=(), ledger=None, forge=True, costs=COSTS, **more):
    return attack(Case((activity(*payments, **more),), claims, ledger), rescore, RUBRIC, costs, forge=forge)


def codes(found):
    return sorted(step.code for step in found.steps)


def test_payments_called_overhead_beyond_the_usual_lift_nothing():
    """10 of 100 went to a local government; with 60 out of scope it would be a quarter, but 45 of them are beyond the usual."""
    found = attacked(
        paid(10, "LRG Nyeri"), paid(60, "INTL X"), paid(30, "INTL Y"), locations=(location(admin="1"),), forge=False
    )
    assert found.held and found.complete
    assert found.after == found.level == 0


def test_made_up_documents_are_found_and_cost_what_the_file_says():
    found = attacked(paid(100, "INTL X"))
    assert (found.level, found.after, found.complete) == (0, 1, True)
    assert found.cost == sum(COSTS.of[step.code.removeprefix("attack-")] for step in found.steps)


def test_where_receivers_are_known_by_name_writing_otherwise_is_held():
    found = attacked(paid(100, "INTL X"), forge=False)
    assert found.held and found.complete and found.cost is None and found.after == found.level
    held = {(d.move, d.code) for d in found.defences}
    assert {("attack-retype", "attack-held-actor"), ("attack-title", "attack-held-not-read"),
            ("attack-split", "attack-held-summed"), ("attack-bare-claim", "attack-held-claim"),
            ("attack-empty-claim", "attack-held-evidence")} <= held  # fmt: skip


def test_a_type_that_is_believed_is_found_as_an_attack():
    """A classifier that takes the type code at its word is open to the cheapest change of all."""

    def believes(query):
        known = classify(query)
        return known._replace(actor_class="LRG", rule="test-type") if query.type == "11" else known

    desk = replace(DESK, classify=believes)
    case = Case((activity(paid(100, "INTL X"), locations=(location(admin="1"),), indicators=(TRACKED,)),))
    found = attack(
        case, lambda c: score_activities("X", c.activities, desk, None, c.claims, c.ledger), RUBRIC, COSTS, forge=False
    )
    assert "attack-retype" in codes(found)


def test_half_of_a_payment_written_to_a_local_receiver_is_found_in_a_ledger_too():
    rows = (ledger_row("LRG Nyeri", 4), ledger_row("INTL X", 96))
    moves = moves_for(Case((activity(),), (), rows), rescore(Case((activity(),), (), rows)), RUBRIC, COSTS)
    (move,) = [m for m in moves if m.kind == "split-to-local"]
    changed = move.apply(Case((activity(),), (), rows))
    assert [(str(r.amount), r.receiver) for r in changed.ledger] == [
        ("4", "LRG Nyeri"),
        ("48.00", "INTL X"),
        ("48.00", "LRG Nyeri"),
    ]
    assert (
        rescore(changed).material.share.by_definition["strict"].low
        > rescore(Case((activity(),), (), rows)).material.share.by_definition["strict"].low
    )


def test_no_move_but_those_that_take_payments_out_of_scope_changes_the_money_in_all():
    case = Case((activity(paid(10, "LRG Nyeri"), paid(33.33, "INTL X"), paid(5, "INTL Y", currency="EUR")),), (), None)
    before = rescore(case)
    for move in moves_for(case, before, RUBRIC, COSTS):
        total = rescore(move.apply(case)).material.share.total
        assert total == before.material.share.total or move.kind in ("overhead", "date-payment"), move.kind


def test_a_level_claimed_higher_beside_evidence_that_is_there_is_found():
    """Nobody but a reviewer reads what a document shows; a machine takes the level from the claim."""
    says = {"actor": "LRG Nyeri"}
    claims = (
        claim("C2", 1, "D"),
        claim("C2", 1, "A", **says),
        claim("C3", 1, "D"),
        claim("C3", 1, "A", **says),
        claim("C6", 1, "D"),
    )
    given = {"claims": claims, "locations": (location(admin="1"),), "indicators": (TRACKED,)}
    found = attacked(paid(20, "LRG Nyeri"), paid(80, "INTL X"), forge=False, **given)
    assert (found.level, found.after) == (1, 2) and "attack-claim-level" in codes(found)


def test_the_same_case_gives_the_same_answer_and_stays_within_its_tries():
    few = replace(COSTS, most_tries=60)
    one, two = (attacked(paid(20, "LRG Nyeri"), paid(80, "INTL X"), costs=few) for _ in range(2))
    assert one == two and one.tries <= 60


def test_a_large_file_gets_fewer_tries():
    found = attacked(*(paid(1, "INTL X", number=i) for i in range(1, 200)), costs=replace(COSTS, most_work=4_000))
    assert found.tries <= 20 and not found.complete


def test_it_can_be_stopped_and_tells_how_far_it_is():
    heard = []
    case = Case((activity(paid(1, "INTL X")),))
    found = attack(case, rescore, RUBRIC, COSTS, lambda done, of: heard.append((done, of)), lambda: len(heard) >= 5)
    assert found.tries == len(heard) == 5 and not found.complete and found.held


def test_an_attack_never_claims_to_be_complete_when_tries_ran_out():
    assert not attacked(paid(1, "INTL X"), costs=replace(COSTS, most_tries=3)).complete


@pytest.mark.parametrize("kind", sorted(COSTS.of))
def test_every_kind_of_change_has_words(kind):
    assert f"attack-{kind}" in catalogue("en")
