"""What an offer is written from: plain facts of a country, gathered by a door from its store, or here from the stock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from local2030.coalition.stock import first_stock
from local2030.methods.signed_files import signed_file
from local2030.vocabulary.places import Place

Where = Literal["in", "covers", "near"]
STOCK_PARTS = {"next-step": "next_steps", "body": "bodies", "entity": "entities", "deliverable": "deliverables"}


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """One content of the offer, as the signed file has it: kinds of things of the country, keys of the Coalition's own."""

    code: str
    stock: str
    side: Literal["front", "back"]
    kinds: tuple[str, ...]
    keys: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ProgrammeFact:
    """A scored programme; None is what isn't known."""

    title: str
    level: int | None
    possible: int | None
    claimed: int | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class HubFact:
    """A Hub that lies in the country, covers it, or lies elsewhere in its region."""

    title: str
    country: str
    state: str
    where: Where


@dataclass(frozen=True, slots=True)
class KnownThing:
    """A thing of the registry: what people call it, its state in words, its day in words."""

    kind: str
    title: str
    serial: str = ""
    state: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """All of them. `own`: things of the Coalition by section; `here`: things of the country by section."""

    place: Place
    name: str
    day: date
    own: Mapping[str, tuple[KnownThing, ...]]
    here: Mapping[str, tuple[KnownThing, ...]] = field(default_factory=dict)
    programmes: tuple[ProgrammeFact, ...] = ()
    programme_count: int = 0
    proven: int = 0
    hubs: tuple[HubFact, ...] = ()
    steps: int = 0
    intro: str = ""
    source: Literal["store", "owner", "stock"] = "store"
    head: str = ""
    address: str = ""


@cache
def plans() -> tuple[SectionPlan, ...]:
    """The seven contents in their order."""
    data = signed_file(files("local2030.reports.coordinator_offer") / "contents.yaml").top
    return tuple(
        SectionPlan(
            row["code"], row["stock"], row["side"], tuple(row["kinds"]),
            {kind: tuple(keys) for kind, keys in row["keys"].items()},
        )
        for row in data["sections"]
    )  # fmt: skip


def facts_from_stock(place: Place, day: date, language: str = "en") -> OfferFacts:
    """What the package itself knows: the Coalition's first facts, no programme and no introduction."""
    stock = first_stock()
    hubs = [
        HubFact(hub.name, hub.country, hub.state, "in" if hub.country == place.code else "near")
        for hub in stock.hubs
        if hub.country == place.code or _is_near(hub.country, place)
    ]
    own = {
        plan.code: tuple(
            KnownThing(kind, _title(record), "", str(getattr(record, "state", "")))
            for kind, keys in plan.keys.items()
            for record in getattr(stock, STOCK_PARTS[kind])
            if record.id in keys
        )
        for plan in plans()
    }
    name = dict(place.names).get(language.partition("-")[0], place.name)
    return OfferFacts(place, name, day, own, hubs=tuple(hubs), source="stock", address=f"/countries/{place.code}/")


def _title(record: Any) -> str:
    return str(getattr(record, "what", "") or getattr(record, "name", ""))


def _is_near(code: str, place: Place) -> bool:
    from local2030.vocabulary.places import country

    other = country(code)
    return bool(other and place.region and other.region == place.region and code != place.code)
