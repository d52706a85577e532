"""What the pages of a static site show, ready to be written: values in order, nothing to be asked for any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from local2030.charts.snapped import Snapped
from local2030.vocabulary.folding import fold


class Value(NamedTuple):
    """One value of a period; None has its reason in `status` (O missing, Q suppressed, M not applicable, L refused)."""

    year: int
    period: str
    value: float | None
    status: str
    low: float | None = None
    high: float | None = None


class Line(NamedTuple):
    """The values of one series of one place, oldest first. `dims` has the words of its breakdown, {} for the total."""

    series: str
    unit: str
    dims: Mapping[str, str]
    place: str
    values: tuple[Value, ...]
    freq: str = "A"
    mult: str = ""

    @property
    def latest(self) -> Value | None:
        """The newest value that is one."""
        return next((value for value in reversed(self.values) if value.value is not None), None)


@dataclass(frozen=True, slots=True)
class IndicatorData:
    """All of one indicator: what is said of it, and its lines."""

    code: str
    name: str
    goal: int
    facts: Mapping[str, Any]
    lines: tuple[Line, ...]
    statuses: tuple[str, ...] = ()  # of the headline series of the whole territory that have one
    notes: tuple[str, ...] = ()  # what the checks found in its files: errors and warnings
    is_sample: bool = False  # the checks take its file for a template's sample


@dataclass(frozen=True, slots=True)
class Place:
    """A place as its pages need it."""

    code: str
    name: str
    level: int
    level_name: str
    parent: str
    file: str
    boundary: str = ""  # how the boundary file calls it


@dataclass(frozen=True, slots=True)
class Site:
    """What every page knows: whose data these are (`about`, as exports say it), places by code, languages."""

    about: Mapping[str, Any]
    places: Mapping[str, Place]
    root: str
    language: str = "en"
    downloads: tuple[tuple[str, str, int], ...] = ()  # format, file, bytes
    below: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    method: str = ""  # by which progress was judged, "" where nobody said what is wanted
    sprite: str = ""  # the shapes of the statuses
    sheets: Mapping[str, Callable[[int, int], Snapped]] = field(
        default_factory=dict
    )  # by name of level: its outlines for a width, of so many corners

    def name(self, code: str) -> str:
        """What a place is called; its code where nobody named it."""
        return self.places[code].name if code in self.places else code

    def at_level(self, level: int, name: str) -> list[Place]:
        """The places of a level, by name."""
        found = (p for p in self.places.values() if (p.level, p.level_name) == (level, name))
        return sorted(found, key=lambda p: fold(p.name))
