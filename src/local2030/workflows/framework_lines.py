"""How local a cooperation framework's results matrix is, line by line: does it name a local actor, a place below the nation?

A line is written "code | text | actors | places"; several actors or places are parted by " + " or ";". Who is local is decided
by the marker's own rules, the place by the gazetteer. An actor whose class isn't known may be local: such a line is
counted in the upper bound only. A place that isn't found is told and counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from local2030.marker.actors import Classifier
from local2030.vocabulary.organisations import ActorQuery, counts_as_local
from local2030.vocabulary.places import resolve

MOST_LINES = 2000
LONGEST = 2000
IMPLEMENTING = "4"
PARTED = re.compile(r";| \+ ")


class Line(NamedTuple):
    """One line, read: the actors with their class, the places found below the nation, and what wasn't understood."""

    code: str
    text: str
    actors: tuple[tuple[str, str], ...]  # name, class
    places: tuple[tuple[str, str], ...]  # name as written, code
    unknown_places: tuple[str, ...]
    surely: bool  # names a local actor or such a place
    perhaps: bool  # names an actor whose class isn't known


class Measure(NamedTuple):
    """Over `lines`: how many name a local actor, a place, either; `high` counts those that perhaps do as well."""

    lines: int
    with_actor: int
    with_place: int
    low: int
    high: int
    read: tuple[Line, ...]

    @property
    def share(self) -> tuple[float, float] | None:
        """The share of lines that name either, between its bounds; None without a line."""
        return (self.low / self.lines, self.high / self.lines) if self.lines else None


def measure(lines: Iterable[str], country: str) -> Measure:
    """The measure of a text's lines in a country (alpha-2); empty lines are none, what is beyond the bounds is cut."""
    read = tuple(_line(text[:LONGEST], country) for text in list(lines)[:MOST_LINES] if text.strip(" |;"))
    return Measure(
        len(read),
        sum(any(counts_as_local("strict", actor_class, "") for _, actor_class in line.actors) for line in read),
        sum(bool(line.places) for line in read),
        sum(line.surely for line in read),
        sum(line.surely or line.perhaps for line in read),
        read,
    )


def is_local_government(name: str, country: str) -> bool:
    """Whether that name is surely a local or regional government, or an association of them, of the country."""
    return _classifier()(_asked(name, country)).actor_class in ("LRG", "LRGA")


def _line(text: str, country: str) -> Line:
    code, said, actors, places = [*(part.strip() for part in text.split("|", 3)), "", "", "", ""][:4]
    if not said and code:  # a line without marks is all text
        code, said = "", code
    named = tuple((name, _classifier()(_asked(name, country)).actor_class) for name in _parts(actors))
    found, unknown = [], []
    for name in _parts(places):
        place = resolve(name, country or None).place
        if place is not None and place.level >= 1:
            found.append((name, place.code))
        elif place is None:
            unknown.append(name)
    surely = bool(found) or any(counts_as_local("strict", c, "") for _, c in named)
    return Line(code, said, named, tuple(found), tuple(unknown), surely, any(c == "UNK" for _, c in named))


def _asked(name: str, country: str) -> ActorQuery:
    return ActorQuery(name, role=IMPLEMENTING, countries=(country,) if country else ())


def _parts(text: str) -> list[str]:
    return [part for part in (part.strip() for part in PARTED.split(text)) if part]


@cache
def _classifier() -> Classifier:
    return Classifier()
