"""Places by name, code and point: the answer says why, names the runners-up, and is none where it isn't sure.

Codes are ISO 3166 where that has one. Names and borders are those of the sources in `gazetteer.sqlite` and imply no
opinion on the status of any place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from local2030.vocabulary.folding import MAX_LETTERS, bare, fold, is_latin
from local2030.vocabulary.gazetteer import Place, Row, country_rows, latin_names, opened, row, row_of, rows_named
from local2030.vocabulary.polygons import PointPlace, admin1_shapes, country_shapes, place_at

__all__ = [
    "Place",
    "PointPlace",
    "Resolution",
    "admin1_shapes",
    "by_admin_code",
    "countries",
    "country",
    "country_named",
    "country_shapes",
    "place",
    "place_at",
    "resolve",
]

EXACT, FOLDED, ALIAS, WITHOUT_KIND = 1.0, 0.97, 0.93, 0.03
ALIAS_WEIGHS = 0.2  # a place of this other name counts with a fifth of its people when we ask which one is meant
DOMINANT, DOMINANT_PEOPLE = 10, 50_000  # ten times the people of the next, and a town at least
LIKE_IN_COUNTRY, LIKE_ANYWHERE, CLOSE = 0.90, 0.92, 0.04
SHORTEST_LIKE, SHORT, RUNNERS_UP = 4, 7, 5  # under seven letters only doubled letters may differ

_DOUBLED = re.compile(r"(.)\1")

# What ISO or others called a country once, or what they call it by custom.
_RENAMED = {
    "UK": "GB",
    "EL": "GR",
    "ZR": "CD",
    "ZAR": "CD",
    "BU": "MM",
    "TP": "TL",
    "TMP": "TL",
    "ROM": "RO",
    "FX": "FR",
    "YU": "CS",
    "YUG": "CS",
    "KV": "XK",
    "KOS": "XK",
    "XKV": "XK",
    "412": "XK",
}


class Resolution(NamedTuple):
    """What a name means. `place` is None where that isn't sure; `runners_up` are what else it may mean.

    Reasons: exact, folded (but for accents, case and the like), alias (another name of the place), nested (places
    within each other share the name: the widest), dominant (far more people than the next of that name), fuzzy (nearly
    so written); without a place: ambiguous, too-weak, elsewhere (known in other countries only), unknown-name,
    unknown-country.
    """

    place: Place | None
    reason: str
    score: float
    runners_up: tuple[tuple[Place, float], ...]


class Candidate(NamedTuple):
    """A place that the name may mean."""

    row: Row
    score: float
    reason: str

    @property
    def people(self) -> float:
        return self.row.weight * (1 if self.reason != "alias" else ALIAS_WEIGHS)


def resolve(name: str, country: str | None = None, level: int | None = None) -> Resolution:
    """The place a name means, in a country (alpha-2, alpha-3, M49) or anywhere, at a level or at any."""
    return _resolved(name[:MAX_LETTERS], country, level)


@lru_cache(maxsize=8192)
def _resolved(name: str, country: str | None, level: int | None) -> Resolution:
    code = ""
    if country:
        found = _country(country)
        if found is None:
            return Resolution(None, "unknown-country", 0.0, ())
        code = found.code
    answer = Resolution(None, "unknown-name", 0.0, ())
    for text, within in _readings(name, code):
        for folded, hint, loss in _spellings(text):
            named = rows_named(folded)
            candidates = [_judged(r, text, folded, loss) for r in named if _fits(r, within, level)]
            if candidates:
                return _decided(candidates, hint if level is None else level, inside=bool(within))
            if named and not answer.runners_up:
                others = tuple((r.place, ALIAS) for r in sorted(named, key=lambda r: -r.weight)[:RUNNERS_UP])
                answer = Resolution(None, "elsewhere" if within else "unknown-name", 0.0, others)
    like = _like(name, code, level)
    return like if like is not None and (like.place is not None or not answer.runners_up) else answer


def country(code: str) -> Place | None:
    """The country of an alpha-2, alpha-3 or M49 code, also of some withdrawn or customary codes (XK, UK, AN)."""
    return _country(code)


def country_named(name: str) -> Place | None:
    """The country of that name in six languages or in common use, None unless it is the only one."""
    for folded, _, loss in _spellings(name):
        found = [_judged(r, name, folded, loss) for r in rows_named(folded) if r.place.level == 0]
        best = [c for c in found if c.score >= FOLDED - loss] or found
        if len(best) == 1:
            return best[0].row.place
    return None


@cache
def countries() -> tuple[Place, ...]:
    """All countries and areas, by alpha-2 code."""
    return tuple(sorted(r.place for r in country_rows().values()))


def place(code: str) -> Place | None:
    """The place of a code: SO, SO-BN, gn:53654."""
    found = row_of(code) or row_of(code.upper())
    return found.place if found else None


def by_admin_code(vocabulary: str, code: str, country: str = "") -> Place | None:
    """The place of an IATI location code: G1 GeoNames, A4 ISO 3166; None for boundary sets that we don't have."""
    code = code.strip()
    if vocabulary == "G1":
        return place(f"gn:{code}")
    if vocabulary != "A4" or not code:
        return None
    within = place(f"{country}-{code}") if country and code.upper() != country.upper() else None
    return within or place(code) or _country(code)


