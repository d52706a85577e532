"""What the Coalition's first stock of facts is made of, one record a row of a file in `data/`.

Field names are the column names. Days are ISO text of whatever precision the source gives: "2027", "2025-02-05".
Ids of entities and bodies share one space, so that `leads`, `by`, `who` may name either.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """A UN entity of the Coalition."""

    id: str
    name: str
    full_name: str
    kind: str
    aliases: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Body:
    """A group inside or beside the Coalition: Secretariat, Working Group, Task Force, network."""

    id: str
    name: str
    kind: str
    state: str
    leads: tuple[str, ...]
    works_with: tuple[str, ...]
    task: str


@dataclass(frozen=True, slots=True)
class Hub:
    """A Hub, `formalized` or `prospective`, with one point (WGS 84 degrees) that is only about right."""

    id: str
    name: str
    state: str
    place: str
    country: str  # ISO 3166 alpha-2
    m49: str
    latitude: float
    longitude: float
    setting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HubCount:
    """How many Hubs there were on a day, None where the source doesn't say. `is_before`: at some time before it."""

    date: str
    is_before: bool
    what: str
    formalized: int | None
    prospective: int | None
    told_by: str


@dataclass(frozen=True, slots=True)
class HubGap:
    """A region that is called under-represented, with the M49 codes it can be read as."""

    id: str
    name: str
    m49: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Event:
    """A conference, process or deadline. `basis`: report | public | to check (look it up before you rely on it)."""

    id: str
    name: str
    kind: str
    start: str
    end: str
    city: str
    country: str
    basis: str
    part_of: str
    note: str


@dataclass(frozen=True, slots=True)
class EventLead:
    """Who leads for an event; `certainty` is `identified` or only `suggested`."""

    event: str
    who: str
    role: str
    certainty: str


@dataclass(frozen=True, slots=True)
class EventLink:
    """One event runs into another. This is our reading of "milestones as processes"."""

    earlier: str
    later: str
    link: str
    note: str


@dataclass(frozen=True, slots=True)
class Deliverable:
    """What Working Groups bring. `due`: a day, `from/to`, or `before:<event>`."""

    id: str
    bodies: tuple[str, ...]
    what: str
    state: str
    due: tuple[str, ...]
    needs: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of the nine key outcomes; `subjects` are the rooms of this platform that serve it."""

    id: str
    title: str
    workstream: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """One of the five commitments (`parent` ""), or a pledge inside one."""

    id: str
    parent: str
    what: str
    by: str
    rhythm: str
    outcome: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """One of the sixteen next steps. `quantity` is kept as it was written: "4-5"."""

    id: str
    what: str
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    deliverable: tuple[str, ...]
    quantity: str
    due: tuple[str, ...]
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class StepLink:
    """Two steps that overlap, feed or contradict each other, in our reading."""

    step: str
    other: str
    relation: str
    note: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme by which stories and texts are tagged."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Acronym:
    """An acronym and what it stands for."""

    id: str
    meaning: str


@dataclass(frozen=True, slots=True)
class OfferItem:
    """What the two-page offer must hold; `section` says where the report asks for it."""

    id: str
    what: str
    readers: tuple[str, ...]
    section: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the report as a range; `low` = `high` where it is one number."""

    id: str
    what: str
    low: int
    high: int
    unit: str
    as_of: str
    section: str


@dataclass(frozen=True, slots=True)
class Constituency:
    """A kind of actor that the Coalition works for."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class JointProgramme:
    """A programme of several entities. All rows are invented as examples: only their number and phases are the report's.

    `phase_history`: "2024-05-01: implementation", oldest first; `with_marker`: "yes", "no" or "" where nobody says;
    `draft_local`, `approved_local`: percent of the budget planned for local actors in the first draft and as approved.
    """

    id: str
    title: str
    country: str
    lead: str
    partners: tuple[str, ...]
    places: tuple[str, ...]
    phase: str
    phase_history: tuple[str, ...]
    budget: int
    funded: int | None
    currency: str
    iati: str
    serves: tuple[str, ...]
    with_marker: str
    draft_local: int | None
    approved_local: int | None


@dataclass(frozen=True, slots=True)
class Stock:
    """All facts together."""

    entities: tuple[Entity, ...]
    bodies: tuple[Body, ...]
    hubs: tuple[Hub, ...]
    hub_history: tuple[HubCount, ...]
    hub_gaps: tuple[HubGap, ...]
    events: tuple[Event, ...]
    event_leads: tuple[EventLead, ...]
    event_links: tuple[EventLink, ...]
    deliverables: tuple[Deliverable, ...]
    outcomes: tuple[Outcome, ...]
    commitments: tuple[Commitment, ...]
    next_steps: tuple[NextStep, ...]
    step_links: tuple[StepLink, ...]
    themes: tuple[Theme, ...]
    acronyms: tuple[Acronym, ...]
    offer_contents: tuple[OfferItem, ...]
    figures: tuple[Figure, ...]
    constituencies: tuple[Constituency, ...]
    joint_programmes: tuple[JointProgramme, ...]
