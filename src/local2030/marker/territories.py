"""Where a programme's money goes: each location's admin level and its part of the money.

Level 0 is the country, 1 a province or the like, 2 below it. Percentages decide where they are given; else locations
share equally, which is said. A location without a code gets its level from its point, by point in polygon; a point
inside the country is at level 1 at least. An activity without locations is at level 0 (marker design, section 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from local2030.marker.flows import ZERO
from local2030.vocabulary import places
from local2030.vocabulary.activities import Activity, Location
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.programmes import LedgerRow

ONE = Decimal(1)
HUNDRED = Decimal(100)
SURE_REASONS = frozenset({"exact", "folded", "alias", "nested", "dominant"})


class Territory(NamedTuple):
    """One place of the programme. `share` is its part of the whole money, `amount` in the reporting currency."""

    name: str
    code: str
    country: str
    level: int
    share: Decimal | None
    amount: Decimal | None
    point: tuple[float, float] | None
    basis: str  # code | point | name | none: what its level rests on
    reach: str
    line: int


@dataclass(frozen=True, slots=True)
class Territories:
    """All places; `subnational_share` is the part of the money at admin level 1 or below, None without money."""

    subnational_share: Decimal | None
    equal_split: bool
    places: tuple[Territory, ...]
    below_national: int  # how many different places are at level 1 or below
    findings: tuple[Finding, ...]
    from_ledger: bool = False


class _Spot(NamedTuple):
    code: str
    country: str
    level: int
    basis: str
    trouble: str


def territories(parts: Sequence[tuple[Activity, Decimal]], total: Decimal) -> Territories:
    """The places of a programme, out of its activities and the money each of them spends (reporting currency)."""
    listed: list[Territory] = []
    findings: list[Finding] = []
    equal = False
    for activity, amount in parts:
        if not activity.locations:
            continue
        countries = tuple(code for code, _ in activity.countries)
        shares, split = _shares(activity.locations)
        equal = equal or split
        part = amount / total if total > 0 else None
        for location, share in zip(activity.locations, shares, strict=True):
            spot = _spot(location, countries)
            if spot.trouble:
                values = {"name": location.name, "point": str(location.point), "activity": activity.identifier}
                findings.append(Finding(spot.trouble, "warning", activity.file, location.line, values))
            listed.append(
                Territory(
                    location.name, spot.code, spot.country, spot.level, None if part is None else part * share,
                    None if part is None else amount * share, location.point, spot.basis, location.reach, location.line,
                )
            )  # fmt: skip
    return _summed(listed, total, equal, findings)


def ledger_territories(
    rows: Iterable[LedgerRow], amounts: Sequence[Decimal], countries: tuple[str, ...]
) -> Territories:
    """The places that a ledger's rows name, each with the money of its rows; rows without a place are national."""
    sums: dict[str, Decimal] = {}
    lines: dict[str, int] = {}
    for row, amount in zip(rows, amounts, strict=True):
        sums[row.place] = sums.get(row.place, ZERO) + amount
        lines.setdefault(row.place, row.line)
    total = sum(sums.values(), ZERO)
    listed = []
    for name, amount in sums.items():
        if name:
            found = named_place(name, countries)
            share = amount / total if total > 0 else None
            listed.append(
                Territory(
                    name,
                    found[0],
                    found[1],
                    found[2],
                    share,
                    amount,
                    None,
                    "name" if found[0] else "none",
                    "",
                    lines[name],
                )
            )
    return replace(_summed(listed, total, False, []), from_ledger=True)


def _summed(listed: list[Territory], total: Decimal, equal: bool, findings: list[Finding]) -> Territories:
    below = [t for t in listed if t.level >= 1]
    share = min(ONE, sum((t.share for t in below if t.share is not None), ZERO)) if total > 0 else None
    different = {(t.code, t.point, t.name) for t in below}
    return Territories(share, equal, tuple(listed), len(different), tuple(findings))


def _shares(locations: Sequence[Location]) -> tuple[list[Decimal], bool]:
    """Each location's part of its activity: by percentage where stated, the rest in equal parts."""
    stated = [loc.percentage for loc in locations]
    if all(p is None for p in stated):
        return [ONE / len(locations)] * len(locations), len(locations) > 1
    known = sum((p for p in stated if p is not None and p > 0), ZERO) / HUNDRED
    scale = ONE / known if known > 1 else ONE
    silent = sum(p is None for p in stated)
    rest = max(ZERO, ONE - known) / silent if silent else ZERO
    return [rest if p is None else max(ZERO, p) / HUNDRED * scale for p in stated], silent > 1


@lru_cache(maxsize=32_768)
def _spot_of(
    ids: tuple[tuple[str, str], ...], admin: tuple[tuple[str, str, str], ...], point: tuple[float, float] | None,
    name: str, country: str, countries: tuple[str, ...],
) -> _Spot:  # fmt: skip
    for vocabulary, level, code in admin:
        if level.isdigit() and int(level) >= 1:
            return _Spot(code, country or (countries[0] if len(countries) == 1 else ""), int(level), "code", "")
        found = places.by_admin_code(vocabulary, code, country) if not level else None
        if found is not None and found.level >= 1:
            return _Spot(found.code, found.country, found.level, "code", "")
    for vocabulary, code in ids:
        found = places.by_admin_code(vocabulary, code, country)
        if found is not None and found.level >= 1:
            return _Spot(found.code, found.country, found.level, "code", "")
    trouble = ""
    if point is not None:
        for candidate in countries or ("",):
            at = places.place_at(point[0], point[1], candidate or None)
            if at.country and (not countries or at.country in countries):
                return _Spot(at.admin1.code if at.admin1 is not None else "", at.country, 1, "point", "")
        trouble = "point-outside-country" if countries else ""
    found_code, where, depth = named_place(name, countries)
    return _Spot(found_code, where, depth, "name" if found_code else "none", trouble)


def _spot(location: Location, countries: tuple[str, ...]) -> _Spot:
    return _spot_of(location.ids, location.admin, location.point, location.name, location.country, countries)


@lru_cache(maxsize=16_384)
def named_place(name: str, countries: tuple[str, ...]) -> tuple[str, str, int]:
    """(code, country, level) of a place that is sure by its name in one of the countries, else ("", "", 0)."""
    if name:
        for country in countries:
            found = places.resolve(name, country)
            if found.place is not None and found.place.level >= 1 and found.reason in SURE_REASONS:
                return found.place.code, found.place.country, found.place.level
    return "", "", 0