@cache
def _country_codes() -> dict[str, str]:
    """Every code we know for a country -> its alpha-2."""
    codes = dict(_RENAMED)
    for alpha2, alpha3, m49 in opened().execute("SELECT code, iso3, m49 FROM country"):
        codes |= {alpha2: alpha2, alpha3: alpha2}
        if m49:
            codes |= {m49: alpha2, m49.lstrip("0"): alpha2}
    return codes


def _country(code: str) -> Place | None:
    alpha2 = _country_codes().get(code.strip().upper())
    return country_rows()[alpha2].place if alpha2 else None


def _readings(name: str, country: str) -> Iterable[tuple[str, str]]:
    """The name as it stands; then "Juba, South Sudan" and "Banadir (Mogadishu)" by their parts."""
    yield name, country
    head, comma, tail = name.rpartition(",")
    if comma:
        named = country_named(tail) or _country(tail)
        yield head, country or (named.code if named else "")
        if country:
            yield tail, country
    if "(" in name:
        before, _, rest = name.partition("(")
        yield before, country
        yield rest.partition(")")[0], country


def _spellings(name: str) -> Iterable[tuple[str, int | None, float]]:
    """Folded name, the level its words speak of, and what the score loses by it."""
    folded = fold(name)
    if folded:
        yield folded, None, 0.0
        stem, hint = bare(folded)
        if stem != folded:
            yield stem, hint, WITHOUT_KIND


def _fits(found: Row, country: str, level: int | None) -> bool:
    return (not country or found.place.country == country) and (level is None or found.place.level == level)


def _judged(found: Row, name: str, folded: str, loss: float) -> Candidate:
    """How well the place's own names agree with the one asked for."""
    own = {found.place.name, *(n for _, n in found.place.names)}
    if not loss and unicodedata.normalize("NFC", name.strip()) in own:
        return Candidate(found, EXACT, "exact")
    if folded in {fold(n) for n in own} | {bare(fold(n))[0] for n in own}:
        return Candidate(found, FOLDED - loss, "folded")
    return Candidate(found, ALIAS - loss, "alias")


def _decided(candidates: list[Candidate], level: int | None, inside: bool) -> Resolution:
    """One of the places of that name, or none if more than one may be meant."""
    if inside and any(c.row.place.level for c in candidates):
        candidates = [c for c in candidates if c.row.place.level]
    families = _families(_without_doubles(candidates))
    families.sort(key=lambda family: max(c.people for c in family), reverse=True)
    ranked = sorted(candidates, key=lambda c: (-c.score, -c.people, c.row.place.code))
    if len(families) == 1:
        chosen = _member(families[0], level)
        reason = "nested" if len(families[0]) > 1 else chosen.reason
    elif alone := _alone(families, 1 if inside else 2):
        chosen, reason = _member(alone, level), "exact" if alone[0].reason == "exact" else "folded"
    elif _dominates(families):
        chosen, reason = _member(families[0], level), "dominant"
    else:
        return Resolution(None, "ambiguous", ranked[0].score, _pairs(ranked))
    return Resolution(chosen.row.place, reason, chosen.score, _pairs(c for c in ranked if c.row.id != chosen.row.id))


