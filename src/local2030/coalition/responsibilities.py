"""Who answers for what: a matrix of entities and things, and what in it is empty or doubled.

A part may be an entity's own or come through a group ("all member entities"): the cell says which. An outcome is
answered for by whoever has a part in what serves it. What overlaps or is the same counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from local2030.coalition.overlaps import OVERLAPS, SAME, groups

LEADING = ("lead", "key lead", "owner")
_RANK = ("lead", "key lead", "owner", "pledges", "partner", "member")
_CERTAINTY = ("accepted", "identified", "", "suggested")


@dataclass(frozen=True, slots=True)
class PartIn:
    """An actor's part in a thing. `certainty`: accepted | identified | suggested | "" (not said)."""

    actor: str
    role: str
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A thing that somebody answers for. `needs_lead`: somebody has to lead it, so without a lead it is a gap.

    `serves`: ids of the outcomes that it serves; `links`: (relation, other thing).
    """

    id: str
    kind: str
    title: str
    parts: tuple[PartIn, ...] = ()
    serves: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    needs_lead: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What an entity answers for in one thing. `through`: the group or the things it comes from, empty if its own."""

    role: str
    certainty: str
    through: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the entity itself has said yes."""
        return self.certainty == "accepted"


@dataclass(frozen=True, slots=True)
class Gap:
    """A responsibility that nobody has: a thing without a lead, or with one that is only suggested; an idle entity."""

    id: str
    why: Literal["no-lead", "lead-only-suggested", "entity-without-own-part"]
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubled:
    """A responsibility that stands twice: several leads of one thing, or things that are the same or overlap."""

    ids: tuple[str, ...]
    why: Literal["several-leads", "overlapping-things"]
    actors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`cells` by (entity, thing); `counts`: for each entity its own responsibilities, what overlaps counted once."""

    entities: tuple[str, ...]
    duties: tuple[Duty, ...]
    cells: Mapping[tuple[str, str], Cell]
    empty: tuple[Gap, ...]
    doubled: tuple[Doubled, ...]
    counts: Mapping[str, int] = field(default_factory=dict)


def responsibilities(
    entities: Sequence[str], duties: Sequence[Duty], members: Mapping[str, Sequence[str]] | None = None
) -> Matrix:
    """The matrix. `members`: the entities of each group that can have a part, such as "all-members"."""
    live = tuple(duty for duty in duties if not duty.ended)
    known = frozenset(entities)
    cells: dict[tuple[str, str], Cell] = {}
    for duty in live:
        for part in duty.parts:
            _put(cells, part, duty.id, known, members or {})
    own = {place for place, cell in cells.items() if not cell.through}
    for place, cell in _for_outcomes(cells, live):
        cells[place] = _better(cells.get(place), cell)
    clusters = _clusters(live)
    counts = {entity: sum(any((entity, id) in own for id in cluster) for cluster in clusters) for entity in entities}
    idle = tuple(Gap(entity, "entity-without-own-part") for entity in entities if not counts[entity])
    return Matrix(tuple(entities), live, cells, (*_without_lead(live), *idle), _doubled(live, clusters), counts)


def _put(
    cells: dict[tuple[str, str], Cell],
    part: PartIn,
    thing: str,
    known: frozenset[str],
    members: Mapping[str, Sequence[str]],
) -> None:
    """The part in the cell of its entity, or of each entity of its group."""
    if part.actor in known:
        place = (part.actor, thing)
        cells[place] = _better(cells.get(place), Cell(part.role, part.certainty))
        return
    for entity in members.get(part.actor, ()):
        if entity in known:
            # A group's "accepted" is not the entity's own.
            certainty = "identified" if part.certainty == "accepted" else part.certainty
            place = (entity, thing)
            cells[place] = _better(cells.get(place), Cell(part.role, certainty, (part.actor,)))


def _better(one: Cell | None, other: Cell) -> Cell:
    """The cell that says more: own before a group's, the higher role, the surer word."""
    return other if one is None else min(one, other, key=_weight)


def _weight(cell: Cell) -> tuple[bool, int, int, tuple[str, ...]]:
    role = _RANK.index(cell.role) if cell.role in _RANK else len(_RANK)
    certainty = _CERTAINTY.index(cell.certainty) if cell.certainty in _CERTAINTY else len(_CERTAINTY)
    return bool(cell.through), role, certainty, cell.through


def _for_outcomes(
    cells: Mapping[tuple[str, str], Cell], duties: Iterable[Duty]
) -> Iterable[tuple[tuple[str, str], Cell]]:
    """For each entity and outcome the best part in what serves it, with all things that it comes through."""
    through: dict[tuple[str, str], list[tuple[str, Cell]]] = {}
    serves = {duty.id: duty.serves for duty in duties}
    for (entity, thing), cell in cells.items():
        for outcome in serves.get(thing, ()):
            through.setdefault((entity, outcome), []).append((thing, cell))
    for place, found in through.items():
        best = min((cell for _thing, cell in found), key=_weight)
        yield place, Cell(best.role, best.certainty, tuple(thing for thing, _cell in found))


def _clusters(duties: Sequence[Duty]) -> tuple[tuple[str, ...], ...]:
    pairs = [(duty.id, other) for duty in duties for relation, other in duty.links if relation in (SAME, OVERLAPS)]
    return groups((duty.id for duty in duties), pairs)


def _without_lead(duties: Iterable[Duty]) -> Iterable[Gap]:
    for duty in duties:
        if not duty.needs_lead:
            continue
        leads = [part for part in duty.parts if part.role in LEADING]
        if not leads:
            yield Gap(duty.id, "no-lead")
        elif all(part.certainty == "suggested" for part in leads):
            yield Gap(duty.id, "lead-only-suggested", tuple(part.actor for part in leads))


def _doubled(duties: Sequence[Duty], clusters: Iterable[tuple[str, ...]]) -> tuple[Doubled, ...]:
    leads = {duty.id: tuple(dict.fromkeys(p.actor for p in duty.parts if p.role in LEADING)) for duty in duties}
    several = [Doubled((id,), "several-leads", actors) for id, actors in leads.items() if len(actors) > 1]
    overlapping = [
        Doubled(cluster, "overlapping-things", tuple(dict.fromkeys(actor for id in cluster for actor in leads[id])))
        for cluster in clusters
        if len(cluster) > 1
    ]
    return (*several, *overlapping)
