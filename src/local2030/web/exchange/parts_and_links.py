"""The cells for parts and links, read against what the thing has: what comes, what goes, what is only said anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from local2030.web.exchange.naming import SeenNames
from local2030.web.exchange.rows import LinkSeen, PartSeen
from local2030.web.registry.cells import Unreadable
from local2030.web.registry.kinds import Column, Kind
from local2030.web.registry.models import CERTAINTIES

ACTOR, OTHER = Column("parts", "Parts"), Column("links", "Links")
MOST = 300


@dataclass(slots=True)
class Ties:
    """`put`: rows that shall be there, in plain form; `gone`: the keys of rows that shall not.

    `audiences`: those of everything that the cell names, before and after.
    """

    put: list[list[Any]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    audiences: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.put or self.gone)


def pieces(text: str) -> list[str]:
    """What stands between the semicolons or line ends of a cell."""
    return [piece for line in text.split("\n") for raw in line.split(";") if (piece := raw.strip())]


def named_in(text: str, at: int) -> Iterable[str]:
    """The things that a cell of parts (`at` 0) or links (`at` 1) names."""
    return (words[at].strip() for piece in pieces(text) if len(words := piece.split(":")) > at)


def parts_in(kind: Kind, text: str, there: Sequence[PartSeen], names: SeenNames) -> Ties:
    """What a cell of parts changes: [actor, role, certainty] to put. Raises `Unreadable`."""
    found: dict[tuple[int, str], str] = {}
    known, audiences = {part.actor: part.actor_id for part in there}, {part.audience for part in there}
    for piece in _bounded(text):
        actor, role, certainty = _three(piece)
        roles = dict.fromkeys((*kind.roles, *(part.role for part in there)))
        if role not in roles:
            raise Unreadable("cell-not-a-choice", found=role[:80], choices=", ".join(roles))
        if certainty not in dict(CERTAINTIES):
            raise Unreadable(
                "cell-not-a-choice", found=certainty[:80], choices=", ".join(c for c, _w in CERTAINTIES if c)
            )
        key = known.get(actor)
        if key is None:
            row = names.thing(ACTOR, actor)
            key = row.pk
            audiences.add(row.audience)
        found[key, role] = certainty
    before = {(part.actor_id, part.role): part for part in there}
    put = [[actor, role, sure] for (actor, role), sure in found.items()
           if (actor, role) not in before or before[actor, role].certainty != sure]  # fmt: skip
    return Ties(put, [part.key for at, part in before.items() if at not in found], audiences)


def links_in(kind: Kind, text: str, there: Sequence[LinkSeen], names: SeenNames, own: int | None) -> Ties:
    """What a cell of links changes: [other, relation] to put. Raises `Unreadable`."""
    found: dict[tuple[int, str], None] = {}
    known, audiences = {link.other: link.other_id for link in there}, {link.audience for link in there}
    for piece in _bounded(text):
        relation, sign, other = (word.strip() for word in piece.partition(":"))
        relations = dict.fromkeys((*kind.relations, *(link.relation for link in there)))
        if not sign or not other:
            raise Unreadable("import-link-unreadable", found=piece[:80])
        if relation not in relations:
            raise Unreadable("cell-not-a-choice", found=relation[:80], choices=", ".join(relations))
        key = known.get(other)
        if key is None:
            row = names.thing(OTHER, other)
            key = row.pk
            audiences.add(row.audience)
        if key == own:
            raise Unreadable("import-link-to-itself", found=piece[:80])
        found[key, relation] = None
    before = {(link.other_id, link.relation): link for link in there}
    return Ties(
        [list(at) for at in found if at not in before],
        [k.key for at, k in before.items() if at not in found],
        audiences,
    )


def _three(piece: str) -> tuple[str, str, str]:
    words = [word.strip() for word in piece.split(":")]
    if len(words) not in (2, 3) or not words[0] or not words[1]:
        raise Unreadable("import-part-unreadable", found=piece[:80])
    return words[0], words[1], words[2] if len(words) == 3 else ""


def _bounded(text: str) -> list[str]:
    found = pieces(text)
    if len(found) > MOST:
        raise Unreadable("cell-list-too-long", longest=MOST, found=len(found))
    return found
