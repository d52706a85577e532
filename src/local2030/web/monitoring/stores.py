"""Data sets as the pages read them: one state of the store, its places and indicators, its table through Ibis.

What lies under a hash never changes, so places and indicators of a state are kept in memory; the table is opened anew
for each request, which costs less than a connection that threads would have to share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404

from local2030.store.datasets import NAME, Datasets, Manifest
from local2030.store.known_indicators import WANTED, laid_over
from local2030.vocabulary.observations import ROOT_PLACE
from local2030.web.monitoring.code_names import CodeNames
from local2030.web.monitoring.places.register import Register

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Opened:
    """One state of a data set. `is_latest`: no newer state is published."""

    store: Datasets
    manifest: Manifest
    latest: int

    @property
    def name(self) -> str:
        """Its name in the store."""
        return self.manifest.dataset

    @property
    def is_latest(self) -> bool:
        """Whether no newer state is published."""
        return self.manifest.version == self.latest

    @property
    def query(self) -> str:
        """What an address needs to stay in this state: nothing for the latest."""
        return "" if self.is_latest else f"version={self.manifest.version}"

    @property
    def about(self) -> Mapping[str, str]:
        """Title, licence, attribution, source and root place, as given at the import."""
        return self.manifest.about

    @cached_property
    def register(self) -> Register:
        """Its places."""
        return _register(
            str(self.store.folder),
            self.name,
            self.manifest.sides.get("places", ""),
            self.root,
            self.about.get("title") or self.name,
        )

    @cached_property
    def indicators(self) -> Mapping[str, Plain]:
        """What is known of each indicator, by code."""
        sides = self.manifest.sides
        return _indicators(str(self.store.folder), self.name, sides.get("indicators", ""), sides.get(WANTED, ""))

    @cached_property
    def codes(self) -> CodeNames:
        """What its own code lists call the codes of series and breakdowns."""
        return _codes(str(self.store.folder), self.name, self.manifest.sides.get("codes", ""))

    @property
    def findings(self) -> list[Plain]:
        """What the checks found."""
        return self.store.side(self.manifest, "findings") or []

    @property
    def root(self) -> str:
        """The code of the whole territory: as given at the import, else the register's place of level 0."""
        said = self.about.get("root")
        return said or _whole(str(self.store.folder), self.name, self.manifest.sides.get("places", ""))

    @cached_property
    def connection(self) -> Any:
        """An engine of this request's own."""
        from local2030.store.tables import engine

        return engine(self.store)

    @cached_property
    def table(self) -> Any:
        """The observations that count in this state."""
        from local2030.store.tables import observations

        return observations(self.store, self.manifest, self.connection)

    def rows(self, expression: Any) -> dict[str, list[Any]]:
        """The answer to an expression: a list for each column."""
        found: dict[str, list[Any]] = self.connection.to_pyarrow(expression).to_pydict()
        return found


def datasets() -> Datasets:
    """The store of this site."""
    return Datasets(Path(settings.HOME))


def opened(name: str, version: str = "") -> Opened:
    """The published state of that version, the latest if none is named. Not found if there is none."""
    store = datasets()
    if not NAME.fullmatch(name):
        raise Http404
    latest = store.manifest(name, stage="published")
    if latest is None:
        raise Http404
    if not version:
        return Opened(store, latest, latest.version)
    if not (version.isascii() and version.isdigit() and len(version) < 7):
        raise Http404
    found = store.manifest(name, int(version))
    if found is None or found.stage != "published":
        raise Http404
    return Opened(store, found, latest.version)


@lru_cache(maxsize=64)
def _register(folder: str, name: str, side: str, root: str, title: str) -> Register:
    return Register.of(_side(folder, name, side) or [], root, title)


@lru_cache(maxsize=64)
def _whole(folder: str, name: str, side: str) -> str:
    rows = _side(folder, name, side) or []
    return next((str(row["code"]) for row in rows if not row["level"]), ROOT_PLACE)


@lru_cache(maxsize=64)
def _indicators(folder: str, name: str, side: str, said: str) -> Mapping[str, Plain]:
    return laid_over(_side(folder, name, side) or {}, _side(folder, name, said) or {})


@lru_cache(maxsize=64)
def _codes(folder: str, name: str, side: str) -> CodeNames:
    return CodeNames(_side(folder, name, side) or {})


def _side(folder: str, name: str, side: str) -> Any:
    store = Datasets(Path(folder).parent)
    return store.side(Manifest(name, 0, "", sides={"it": side}), "it") if side else None
