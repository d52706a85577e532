"""IATI activity files, 1.00 to 2.03: bytes in, `Activity` records and findings out, in one pass.

Unchanged activities are recognised by the SHA-256 of their bytes and not parsed again. The rest is parsed by lxml in
batches, each wrapped in the file's own root tag, with no entities, no network and no DTD. A file that breaks off gives
the activities before the break and one finding with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from xml.sax.saxutils import unescape

from lxml import etree

from local2030.formats.activities.chunks import BLOCK, LARGEST, Piece, pieces
from local2030.formats.activities.codes import VERSIONS
from local2030.formats.activities.elements import read_activity
from local2030.formats.activities.encodings import mended
from local2030.formats.activities.sources import Source
from local2030.formats.activities.values import Tally, Values
from local2030.vocabulary.activities import Activity
from local2030.vocabulary.findings import Finding

BATCH = 96 << 10  # bytes parsed at once: a tree that fits the processor's cache is made twice as fast as a large one
MOST_IN_BATCH = 1000  # pieces, counting those that needn't be parsed
LARGEST_HEAD = 1 << 20  # bytes up to the end of the file's outermost start tag
MOST_NODES = 1_500_000  # a tree node takes some 150 bytes of memory, and three characters can make one
_WORTH_COUNTING = 4 << 20
_MOST_LINES = 60_000  # libxml2 counts lines in 16 bits

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?+(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ROOT = re.compile(rb"""<([A-Za-z_][\w.:-]*+)([^"'<>]*+(?:(?:"[^"<]*+"|'[^'<]*+')[^"'<>]*+)*+)>""")
_DEFAULT_NAMESPACE = re.compile(rb"""\sxmlns\s*=\s*(?:"[^"]*"|'[^']*')""")
_IDENTIFIER = re.compile(rb"<iati-identifier[^<>]*>([^<]*)<")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CLOSE = b"</iati-activities>"
_TOO_MUCH = frozenset({etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NAME_TOO_LONG})

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Read:
    """One activity and where it lies, or a stretch that gave only findings.

    `activity` is None where the hash is known already (nothing was parsed) or where it can't be read (a finding says
    why). `identifier` and `content_hash` are "" for a stretch that holds no whole activity.
    """

    activity: Activity | None
    offset: int
    length: int
    content_hash: str
    identifier: str
    findings: tuple[Finding, ...]
    line: int = 0  # where it begins in the file


@dataclass(frozen=True, slots=True)
class FileHeader:
    """What the file's outermost tag says. `finding` is set if the file can't be read as IATI activities."""

    root: str
    version: str
    generated: str
    language: str
    wrapper: bytes  # the start tag within which activities are parsed
    offset: int  # where reading begins: after that tag
    line: int
    finding: Finding | None


def file_header(source: Source) -> FileHeader:
    """The header of an opened file, from its first megabyte."""
    return _remembered_header(source.path, source.name, source.sha256)


def read_source(
    source: Source,
    *,
    known: Container[str] = frozenset(),
    progress: Progress | None = None,
) -> Iterator[Read]:
    """Every activity of the file in file order, whole or (its hash in `known`) only named; then what was odd.

    `progress` is told how many bytes are done. A hash is of the activity's own bytes: what the file's outermost tag
    says (version, language) isn't in it.
    """
    if not source.sha256:
        return
    header = file_header(source)
    if header.finding is not None:
        yield Read(None, 0, source.size, "", "", (header.finding,))
        return
    with source.path.open("rb") as stream:
        yield from _Reading(source.name, header).all_of(stream, known, progress)


def read_at(source: Source, offset: int, length: int, *, line: int | None = None) -> Activity | None:
    """One activity parsed again from its bytes. Its `line` is counted from the file's start if it isn't given."""
    header = file_header(source)
    if header.finding is not None or length > LARGEST:
        return None
    with source.path.open("rb") as stream:
        line = line or 1 + _line_breaks(stream, offset)
        stream.seek(offset)
        data = stream.read(length)
    piece = Piece("activity", offset, length, line, data.count(b"\n"), data)
    reads = list(_Reading(source.name, header).reads([_Entry(piece, sha256(data).hexdigest(), False)]))
    return reads[0].activity if reads else None


class _Entry(NamedTuple):
    piece: Piece
    content_hash: str
    known: bool


class _Broken(Exception):
    """The file isn't well-formed from here on; the finding has been noted."""


