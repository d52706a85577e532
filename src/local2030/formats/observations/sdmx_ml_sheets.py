"""SDMX-ML 2.1 messages as sheets: columns have their SDMX ids, dimensions first, then period, value, attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from local2030.formats.observations.sdmx_ml import TIME, VALUE, SdmxMessage
from local2030.formats.observations.sheet import Sheet
from local2030.formats.observations.under_header import Columns
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import Observation

_ROOT = re.compile(rb"<(?:[\w.-]{1,60}:)?([\w.-]{1,60})")
_COMMENTS = re.compile(rb"<[!?][^>]*>")
SAID_ELSEWHERE = frozenset({"sdmx-value-unreadable", "sdmx-no-period"})  # whoever understands the rows tells these


def sdmx_ml_sheets(path: Path, name: str, sha256: str, indicator: str, most: int) -> Iterator[Sheet]:
    """The observations of a message in pieces. A piece has the columns that its observations have."""
    message = SdmxMessage(path, name)
    observations, header = message.observations(), tuple[str, ...]()
    is_first, is_last = True, False
    while not is_last:
        piece = list(islice(observations, most or None))
        is_last = not most or len(piece) < most
        told = [*(_structure(message, name) if is_first else ()), *(_notes(message) if is_last else ())]
        columns: Columns = tuple(() for _ in header)
        if piece:
            header, columns = _columns(piece)
        if piece or is_first or told:
            lines = [found.row for found in piece]
            yield Sheet(name, "sdmx-ml", header, columns, lines, len(piece), sha256, indicator, tuple(told))
        is_first = False


def _columns(piece: Sequence[Observation]) -> tuple[tuple[str, ...], Columns]:
    """One column for each dimension and attribute of these observations; a cell that one lacks is empty."""
    keys: dict[str, None] = {}
    rest: dict[str, None] = {}
    known: set[tuple[object, object]] = set()
    for found in piece:
        shape = (found.key, found.attributes)
        if shape not in known:  # few shapes, many observations
            known.add(shape)
            keys |= dict.fromkeys(name for name, _ in found.key)
            rest |= dict.fromkeys(name for name, _ in found.attributes)
    header = (*keys, TIME, VALUE, *(name for name in rest if name not in keys))
    places = {column: i for i, column in enumerate(header)}
    columns = [[""] * len(piece) for _ in header]
    for i, found in enumerate(piece):
        for column, value in found.key + found.attributes:
            columns[places[column]][i] = value
    columns[places[TIME]] = [found.period for found in piece]
    columns[places[VALUE]] = [found.raw for found in piece]
    return header, tuple(columns)


def _notes(message: SdmxMessage) -> list[Finding]:
    return [found for found in message.notes.findings() if found.code not in SAID_ELSEWHERE]


def _structure(message: SdmxMessage, name: str) -> list[Finding]:
    said = (f"{structure.agency}:{structure.id}({structure.version})" for structure in message.structures[:1])
    return [Finding("sdmx-structure", "info", name, None, {"structure": text}) for text in said]


def is_structure(path: Path) -> bool:
    """Whether an XML file is a message of structure (codes, concepts) and not of data, by its first element."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4_000)
    except OSError:
        return False
    found = _ROOT.search(_COMMENTS.sub(b"", head))
    return found is not None and found[1] == b"Structure" and b"SDMX" in head.upper()
