"""Organisations as they are met in data, and what may be said of one: its class, its reach, and why.

`ActorClass` names the eleven classes of the Localization Marker; `DEFINITIONS` the five readings of "local" that are
always computed side by side (marker design, section 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

ActorClass = Literal["LRG", "LRGA", "NATGOV", "LCSO", "LPRIV", "LACAD", "NATAFF", "INTAFF", "INTL", "DONORLOC", "UNK"]
Reach = Literal["local", "national", "unknown"]

CLASSES: tuple[ActorClass, ...] = (
    "LRG", "LRGA", "NATGOV", "LCSO", "LPRIV", "LACAD", "NATAFF", "INTAFF", "INTL", "DONORLOC", "UNK",
)  # fmt: skip
DEFINITIONS = ("strict", "national", "broad", "lrg", "subnational")
STRICT = frozenset({"LRG", "LRGA", "LCSO", "LPRIV", "LACAD"})
NATIONAL = STRICT | {"NATAFF", "NATGOV"}
BROAD = NATIONAL | {"INTAFF"}
GOVERNMENTS = frozenset({"LRG", "LRGA"})


class ActorQuery(NamedTuple):
    """What is known of an organisation where it is met. Hashable, so that equal questions are answered once.

    `countries` are the programme countries it could be local to (ISO 3166 alpha-2), the transaction's first.
    `country` is the organisation's own country where the data states it. `role` is its participating-org role or "".
    """

    name: str
    ref: str = ""
    type: str = ""
    country: str = ""
    role: str = ""
    aliases: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


class Actor(NamedTuple):
    """The answer: class, reach, the id of the rule that decided, how sure (0-1), and the organisation's country."""

    actor_class: ActorClass
    reach: Reach
    rule: str
    confidence: float
    country: str


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A person's word on an organisation. It decides from then on, is shown as such and can be undone.

    Matches by `ref` where given, else by folded `name`; `country` "" means whatever the programme country.
    """

    name: str
    ref: str
    country: str
    actor_class: ActorClass
    reach: Reach
    reason: str
    source: str
    by: str
    on: date | None


def counts_as_local(definition: str, actor_class: str, reach: str) -> bool:
    """Whether an actor of this class and reach is local under one of the five definitions."""
    if definition == "strict":
        return actor_class in STRICT
    if definition == "national":
        return actor_class in NATIONAL
    if definition == "broad":
        return actor_class in BROAD
    if definition == "lrg":
        return actor_class in GOVERNMENTS
    return actor_class in GOVERNMENTS or (actor_class in STRICT and reach == "local")
