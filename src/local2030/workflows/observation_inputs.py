"""What a path holds beside its observations: metadata of indicators and boundary files, read only if they changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from local2030.formats.observations.repository import FileEntry, Listing
from local2030.monitoring.boundaries import Boundary, boundary_of
from local2030.monitoring.place_edits import place_edits
from local2030.monitoring.place_labels import key_of
from local2030.monitoring.place_records import PlaceEdit
from local2030.vocabulary.findings import Finding
from local2030.workflows.beside import beside

MANY = 200  # files of metadata: from so many on they are read in a process beside this one


@dataclass(frozen=True, slots=True)
class Facts:
    """What metadata say: `indicators` plain records by code; `edits` are what the sheets of places in workbooks say.

    `about` is what exports of ours say of themselves.
    """

    indicators: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    edits: tuple[PlaceEdit, ...] = ()
    findings: tuple[Finding, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Inputs:
    """`hashes` of all of these files; `words` the codes and names on maps; `facts` gives what the metadata say."""

    hashes: Mapping[str, str]
    facts: Callable[[], Facts]
    boundaries: tuple[Boundary, ...] = ()
    words: tuple[str, ...] = ()
    of_boundaries: tuple[Finding, ...] = ()
    codes: Mapping[str, Any] = field(default_factory=dict)  # names of codes, as structure files have them

    @property
    def indicators(self) -> Mapping[str, Mapping[str, Any]]:
        """What the metadata say of each indicator."""
        return self.facts().indicators

    @property
    def edits(self) -> tuple[PlaceEdit, ...]:
        """What sheets of places say."""
        return self.facts().edits

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was odd."""
        return (*self.facts().findings, *self.of_boundaries)


def other_files(listing: Listing) -> tuple[FileEntry, ...]:
    """Everything listed that isn't data only: a workbook may have sheets of indicators and places beside its values."""
    return tuple(entry for entry in listing.files if entry.role != "data" or entry.kind == "xlsx")


def hashes_of(entries: Iterable[FileEntry]) -> dict[str, str]:
    """The SHA-256 of each file, by its name."""
    return {entry.name: entry.sha256 for entry in entries}


def read_inputs(listing: Listing, hashes: Mapping[str, str]) -> Inputs:
    """Metadata and boundary files, whole. Many files of metadata are read beside what follows, until they are asked for."""
    is_alone = len(listing.of("metadata")) < MANY or any(entry.kind == "xlsx" for entry in listing.files)
    facts = cache((lambda: read_facts(listing)) if is_alone else beside(lambda: read_facts(listing)))
    told: list[Finding] = []
    boundaries = tuple(read_boundaries(listing, told))
    words = {word for one in boundaries for area in one.areas for word in (area.code, area.name) if word}
    if is_alone:
        words |= {word for edit in facts().edits for word in (edit.code, edit.name) if word}
    return Inputs(hashes, facts, boundaries, tuple(sorted(words)), tuple(told), read_codes(listing))


def read_codes(listing: Listing) -> dict[str, Any]:
    """What structure files call the codes of each dimension."""
    entries = listing.of("structure")
    if not entries:
        return {}
    from local2030.formats.observations.sdmx_codelists import code_names

    return {name: codes for entry in entries for name, codes in code_names(entry.path).items()}


def read_facts(listing: Listing) -> Facts:
    """All metadata of indicators, and the sheets of places in workbooks."""
    from local2030.formats.observations.metadata import read_metadata

    metadata = read_metadata(listing)
    told = list(metadata.findings)
    edits: list[PlaceEdit] = []
    for sheet in metadata.place_sheets:
        more, said = place_edits(sheet.header, zip(*sheet.columns, strict=True), sheet.file, sheet.lines)
        edits += more
        told += said
    indicators = {code: facts.plain() for code, facts in metadata.indicators.items()}
    return Facts(indicators, tuple(edits), tuple(told), metadata.about)


def read_boundaries(listing: Listing, told: list[Finding]) -> Iterable[Boundary]:
    """Every boundary file that is GeoJSON; one that can't be read is told."""
    from local2030.formats.observations.geojson_files import layers_without_file, read_geojson

    layers = {layer.file: layer for layer in listing.settings.layers}
    told.extend(layers_without_file(listing))
    for entry in listing.of("boundary"):
        collection, findings = read_geojson(entry.path, entry.name)
        told.extend(findings)
        if collection is None:
            continue
        layer = layers.get(entry.name)
        made = boundary_of(entry.name, collection, *((layer.id_property, layer.name_property) if layer else ()))
        told.extend(made.findings)
        yield made


def place_words(words: Iterable[str]) -> frozenset[str]:
    """What cells are held against: codes and names as their spellings have them in common."""
    return frozenset(key_of(word) for word in words)
