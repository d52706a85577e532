"""The allocation simulator as a question and its answer: which rules, which levels count, and the amounts that follow.

The question is read from an address and written back into one; the engine (marker/allocation.py) does the reckoning.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from local2030.marker.allocation import Allocation, Amount, Request, Variation, allocation, sensitivity
from local2030.marker.allocation_rules import Rules, check_rules, shipped_rules
from local2030.vocabulary.places import country
from local2030.web.accounts.permissions import visible
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.windows.kind import GROUPS
from local2030.web.marker.windows.proposing import CENT, money, percent, proposals_of
from local2030.web.registry.models import Thing

BASES = ("intended", "observed")
SHARED = ("submitted", "admitted", "funded")
NUMBERS = {  # name in the address: (field of the rules, whether it is a percentage)
    "level": ("minimum_level", False), "share": ("minimum_share", True), "floor": ("floor_amount", False),
    "floor_part": ("floor_of_request", True), "cap": ("cap_of_budget", True), "cap_request": ("cap_of_request", True),
}  # fmt: skip
LEVEL_NAMES = ("w0", "w1", "w2", "w3")
DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
REGION = "region:"
MOST = 500  # proposals of one window


@dataclass(frozen=True, slots=True)
class Asking:
    """Numbers as they were typed, by their names in the address; what isn't there is as the rules have it."""

    typed: Mapping[str, str]
    basis: str = "intended"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asking:
        """The question in an address."""
        names = (*NUMBERS, "budget", *LEVEL_NAMES)
        typed = {n: query[n].strip()[:20] for n in names if query.get(n, "").strip()}
        typed |= {n: v.strip()[:20] for n, v in query.items() if n.startswith("g_") and len(n) < 60 and v.strip()}
        return cls(dict(sorted(typed.items())), query.get("basis", "") if query.get("basis") in BASES else "intended")

    def address(self) -> str:
        """The query part of an address that asks the same."""
        return urlencode({**self.typed, **({"basis": self.basis} if self.basis != "intended" else {})})

    @property
    def is_changed(self) -> bool:
        """Whether any number is another than that of the window."""
        return bool(self.typed)


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal with what it gets by the window's rules and by those that are tried."""

    proposal: Thing
    request: Request
    before: Amount
    after: Amount

    @property
    def change(self) -> Decimal:
        """What the change of the rules brings or takes."""
        return self.after.amount - self.before.amount


@dataclass(frozen=True, slots=True)
class Simulation:
    """All that the page shows. `mistakes`: (name, what was typed) that can't be used, for which the window's number holds."""

    asking: Asking
    budget: Decimal
    rules: Rules
    window_rules: Rules
    lines: tuple[Line, ...]
    before: Allocation
    after: Allocation
    sensitivity: tuple[Variation, ...]
    mistakes: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]
    sha256: str

    @property
    def gainers(self) -> list[Line]:
        """Those that get more, the largest change first."""
        return sorted((x for x in self.lines if x.change > 0), key=lambda x: (-x.change, x.request.programme))

    @property
    def losers(self) -> list[Line]:
        """Those that get less, the largest change first."""
        return sorted((x for x in self.lines if x.change < 0), key=lambda x: (x.change, x.request.programme))

    @property
    def moved(self) -> Decimal:
        """The money that changes hands."""
        ups = sum((x.change for x in self.lines if x.change > 0), Decimal(0))
        downs = sum((-x.change for x in self.lines if x.change < 0), Decimal(0))
        return max(ups, downs)


def simulate(reader: Any, window: Thing, asking: Asking, *, with_sensitivity: bool = True) -> Simulation:
    """The amounts of a window's proposals that the reader may see, by its rules and by those that are asked."""
    found = requests_of(reader, window, asking.basis)
    base = window_rules(window, [r for _p, r in found])
    rules, budget, mistakes, asking = _tried(base, window, asking)
    faults = tuple(check_rules(rules))
    if faults:
        rules = base
    asks = [request for _proposal, request in found]
    before = allocation(asks, money(window.fields.get("budget")) or Decimal(0), base)
    was = {a.programme: a.amount for a in before.amounts}
    asks = [request._replace(base=was[request.programme]) for request in asks]
    after = allocation(asks, budget, rules)
    table = sensitivity(asks, budget, rules) if with_sensitivity and asks else ()
    lines = tuple(
        Line(proposal, request, old, new)
        for (proposal, _r), request, old, new in zip(found, asks, before.amounts, after.amounts, strict=True)
    )
    return Simulation(
        asking, budget, rules, base, lines, before, after, table, tuple(mistakes), faults, rules_hash(rules)
    )


