"""What goes along with observations wherever they go: whose they are, what one may do with them, which state it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

GENERATOR = "local2030"
LICENCE_UNSAID = "licence not stated"
ATTRIBUTION_UNSAID = "attribution not stated"


@dataclass(frozen=True, slots=True)
class Head:
    """The data set's own words. `sha256` is that of its manifest, `made` when that state was made (ISO 8601, UTC).

    `places` has the plain places by code, `indicators` what is said of each by its code; `columns` how each source
    file called its columns; `selection` says what was asked for where it isn't all.
    """

    dataset: str
    version: int
    made: str
    sha256: str
    stage: str = "published"
    title: str = ""
    licence: str = ""
    attribution: str = ""
    source_url: str = ""
    root: str = "_T"
    rows: int = 0
    findings: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    indicators: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)
    boundaries: tuple[Mapping[str, Any], ...] = ()
    selection: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def plain(self) -> dict[str, Any]:
        """What every export says of itself, in the order in which a reader wants it."""
        return {
            "dataset": self.dataset,
            "title": self.title or self.dataset,
            "licence": self.licence or LICENCE_UNSAID,
            "attribution": self.attribution or ATTRIBUTION_UNSAID,
            "source": self.source_url,
            "version": self.version,
            "stage": self.stage,
            "date": self.made,
            "sha256": self.sha256,
            "observations": self.rows,
            "findings": {severity: self.findings.get(severity, 0) for severity in ("error", "warning", "info")},
            "selection": {name: list(values) for name, values in self.selection.items()},
            "generator": GENERATOR,
        }

    def place_name(self, code: str) -> str:
        """The name of a place, or its code where it has none."""
        return str(self.places.get(code, {}).get("name") or code)

    def place_level(self, code: str) -> str:
        """How the level of a place is called; "" for the whole territory."""
        place = self.places.get(code, {})
        return str(place.get("level_name") or "") if place.get("level") else ""

    def indicator_name(self, code: str, language: str = "en") -> str:
        """The name of an indicator in that language, in any other, or "" where it has none."""
        return in_language(self.indicators.get(code, {}).get("name"), language)


def in_language(said: Any, language: str = "en") -> str:
    """A text that may be said in several languages: {"en": ..., "es": ...} or plain."""
    if isinstance(said, Mapping):
        found = said.get(language) or next((text for text in said.values() if text), "")
        return str(found)
    return "" if said is None else str(said)
