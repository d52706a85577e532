"""A file's bytes cut into activities and what lies between them, without parsing.

Well-formed XML has `<` only where markup begins, so that finding `<iati-activity` and its end needs no parser: one
regular expression finds the marks, and whatever could hide one (comments, CDATA, processing instructions) is stepped
over whole. In a file that isn't well-formed the cut may be wrong; the parser then refuses the piece, never silently.
The file is read in blocks; at most one activity is held, and none above `LARGEST`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Literal, NamedTuple

BLOCK = 1 << 20
LARGEST = 32 << 20  # bytes of one activity, or of what stands between two

Kind = Literal["between", "activity", "oversize", "tail"]

_LONGEST_MARK = (
    1 << 16
)  # an end tag may hold white space before its bracket, but not this much
_MARK = re.compile(
    rb"<(?:(/iati-activity\s*>)|(iati-activity(?=[\s/>]))|(!--)|(!\[CDATA\[)|(\?))"
)
_END, _BEGIN, _COMMENT, _CDATA, _INSTRUCTION = 1, 2, 3, 4, 5
_TERMINATORS = {_COMMENT: b"-->", _CDATA: b"]]>", _INSTRUCTION: b"?>"}
_TAG_REST = re.compile(
    rb"""[^"'<>]*+(?:(?:"[^"<]*+"|'[^'<]*+')[^"'<>]*+)*+(?:>|(?P<odd><))"""
)


class Piece(NamedTuple):
    """A stretch of the file. `tail` is what follows the last whole activity; `oversize` carries no bytes."""

    kind: Kind
    offset: int
    length: int
    line: int
    lines: int  # line breaks in it
    data: bytes


def pieces(stream: BinaryIO, offset: int, line: int) -> Iterator[Piece]:
    """The pieces from `offset` (on `line`) to the end, in order and without a gap; the last is the tail."""
    return _Cutter(stream, offset, line).cut()


class _Cutter:
    __slots__ = (
        "awaiting",
        "base",
        "buffer",
        "depth",
        "ended",
        "line",
        "pos",
        "skipped",
        "skipped_lines",
        "start",
        "stream",
    )

    def __init__(self, stream: BinaryIO, offset: int, line: int) -> None:
        stream.seek(offset)
        self.stream = stream
        self.buffer = b""
        self.base = offset  # place in the file of buffer[0]
        self.line = line  # line on which buffer[start] stands
        self.start = 0  # where the piece in hand begins
        self.pos = 0  # up to where marks were looked for
        self.depth = 0
        self.awaiting = (
            b""  # the end of the comment, CDATA or instruction in which pos stands
        )
        self.skipped = self.skipped_lines = (
            0  # already thrown away of an activity too large to hold
        )
        self.ended = False

    def cut(self) -> Iterator[Piece]:
        while True:
            yield from self._cut_buffer()
            if self.ended:
                break
            if len(self.buffer) - self.start > LARGEST:
                if self.depth == 0 or self.pos == self.start:
                    yield self._piece("oversize", len(self.buffer))
                    return
                self._throw_away()
            self._read_on()
        yield self._piece("tail", len(self.buffer))

    def _cut_buffer(self) -> Iterator[Piece]:
        """Every piece that ends within the buffer; pos is left where looking must go on with more bytes."""
        buffer = self.buffer
        while True:
            if self.awaiting:
                at = buffer.find(self.awaiting, self.pos)
                if at < 0:
                    self.pos = max(self.pos, len(buffer) - len(self.awaiting) + 1)
                    return
                self.pos = at + len(self.awaiting)
                self.awaiting = b""
            mark = _MARK.search(buffer, self.pos)
            if mark is None:
                last = buffer.rfind(b"<", self.pos)
                self.pos = (
                    last
                    if last >= 0 and len(buffer) - last < _LONGEST_MARK
                    else len(buffer)
                )
                return
            kind = mark.lastindex or 0
            if kind in _TERMINATORS:
                self.awaiting = _TERMINATORS[kind]
                self.pos = mark.end()
                continue
            if kind == _BEGIN:
                end = self._tag_end(mark.end())
                if end is None:
                    self.pos = mark.start()
                    return
                if self.depth == 0 and mark.start() > self.start:
                    yield self._piece("between", mark.start())
                self.pos = end
                if buffer[end - 2 : end] != b"/>":
                    self.depth += 1
                    continue
            else:
                self.pos = mark.end()
                if (
                    self.depth == 0
                ):  # an end without a beginning: left where it is, for the parser to refuse
                    continue
                self.depth -= 1
            if self.depth == 0:
                yield self._piece("oversize" if self.skipped else "activity", self.pos)

    def _tag_end(self, at: int) -> int | None:
        """Where the start tag ends; None if it doesn't in this buffer. A `<` in it ends it too: the parser refuses it."""
        match = _TAG_REST.match(self.buffer, at)
        if match is None:
            return None
        return match.start("odd") if match.group("odd") else match.end()

    def _piece(self, kind: Kind, end: int) -> Piece:
        data = self.buffer[self.start : end]
        lines = data.count(b"\n") + self.skipped_lines
        offset, length = self.base + self.start - self.skipped, len(data) + self.skipped
        piece = Piece(
            kind, offset, length, self.line, lines, b"" if kind == "oversize" else data
        )
        self.line += lines
        self.start = end
        self.skipped = self.skipped_lines = 0
        return piece

    def _throw_away(self) -> None:
        """Forget the bytes looked at of an activity that is too large; only its end is still of use."""
        self.skipped += self.pos - self.start
        self.skipped_lines += self.buffer.count(b"\n", self.start, self.pos)
        self.start = self.pos

    def _read_on(self) -> None:
        held = len(self.buffer) - self.start
        block = self.stream.read(max(BLOCK, held // 2))
        self.base += self.start
        self.buffer = self.buffer[self.start :] + block
        self.pos -= self.start
        self.start = 0
        self.ended = not block
