"""Things that are the same, or overlap, so that whoever counts them counts once.

`same-as` is one thing written twice; `overlaps` is two things that share a part and count as one piece of work.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)
SAME, OVERLAPS = "same-as", "overlaps"


def groups(ids: Iterable[Id], pairs: Iterable[tuple[Id, Id]]) -> tuple[tuple[Id, ...], ...]:
    """The ids in groups joined by the pairs, in the order of the ids; a pair with an id that isn't there says nothing."""
    order = {id: place for place, id in enumerate(dict.fromkeys(ids))}
    above = {id: id for id in order}

    def top(id: Id) -> Id:
        while above[id] != id:
            above[id] = above[above[id]]
            id = above[id]
        return id

    for one, other in pairs:
        if one in order and other in order:
            low, high = sorted((top(one), top(other)), key=order.__getitem__)
            above[high] = low
    found: dict[Id, list[Id]] = {}
    for id in order:
        found.setdefault(top(id), []).append(id)
    return tuple(tuple(group) for group in found.values())


def tied(links: Mapping[str, Iterable[tuple[str, str]]], *relations: str) -> list[tuple[str, str]]:
    """(one, other) for each link of one of the relations; `links` has (relation, other) by id."""
    return [(one, other) for one, ties in links.items() for relation, other in ties if relation in relations]
