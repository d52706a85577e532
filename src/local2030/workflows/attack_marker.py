"""The marker attacked on true programmes: from files, books and claims to the cheapest attack on each.

Every change is scored by the same engine as the programme itself, with the same links, rates and corrections.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from local2030.marker.performance.attack import Attack, Progress, attack
from local2030.marker.performance.attack_costs import AttackCosts, attack_costs
from local2030.marker.performance.attack_moves import Case
from local2030.marker.score import Score
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import say
from local2030.workflows.cheating_cost import cheating_plain
from local2030.workflows.one_programme import score_activities
from local2030.workflows.score_plain import rubric_head
from local2030.workflows.score_programme import Given, ScoreRequest, Scoring

SCHEMA = "local2030/marker-attack/1"
MOST_PROGRAMMES = 25


def attack_files(
    request: ScoreRequest, most: int = MOST_PROGRAMMES, progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The plain document of attacks on the first `most` programmes; `progress` hears of each (done, of how many)."""
    with Scoring(request) as scoring:
        return attack_scoring(scoring, most, progress, stop)


def attack_scoring(
    scoring: Scoring, most: int = MOST_PROGRAMMES, progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The same for a run that is set up already, whose findings the caller wants to see even where it fails."""
    costs, language = attack_costs(), scoring.request.language
    programmes: list[dict[str, Any]] = []
    left = 0
    for given in scoring.given():
        if len(programmes) >= most or (stop is not None and stop()):
            left += 1
            continue
        programmes.append(_attacked(given, scoring, costs, stop))
        if progress is not None:
            progress(len(programmes), most)
    if left:
        scoring.log.add(Finding("attack-not-tried", "info", None, None, {"count": left, "most": len(programmes)}))
    return {
        "schema": SCHEMA,
        "note": say("attack-note", None, language),
        "rubric": rubric_head(scoring.rubric),
        "phase": scoring.request.phase,
        "currency": scoring.request.currency,
        "costs": {"sha256": costs.sha256, "days": dict(costs.of), **costs.head},
        "cost_of_cheating": cheating_plain(scoring.rubric, scoring.request.phase),
        "summary": {
            "programmes": len(programmes),
            "held": sum(p["held"] for p in programmes),
            "not_tried": left,
        },
        "programmes": programmes,
        **scoring.tail(),
    }


def _attacked(given: Given, scoring: Scoring, costs: AttackCosts, stop: Callable[[], bool] | None) -> dict[str, Any]:
    def rescore(case: Case) -> Score:
        return score_activities(given.identifier, case.activities, scoring.desk, given.links, case.claims, case.ledger)

    case = Case(given.activities, given.claims, given.ledger)
    found = attack(case, rescore, scoring.rubric, costs, None, stop)
    written = attack(case, rescore, scoring.rubric, costs, None, stop, forge=False)
    language = scoring.request.language
    return {
        "identifier": given.identifier,
        "title": given.activities[0].title,
        **attack_plain(found, language),
        "without_forging": attack_plain(written, language),
    }


def attack_plain(found: Attack, language: str = "en") -> dict[str, Any]:
    """An attack as plain data, its steps and what was held in words."""
    return {
        "level": found.level,
        "level_after": found.after,
        "held": found.held,
        "cost": None if found.cost is None else round(found.cost, 6),
        "message": _said(found, language),
        "steps": [
            {"code": s.code, "cost": s.cost, "values": dict(s.values), "message": say(s.code, s.values, language)}
            for s in found.steps
        ],
        "most_steps": found.most_steps,
        "moves": found.moves,
        "tries": found.tries,
        "complete": found.complete,
        "defences": [
            {"move": d.move, "code": d.code, "values": dict(d.values), "times": d.times, "message": _held(d.code, d.values, language)}
            for d in found.defences
        ],
    }  # fmt: skip


def _said(found: Attack, language: str) -> str:
    if found.level >= 3:
        return say("attack-at-the-top", None, language)
    if found.held:
        return say("attack-none", {"most": found.most_steps, "tries": found.tries}, language)
    values = {"level": found.level, "after": found.after, "cost": f"{found.cost:g}"}
    return say("attack-found", values, language)


def _held(code: str, values: Mapping[str, object], language: str) -> str:
    return say(code, values, language)
