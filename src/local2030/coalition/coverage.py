"""Which places a Hub reaches, and which under-represented regions that touches. Both readings of a region are given.

The Coalition names three regions without saying where they end: North America may be Northern America alone, or with
Central America and Mexico. And a Hub may count for the country that it lies in or for the region that it covers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from local2030.coalition.records import HubGap
from local2030.coalition.stock import first_stock
from local2030.vocabulary.places import countries, country


@dataclass(frozen=True, slots=True)
class GapReading:
    """One region in one reading: its areas, the countries of the Hub that lie in it, and the Hubs already there."""

    gap: HubGap
    is_wide: bool
    areas: tuple[str, ...]
    by_place: bool
    by_coverage: tuple[str, ...]
    already: tuple[str, ...]

    @property
    def is_touched(self) -> bool:
        """Whether the Hub lies in it or reaches into it."""
        return self.by_place or bool(self.by_coverage)


def reached(codes: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The countries that codes stand for (alpha-2, or M49 of a country or area), and the codes that stand for none."""
    found: set[str] = set()
    unknown = []
    for code in codes:
        text = code.strip().upper().removeprefix("M49:")
        inside = _members().get(text.zfill(3)) if text.isdigit() else None
        place = country(text.zfill(3) if text.isdigit() else text) if inside is None and text.isalnum() else None
        if inside is None and place is None:
            unknown.append(code)
        found |= inside or ({place.code} if place else set())
    return frozenset(found), tuple(unknown)


def gap_readings(
    home: str, coverage: Iterable[str], others: Iterable[tuple[str, str]], gaps: tuple[HubGap, ...] | None = None
) -> tuple[GapReading, ...]:
    """Each region in its narrow and, where it has one, its wide reading. `others`: (name, country) of the Hubs now."""
    covered, _unknown = reached(coverage)
    named = list(others)
    found = []
    for gap in first_stock().hub_gaps if gaps is None else gaps:
        readings = [gap.m49[:1], gap.m49] if len(gap.m49) > 1 else [gap.m49]
        for areas in readings:
            inside, _none = reached(areas)
            already = tuple(name for name, code in named if code in inside)
            touched = tuple(sorted(covered & inside))
            found.append(GapReading(gap, len(areas) > 1, tuple(areas), home in inside, touched, already))
    return tuple(found)


def area_name(code: str) -> str:
    """The name of an M49 area or country, the code itself if it has none."""
    if code in _names():
        return _names()[code]
    place = country(code)
    return place.name if place else code


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in _areas()}


@cache
def _members() -> dict[str, frozenset[str]]:
    """The countries of each M49 area."""
    above = {row["code"]: row["above"] for row in _areas()}
    code_of = {row["name"]: row["code"] for row in _areas()}
    found: dict[str, set[str]] = {code: set() for code in above}
    for place in countries():
        area = code_of.get(place.region, "")
        while area:
            found[area].add(place.code)
            area = above[area]
    for area in found:  # "North America" lies across two branches of the tree
        if area == "003":
            found[area] |= found.get("013", set()) | found.get("029", set())
    return {area: frozenset(codes) for area, codes in found.items()}


@cache
def _areas() -> tuple[dict[str, str], ...]:
    text = (files("local2030.coalition") / "data" / "areas.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
