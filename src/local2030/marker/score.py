"""A programme's score: criteria, level as an interval, trace, divergence, put together from records and claims.

Nobody types the level: it is derived from criterion levels, and those from evidence. Each criterion has `proven`, the
highest level whose required evidence was checked, and `possible`, the highest that checked evidence doesn't exclude;
the gates run once with each (marker design, sections 4 to 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from local2030.marker.criteria import Criterion, Rubric
from local2030.marker.criterion_levels import (
    Figures,
    left_out,
    levels_held,
    missing_kinds,
    money_unverifiable,
    strength,
    too_much_left_out,
)
from local2030.marker.divergence import Divergence, divergence_of
from local2030.marker.evidence import Decision, Item, Partner, decided
from local2030.marker.flows import ZERO, Outflow, Recipient
from local2030.marker.levels import LevelResult, level_of
from local2030.marker.local_share import LocalShare
from local2030.marker.territories import Territories
from local2030.vocabulary.activities import Activity
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.organisations import GOVERNMENTS
from local2030.vocabulary.programmes import CheckedClaim

NO_FACTS: frozenset[str] = frozenset()
ALL_FACTS = frozenset({"local_government_partner"})


class CriterionScore(NamedTuple):
    """One criterion's answer. `state`: scored | unverifiable | not_applicable | not_screened."""

    id: str
    claimed: int | None
    proven: int
    possible: int
    state: str
    code: str
    values: Mapping[str, object]
    items: tuple[Item, ...]
    missing: tuple[str, ...]  # kinds of evidence that the next level lacks


class MoneySource(NamedTuple):
    """Which account of the money was used, why, and what each of them states in all."""

    used: str  # iati | planned | ledger | none
    code: str
    iati: Decimal | None
    ledger: Decimal | None


@dataclass(frozen=True, slots=True)
class Material:
    """All that a score is made of; the workflow gathers it, the engine only computes."""

    identifier: str
    title: str
    phase: str
    activities: tuple[Activity, ...]
    flows: tuple[
        tuple[str, Outflow], ...
    ]  # (activity identifier, what it pays) of those that spend the programme's money
    share: LocalShare
    territories: Territories
    partners: tuple[Partner, ...]
    claims: tuple[CheckedClaim, ...]
    items: tuple[Item, ...]
    money: MoneySource
    not_applicable: Mapping[str, str]  # criterion: reason code that a reviewer approved
    findings: tuple[Finding, ...]
    unread: Decimal = ZERO  # payments without an exchange rate, at the nearest one


@dataclass(frozen=True, slots=True)
class Score:
    """The whole answer for one programme. `level` is None where nothing was screened."""

    material: Material
    level: int | None
    possible: int
    criteria: tuple[CriterionScore, ...]
    proven_run: LevelResult
    possible_run: LevelResult
    facts: frozenset[str]
    divergence: Divergence | None
    claimed: int | None  # the level that the claims alone would give; None where nothing is claimed

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """Everybody who was paid."""
        return tuple(r for _, flow in self.material.flows for r in flow.recipients)


def score(material: Material, rubric: Rubric) -> Score:
    """The score of a programme under a rubric."""
    by_criterion: dict[str, list[Item]] = {}
    for item in material.items:
        by_criterion.setdefault(item.criterion, []).append(item)
    claims = claimed_levels(material.claims)
    screened = is_screened(material)
    criteria = tuple(
        _criterion(c, tuple(by_criterion.get(c.id, ())), claims.get(c.id), material, rubric) for c in rubric.criteria
    )
    not_applicable = frozenset(c.id for c in criteria if c.state == "not_applicable")
    facts = facts_of(material)
    proven = level_of(rubric, tuple(c.proven for c in criteria), not_applicable, facts)
    possible = level_of(rubric, tuple(c.possible for c in criteria), not_applicable, ALL_FACTS)
    return Score(
        material, proven.level if screened else None, possible.level, criteria, proven, possible, facts,
        divergence_of([(c.id, c.claimed, c.proven, c.state) for c in criteria], rubric.divergence_words),
        _claimed_level(criteria, not_applicable, rubric),
    )  # fmt: skip


def reviewed(scored: Score, decisions: Mapping[str, Decision], rubric: Rubric) -> Score:
    """The same score with people's decisions on its items (`evidence.item_key`); nothing else is read again."""
    return score(replace(scored.material, items=decided(scored.material.items, decisions)), rubric)


def without(scored: Score, item: Item, rubric: Rubric) -> tuple[int, int]:
    """(the criterion's proven level, the programme's proven level) if that item weren't there."""
    left = tuple(i for i in scored.material.items if i is not item)
    material = replace(scored.material, items=left)
    criterion = next(c for c in rubric.criteria if c.id == item.criterion)
    items = tuple(i for i in left if i.criterion == item.criterion)
    changed = _criterion(criterion, items, None, material, rubric).proven
    values = tuple(changed if c.id == item.criterion else c.proven for c in scored.criteria)
    not_applicable = frozenset(c.id for c in scored.criteria if c.state == "not_applicable")
    return changed, level_of(rubric, values, not_applicable, scored.facts).level


def _claimed_level(criteria: Sequence[CriterionScore], not_applicable: frozenset[str], rubric: Rubric) -> int | None:
    """The level if every claim were true; a criterion without a claim stays at what is proven."""
    if all(c.claimed is None for c in criteria):
        return None
    values = tuple(c.proven if c.claimed is None else c.claimed for c in criteria)
    return level_of(rubric, values, not_applicable, ALL_FACTS).level


