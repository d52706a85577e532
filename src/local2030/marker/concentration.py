"""Whether local money goes to many or to few: Herfindahl-Hirschman index and the share of the largest, as intervals.

Source: A. O. Hirschman (1945), O. C. Herfindahl (1950), on the scale 0 to 1 (times 10,000 where competition authorities
use it). Money whose place or recipient isn't known may be spread over very many or belong to the largest: the two ends
of the interval. So one capital city doesn't count as localization everywhere (marker design, section 7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from local2030.marker.flows import Recipient
from local2030.marker.territories import Territory
from local2030.vocabulary.organisations import Actor, counts_as_local

ZERO = Decimal(0)
TOP = (1, 3, 10)
NO_MONEY = "concentration-no-money"


class Bounds(NamedTuple):
    """What a figure lies between, whatever is unknown."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Concentration:
    """Over so many known places or recipients. `hhi` and `top` are None where `code` says why.

    `top[k]` is the share of the k largest, `largest` their names; `effective` is 1 / hhi, "as if spread evenly over".
    """

    n: int
    total: Decimal
    unknown: Decimal
    coverage: Decimal | None
    hhi: Bounds | None
    effective: Bounds | None
    top: Mapping[int, Bounds]
    largest: tuple[tuple[str, Decimal], ...]
    code: str


def concentration(amounts: Mapping[str, Decimal], unknown: Decimal = ZERO) -> Concentration:
    """How concentrated these amounts are, with so much more of which nobody knows whose it is; below zero counts 0."""
    known = {name: amount for name, amount in amounts.items() if amount > 0}
    unknown = max(ZERO, unknown)
    total = sum(known.values(), ZERO) + unknown
    ordered = sorted(known.items(), key=lambda item: (-item[1], item[0]))
    if total <= 0:
        return Concentration(0, ZERO, ZERO, None, None, None, {}, (), NO_MONEY)
    coverage = 1 - unknown / total
    first = ordered[0][1] if ordered else ZERO
    low = sum(((a / total) ** 2 for a in known.values()), ZERO)
    high = min(Decimal(1), low - (first / total) ** 2 + ((first + unknown) / total) ** 2)
    top = {k: _top(k, ordered, unknown, total) for k in TOP}
    # All of it unknown: then it may be spread over any number, and no even spread can be named.
    effective = Bounds(1 / high, 1 / low) if low > 0 else None
    return Concentration(len(known), total, unknown, coverage, Bounds(low, max(low, high)), effective, top,
                         tuple(ordered[: max(TOP)]), "")  # fmt: skip


def by_recipient(recipients: Iterable[Recipient], definition: str) -> Concentration:
    """The local money by who received it; receivers whose class isn't known may be local, and are the unknown."""
    amounts: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    unknown = ZERO
    for recipient in recipients:
        if recipient.actor.actor_class == "UNK":
            unknown += max(ZERO, recipient.amount)
        elif _is_local(recipient.actor, definition, recipient.partner):
            amounts["|".join(recipient.key) if any(recipient.key) else recipient.ref or recipient.name] += (
                recipient.amount
            )
    return concentration(amounts, unknown)


def by_place(places: Iterable[Territory], total: Decimal) -> Concentration:
    """The money by where it is spent: places below the whole country; what has none of them is the unknown."""
    amounts: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for place in places:
        if place.level >= 1 and place.amount is not None:
            amounts[f"{place.country}|{place.code or place.name or place.point}"] += place.amount
    return concentration(amounts, total - sum(amounts.values(), ZERO))


def _top(k: int, ordered: list[tuple[str, Decimal]], unknown: Decimal, total: Decimal) -> Bounds:
    known = sum((amount for _, amount in ordered[:k]), ZERO)
    return Bounds(known / total, min(Decimal(1), (known + unknown) / total))


def _is_local(actor: Actor, definition: str, partner: bool) -> bool:
    """As in the local share: a local firm counts as a partner, and not where goods were only bought from it."""
    return (partner or actor.actor_class != "LPRIV") and counts_as_local(definition, actor.actor_class, actor.reach)
