"""A places file (CSV or XLSX) read: what somebody who knows says of the places of a data set."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local2030.formats.observations.repository import files, read_file
from local2030.monitoring.place_edits import place_edits
from local2030.monitoring.place_records import LocalPlace, PlaceEdit, place_of
from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding

MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class PlacesFile:
    """The rows of a places file, its hash ("" where there is none) and what is odd in it."""

    sha256: str = ""
    edits: tuple[PlaceEdit, ...] = ()
    findings: tuple[Finding, ...] = ()


NO_PLACES = PlacesFile()


def read_places(path: Path) -> PlacesFile:
    """The file's rows; of a workbook the first sheet that has a column of codes."""
    if path.stat().st_size > MOST_BYTES:
        raise NothingToRead(Finding("places-file-too-large", "error", path.name, None, {"most": MOST_BYTES}))
    listing = files(path)
    sheets = [sheet for entry in listing.of("data") for sheet in read_file(entry)]
    if not sheets:
        errors = [one for one in listing.findings if one.severity == "error"]
        raise NothingToRead(
            errors[0] if errors else Finding("places-file-no-code", "error", path.name, 1, {"columns": "-"})
        )
    tried = []
    for sheet in sheets:
        edits, said = place_edits(sheet.header, zip(*sheet.columns, strict=True), sheet.file, sheet.lines)
        tried.append(PlacesFile(hashlib.sha256(path.read_bytes()).hexdigest(), edits, (*sheet.findings, *said)))
        if edits:
            break
    return tried[-1] if tried[-1].edits else tried[0]


def register(plain: Sequence[Mapping[str, Any]] | None) -> tuple[LocalPlace, ...]:
    """The places of a data set out of its side `places`."""
    return tuple(place_of(one) for one in plain or ())
