"""One criterion's level out of what is held for it: kinds of evidence with the level each supports, and figures.

What a machine checked supports at most what its kind allows without a person (`machine_most` in the rubric's files);
what reviewers accepted supports what they accepted it for. What they rejected, or nobody could check, supports nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from local2030.marker.criteria import Criterion, LevelRule, MoneyScope
from local2030.marker.local_share import Share

ZERO = Decimal(0)
ONE = Decimal(1)
ACCEPTED = "accepted"
COUNTING = frozenset({"checked", ACCEPTED})
REVIEWED = "reviewed"  # only what people accepted, and measured money


class Strength(NamedTuple):
    """For each kind the highest level that counting items support, and how many items count."""

    kinds: Mapping[str, int]
    number: int


class Figures(NamedTuple):
    """What a measured criterion is measured by. `left_out`: the part of all the money that the share leaves out (0-1)."""

    share: Share
    left_out: Decimal


def strength(criterion: Criterion, items: Iterable[tuple[str, str, int, int]], only: str = "") -> Strength:
    """What items (kind, status, level, how many) are worth; with `only` "reviewed" what a machine checked is left out.

    Measured money counts then as well: it is observed, and there is no document behind it to be accepted.
    """
    kinds: dict[str, int] = {}
    counted = 0
    for kind, status, level, count in items:
        if status not in COUNTING:
            continue
        if status != ACCEPTED:
            if only == REVIEWED and not criterion.measured:
                continue
            level = min(level, criterion.machine_most.get(kind, 3))
        counted += count
        if level > kinds.get(kind, -1):
            kinds[kind] = level
    return Strength(kinds, counted)


def levels_held(
    criterion: Criterion, phase: str, kinds: Mapping[str, int], figures: Figures, money: MoneyScope
) -> tuple[int, int]:
    """(proven, possible): the highest level whose evidence and figures are there, the highest that none excludes."""
    most = criterion.most.get(phase, 3)
    if criterion.measured and too_much_left_out(figures, money):
        return 0, most
    share = widened(figures)
    proven, possible = 0, most
    for rule in criterion.levels:
        if rule.level > most:
            break
        reached, excluded = _measured(rule, share) if rule.measures else (True, False)
        if reached and _has(rule, kinds):
            proven = rule.level
        if excluded:
            possible = min(possible, rule.level - 1)
    return proven, max(possible, proven)


def left_out(total: Decimal, unread: Decimal, indirect: Decimal, money: MoneyScope) -> Decimal:
    """The part of all the money (0-1) that is in no sum and could have gone to anybody.

    `unread`: payments without an exchange rate, at the nearest one; and of indirect cost what is beyond the usual part.
    A share is printed without them; but no level is reached by leaving payments out.
    """
    beyond = max(ZERO, indirect - money.indirect_most * (total + indirect))
    out = unread + beyond
    return out / (total + out) if out > 0 else ZERO


def widened(figures: Figures) -> Share:
    """The share with what was left out as money of unknown receivers."""
    share, out = figures
    if not out or share.low is None or share.high is None or share.coverage is None:
        return share
    rest = ONE - out
    return share._replace(low=share.low * rest, high=share.high * rest + out, coverage=share.coverage * rest)


def too_much_left_out(figures: Figures, money: MoneyScope) -> bool:
    """Whether so much was left out that the rest says nothing of the whole."""
    return figures.left_out > money.unread_most


def money_unverifiable(figures: Figures, money: MoneyScope, proven: int, possible: int) -> bool:
    """Whether nothing can be said of the money: none in scope, receivers unknown, or too much left out."""
    share = widened(figures)
    if share.low is None or share.coverage is None or too_much_left_out(figures, money):
        return True
    return share.coverage < money.coverage_floor and proven == 0 and possible > 0


def missing_kinds(criterion: Criterion, kinds: Mapping[str, int], proven: int, most: int) -> tuple[str, ...]:
    """The kinds of evidence that the level above the proven one lacks; the set that lacks fewest."""
    if proven >= most:
        return ()
    rule = criterion.levels[proven]
    lacking: list[list[str]] = [sorted(k for k in need if kinds.get(k, -1) < rule.level) for need in rule.needs]
    fewest = min(lacking, key=len)
    return tuple(fewest)


def _has(rule: LevelRule, kinds: Mapping[str, int]) -> bool:
    level = rule.level
    for need in rule.needs:  # plain loops: an archive is asked a million times
        for kind in need:
            if kinds.get(kind, -1) < level:
                break
        else:
            return True
    return False


def _measured(rule: LevelRule, share: Share) -> tuple[bool, bool]:
    """(the figures reach this level for sure, the figures exclude it)."""
    reached, excluded = True, False
    for measure in rule.measures:
        low, high = _figure(measure.name, share)
        reached = reached and low is not None and low >= measure.at_least
        excluded = excluded or (high is not None and high < measure.at_least)
    return reached, excluded


def _figure(name: str, share: Share) -> tuple[Decimal | None, Decimal | None]:
    if name == "local_share":
        return share.low, share.high
    known = share.direct + share.via1
    if share.low is None or known <= 0:
        return None, None
    # What isn't known could all be direct, so the part paid directly is bounded below only.
    return share.direct / known, ONE if share.coverage is not None and share.coverage < 1 else share.direct / known