def _without_doubles(candidates: list[Candidate]) -> list[Candidate]:
    """First-level units of one country and name: the one that ISO lists, not its predecessor in another source."""
    listed = {c.row.place.country for c in candidates if c.row.place.level == 1 and ":" not in c.row.place.code}
    return [
        c
        for c in candidates
        if c.row.place.level != 1 or ":" not in c.row.place.code or c.row.place.country not in listed
    ]


def _families(candidates: list[Candidate]) -> list[list[Candidate]]:
    """The places gathered with those that they lie in, the widest first."""
    families: list[list[Candidate]] = []
    for candidate in sorted(candidates, key=lambda c: (c.row.place.level, -c.people)):
        above = _above(candidate.row.place)
        for family in families:
            widest = family[0].row.place
            beside = widest.parent == candidate.row.place.parent != widest.country  # a department and its town
            if widest.code in above or (beside and widest.level == 1):
                family.append(candidate)
                break
        else:
            families.append([candidate])
    return families


def _above(below: Place) -> set[str]:
    unit = place(below.parent) if below.parent else None
    return {below.country, below.parent} | ({unit.parent} if unit else set())


def _member(family: list[Candidate], level: int | None) -> Candidate:
    """The one of the level asked for, else the widest that has a code of today."""
    current = [c for c in family if not c.row.place.code.startswith("ne:")] or family
    return next((c for c in family if c.row.place.level == level), current[0])


def _alone(families: list[list[Candidate]], times: int) -> list[Candidate] | None:
    """The only family that bears the name as its own, if it has so many times the people of those it is an alias of."""
    own = [f for f in families if any(c.reason != "alias" for c in f)]
    others = [c.people for f in families if f not in own for c in f]
    alone = len(own) == 1 and max(c.people for c in own[0]) >= times * max(others, default=0)
    return own[0] if alone else None


def _dominates(families: list[list[Candidate]]) -> bool:
    first, second = (max(c.people for c in family) for family in families[:2])
    return first >= DOMINANT_PEOPLE and first >= DOMINANT * max(second, 1)


def _like(name: str, country: str, level: int | None) -> Resolution | None:
    """Latin names written nearly so: taken only if one is much nearer than all that don't lie in it."""
    from rapidfuzz import fuzz, process

    folded = fold(name)
    if not is_latin(folded) or len(folded) < SHORTEST_LIKE:
        return None
    names, ids = latin_names(country)
    best: dict[int, float] = {}
    for text in {folded, bare(folded)[0]}:
        if len(text) >= SHORTEST_LIKE:
            for other, score, at in process.extract(text, names, scorer=fuzz.ratio, score_cutoff=70, limit=40):
                best[ids[at]] = max(best.get(ids[at], 0.0), _likeness(text, other, round(score / 100, 3)))
    candidates = [Candidate(row(i), score, "fuzzy") for i, score in best.items()]
    candidates = [c for c in candidates if level is None or c.row.place.level == level]
    if not candidates:
        return None
    candidates.sort(key=lambda c: (-c.score, -c.people, c.row.place.code))
    top = candidates[0].score
    close = _families(_without_doubles([c for c in candidates if c.score > top - CLOSE]))
    if top < (LIKE_IN_COUNTRY if country else LIKE_ANYWHERE):
        return Resolution(None, "too-weak", top, _pairs(candidates))
    if len(close) > 1:
        return Resolution(None, "ambiguous", top, _pairs(candidates))
    chosen = _member(close[0], level)
    return Resolution(chosen.row.place, "fuzzy", top, _pairs(c for c in candidates if c.row.id != chosen.row.id))


def _likeness(text: str, other: str, score: float) -> float:
    """The share of letters in common; doubled letters count once, and in short names nothing else may differ."""
    if _DOUBLED.sub(r"\1", text) == _DOUBLED.sub(r"\1", other):
        return max(score, LIKE_ANYWHERE)
    return score if min(len(text), len(other)) >= SHORT else min(score, LIKE_IN_COUNTRY - 0.01)


def _pairs(candidates: Iterable[Candidate]) -> tuple[tuple[Place, float], ...]:
    return tuple((c.row.place, round(c.score, 3)) for c in candidates)[:RUNNERS_UP]
