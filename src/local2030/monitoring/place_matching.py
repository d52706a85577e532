"""Which places of the world the places of a data set are: by code, by name with the point as witness, else nothing.

A name alone is little: Plentzia isn't Palencia. So a likeness of letters is only named as a runner-up; a name that is
written so counts where the point of the boundary file lies near (`sure`), or where there is no point and no other place
of that name in the country (`likely`). Two places that claim one are both let go.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import asin, cos, hypot, radians, sin, sqrt
from typing import Literal

from local2030.monitoring.place_records import LocalPlace, ancestors
from local2030.vocabulary.folding import bare, fold
from local2030.vocabulary.gazetteer import Place
from local2030.vocabulary.places import country, place, place_at, resolve

Sure = Literal["sure", "likely", "unsure", "none"]
NEAR_KM, NEAR_UNIT_KM = 20.0, 250.0  # from a point in the area to the middle of the town, or of the first-level unit
WRITTEN = frozenset({"exact", "folded", "alias", "nested"})
RUNNERS_UP = 3
_PARTS = re.compile(r"\s*[/|]\s*|\s+-\s+")


@dataclass(frozen=True, slots=True)
class Match:
    """What one place is. `found` None: not sure enough, or nothing; `runners_up` are what else it may be.

    `reason` is a code with words: match-by-code, match-name-and-point, match-name-alone, match-name-far,
    match-claimed-twice, match-like-only, match-ambiguous, match-none, match-whole.
    """

    code: str
    found: Place | None
    sure: Sure
    reason: str
    score: float = 0.0
    far_km: float | None = None
    runners_up: tuple[tuple[Place, float], ...] = ()


def matches(places: Sequence[LocalPlace], within: str = "") -> tuple[Match, ...]:
    """A match for each place, in their order. `within`: the country (ISO 3166, M49) that they lie in, if it is known."""
    by_code = {one.code: one for one in places}
    land = _land(within, places)
    found = {one.code: _match(one, land) for one in places}
    for code in _claimed_twice(found, by_code):
        lost = found[code]
        runner = ((lost.found, lost.score),) if lost.found else ()
        found[code] = replace(
            lost,
            found=None,
            sure="unsure",
            reason="match-claimed-twice",
            runners_up=(*runner, *lost.runners_up)[:RUNNERS_UP],
        )
    return tuple(found[one.code] for one in places)


def country_of(places: Sequence[LocalPlace]) -> str:
    """The country that nearly all points lie in, or that the codes name; "" where neither says it."""
    points = [(one.lat, one.lon) for one in places if one.lat is not None and one.lon is not None]
    step = max(1, len(points) // 40)
    held = Counter(place_at(lat, lon).country for lat, lon in points[::step])
    held.pop("", None)
    if held:
        code, count = min(held.items(), key=lambda item: (-item[1], item[0]))
        if count >= 0.8 * sum(held.values()):
            return code
        return ""
    named = Counter(one.iso[:2] for one in places if one.iso)
    if len(named) == 1:
        return next(iter(named))
    nuts = {one.code[:2] for one in places if one.scheme == "NUTS"}
    known = country(next(iter(nuts))) if len(nuts) == 1 else None
    return known.code if known else ""


def _land(within: str, places: Sequence[LocalPlace]) -> str:
    known = country(within) if within else None
    if within:
        return known.code if known else ""
    return country_of(places)


def _match(one: LocalPlace, land: str) -> Match:
    for code in (one.iso, *((one.code, *one.codes) if one.scheme in ("ISO3166-1", "ISO3166-2", "M49") else ())):
        known = (place(code) or country(code)) if code else None
        if known is not None:
            return Match(one.code, known, "sure", "match-by-code", 1.0, _km(one, known))
    names = _names(one)
    if not names:
        return Match(one.code, None, "none", "match-none" if one.level else "match-whole")
    answers = [resolve(name, land or None) for name in names]
    written = {a.place: a for a in answers if a.place is not None and a.reason in WRITTEN}
    also = {other: score for a in answers for other, score in a.runners_up if score >= 0.8}
    also |= {a.place: a.score for a in answers if a.place is not None and a.reason not in WRITTEN}
    runners = tuple(sorted(also.items(), key=lambda item: (-item[1], item[0].code)))
    ranked = sorted(written, key=lambda p: (_rank(one, p), p.code))
    if not ranked:
        near = next((p for p, score in runners if score >= 0.93 and _is_near(one, p) and _same(names, p)), None)
        if near is not None:
            return Match(
                one.code, near, "sure", "match-name-and-point", also[near], _km(one, near), runners[:RUNNERS_UP]
            )
        reason = "match-like-only" if runners else "match-none"
        reason = "match-ambiguous" if any(a.reason == "ambiguous" for a in answers) else reason
        return Match(one.code, None, "unsure" if runners else "none", reason, 0.0, None, runners[:RUNNERS_UP])
    best = ranked[0]
    rest = (*((p, written[p].score) for p in ranked[1:]), *((p, s) for p, s in runners if p not in written))[
        :RUNNERS_UP
    ]
    score, far = written[best].score, _km(one, best)
    if far is not None:
        if _is_near(one, best):
            return Match(one.code, best, "sure", "match-name-and-point", score, far, rest)
        return Match(one.code, None, "unsure", "match-name-far", 0.0, far, ((best, score), *rest)[:RUNNERS_UP])
    if land and len(ranked) == 1:
        return Match(one.code, best, "likely", "match-name-alone", score, None, rest)
    return Match(one.code, None, "unsure", "match-ambiguous", 0.0, None, ((best, score), *rest)[:RUNNERS_UP])


def _names(one: LocalPlace) -> list[str]:
    """The names of the place, whole and by their parts: Araba/Álava, Añana (comarca). A bare code is no name."""
    found = []
    for name in (one.name, *one.names.values()):
        if not name or name == one.code:
            continue
        short = re.sub(r"\s*\([^)]*\)\s*$", "", name)
        found += [name, short, *_PARTS.split(short)]
    return list(dict.fromkeys(name.strip() for name in found if len(name.strip()) > 1))[:8]


def _rank(one: LocalPlace, other: Place) -> float:
    """The nearer the better; where there is no point, the wider for a wide place."""
    far = _km(one, other)
    return far if far is not None else abs(other.level - min(one.level, 2)) * 1000.0


def _same(names: Sequence[str], other: Place) -> bool:
    known = {bare(fold(text))[0] for text in (other.name, *(name for _, name in other.names))}
    return any(bare(fold(name))[0] in known for name in names)


def _is_near(one: LocalPlace, other: Place) -> bool:
    far = _km(one, other)
    if far is None:
        return False
    if other.level == 2:
        return far <= NEAR_KM
    if one.lat is None or one.lon is None:
        return False
    held = place_at(one.lat, one.lon)
    if other.level == 0:
        return held.country == other.code
    return held.admin1 is not None and held.admin1.code == other.code and far <= NEAR_UNIT_KM


def _km(one: LocalPlace, other: Place) -> float | None:
    """How far they lie from each other; None where one has no point."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    if hypot(other.lat, other.lon) == 0:
        return None
    a, b = radians(one.lat), radians(other.lat)
    part = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other.lon - one.lon) / 2) ** 2
    return round(12_742 * asin(sqrt(min(part, 1.0))), 1)


def _claimed_twice(found: Mapping[str, Match], by_code: Mapping[str, LocalPlace]) -> set[str]:
    """Places that say they are the same one: of these only one that holds the others by name and level may keep it."""
    claims: dict[str, list[str]] = defaultdict(list)
    for code, match in found.items():
        if match.found is not None:
            claims[match.found.code].append(code)
    lost: set[str] = set()
    for claiming in claims.values():
        if len(claiming) < 2:
            continue
        by_their_code = [code for code in claiming if found[code].reason == "match-by-code"]
        lowest = max(claiming, key=lambda code: (by_code[code].level, code))
        nested = all(code == lowest or code in ancestors(lowest, by_code) for code in claiming)
        known = found[lowest].found
        is_town = known is not None and known.level == 2
        if by_their_code:
            keep = by_their_code if len(by_their_code) == 1 else []
        else:
            # A county and its town share a name: the gazetteer's town is the lowest, its unit the highest.
            keep = [lowest if is_town else min(claiming, key=lambda code: by_code[code].level)] if nested else []
        lost |= set(claiming) - set(keep)
    return lost
