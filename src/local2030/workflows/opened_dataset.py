"""A data set opened for a question: its observations as a table, its places and its indicators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local2030.store.datasets import Datasets, Manifest
from local2030.store.known_indicators import indicators_of
from local2030.store.questions import Asked, questions
from local2030.store.tables import engine, observations
from local2030.vocabulary.errors import NothingToRead, WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import ROOT_PLACE

if TYPE_CHECKING:
    import ibis

SHOWN = 8  # places that are named where one must be chosen


@dataclass(frozen=True)
class Opened:
    """One state of a data set. `indicators` by code."""

    manifest: Manifest
    connection: Any
    observations: ibis.Table
    places: tuple[Mapping[str, Any], ...]
    indicators: Mapping[str, Mapping[str, Any]]

    @cached_property
    def by_code(self) -> dict[str, Mapping[str, Any]]:
        """The places by their codes."""
        return {place["code"]: place for place in self.places}

    @cached_property
    def ask(self) -> Asked:
        """Whoever answers questions to its tables."""
        return questions(self.connection)

    def name_of(self, place: str) -> str:
        """A place's name, else its code; of the whole territory without a name that of the data set."""
        known = self.by_code.get(place) or {}
        name = known.get("name")
        if name in (None, "", place) and (place == ROOT_PLACE or known.get("level") == 0):
            return str(self.manifest.about.get("title") or self.manifest.dataset)
        return str(name or place)

    def ancestors(self, place: str) -> list[str]:
        """The places above it that are in the data set, the nearest first."""
        found: list[str] = []
        above = str(self.by_code[place].get("parent") or "")
        while above in self.by_code and above not in (*found, place):
            found.append(above)
            above = str(self.by_code[above].get("parent") or "")
        return found

    def goal_of(self, indicator: str) -> str:
        """The goal of an indicator, as its record says or its code begins; "" where neither does."""
        said = self.indicators.get(indicator) or {}
        goal = str(said.get("goal") or "")
        first = str(said.get("framework_code") or indicator).replace("-", ".").split(".")[0]
        return goal or (first if first.isdecimal() and 1 <= int(first) <= 17 else "")


def open_dataset(home: Path, dataset: str = "", version: int | None = None, stage: Any = "published") -> Opened:
    """The data set of that name; without a name the only one that there is."""
    store = Datasets(home)
    names = store.names()
    if not dataset and len(names) != 1:
        found = Finding("dataset-not-named", "error", values={"names": ", ".join(names)})
        raise WrongUse(found if names else Finding("dataset-none", "error"))
    manifest = store.manifest(dataset or names[0], version, stage if version is None else None)
    if manifest is None:
        name = dataset or names[0]
        code = "dataset-not-published" if name in names and version is None else "dataset-unknown"
        raise NothingToRead(Finding(code, "error", values={"name": name, "known": ", ".join(names)}))
    connection = engine(store)
    return Opened(
        manifest, connection, observations(store, manifest, connection), tuple(store.side(manifest, "places") or ()),
        indicators_of(store, manifest),
    )  # fmt: skip


def place_code(opened: Opened, asked: str) -> str:
    """The code of a place that was named by code or by name; of the only one below the whole where none was named."""
    if not asked:
        return _only_place(opened)
    if asked in opened.by_code:
        return asked
    named = [p["code"] for p in opened.places if asked.casefold() in _names(p)]
    if len(named) == 1:
        return str(named[0])
    code = "place-several" if named else "place-not-there"
    raise WrongUse(Finding(code, "error", values={"place": asked, "places": ", ".join(named[:8])}))


def _only_place(opened: Opened) -> str:
    below = [place for place in opened.places if place.get("level")]
    if len(below) == 1:
        return str(below[0]["code"])
    first = ", ".join(f"{place.get('name') or place['code']} ({place['code']})" for place in below[:SHOWN])
    values = {"count": len(below), "places": first + (", ..." if len(below) > SHOWN else "")}
    raise WrongUse(Finding("place-not-named" if below else "place-none-below", "error", values=values))


def _names(place: Mapping[str, Any]) -> set[str]:
    return {str(n).casefold() for n in (place.get("name"), *(place.get("names") or {}).values()) if n}
