"""The part of a large file that one activity's score hangs on, as a small file of its own: quick to score again.

Beside the activity itself these are all that money links lead to, either way and however far, and others of the same
identifiers. Each stands on the line on which it stands in the whole file, so that a score of the part names the same
places; the identifiers keep their order. What is scored from the part is what is scored from the whole.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from local2030.formats.activities import Source, file_header, open_sources, read_source
from local2030.workflows.activity_index import ActivityIndex, ties_of

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'
_END = b"</iati-activities>"


class Cut(NamedTuple):
    """The file, the place of the activity in it (from 0), and how many activities it has."""

    content: bytes
    position: int
    activities: int


def cut(path: Path, position: int) -> Cut | None:
    """The part of the file for the activity at that place; None where there is no such activity."""
    with tempfile.TemporaryDirectory(prefix="local2030-") as spool:
        source = next(iter(open_sources((str(path),), spool=Path(spool))))
        index, receivers = _index(source)
        if position >= index.count:
            return None
        places = sorted(_reached(index, receivers, position))
        return Cut(_written(source, index, places), places.index(position), len(places))


def _index(source: Source) -> tuple[ActivityIndex, dict[int, tuple[str, ...]]]:
    """Where every activity lies, and to whom each pays on."""
    index, receivers = ActivityIndex([source]), {}
    for read in read_source(source):
        if read.activity is not None:
            ties = ties_of(read.activity)
            if ties.receivers:
                receivers[index.count] = ties.receivers
            index.add(0, read, read.activity.line, read.activity.identifier, ties)
    return index, receivers


def _reached(index: ActivityIndex, receivers: dict[int, tuple[str, ...]], position: int) -> set[int]:
    """The places of all activities that have a say in the score of the one."""
    names = {place: name for name, place in index.by_identifier.items()}
    activity = index.read(position)
    own = index.by_identifier.get(activity.identifier) if activity is not None else None
    found, waiting = {position}, [position, *([own] if own is not None else [])]
    while waiting:
        place = waiting.pop()
        found.add(place)
        name = names.get(place, "")
        near = [*_first(index, receivers.get(place, ())), *(index.funded.get(name, ()) if name else ())]
        waiting += [other for other in dict.fromkeys(near) if other not in found]
        found.update(near)
    # an activity that is met by its identifier is the first of that name: a later one must not come before it
    firsts = {first for place in found if (first := _first_of(index, place)) is not None}
    return found | firsts


def _first(index: ActivityIndex, identifiers: Iterable[str]) -> list[int]:
    return [place for identifier in identifiers if (place := index.position(identifier)) is not None]


def _first_of(index: ActivityIndex, place: int) -> int | None:
    activity = index.read(place)
    return index.position(activity.identifier) if activity is not None else None


def _written(source: Source, index: ActivityIndex, places: list[int]) -> bytes:
    header = file_header(source)
    parts, line = [DECLARATION, header.wrapper], 1
    bare = header.root == "iati-activity"
    with source.path.open("rb") as stream:
        for place in places:
            piece = _piece(stream, index.offsets[place], index.lengths[place])
            parts += [b"\n" * max(0, index.lines[place] - line), piece]
            line = max(line, index.lines[place]) + piece.count(b"\n")
    return b"".join([*parts, b"" if bare and not header.wrapper else _END, b"\n"])


def _piece(stream: BinaryIO, offset: int, length: int) -> bytes:
    stream.seek(offset)
    return stream.read(length)
