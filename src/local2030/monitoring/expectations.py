"""What one may expect: the framework's own demands (a signed file), a data set's metadata, and what a user says.

A level is a number as in a data set's places: 0 is its whole territory, 1 the places right below... What the whole
territory is, a nation, a region or a local government's territory, decides what the framework asks of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from local2030.methods.signed_files import signed_file
from local2030.vocabulary.folding import fold

FILE = Path(__file__).parent / "expectations.yaml"

Kind = Literal["national", "regional", "local", "part"]
KINDS: Mapping[str, Kind] = {"n": "national", "r": "regional", "l": "local"}
BELOW: Mapping[Kind, Kind] = {"national": "regional", "regional": "local"}
PARTS = frozenset(
    "ward wards neighbourhood neighborhood barrio bairro quartier quartiere stadtteil stadtbezirk bezirk distrito distritos "
    "lsoa msoa tract".split()
)

# Which rule made an expectation; a later one outweighs an earlier one.
Rule = Literal["framework", "practice", "own-practice", "metadata", "user"]


class Defaults(NamedTuple):
    """What holds where nothing else is said. `from_year` is the year from which progress is counted; `lag` years after
    its own year a value is expected to be out; a newest value older than its rhythm and `beyond` years is stale."""

    from_year: int
    every: int
    lag: int
    beyond: int
    practice_share: float


class Demand(NamedTuple):
    """What the framework says of an indicator: at which kinds of place it means something, by which breakdowns it is
    asked, how many years lie from value to value, and why it is out of scope elsewhere."""

    code: str
    at: frozenset[Kind]
    by: tuple[str, ...]
    every: int
    why: str


@dataclass(frozen=True, slots=True)
class Framework:
    """The signed file: its version and SHA-256, its demands by code, and the words by which breakdowns are known."""

    title: str
    version: str
    sha256: str
    defaults: Defaults
    demands: Mapping[str, Demand]
    reasons: Mapping[str, str]
    words: Mapping[str, str]

    def dimension(self, column: str) -> str:
        """Which breakdown a column's name means ("Sexo": sex); "" where no word is known for it."""
        return self.words.get(fold(column), "")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody says of a data set in a row of the expectations file; "" and None leave a thing unsaid.

    `level` is a number, a level's name, a kind (regional), `root` or `all`; unsaid it is the whole territory for what
    is expected, and every level for what is out of scope. `dimensions` are breakdowns that are expected as well.
    """

    indicator: str
    level: str = ""
    dimensions: tuple[str, ...] = ()
    from_year: int | None = None
    to_year: int | None = None
    every: int | None = None
    in_scope: bool = True
    reason: str = ""
    owner: str = ""
    rule: Rule = "user"
    line: int | None = None


class Level(NamedTuple):
    """A level of places: its number, its name, what kind of place it is, and how many places there are."""

    number: int
    name: str
    kind: Kind
    places: int


@cache
def framework() -> Framework:
    """The signed expectations of the framework; a file that contradicts itself is a fault of the package."""
    top, _head, sha256 = signed_file(FILE)
    said = top["defaults"]
    defaults = Defaults(said["from"], said["every"], said["lag"], said["beyond"], said["practice_share"])
    demands = {code: _demand(code, row, defaults) for code, row in top["indicators"].items()}
    known = set(top["dimensions"])
    wrong = [d.code for d in demands.values() if not known.issuperset(d.by) or (d.why and d.why not in top["reasons"])]
    if wrong:
        raise ValueError(f"{FILE.name}: unknown breakdown or reason at {', '.join(wrong)}")
    words = {fold(word): name for name, told in top["dimensions"].items() for word in (name, *told)}
    return Framework(top["title"], top["version"], sha256, defaults, demands, top["reasons"], words)


def levels_of(places: Iterable[Mapping[str, object]], root: Kind) -> tuple[Level, ...]:
    """The levels of a data set's places from the whole territory down, each with its kind."""
    counts: dict[int, list[object]] = {}
    for place in places:
        counts.setdefault(int(str(place.get("level") or 0)), []).append(place.get("level_name") or "")
    found, kind = [], root
    for number in range(max(counts, default=0) + 1):
        names = counts.get(number, [])
        name = str(names[0]) if names else ""
        if number:
            kind = "part" if root in ("local", "part") or is_part(name) else BELOW[root] if number == 1 else "local"
        found.append(Level(number, name, kind, len(names)))
    return tuple(found)


def is_part(level_name: str) -> bool:
    """Whether places of that name are parts of a local government's territory (wards) and have none of their own."""
    return not PARTS.isdisjoint(fold(level_name).split())


def meant(level: str, levels: Sequence[Level], in_scope: bool) -> tuple[int, ...]:
    """The numbers of the levels that a user's word means; none where no level is called so."""
    word = fold(level)
    if word in ("all", "") and (word or not in_scope):
        return tuple(one.number for one in levels)
    if word in ("", "root", "whole territory"):
        return (0,)
    if word.isdigit():
        return tuple(one.number for one in levels if one.number == int(word))
    return tuple(one.number for one in levels if word in (fold(one.name), one.kind))


def _demand(code: str, row: Mapping[str, object], defaults: Defaults) -> Demand:
    at = frozenset(KINDS[letter] for letter in str(row["at"]))
    by = row.get("by") or []
    assert isinstance(by, list)
    every = row.get("every", defaults.every)
    assert isinstance(every, int)
    return Demand(code, at, tuple(by), every, str(row.get("why", "")))