def claimed_levels(claims: Sequence[CheckedClaim]) -> dict[str, int]:
    """The level claimed for each criterion: the highest over its rows, whether they bring evidence or not."""
    found: dict[str, int] = {}
    for claim in claims:
        level = claim.row.claimed_level
        if level is not None:
            found[claim.row.criterion] = max(level, found.get(claim.row.criterion, 0))
    return found


def is_screened(material: Material) -> bool:
    """Whether there was anything to look at: a payment, a plan, a place, a result, a local partner or a claim."""
    return bool(
        material.claims or material.items or any(flow.outgoing for _, flow in material.flows)
        or material.territories.places or any(a.transactions or a.indicators for a in material.activities)
    )  # fmt: skip


def facts_of(material: Material) -> frozenset[str]:
    """The yes-or-no facts that gates may ask: is a local government, or an association of them, among the partners?"""
    if any(p.actor.actor_class in GOVERNMENTS for p in material.partners):
        return ALL_FACTS
    for _, flow in material.flows:
        if any(r.actor.actor_class in GOVERNMENTS and r.amount > 0 for r in flow.recipients):
            return ALL_FACTS
    return NO_FACTS


def _criterion(
    criterion: Criterion, items: tuple[Item, ...], claimed: int | None, material: Material, rubric: Rubric
) -> CriterionScore:
    if criterion.may_be_not_applicable and criterion.id in material.not_applicable:
        reason = material.not_applicable[criterion.id]
        return CriterionScore(
            criterion.id, claimed, 0, 0, "not_applicable", "not-applicable", {"reason": reason}, items, ()
        )
    most = criterion.most.get(material.phase, 3)
    figures = figures_of(material, rubric)
    kinds, counted = strength(criterion, ((i.kind, i.status, i.level, 1) for i in items))
    proven, possible = levels_held(criterion, material.phase, kinds, figures, rubric.money)
    state, code, values = _state(criterion, items, counted, claimed, proven, possible, material, figures, rubric)
    missing = missing_kinds(criterion, kinds, proven, most)
    return CriterionScore(criterion.id, claimed, proven, possible, state, code, values, items, missing)


def figures_of(material: Material, rubric: Rubric) -> Figures:
    """The share that levels go by, and how much of the money it leaves out."""
    out = left_out(material.share.total, material.unread, indirect_of(material), rubric.money)
    return Figures(material.share.by_definition[rubric.money.definition], out)


def indirect_of(material: Material) -> Decimal:
    """What was left out as indirect cost."""
    return sum((flow.excluded.get("indirect_cost", ZERO) for _, flow in material.flows), ZERO)


def _state(
    criterion: Criterion, items: tuple[Item, ...], counted: int, claimed: int | None, proven: int,
    possible: int, material: Material, figures: Figures, rubric: Rubric,
) -> tuple[str, str, dict[str, object]]:  # fmt: skip
    share = figures.share
    if criterion.measured:
        return _money_state(proven, possible, material, figures, rubric)
    if counted:
        return "scored", "shown" if proven else "too-little-for-level-1", {"level": proven, "count": counted}
    if items:
        return "unverifiable", "submitted-only", {"count": len(items)}
    if claimed is not None:
        return "unverifiable", "claimed-without-evidence", {"claimed": claimed}
    if "M" in criterion.kinds and share.coverage is not None:
        if share.coverage >= rubric.money.coverage_floor:
            return "scored", "no-local-actor-met", {"coverage": _percent(share.coverage)}
        return "unverifiable", "receivers-unknown", {"coverage": _percent(share.coverage)}
    return "not_screened", "nothing-handed-in", {}


def _money_state(
    proven: int, possible: int, material: Material, figures: Figures, rubric: Rubric
) -> tuple[str, str, dict[str, object]]:
    share = figures.share
    if share.low is None or share.high is None or share.coverage is None:
        stated = any(flow.outgoing for _, flow in material.flows)
        return "unverifiable", "no-money-in-scope" if stated else "no-payments", {}
    values: dict[str, object] = {
        "low": _percent(share.low), "high": _percent(share.high), "coverage": _percent(share.coverage)
    }  # fmt: skip
    if figures.left_out:
        values |= {"percent": _percent(figures.left_out), "unread": str(material.unread)}
    if too_much_left_out(figures, rubric.money):
        return "unverifiable", "money-left-out", values
    if money_unverifiable(figures, rubric.money, proven, possible):
        return "unverifiable", "coverage-below-floor", values
    if figures.left_out:
        return "scored", "share-with-money-left-out", values
    return "scored", "share-measured-point" if values["low"] == values["high"] else "share-measured", values


def _percent(share: Decimal) -> str:
    """A share as a percentage of at most one decimal: 0.1149 is "11.5"."""
    return f"{float(share) * 100:.1f}".removesuffix(".0")


def unverifiable_value(scores: Sequence[CriterionScore]) -> float:
    """`blind`: the part of the applicable criteria that could not be verified."""
    applicable = [s for s in scores if s.state != "not_applicable"]
    return sum(s.state == "unverifiable" for s in applicable) / len(applicable) if applicable else 0.0


def total_of(flows: Sequence[tuple[str, Outflow]]) -> Decimal:
    """The money in scope of the whole programme."""
    return sum((flow.total for _, flow in flows), ZERO)
