"""A window's money shared out by rules: amounts to the cent, who gains and loses, and how it would be with other numbers.

The share of a programme is its request times its weights, between its floor and its cap, at the one rate that spends
the budget (water-filling, in fractions). Cents are dealt by the divisor method of Jefferson (M. L. Balinski, H. P. Young, Fair
Representation, 1982), which, unlike largest remainders, never takes a cent from a programme because its level rose.
It is advice with numbers (marker design, 7): nothing is cut by it, and below a minimum a justification passes.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from local2030.marker.allocation_rules import Rules, varied

CENT = Decimal("0.01")
MOST = Decimal(10) ** 15  # no window is larger; a sum beyond it is a slip or an attack


class Request(NamedTuple):
    """What a programme asks for, and what is known of it. `base` is what it would get or got otherwise, if known."""

    programme: str
    requested: Decimal
    level: int | None  # proven, observed and reviewed; None: not screened, which is not 0
    local_share: Decimal | None  # the lowest it can be; None: not known
    groups: frozenset[str]
    justified: bool  # a justification for being below the minimum was accepted
    base: Decimal | None


class Amount(NamedTuple):
    """What one programme gets. `code` says what decided: allocated, at-floor, at-cap or why it gets nothing."""

    programme: str
    amount: Decimal
    weight: Decimal
    floor: Decimal
    cap: Decimal
    code: str
    change: Decimal | None  # against the base


class Variation(NamedTuple):
    """The table's row: one number moved, and what moves with it, against the amounts as the rules stand."""

    threshold: str
    direction: str  # down | up
    gain: int
    lose: int
    moved: Decimal  # money that changes hands
    in_or_out: int  # programmes that come to get something or nothing
    most: str  # the programme whose amount changes most
    most_change: Decimal


@dataclass(frozen=True, slots=True)
class Allocation:
    """All amounts in the order of the requests. `left` is what caps keep from being spent."""

    budget: Decimal
    amounts: tuple[Amount, ...]
    spent: Decimal
    left: Decimal
    gain: int
    lose: int
    floors_lowered: bool  # the floors together were more than the budget and were lowered alike
    rules_sha256: str


