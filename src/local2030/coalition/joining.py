"""A list of names as somebody wrote it, joined to the entities that they stand for.

    join_names(attendance(), stock.entities)  ->  15 names, 14 entities, one line of log, one suggestion

Only a name that is the same but for case, accents and hyphens joins. Whatever is merely like one (a scan that reads
"UN-Hab1tat") is suggested with its score and waits for a person. Nothing is lost: each name is joined, suggested or
unknown.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from local2030.coalition.records import Entity
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.folding import fold

LIKE_ENOUGH, LIKE_ENOUGH_SHORT = 0.8, 0.85
MOST_SUGGESTIONS = 3
LONGEST = 200
SLIP = 0.3  # what mistaking two signs that look alike costs; any other letter costs 1
SHORT = 6  # letters: among acronyms one other letter is another organisation, so only mistaken signs count
PART_OF = 0.95  # a name that is like some words of a longer one
_ALIKE = ("oq0", "il1", "s5", "b8", "z2", "g9q")
_PAIRS = frozenset((a, b) for group in _ALIKE for a in group for b in group if a != b)
_BRACKET = re.compile(r"(.+?)\s*\(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Joining:
    """A line of the log: `name` was joined to the entity, which the list had already named as `first`."""

    entity: str
    name: str
    first: str

    @property
    def finding(self) -> Finding:
        """The line as a code with values, to be said in words."""
        return Finding("entity-names-joined", "info", values={"name": self.name, "first": self.first})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`name` (or a part of it) is like a name of the entity but isn't one; `score` is 1 for equal letters."""

    name: str
    entity: str
    known_as: str
    score: float

    @property
    def finding(self) -> Finding:
        """The suggestion as a code with values."""
        values = {"name": self.name, "known_as": self.known_as, "score": f"{self.score:.2f}"}
        return Finding("entity-name-suggested", "warning", values=values)


@dataclass(frozen=True, slots=True)
class Joined:
    """`entities` in the order of the list; `names`: which names joined which entity; `unknown`: like nobody's name."""

    entities: tuple[Entity, ...]
    log: tuple[Joining, ...]
    suggestions: tuple[Suggestion, ...]
    names: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]


def join_names(names: Iterable[str], entities: Sequence[Entity]) -> Joined:
    """The entities that the names stand for, each once, with a line of log for each name that fell to one before it."""
    known = _known(entities)
    by_id = {entity.id: entity for entity in entities}
    joined: dict[str, list[str]] = {}
    log: list[Joining] = []
    suggestions: list[Suggestion] = []
    unknown: list[str] = []
    for name in (" ".join(raw.split())[:LONGEST] for raw in names):
        if not name:
            continue
        entity, open_part = _meant(name, known)
        like = suggest(open_part, entities) if open_part else ()
        if entity:
            if entity in joined:
                log.append(Joining(entity, name, joined[entity][0]))
            joined.setdefault(entity, []).append(name)
            like = tuple(one for one in like if one.entity == entity)
        elif not like:
            unknown.append(name)
        suggestions += like
    found = {entity: tuple(names) for entity, names in joined.items()}
    return Joined(tuple(by_id[id] for id in found), tuple(log), tuple(suggestions), found, tuple(unknown))


def suggest(name: str, entities: Sequence[Entity]) -> tuple[Suggestion, ...]:
    """The entities with a name like this one, the likest first; also where only the part in brackets is like it."""
    best: dict[str, Suggestion] = {}
    parts: dict[str, Suggestion] = {}
    for text in map(fold, _parts(name)):
        for folded, (entity, known_as) in _known(entities).items():
            _keep(best, Suggestion(name, entity, known_as, round(likeness(text, folded), 3)))
            _keep(parts, Suggestion(name, entity, known_as, round(PART_OF * _likeness_within(text, folded), 3)))
    found = best or (parts if len(parts) == 1 else {})
    return tuple(sorted(found.values(), key=lambda one: (-one.score, one.entity))[:MOST_SUGGESTIONS])


def likeness(text: str, other: str) -> float:
    """1 for equal texts, less by each letter that differs; signs that a scan mistakes for another cost less."""
    longest = max(len(text), len(other))
    if not longest or abs(len(text) - len(other)) > longest * (1 - LIKE_ENOUGH) + 1:
        return float(text == other)
    above = [float(n) for n in range(len(other) + 1)]
    for row, a in enumerate(text, 1):
        here = [float(row)]
        for column, b in enumerate(other, 1):
            cost = 0.0 if a == b else SLIP if (a, b) in _PAIRS else 1.0
            here.append(min(above[column] + 1, here[-1] + 1, above[column - 1] + cost))
        above = here
    return 1 - above[-1] / longest


def attendance() -> tuple[str, ...]:
    """The fifteen names of the retreat's list, as they are printed there, slips included."""
    text = (files("local2030.coalition") / "data" / "attendance.csv").read_text("utf-8")
    return tuple(row["name"] for row in csv.DictReader(text.splitlines()))


def _keep(best: dict[str, Suggestion], one: Suggestion) -> None:
    enough = LIKE_ENOUGH if len(one.known_as) > SHORT else LIKE_ENOUGH_SHORT
    if one.score >= enough and (one.entity not in best or one.score > best[one.entity].score):
        best[one.entity] = one


def _likeness_within(text: str, known: str) -> float:
    """How like the text is to as many neighbouring words of a longer name; 0 for a text of one word."""
    count, words = text.count(" ") + 1, known.split()
    if count < 2 or count >= len(words):
        return 0.0
    return max(likeness(text, " ".join(words[n : n + count])) for n in range(len(words) - count + 1))


def _known(entities: Sequence[Entity]) -> dict[str, tuple[str, str]]:
    """Folded name -> (entity, the name). A name that two entities go by is nobody's."""
    known: dict[str, tuple[str, str]] = {}
    doubtful: set[str] = set()
    for entity in entities:
        for name in dict.fromkeys((entity.name, entity.full_name, *entity.aliases)):
            key = fold(name)
            if key and known.setdefault(key, (entity.id, name))[0] != entity.id:
                doubtful.add(key)
    return {key: value for key, value in known.items() if key not in doubtful}


def _meant(name: str, known: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """(the entity or "", what is left to look for): "Long name (SHORT)" is who both parts, or the only known one, name.

    The long part beside a known short one stays to be looked at: there a slip of the pen shows. Two parts that name two
    entities decide nothing.
    """
    if whole := known.get(fold(name)):
        return whole[0], ""
    parts = _parts(name)[1:]
    found = {known[fold(part)][0] for part in parts if fold(part) in known}
    if len(found) != 1:
        return "", name
    rest = [part for part in parts if fold(part) not in known]
    return found.pop(), rest[0] if rest else ""


def _parts(name: str) -> list[str]:
    """The name, and its two parts where it ends in brackets."""
    bracket = _BRACKET.fullmatch(name)
    return [name, bracket[1], bracket[2]] if bracket else [name]
