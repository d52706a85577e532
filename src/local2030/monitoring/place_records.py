"""Places of a data set: what comes in (label columns, a place file's rows) and what stands in its register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from local2030.monitoring.boundaries import Boundary
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import ROOT_PLACE

Scheme = Literal["ISO3166-1", "ISO3166-2", "M49", "NUTS", "national", "own", ""]
# How the parent of a place is known: from the rows, from borders, from the code, from the places file...
Basis = Literal["rows", "borders", "code", "file", "earlier", "assumed", ""]


@dataclass(frozen=True, slots=True)
class PlaceColumns:
    """The place columns of one sheet. `tuples`: each distinct cell tuple -> the line where it stands first.

    A tuple has the cells of `columns` (names of places, or codes used as names) and, where there is one, of
    `code_column`, all exactly as written.
    """

    file: str
    columns: tuple[str, ...]
    tuples: Mapping[tuple[str, ...], int]
    code_column: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in the order of a tuple's cells."""
        return (*self.columns, self.code_column) if self.code_column else self.columns


@dataclass(frozen=True, slots=True)
class LocalPlace:
    """One place. `level` 0 is the whole territory, whose `parent` is ""; all others have a parent of a lesser level.

    `codes` are further codes and names under which the data know it, `boundary` the code of its feature in the boundary file,
    `replaced_by` the codes that took over after `valid_to`. `basis` says how its parent is known,
    `is_said` that a places file speaks of it: then it stays when no row names it any more.
    """

    code: str
    name: str
    level: int
    level_name: str
    parent: str
    scheme: Scheme = ""
    valid_from: str = ""
    valid_to: str = ""
    replaced_by: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    boundary: str = ""
    iso: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    basis: Basis = ""
    population: float | None = None
    urban: str = ""
    is_said: bool = False


@dataclass(frozen=True, slots=True)
class Root:
    """The whole territory: its code ("" where nobody gave one), its name, and other names and codes that mean it."""

    code: str = ""
    name: str = ""
    also: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceEdit:
    """A row of a places file: what somebody who knows says of a place. None or "" leaves a field as it is."""

    code: str
    name: str = ""
    level_name: str = ""
    parent: str | None = None
    valid_from: str = ""
    valid_to: str = ""
    replaced_by: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    iso: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    population: float | None = None
    urban: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """All places with the root first, and which of them each tuple of cells means.

    `codes` goes by the columns' names: `codes[columns.names][cells]`; `code_of` does the same. `levels` are the names
    of the levels from the root down; `boundaries` say which boundary file draws which level, `files` are those files as
    they were understood (`outlines.outlines_of` makes maps of them).
    """

    places: tuple[LocalPlace, ...]
    codes: Mapping[tuple[str, ...], Mapping[tuple[str, ...], str]]
    levels: tuple[str, ...] = ()
    boundaries: tuple[Mapping[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()
    files: tuple[Boundary, ...] = ()

    def code_of(self, columns: PlaceColumns) -> Mapping[tuple[str, ...], str]:
        """Which place each tuple of these columns means."""
        return self.codes[columns.names]

    @property
    def root(self) -> str:
        """The code of the whole territory."""
        return self.places[0].code if self.places else ROOT_PLACE

    @property
    def by_code(self) -> dict[str, LocalPlace]:
        """The places by their codes."""
        return {place.code: place for place in self.places}


def plain_place(place: LocalPlace) -> dict[str, Any]:
    """The place as it stands in a data set's side `places`."""
    return {**asdict(place), "replaced_by": list(place.replaced_by), "codes": list(place.codes)}


def place_of(plain: Mapping[str, Any]) -> LocalPlace:
    """The place out of a side; fields that it lacks are as if nobody had said them."""
    known = {name: plain[name] for name in LocalPlace.__dataclass_fields__ if plain.get(name) is not None}
    known["parent"] = plain.get("parent") or ""
    for name in ("replaced_by", "codes"):
        known[name] = tuple(known.get(name, ()))
    return LocalPlace(**known)


def ancestors(code: str, by_code: Mapping[str, LocalPlace]) -> Sequence[str]:
    """The places that hold this one, the nearest first."""
    found: list[str] = []
    place = by_code.get(code)
    while place is not None and place.parent and place.parent not in found:
        found.append(place.parent)
        place = by_code.get(place.parent)
    return found