def window_rules(window: Thing, requests: list[Request]) -> Rules:
    """The shipped rules with the window's own minimum, and a weight of 1 for each region that asks, to be changed."""
    rules, asked = shipped_rules(), window.fields
    regions = {g: Decimal(1) for r in requests for g in r.groups if g.startswith(REGION)}
    if asked.get("marker") is not True:
        return replace(
            rules, minimum_level=Decimal(0), minimum_share=Decimal(0), equity_weights=rules.equity_weights | regions
        )
    return replace(
        rules, minimum_level=Decimal(asked.get("minimum_level") or 0),
        minimum_share=percent(asked.get("minimum_share")) or Decimal(0), equity_weights=rules.equity_weights | regions,
    )  # fmt: skip


def requests_of(reader: Any, window: Thing, basis: str) -> list[tuple[Thing, Request]]:
    """What is asked of the window, with the level that counts: intended as proposed, or observed as reviewed and published."""
    rows = visible(reader, proposals_of(window)).filter(state__in=SHARED).order_by("number")[:MOST]
    proposals = list(rows)
    seen = observed(reader, [p.fields.get("identifier") or "" for p in proposals]) if basis == "observed" else {}
    return [(p, _request(p, basis, seen.get(p.fields.get("identifier") or ""))) for p in proposals]


def observed(reader: Any, identifiers: list[str]) -> dict[str, Assessment]:
    """The newest published assessment of the monitoring phase of each programme, as far as the reader may see it."""
    rows = visible(
        reader, Assessment.objects.filter(identifier__in=identifiers, phase="monitoring", thing__state="published")
    )
    return {row.identifier: row for row in rows.order_by("id")}


def rules_hash(rules: Rules) -> str:
    """The hash of all numbers of the rules, whoever set them."""
    numbers = {
        "minimum_level": rules.minimum_level, "minimum_share": rules.minimum_share,
        "level_weights": list(rules.level_weights), "equity_weights": dict(sorted(rules.equity_weights.items())),
        "floor_amount": rules.floor_amount, "floor_of_request": rules.floor_of_request,
        "cap_of_budget": rules.cap_of_budget, "cap_of_request": rules.cap_of_request, "shipped": rules.sha256,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(numbers, default=_short, sort_keys=True).encode()).hexdigest()


def equity_name(group: str) -> str:
    """The name of a group's weight in an address."""
    return "g_" + group.replace(REGION, "r_").replace(" ", "-").lower()


def group_words(group: str) -> str:
    """What people call a group."""
    return group.removeprefix(REGION) if group.startswith(REGION) else str(dict(GROUPS).get(group, group))


def _request(proposal: Thing, basis: str, assessment: Assessment | None) -> Request:
    fields = proposal.fields
    region = _region(proposal.country)
    groups = frozenset([*(fields.get("groups") or ()), *([f"{REGION}{region}"] if region else [])])
    if basis == "observed":
        level = assessment.reviewed if assessment else None
        share = _exact(assessment.ls_low) if assessment else None
    else:
        level = None if fields.get("level") in (None, "") else int(fields["level"])
        share = percent(fields.get("share_low"))
    requested = money(fields.get("requested")) or Decimal(0)
    return Request(proposal.serial, requested, level, share, groups, fields.get("justified") is True, None)


def _tried(base: Rules, window: Thing, asking: Asking) -> tuple[Rules, Decimal, list[tuple[str, str]], Asking]:
    """The rules and the budget that are asked, what couldn't be read, and the question without what changes nothing."""
    changes: dict[str, Any] = {}
    mistakes: list[tuple[str, str]] = []
    budget = money(window.fields.get("budget")) or Decimal(0)
    own = budget
    weights, equity, changed = list(base.level_weights), dict(base.equity_weights), {}
    by_name = {equity_name(group): group for group in equity}
    for name, text in asking.typed.items():
        value = _number(text)
        if value is None:
            mistakes.append((name, text))
            continue
        if name == "budget":
            budget, was = value.quantize(CENT), own
        elif name in NUMBERS:
            field, part = NUMBERS[name]
            value, was = value / 100 if part else value, getattr(base, field)
            changes[field] = value
        elif name in by_name:
            was = equity[by_name[name]]
            equity[by_name[name]] = value
        elif name in LEVEL_NAMES:
            was = weights[LEVEL_NAMES.index(name)]
            weights[LEVEL_NAMES.index(name)] = value
        else:
            continue
        if value != was:
            changed[name] = text
    a, b, c, d = weights
    rules = replace(base, **changes, level_weights=(a, b, c, d), equity_weights=equity)
    return rules, budget, mistakes, replace(asking, typed=changed)


def _number(text: str) -> Decimal | None:
    text = text.replace("\u202f", "").replace(" ", "")
    text = text.replace(",", ".") if DECIMAL_COMMA.fullmatch(text) else text.replace(",", "")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return (
        value
        if value.is_finite() and 0 <= value <= Decimal(10) ** 12 and value == value.quantize(Decimal("0.0001"))
        else None
    )


def _region(code: str) -> str:
    found = country(code) if code else None
    return str(found.region) if found else ""


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _short(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