class _Reading:
    """One file while it is read: its header, its parser, and the dates and amounts met so far."""

    def __init__(self, name: str, header: FileHeader) -> None:
        self.name = name
        self.header = header
        self.tally = Tally(name)
        self.values = Values(self.tally)
        self.parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
            remove_pis=True, remove_blank_text=True, collect_ids=False,
        )  # fmt: skip

    def all_of(self, stream: BinaryIO, known: Container[str], progress: Progress | None) -> Iterator[Read]:
        """Batch after batch to the end of the file, or to where it breaks."""
        batch: list[_Entry] = []
        size = activities = end = 0
        version = self.header.version.strip()
        if version and version not in VERSIONS:
            self.tally.add("version-unknown", "warning", self.header.line, stated=version)
        try:
            for piece in pieces(stream, self.header.offset, self.header.line):
                content_hash = ""
                if piece.kind == "activity":
                    activities += 1
                    content_hash = sha256(piece.data).hexdigest()
                unchanged = content_hash in known if content_hash else False
                batch.append(_Entry(piece, content_hash, unchanged))
                size += 0 if unchanged else len(piece.data)
                end = piece.offset + piece.length
                if size >= BATCH or len(batch) >= MOST_IN_BATCH:
                    yield from self.reads(batch)
                    batch, size = [], 0
                    if progress is not None:
                        progress(end)
            yield from self.reads(batch)
            if not activities:
                self.tally.add("no-activities", "warning", None)
        except _Broken:
            pass
        if progress is not None:
            progress(end)
        last = self.tally.take() + self.tally.rest()
        if last:
            yield Read(None, end, 0, "", "", last)

    def reads(self, batch: list[_Entry]) -> Iterator[Read]:
        """What a batch of pieces gives, in their order.

        The records of all are made before the first is handed out: whoever gets it drives the tree out of the cache.
        """
        parsed = [entry.piece for entry in batch if not entry.known and not _empty(entry.piece)]
        elements = self._together(parsed)
        if elements is None:
            yield from self._in_order(batch, None)
            return
        reads = list(self._in_order(batch, elements))
        del elements
        yield from reads

    def _in_order(self, batch: list[_Entry], elements: Iterator[tuple[Any, int]] | None) -> Iterator[Read]:
        for piece, content_hash, unchanged in batch:
            if unchanged:
                yield Read(
                    None,
                    piece.offset,
                    piece.length,
                    content_hash,
                    _identifier_in(piece.data),
                    (),
                    piece.line,
                )
            elif piece.kind == "oversize":
                self._too_large(piece, LARGEST)
                yield Read(None, piece.offset, piece.length, "", "", self.tally.take())
            elif elements is None:
                yield from self._alone(piece, content_hash)
            elif piece.kind == "activity":
                element, shift = next(elements)
                yield self._activity(element, shift, piece, content_hash)

    def _together(self, parsed: list[Piece]) -> Iterator[tuple[Any, int]] | None:
        """The activity elements of several pieces parsed as one document, None if that doesn't succeed.

        Each comes with what must be added to its lines to get those of the file.
        """
        if sum(p.lines for p in parsed) > _MOST_LINES or any(len(p.data) > _WORTH_COUNTING for p in parsed):
            return None
        try:
            root = self._parse(
                b"".join(p.data for p in parsed),
                parsed[-1].kind if parsed else "between",
            )
        except etree.XMLSyntaxError:
            return None
        elements = [child for child in root if _is_activity(child)]
        shifts: list[int] = []
        line = 1
        for piece in parsed:
            if piece.kind == "activity":
                shifts.append(piece.line - line)
            line += piece.lines
        return iter(zip(elements, shifts, strict=True)) if len(elements) == len(shifts) else None

    def _alone(self, piece: Piece, content_hash: str) -> Iterator[Read]:
        """One piece parsed by itself. Raises `_Broken` where the file stops to be XML."""
        if _empty(piece):
            return
        data = piece.data
        if len(data) > _WORTH_COUNTING and data.count(b"<") + data.count(b"=") > MOST_NODES:
            self._too_large(piece, MOST_NODES)
        else:
            element = self._element(piece)
            if element is not None and piece.kind == "activity":
                yield self._activity(element, piece.line - 1, piece, content_hash)
                return
        findings = self.tally.take()
        if findings or content_hash:
            yield Read(
                None,
                piece.offset,
                piece.length,
                content_hash,
                _identifier_in(data),
                findings,
            )

    def _element(self, piece: Piece) -> Any | None:
        data = piece.data
        try:
            return self._only_activity(piece, data)
        except etree.XMLSyntaxError as error:
            if getattr(error, "code", None) in _TOO_MUCH:
                self.tally.add("xml-beyond-limits", "error", piece.line, reason=error.msg)
                return None
            if piece.kind != "tail" and (again := mended(data)) != data:
                self.tally.add(
                    "encoding-wrong",
                    "warning",
                    piece.line,
                    stated="utf-8",
                    read_as="windows-1252",
                )
                return self._element(piece._replace(data=again))
            line = piece.line + max(0, (error.lineno or 1) - 1)
            code = "xml-nul-bytes" if b"\0" in data else "xml-malformed"
            self.tally.add(code, "error", line, reason=(error.msg or "").partition(", line ")[0])
            raise _Broken from error

    def _only_activity(self, piece: Piece, data: bytes) -> Any | None:
        root = self._parse(data, piece.kind)
        return next((child for child in root if _is_activity(child)), None)

    def _parse(self, data: bytes, kind: str) -> Any:
        closing = b"" if kind == "tail" and self.header.root == "iati-activities" else _CLOSE
        return etree.fromstring(b"".join((self.header.wrapper, data, closing)), self.parser)

    def _activity(self, element: Any, shift: int, piece: Piece, content_hash: str) -> Read:
        header = self.header
        activity = read_activity(
            element, self.values, shift=shift, line=piece.line, version=header.version, language=header.language,
            content_hash=content_hash, file=self.name,
        )  # fmt: skip
        return Read(
            activity,
            piece.offset,
            piece.length,
            content_hash,
            activity.identifier,
            self.tally.take(),
        )

    def _too_large(self, piece: Piece, limit: int) -> None:
        self.tally.add("activity-too-large", "error", piece.line, size=piece.length, limit=limit)