def allocation(requests: Sequence[Request], budget: Decimal, rules: Rules) -> Allocation:
    """Who gets how much. `ValueError` for a programme named twice, a sum below zero or finer than a cent."""
    _check(requests, budget)
    budget = budget.quantize(CENT)
    codes = {r.programme: _why_nothing(r, rules) for r in requests}
    sharing = [r for r in requests if not codes[r.programme]]
    caps = {r.programme: _cents(min(r.requested * rules.cap_of_request, budget * rules.cap_of_budget)) for r in sharing}
    floors = {
        r.programme: min(caps[r.programme], _cents(min(rules.floor_amount, r.requested * rules.floor_of_request)))
        for r in sharing
    }
    whole = _cents(budget)
    lowered = sum(floors.values()) > whole
    if lowered:
        together = sum(floors.values())
        floors = {p: floor * whole // together for p, floor in floors.items()}
    weights = {r.programme: weight_of(r, rules) for r in requests}
    sizes = {r.programme: Fraction(weights[r.programme]) * Fraction(r.requested) * 100 for r in sharing}
    cents = _dealt(sizes, floors, caps, whole)
    amounts = tuple(_amount(r, codes[r.programme], cents, floors, caps, weights[r.programme]) for r in requests)
    spent = sum((a.amount for a in amounts), Decimal(0)).quantize(CENT)
    changes = [a.change for a in amounts if a.change is not None]
    return Allocation(budget, amounts, spent, budget - spent, sum(c > 0 for c in changes), sum(c < 0 for c in changes),
                      lowered, rules.sha256)  # fmt: skip


def sensitivity(requests: Sequence[Request], budget: Decimal, rules: Rules) -> tuple[Variation, ...]:
    """How it would look with each number of the rules as much down and up as they say, in their order."""
    now = {a.programme: a.amount for a in allocation(requests, budget, rules).amounts}
    table = []
    for threshold, direction, other in varied(rules):
        then = {a.programme: a.amount for a in allocation(requests, budget, other).amounts}
        changes = {p: then[p] - now[p] for p in sorted(now)}
        most = max(changes, key=lambda p: abs(changes[p]), default="")
        ups = [c for c in changes.values() if c > 0]
        downs = [-c for c in changes.values() if c < 0]
        moved = max(sum(ups, Decimal(0)), sum(downs, Decimal(0)))
        crossing = sum((then[p] > 0) != (now[p] > 0) for p in now)
        largest = changes.get(most, Decimal(0))
        table.append(
            Variation(threshold, direction, len(ups), len(downs), moved, crossing, most if largest else "", largest)
        )
    order = {name: i for i, name in enumerate(dict.fromkeys(v.threshold for v in table))}
    return tuple(sorted(table, key=lambda v: (order[v.threshold], v.direction)))


def weight_of(request: Request, rules: Rules) -> Decimal:
    """The weight of its level times those of its groups; what wasn't screened weighs like level 0."""
    weight = rules.level_weights[request.level or 0]
    for group in sorted(request.groups):
        weight *= rules.equity_weights.get(group, Decimal(1))
    return weight


def _check(requests: Sequence[Request], budget: Decimal) -> None:
    names = [r.programme for r in requests]
    if len(set(names)) != len(names):
        raise ValueError("a programme asks twice")
    for amount in (budget, *(r.requested for r in requests)):
        if not amount.is_finite() or not 0 <= amount <= MOST or amount != amount.quantize(CENT):
            raise ValueError(f"{amount} is no sum of money of at most two decimals, zero or above")


def _why_nothing(request: Request, rules: Rules) -> str:
    if request.requested <= 0:
        return "allocation-nothing-asked"
    if request.justified:
        return ""
    if request.level is None and rules.minimum_level > 0:
        return "allocation-not-screened"
    if (request.level or 0) < rules.minimum_level:
        return "allocation-below-level"
    if rules.minimum_share > 0 and request.local_share is None:
        return "allocation-share-unknown"
    if (request.local_share or 0) < rules.minimum_share:
        return "allocation-below-share"
    return ""


def _cents(amount: Decimal) -> int:
    """Whole cents, rounded down: a cap must hold and a floor be payable."""
    return int(amount * 100)


def _dealt(
    sizes: Mapping[str, Fraction], floors: Mapping[str, int], caps: Mapping[str, int], whole: int
) -> dict[str, int]:
    """Cents for each: rate x size cut down to whole cents, between floor and cap, at the rate that spends it all."""
    rate = _rate(sizes, floors, caps, min(whole, sum(caps.values())))
    dealt = {p: max(floors[p], min(caps[p], int(rate * size))) for p, size in sizes.items()}
    left = min(whole, sum(caps.values())) - sum(dealt.values())
    queue = [((dealt[p] + 1) / sizes[p], p) for p in sizes if dealt[p] < caps[p]]
    heapq.heapify(queue)
    while left > 0 and queue:
        _, p = heapq.heappop(queue)
        dealt[p] += 1
        left -= 1
        if dealt[p] < caps[p]:
            heapq.heappush(queue, ((dealt[p] + 1) / sizes[p], p))
    return dealt


def _rate(sizes: Mapping[str, Fraction], floors: Mapping[str, int], caps: Mapping[str, int], whole: int) -> Fraction:
    """The rate at which the amounts, before cutting to cents, add up to the whole: exact, between two bends."""
    bends: list[tuple[Fraction, Fraction, int]] = []  # rate, change of slope, change of the constant part
    for p, size in sizes.items():
        bends.append((floors[p] / size, size, -floors[p]))
        bends.append((caps[p] / size, -size, caps[p]))
    bends.sort()
    slope, constant, rate = Fraction(0), sum(floors.values()), Fraction(0)
    for at, steeper, more in bends:
        if slope * at + constant >= whole:
            break
        rate, slope, constant = at, slope + steeper, constant + more
    return (whole - constant) / slope if slope > 0 else rate


def _amount(
    request: Request, code: str, cents: Mapping[str, int], floors: Mapping[str, int], caps: Mapping[str, int],
    weight: Decimal,
) -> Amount:  # fmt: skip
    p = request.programme
    dealt = cents.get(p, 0)
    if not code:
        at_cap, at_floor = dealt == caps[p], dealt == floors[p]
        code = "allocation-at-cap" if at_cap else "allocation-at-floor" if at_floor else "allocation-by-weight"
    amount = _money(dealt)
    change = None if request.base is None else amount - request.base
    return Amount(p, amount, weight, _money(floors.get(p, 0)), _money(caps.get(p, 0)), code, change)


def _money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
