"""What changed between first draft and approval because of the marker, beside programmes designed without it.

    influence(changes, designs)  ->  programmes changed, amount moved, shift of the planned local share in both groups

An amount is moved for sure where the record of the decision says that it was because of the marker and somebody else
confirmed it; at most where anybody put it down to the marker. The comparison is of groups that nobody drew by lot, so a
difference shows that they differ and not why; under `FEWEST` programmes in a group none is reckoned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from local2030.methods.intervals import Interval, difference_interval, mean_interval

FEWEST = 5
CRITERIA = ("C2", "C3")
ZERO = Decimal(0)


class Change(NamedTuple):
    """One change of a design. `sure`: the record names the marker and the change is confirmed. Amounts None: not said."""

    id: str
    programme: str
    part: str  # design | budget
    sure: bool
    low: Decimal | None
    high: Decimal | None
    currency: str
    because: str


class Version(NamedTuple):
    """A version of a design: planned local share as an interval (0-1), levels of C2 and C3; None: nobody can tell."""

    low: float | None
    high: float | None
    c2: int | None = None
    c3: int | None = None


class Design(NamedTuple):
    """The first draft and the approved version; `with_marker` None: nobody says whether the marker was used."""

    programme: str
    with_marker: bool | None
    draft: Version
    approved: Version


class Shift(NamedTuple):
    """How far the planned local share moved: between these bounds."""

    programme: str
    low: float
    high: float


class Moved(NamedTuple):
    """The amount moved in one currency; `unsaid`: changes of the budget without an amount."""

    currency: str
    low: Decimal
    high: Decimal
    unsaid: int


@dataclass(frozen=True, slots=True)
class Group:
    """Programmes designed with, or without, the marker. `mean` None: fewer than two of which the shift is known.

    `levels`: for C2 and C3 how many rose, stayed, fell.
    """

    n: int
    shifts: tuple[Shift, ...]
    mean: Interval | None
    levels: Mapping[str, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Influence:
    """The report. `difference` None: `too_few` (a group has fewer than `FEWEST`) or nothing varies."""

    programmes_sure: tuple[str, ...]
    programmes_possible: tuple[str, ...]
    moved: tuple[Moved, ...]
    by_cause: Mapping[str, int]
    with_marker: Group
    without: Group
    unknown: int
    difference: Interval | None
    too_few: bool


def influence(changes: Iterable[Change], designs: Iterable[Design]) -> Influence:
    """All of it; each programme and each change once."""
    listed = list({change.id: change for change in changes}.values())
    known = list({design.programme: design for design in designs}.values())
    using, without = (group([d for d in known if d.with_marker is flag]) for flag in (True, False))
    too_few = min(len(using.shifts), len(without.shifts)) < FEWEST
    causes: dict[str, int] = {}
    for change in listed:
        causes[change.because] = causes.get(change.because, 0) + 1
    return Influence(
        tuple(sorted({change.programme for change in listed if change.sure})),
        tuple(sorted({change.programme for change in listed})),
        moved(listed),
        dict(sorted(causes.items())),
        using,
        without,
        sum(design.with_marker is None for design in known),
        None if too_few else difference(using.shifts, without.shifts),
        too_few,
    )


def moved(changes: Iterable[Change]) -> tuple[Moved, ...]:
    """By currency, to the cent: the low end of what is sure, the high end of all that is put down to the marker."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        if change.part == "budget" or change.low is not None or change.high is not None:
            found.setdefault(change.currency, []).append(change)
    return tuple(_moved(currency, found[currency]) for currency in sorted(found))


def shift(design: Design) -> Shift | None:
    """How far its planned local share moved; None where one of the versions says nothing."""
    draft, approved = design.draft, design.approved
    if draft.low is None or draft.high is None or approved.low is None or approved.high is None:
        return None
    return Shift(design.programme, approved.low - draft.high, approved.high - draft.low)


def group(designs: Sequence[Design]) -> Group:
    """The shifts of a group, their mean over both bounds, and where C2 and C3 went."""
    shifts = tuple(found for design in designs if (found := shift(design)) is not None)
    levels = {name: _levels(designs, name.lower()) for name in CRITERIA}
    return Group(len(designs), shifts, _both(mean_interval([s.low for s in shifts]), mean_interval([s.high for s in shifts])), levels)  # fmt: skip


def difference(using: Sequence[Shift], without: Sequence[Shift]) -> Interval | None:
    """How much further the first group moved, over all that its bounds leave open (Welch); None where nothing varies."""
    least = difference_interval([s.low for s in using], [s.high for s in without])
    most = difference_interval([s.high for s in using], [s.low for s in without])
    return _both(least[0] if least else None, most[0] if most else None)


def _both(least: Interval | None, most: Interval | None) -> Interval | None:
    if least is None or most is None:
        return None
    return Interval((least.value + most.value) / 2, least.low, most.high, least.n)


def _moved(currency: str, changes: Sequence[Change]) -> Moved:
    sure = [amount for change in changes if change.sure and (amount := _bounds(change))]
    every = [amount for change in changes if (amount := _bounds(change))]
    return Moved(
        currency,
        sum((low for low, _high in sure), ZERO),
        sum((high for _low, high in every), ZERO),
        len(changes) - len(every),
    )


def _bounds(change: Change) -> tuple[Decimal, Decimal] | None:
    stated = [value for value in (change.low, change.high) if value is not None]
    return (min(stated), max(stated)) if stated else None


def _levels(designs: Sequence[Design], name: str) -> tuple[int, int, int]:
    rose = same = fell = 0
    for design in designs:
        before, after = getattr(design.draft, name), getattr(design.approved, name)
        if before is not None and after is not None:
            rose, same, fell = rose + (after > before), same + (after == before), fell + (after < before)
    return rose, same, fell
