"""Things with their parts and ties as the pure reckonings of the Coalition read them: what the reader may see, no more.

Ids are serials. A group ("all member entities") stands for its members; whether a thing has ended its stages say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from local2030.coalition.contributions import Promise
from local2030.coalition.overlaps import OVERLAPS, SAME
from local2030.coalition.responsibilities import LEADING, Duty, PartIn
from local2030.methods.stage_conditions import day_of
from local2030.web.exchange.readers import visible
from local2030.web.registry.kinds import stages_of
from local2030.web.registry.models import Link, Part, Thing

ACTORS = ("entity", "body", "hub")
GROUPS = ("all-members", "each-member")
PROMISES = ("commitment", "next-step")
DUTIES = ("outcome", *PROMISES, "event", "body")
PROMISING = frozenset({*LEADING, "pledges"})
_LED_BODIES = frozenset({"working group", "task force", "expert group", "network"})
_COLUMNS = ("kind", "number", "serial", "key", "title", "fields", "state", "state_due", "due", "owner", "audience",
            "country", "made_by", "workstream", "source")  # fmt: skip


@dataclass(frozen=True)
class Holdings:
    """`things` by kind and number, entities among them; `parts` and `ties` by the key of their thing."""

    things: tuple[Thing, ...]
    actors: Mapping[int, Thing]
    parts: Mapping[int, tuple[Part, ...]]
    ties: Mapping[int, tuple[tuple[str, Thing], ...]]

    @cached_property
    def by_serial(self) -> dict[str, Thing]:
        """Every thing and actor by what people call it."""
        return {thing.serial: thing for thing in (*self.actors.values(), *self.things)}

    @cached_property
    def entities(self) -> tuple[Thing, ...]:
        """The member entities by name."""
        found = (actor for actor in self.actors.values() if actor.kind == "entity" and not has_ended(actor))
        return tuple(sorted(found, key=lambda entity: entity.title.casefold()))

    @cached_property
    def members(self) -> dict[str, tuple[str, ...]]:
        """The entities that each group stands for."""
        everyone = tuple(entity.serial for entity in self.entities)
        return {
            actor.serial: everyone for actor in self.actors.values() if actor.kind == "body" and actor.key in GROUPS
        }

    def of(self, *kinds: str) -> list[Thing]:
        """The things of these kinds."""
        return [thing for thing in self.things if thing.kind in kinds]

    def duties(self, *kinds: str) -> tuple[Duty, ...]:
        """The things as somebody answers for them; groups aren't bodies that anybody has to lead."""
        return tuple(self._duty(thing) for thing in self.of(*kinds) if not is_group(thing))

    def promises(self) -> tuple[Promise, ...]:
        """Commitments, pledges and steps as what somebody promised."""
        return tuple(self._promise(thing) for thing in self.of(*PROMISES))

    def parts_in(self, thing: Thing) -> tuple[PartIn, ...]:
        """Who has a part in it. Whoever owns it has one; once it is taken on, its owner has accepted."""
        taken = thing.kind in PROMISES and thing.state not in ("", "open")
        found = [
            PartIn(
                self.actors[part.actor_id].serial,
                part.role,
                "accepted" if taken and part.actor_id == thing.owner_id and part.role in PROMISING else part.certainty,
            )
            for part in self.parts.get(thing.pk, ())
        ]
        owner = self.actors.get(thing.owner_id or 0)
        if owner is not None and all(part.actor != owner.serial for part in found):
            found.append(PartIn(owner.serial, "owner", "accepted" if taken else "identified"))
        return tuple(found)

    def _duty(self, thing: Thing) -> Duty:
        ties = self.ties.get(thing.pk, ())
        needs_lead = thing.kind in ("next-step", "event") or thing.fields.get("body_kind") in _LED_BODIES
        return Duty(
            thing.serial,
            thing.kind,
            thing.title,
            self.parts_in(thing),
            tuple(other.serial for relation, other in ties if relation == "serves"),
            tuple((relation, other.serial) for relation, other in ties if relation in (SAME, OVERLAPS)),
            needs_lead,
            has_ended(thing),
        )

    def _promise(self, thing: Thing) -> Promise:
        ties = self.ties.get(thing.pk, ())
        actors = dict.fromkeys(part.actor for part in self.parts_in(thing) if part.role in PROMISING)
        return Promise(
            thing.serial,
            tuple(actors),
            thing.state,
            thing.due,
            tuple(other.serial for relation, other in ties if relation == "part-of"),
            tuple((relation, other.serial) for relation, other in ties if relation in (SAME, OVERLAPS)),
        )


def gather(reader: Any, kinds: Iterable[str]) -> Holdings:
    """What the reader sees of these kinds, with its actors, in four queries."""
    rows = visible(reader, Thing.objects.filter(kind__in=tuple(kinds)))
    actors = {row.pk: row for row in visible(reader, Thing.objects.filter(kind__in=ACTORS)).only(*_COLUMNS)}
    things = tuple(rows.only(*_COLUMNS).order_by("kind", "number"))
    by_id = {thing.pk: thing for thing in things} | actors
    return Holdings(things, actors, _parts(rows, actors), _ties(rows, by_id))


def is_group(thing: Thing) -> bool:
    """Whether it only names several actors at once."""
    return thing.kind == "body" and thing.fields.get("body_kind") == "group"


def has_ended(thing: Thing) -> bool:
    """Whether its state ends it."""
    stages = stages_of(thing.kind)
    state = stages.states.get(thing.state) if stages else None
    return bool(state and state.ends)


def last_day(event: Thing) -> date | None:
    """The last day of an event as far as it is known."""
    days = (event.fields.get("end", ""), event.fields.get("start", ""))
    return next((found for text in days if (found := day_of(text))), None)


def _parts(rows: QuerySet[Thing], actors: Mapping[int, Thing]) -> dict[int, tuple[Part, ...]]:
    found: dict[int, list[Part]] = {}
    for part in Part.objects.filter(thing__in=rows.order_by().values("pk")):
        if part.actor_id in actors:
            found.setdefault(part.thing_id, []).append(part)
    return {key: tuple(parts) for key, parts in found.items()}


def _ties(rows: QuerySet[Thing], by_id: Mapping[int, Thing]) -> dict[int, tuple[tuple[str, Thing], ...]]:
    found: dict[int, list[tuple[str, Thing]]] = {}
    links = Link.objects.filter(thing__in=rows.order_by().values("pk")).values_list("thing_id", "relation", "other_id")
    for thing, relation, other in links.order_by("pk"):
        if other in by_id:
            found.setdefault(thing, []).append((relation, by_id[other]))
    return {key: tuple(ties) for key, ties in found.items()}