@lru_cache(maxsize=64)
def _remembered_header(path: Path, name: str, sha: str) -> FileHeader:
    """The same bytes have the same header; single activities are read again by the thousand."""
    with path.open("rb") as stream:
        return _header(stream.read(LARGEST_HEAD), name)


def _header(head: bytes, name: str) -> FileHeader:
    start = _HEAD.match(head)
    at = start.end() if start else 0
    root = _ROOT.match(head, at)
    if root is None or root.group(1) not in (b"iati-activities", b"iati-activity"):
        return _no_header(_why_not(head, at, root.group(1).decode("ascii", "replace") if root else "", name))
    line = 1 + head.count(b"\n", 0, root.end())
    if root.group(1) == b"iati-activity":
        return FileHeader(
            "iati-activity",
            "",
            "",
            "",
            b"<iati-activities>",
            at,
            1 + head.count(b"\n", 0, at),
            None,
        )
    tag = _DEFAULT_NAMESPACE.sub(b" ", root.group().replace(b"\n", b" "))
    empty = tag.endswith(b"/>")
    wrapper = tag[:-2] + b">" if empty else tag
    try:
        element = etree.fromstring(wrapper + _CLOSE)
    except etree.XMLSyntaxError as error:
        return _no_header(Finding("xml-malformed", "error", name, line, {"reason": error.msg}))
    finding = Finding("no-activities", "warning", name, line) if empty else None
    return FileHeader(
        "iati-activities", element.get("version", ""), element.get("generated-datetime", ""), element.get(_LANG, ""),
        wrapper, root.end(), line, finding,
    )  # fmt: skip


def _no_header(finding: Finding) -> FileHeader:
    return FileHeader("", "", "", "", b"", 0, 1, finding)


def _why_not(head: bytes, at: int, root: str, name: str) -> Finding:
    """What the file is instead of IATI activities."""
    line = 1 + head.count(b"\n", 0, at)
    rest = head[at : at + 200].lower()
    if not head.removeprefix(b"\xef\xbb\xbf").strip():
        return Finding("file-empty", "error", name, None)
    if rest.startswith((b"<!doctype html", b"<html")):
        return Finding("not-iati", "error", name, line, {"found": "html"})
    if rest.startswith((b"<!doctype", b"<!entity")):
        return Finding("xml-doctype-refused", "error", name, line)
    if root:
        return Finding("not-iati", "error", name, line, {"found": root})
    if b"\0" in head[:4096]:
        return Finding("xml-nul-bytes", "error", name, line, {"reason": ""})
    if len(head) >= LARGEST_HEAD and rest.startswith(b"<"):
        return Finding("xml-beyond-limits", "error", name, line, {"reason": "head"})
    if rest.startswith(b"<iati-activit"):
        return Finding(
            "xml-malformed",
            "error",
            name,
            line,
            {"reason": "the outermost tag has no end"},
        )
    return Finding("not-iati", "error", name, line, {"found": "text"})


def _empty(piece: Piece) -> bool:
    """Whether there is nothing to parse. The tail must be parsed in any case: does it end the file properly?"""
    return piece.kind == "oversize" or (piece.kind == "between" and piece.data.isspace())


def _is_activity(element: Any) -> bool:
    """Whether it is an iati-activity; one that declares a namespace of its own is freed from it."""
    tag = element.tag
    if tag == "iati-activity":
        return True
    if not tag.endswith("}iati-activity"):
        return False
    namespace = tag[: -len("iati-activity")]
    for child in element.iter():
        child.tag = child.tag.removeprefix(namespace)
    return True


def _identifier_in(data: bytes) -> str:
    match = _IDENTIFIER.search(data)
    return " ".join(unescape(match.group(1).decode("utf-8", "replace")).split()) if match else ""


def _line_breaks(stream: BinaryIO, before: int) -> int:
    count = 0
    while before > 0 and (block := stream.read(min(BLOCK, before))):
        count += block.count(b"\n")
        before -= len(block)
    return count
