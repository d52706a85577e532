"""Elements put into an activity where the schema wants them, every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from local2030.formats.activities.iati import read_source
from local2030.formats.activities.sources import Source

ORDER = (
    "iati-identifier", "reporting-org", "title", "description", "participating-org", "other-identifier",
    "activity-status", "activity-date", "contact-info", "activity-scope", "recipient-country", "recipient-region",
    "location", "sector", "tag", "country-budget-items", "humanitarian-scope", "policy-marker", "collaboration-type",
    "default-flow-type", "default-finance-type", "default-aid-type", "default-tied-status", "budget",
    "planned-disbursement", "capital-spend", "transaction", "document-link", "related-activity", "legacy-data",
    "conditions", "result", "crs-add", "fss",
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(ORDER)}
_ENCODING = re.compile(rb"""(<\?xml[^>]*?encoding\s*=\s*)(?:"[^"]*"|'[^']*')""")

Stale = Callable[[str, Mapping[str, str]], bool]


class Placed(NamedTuple):
    """An element to put in: its name, which says where, and its XML."""

    name: str
    xml: str


class _Child(NamedTuple):
    name: str
    attributes: Mapping[str, str]
    start: int
    end: int


def rewritten(source: Source, wanted: Mapping[str, Sequence[Placed]], stale: Stale, out: BinaryIO) -> tuple[str, ...]:
    """Write the file anew with the elements in the first activity of each identifier; gives the identifiers served.

    `stale` says which elements of those activities are ours from before and go.
    """
    left = dict(wanted)
    done = []
    with source.path.open("rb") as stream:
        at = 0
        for read in read_source(source):
            elements = left.get(read.identifier) if read.activity is not None else None
            if elements is None:
                continue
            stream.seek(read.offset)
            piece = placed(stream.read(read.length), elements, stale)
            if piece is None:
                continue
            stream.seek(at)
            _copy(stream, out, read.offset - at, head=at == 0)
            out.write(piece)
            at = read.offset + read.length
            done.append(read.identifier)
            del left[read.identifier]
        stream.seek(at)
        _copy(stream, out, source.size - at, head=at == 0)
    return tuple(done)


def placed(activity: bytes, elements: Sequence[Placed], stale: Stale) -> bytes | None:
    """One activity with the elements in it, None where its XML isn't whole."""
    try:
        children, end = _children(activity)
    except (expat.ExpatError, UnicodeError, ValueError):
        return None
    edits = [(child.start, child.end, b"") for child in children if stale(child.name, child.attributes)]
    for element in elements:
        after = [c.start for c in children if _RANK.get(c.name, len(ORDER)) > _RANK[element.name]]
        at = min(after, default=end)
        edits.append((at, at, element.xml.encode() + _indent(activity, at)))
    whole, before = [], 0
    for start, stop, new in sorted(edits, key=lambda edit: edit[:2]):
        whole += [activity[before:start], new]
        before = stop
    return b"".join([*whole, activity[before:]])


def _children(activity: bytes) -> tuple[list[_Child], int]:
    """The activity's own children with their places, and where its end tag begins."""
    parser = expat.ParserCreate("utf-8")
    children: list[_Child] = []
    open_: list[tuple[str, Mapping[str, str], int]] = []
    closed: list[tuple[str, Mapping[str, str], int]] = []
    last = 0

    def settle() -> None:
        if closed:
            name, attributes, start = closed.pop()
            children.append(_Child(name, attributes, start, parser.CurrentByteIndex))

    def begin(name: str, attributes: dict[str, str]) -> None:
        settle()
        open_.append((name, attributes, parser.CurrentByteIndex))

    def finish(_: str) -> None:
        nonlocal last
        settle()
        element = open_.pop()
        if len(open_) == 1:
            closed.append(element)
        last = parser.CurrentByteIndex

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.DefaultHandler = lambda _: settle()
    parser.Parse(activity, True)
    return children, last


def _indent(activity: bytes, at: int) -> bytes:
    """The white space before that place, so that what follows stands as it stood."""
    start = len(activity[:at].rstrip(b" \t\r\n"))
    return activity[start:at]


def _copy(stream: BinaryIO, out: BinaryIO, length: int, *, head: bool) -> None:
    """A stretch as it is; at the file's head the stated encoding becomes the one that is written."""
    for block in _blocks(stream, length):
        out.write(_ENCODING.sub(rb'\1"UTF-8"', block, count=1) if head else block)
        head = False


def _blocks(stream: BinaryIO, length: int) -> Iterator[bytes]:
    while length > 0 and (block := stream.read(min(length, 1 << 20))):
        length -= len(block)
        yield block
