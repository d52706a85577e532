"""Whether the place in a local government's name is the programme country's or surely another's: the gazetteer decides.

"Mombasa County Government" in a programme in Uganda is Kenya's. A place that the programme country has too is its own; one
that is known nowhere, or abroad only as a small town, proves nothing, since most small municipalities are in no gazetteer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from local2030.marker.actor_evidence import LIKE_A_FOREIGN, NONE, WRITTEN_ANYWHERE, Case
from local2030.marker.actor_names import GLUE, MIN_PLACE
from local2030.vocabulary import gazetteer
from local2030.vocabulary.folding import fold
from local2030.vocabulary.organisations import Actor

PROMINENT = {1: 50_000, 2: 100_000}  # people from which a unit or city is known abroad, by level
UNMISTAKABLE = 500_000  # people of a place that alone in the world bears its name
DOMINANT = 10  # times the people of others of the name that it leaves out of account
ALIAS_WEIGHS = 0.2  # a place of this other name counts with a fifth of its people
MOST_RUNS, MOST_WORDS = 4, 6  # looked up of one name
SHORTEST, LONGEST = 3, 60  # letters of a place's name; Latin ones have `MIN_PLACE` at least
ARTICLES = frozenset({"la", "le", "les", "el", "los", "las"})  # part of a place's name: La Paz, El Alto, Le Havre


class Known(NamedTuple):
    """What the gazetteer has under a name: in how many countries, and those that lead by people, the first before others."""

    countries: frozenset[str]
    leading: tuple[str, ...]  # with a prominent place, and at least a tenth of the people of the first
    people: float  # of the first


NOWHERE = Known(NONE, (), 0.0)


def placed_here(case: Case) -> bool:
    """Whether the gazetteer has a place of the name in a country of the programme."""
    return any(not _known(run).countries.isdisjoint(case.query.countries) for run in _runs(case))


def placed_elsewhere(case: Case) -> Actor | None:
    """The answer for a local government of a place that is surely in other countries; None where nothing says so.

    DONORLOC where all countries that may be meant give aid. Else INTL where the name can't be mistaken, and UNK where it can.
    """
    named = [(run, _known(run)) for run in _runs(case)]
    if any(not known.countries.isdisjoint(case.query.countries) for _, known in named):
        return None
    abroad = [known for run, known in named if known.leading and run not in case.rules.nowhere_sure]
    return _of_others(case, abroad[0]) if abroad else None


def _of_others(case: Case, known: Known) -> Actor | None:
    first = known.leading[0]
    if namesakes(case):
        if len(known.leading) > 1:
            return None
        written = case.name.kinds.get("LRG", NONE) & case.spoken() - WRITTEN_ANYWHERE
        if not written - case.rules.languages.get(first, NONE):
            return unsure()
        return case.answer("LRG", "name-local-government-unplaced", case.query.countries[0], LIKE_A_FOREIGN)
    if all(case.donor(country) for country in known.leading):
        return case.answer("DONORLOC", "name-local-government-donor", first if len(known.leading) == 1 else "")
    if len(known.countries) == 1 and known.people >= UNMISTAKABLE:
        return case.answer("INTL", "name-local-government-elsewhere", first)
    return unsure()


def unsure() -> Actor:
    return Actor("UNK", "unknown", "name-local-government-elsewhere", 0.0, "")


def namesakes(case: Case) -> bool:
    """Whether the name is in a language whose towns share names with those of other countries: Santiago, Victoria, León."""
    shared = set(case.query.countries) & case.rules.namesakes
    written = case.name.kinds.get("LRG", NONE)
    return bool(shared) and (not written or bool(written & case.spoken()))


def _runs(case: Case) -> Iterator[str]:
    """The names of places that the words of no other meaning make, in order: "san francisco", without "de"."""
    plain, run = set(case.name.plain), list[str]()
    left = MOST_RUNS
    begins = NONE if "sw" in case.name.kinds.get("LRG", NONE) else ARTICLES  # "jiji la Nairobi"
    for word in (*case.name.words, ""):
        if word and word in plain:
            run.append(word)
            continue
        while run and run[0] in GLUE and run[0] not in begins:
            run.pop(0)
        while run and run[-1] in GLUE:
            run.pop()
        name = " ".join(run)
        if len(name) >= (MIN_PLACE if name.isascii() else SHORTEST) and len(name) <= LONGEST and len(run) <= MOST_WORDS:
            left -= 1
            yield name
        if not left:
            return
        run = []


@lru_cache(maxsize=4096)
def _known(name: str) -> Known:
    people: dict[str, float] = {}
    prominent: set[str] = set()
    for row in gazetteer.rows_named(name):
        place = row.place
        if not place.level:
            continue
        own = any(fold(each) == name for each in (place.name, *(n for _, n in place.names)))
        weight = row.weight * (1 if own else ALIAS_WEIGHS)
        people[place.country] = max(people.get(place.country, 0.0), weight)
        if weight >= PROMINENT[place.level]:
            prominent.add(place.country)
    if not people:
        return NOWHERE
    most = max(people.values())
    ranked = sorted(prominent, key=lambda country: (-people[country], country))
    return Known(frozenset(people), tuple(c for c in ranked if people[c] * DOMINANT >= most), most)
