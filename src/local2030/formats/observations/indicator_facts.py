"""What is known of an indicator from its metadata: names, sources, what is wanted of it; nothing that nobody said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from local2030.vocabulary.observations import Direction


@dataclass(frozen=True, slots=True)
class DataSource:
    """Who made the figures and where they are to be found."""

    organisation: str
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class SeriesWish:
    """What is wanted of one series of an indicator; "" and None: nobody said.

    `of_chart`: only a line in the chart, labelled as the target of 2030, says it.
    """

    series: str = ""
    unit: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    direction: Direction = ""
    target_value: float | None = None
    target_year: int | None = None
    limit: float | None = None
    base_year: int | None = None
    of_chart: bool = False
    lower: float | None = None
    optimum: float | None = None


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """One indicator. Texts by language; `fields` are the other fields of its metadata as they stand."""

    code: str
    names: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    goal: str = ""
    target: str = ""
    unit: str = ""
    sources: tuple[DataSource, ...] = ()
    wishes: tuple[SeriesWish, ...] = ()
    growth_rate: bool | None = None
    reporting_status: str = ""
    expected: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    @property
    def wish(self) -> SeriesWish:
        """What is wanted of the indicator as a whole: of the one that names no series, else of the only one."""
        whole = [w for w in self.wishes if not (w.series or w.unit or w.dimensions)]
        if whole:
            return whole[0]
        return self.wishes[0] if len(self.wishes) == 1 else SeriesWish()

    def plain(self) -> dict[str, Any]:
        """As it is kept beside a data set: plain values only, in the manifest's names."""
        wish, source = self.wish, self.sources[0] if self.sources else DataSource("")
        return {
            "code": self.code, "framework_code": self.number, "goal": self.goal, "target": self.target,
            "name": dict(self.names), "definition": dict(self.definitions), "unit": self.unit,
            "source": source.organisation or source.title, "source_url": source.url,
            "sources": [asdict(one) for one in self.sources], "direction": wish.direction,
            "target_value": wish.target_value, "target_year": wish.target_year, "limit": wish.limit,
            "growth_rate": self.growth_rate, "base_year": wish.base_year,
            "lower": wish.lower, "optimum": wish.optimum, "reporting_status": self.reporting_status,
            "expected": list(self.expected), "series": [asdict(one) for one in self.wishes], "files": list(self.files),
        }  # fmt: skip
