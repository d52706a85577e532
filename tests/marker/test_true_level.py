"""The law of the interval: a programme is made up whole, then evidence is hidden; its true level lies inside what is told.

The truth is put together here, without the engine: true levels of the criteria, who was really paid, and the gates.
Honest evidence supports no more than is true; any of it may be missing, unchecked, or accepted by reviewers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from builders import RATES, RUBRIC, activity, claim, classify, location, paid
from local2030.marker.evidence import Decision, item_key
from local2030.marker.levels import level_of
from local2030.marker.relevel import relevel
from local2030.marker.score import Score, reviewed
from local2030.marker.standing_record import from_json, record_of, to_json
from local2030.vocabulary.activities import Indicator
from local2030.workflows.one_programme import Desk, score_activities

WRITTEN = ("C1", "C2", "C3", "C6", "C8")  # criteria that documents show
NO_RATE_DAY = date(1951, 1, 1)  # the nearest rate is that of 2023
EUR = D("1.10")


@dataclass(frozen=True)
class Payment:
    """What was really paid, and how it is published: named, without a receiver, or on a day without a rate."""

    amount: int
    to: str
    shown: str


@dataclass(frozen=True)
class Truth:
    """A programme as it is."""

    phase: str
    levels: dict[str, int]
    payments: tuple[Payment, ...]
    shown: frozenset[tuple[str, str]]  # evidence that is handed in
    accepted: frozenset[tuple[str, str]]

    @property
    def local_part(self) -> D:
        total = sum(p.amount * _worth(p) for p in self.payments)
        return sum((p.amount * _worth(p) for p in self.payments if p.to != "INTL X"), D(0)) / total if total else D(0)


def _worth(payment: Payment) -> D:
    return EUR if payment.shown == "no-rate" else D(1)


PAYMENTS = st.builds(
    Payment, st.integers(1, 100), st.sampled_from(("LRG Nyeri", "LCSO Water", "INTL X", "INTL X")),
    st.sampled_from(("named", "named", "unnamed", "no-rate")),
)  # fmt: skip
KINDS = [(c.id, kind) for c in RUBRIC.criteria for kind in c.kinds]


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    phase = "monitoring"
    payments = tuple(draw(st.lists(PAYMENTS, min_size=1, max_size=8)))
    levels = {c.id: draw(st.integers(0, c.most[phase])) for c in RUBRIC.criteria}
    levels["C1"] = max(1, levels["C1"])  # the places are published, or could be
    if any(p.to != "INTL X" for p in payments):
        levels["C5"] = max(1, levels["C5"])
    else:
        levels["C5"] = 0  # no local actor does anything
    shown = draw(st.frozensets(st.sampled_from(KINDS)))
    return Truth(phase, levels, payments, shown, draw(st.frozensets(st.sampled_from(KINDS))))


def true_level(truth: Truth) -> int:
    """By the rubric's own words: 5%, 15%, 25% of the money, all of it direct."""
    part = truth.local_part
    levels = truth.levels | {"C4": sum(part >= D(gate) for gate in ("0.05", "0.15", "0.25"))}
    partner = any(p.to == "LRG Nyeri" for p in truth.payments)
    facts = frozenset({"local_government_partner"}) if partner else frozenset()
    return level_of(RUBRIC, tuple(levels[c.id] for c in RUBRIC.criteria), frozenset(), facts).level


def told(truth: Truth) -> Score:
    """What the engine says of the part that is shown."""
    payments = [
        paid(p.amount, p.to, currency="EUR", on=NO_RATE_DAY) if p.shown == "no-rate"
        else paid(p.amount, p.to if p.shown == "named" else "")
        for p in truth.payments
    ]  # fmt: skip
    claims = []
    for criterion, kind in sorted(truth.shown):
        level = truth.levels[criterion]
        if kind in ("D", "A") and (criterion in WRITTEN or criterion == "C5") and level:
            claims.append(claim(criterion, level, kind, actor="LRG Nyeri" if kind == "A" else ""))
        if criterion == "C5" and kind in ("T", "M") and level:
            claims.append(claim("C5", level, kind, actor=next(p.to for p in truth.payments if p.to != "INTL X")))
    places = (location(admin="1"),) if ("C1", "P") in truth.shown else ()
    results = ()
    if ("C7", "R") in truth.shown and truth.levels["C7"]:
        tracked = truth.levels["C7"] >= 2
        results = (Indicator("2" if tracked else "1", "Homes", 1, 1, 0, int(tracked), int(tracked), 0, 9),)
    programme = activity(*payments, locations=places, indicators=results)
    desk = Desk(RUBRIC, classify, RATES, "USD", truth.phase)
    scored = score_activities("XM-T-1", (programme,), desk, None, claims)
    decisions = {
        item_key(i): Decision("accepted")
        for i in scored.material.items
        if (i.criterion, i.kind) in truth.accepted and i.element == "row"
    }
    return reviewed(scored, decisions, RUBRIC)


@settings(max_examples=400)
@given(truths())
def test_the_true_level_lies_inside_the_interval(truth: Truth) -> None:
    found, true = told(truth), true_level(truth)
    assert (found.level or 0) <= true <= found.possible
    for criterion in found.criteria:
        part = truth.local_part
        level = (
            truth.levels[criterion.id] if criterion.id != "C4" else sum(part >= D(g) for g in ("0.05", "0.15", "0.25"))
        )
        assert criterion.proven <= level <= criterion.possible, criterion


@settings(max_examples=200)
@given(truths())
def test_and_so_it_does_for_its_record_and_by_reviewed_evidence_alone(truth: Truth) -> None:
    record, true = from_json(to_json(record_of(told(truth), RUBRIC))), true_level(truth)
    for only in ("", "reviewed"):
        found = relevel(record, RUBRIC, only=only)
        assert (found.level or 0) <= true <= found.possible
