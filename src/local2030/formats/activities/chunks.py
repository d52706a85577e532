"""A file's bytes cut into activities and what lies between them, without parsing.

Well-formed XML has `<` only where markup begins, so that finding `<iati-activity` and its end needs no parser.
Whatever could hide one (comments, CDATA, processing instructions) is stepped over whole. Only bytes that are rare in
aid data are looked for ("!", "?", the name itself), which is ten times as fast as a regular expression. In a file that
isn't well-formed the cut may be wrong; the parser then refuses the piece, never silently.
The file is read in blocks; at most one activity is held, and none above `LARGEST`.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import BinaryIO, Literal, NamedTuple

BLOCK = 256 << 10
LARGEST = 32 << 20  # bytes of one activity, or of what stands between two

Kind = Literal["between", "activity", "oversize", "tail"]

_NAME = b"iati-activity"
_AFTER_NAME = (b" ", b">", b"\n", b"/", b"\t", b"\r")
_LONGEST_END = 1 << 12  # an end tag may hold white space before its bracket, but not this much
_NEVER = 1 << 62
_LONGEST_MARK = 16  # "</iati-activity" may be cut by the end of a block
_TAG_REST = re.compile(rb"""[^"'<>]*+(?:(?:"[^"<]*+"|'[^'<]*+')[^"'<>]*+)*+(?:>|(?P<odd><))""")


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
        "next_bang",
        "next_name",
        "next_question",
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
        self.awaiting = b""  # the end of the comment, CDATA or instruction in which pos stands
        self.skipped = self.skipped_lines = 0  # already thrown away of an activity too large to hold
        self.next_name = self.next_bang = self.next_question = -1
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
        self.next_name = self.next_bang = self.next_question = -1
        while True:
            if self.awaiting:
                at = buffer.find(self.awaiting, self.pos)
                if at < 0:
                    self.pos = max(self.pos, len(buffer) - len(self.awaiting) + 1)
                    return
                self.pos = at + len(self.awaiting)
                self.awaiting = b""
            self._look()
            name, other = self.next_name, min(self.next_bang, self.next_question)
            if name == other:
                self.pos = max(self.pos, len(buffer) - _LONGEST_MARK)
                return
            if other < name:
                if not self._step_in(other):
                    return
                continue
            after = name + len(_NAME)
            if buffer[name - 1 : name] == b"<":
                if not (yield from self._begin(name - 1, after)):
                    return
            elif not (yield from self._end(name - 2, after)):
                return

    def _look(self) -> None:
        """Find the next of each mark at or after pos (one that was found ahead of pos before still stands)."""
        buffer, pos = self.buffer, self.pos
        if self.next_name < pos:
            at = buffer.find(_NAME, pos)
            while at >= 0 and buffer[at - 1 : at] != b"<" and buffer[at - 2 : at] != b"</":
                at = buffer.find(_NAME, at + 1)
            self.next_name = at if at >= 0 else _NEVER
        if self.next_bang < pos:
            self.next_bang = self._find_after_bracket(b"!")
        if self.next_question < pos:
            self.next_question = self._find_after_bracket(b"?")

    def _find_after_bracket(self, mark: bytes) -> int:
        buffer = self.buffer
        at = buffer.find(mark, self.pos)
        while at >= 0 and buffer[at - 1 : at] != b"<":
            at = buffer.find(mark, at + 1)
        return at if at >= 0 else _NEVER

    def _step_in(self, at: int) -> bool:
        """Enter a comment, CDATA section or instruction whose second character is at `at`; False: more is needed."""
        opening = self.buffer[at : at + 8]
        if len(opening) < 8 and not self.ended:
            self.pos = at - 1
            return False
        self.pos = at + 1
        if opening.startswith(b"!--"):
            self.pos, self.awaiting = at + 3, b"-->"
        elif opening == b"![CDATA[":
            self.awaiting = b"]]>"
        elif opening.startswith(b"?"):
            self.awaiting = b"?>"
        return True

    def _begin(self, at: int, after: int) -> Generator[Piece, None, bool]:
        """An activity's start tag at `at`; False: more is needed."""
        following = self.buffer[after : after + 1]
        if following and following not in _AFTER_NAME:
            self.pos = after
            return True
        end = self._tag_end(after) if following else None
        if end is None:
            self.pos = at
            return False
        if self.depth == 0 and at > self.start:
            yield self._piece("between", at)
        self.pos = end
        if self.buffer[end - 2 : end] != b"/>":
            self.depth += 1
        elif self.depth == 0:
            yield self._piece("activity", end)
        return True

    def _end(self, at: int, after: int) -> Generator[Piece, None, bool]:
        """An activity's end tag at `at`; False: more is needed. One without a beginning is left for the parser."""
        bracket = self.buffer.find(b">", after, after + _LONGEST_END)
        if bracket < 0:
            self.pos = at if len(self.buffer) < after + _LONGEST_END else after
            return len(self.buffer) >= after + _LONGEST_END
        self.pos = bracket + 1
        if self.depth and not self.buffer[after:bracket].strip():
            self.depth -= 1
            if self.depth == 0:
                yield self._piece("oversize" if self.skipped else "activity", self.pos)
        return True

    def _tag_end(self, at: int) -> int | None:
        """Where the start tag ends; None if it doesn't in this buffer. A `<` in it ends it too: the parser refuses it."""
        match = _TAG_REST.match(self.buffer, at)
        if match is None:
            return None
        return match.start("odd") if match.group("odd") else match.end()

    def _piece(self, kind: Kind, end: int) -> Piece:
        data = self.buffer[self.start : end]
        lines = len(data) - len(data.replace(b"\n", b"")) + self.skipped_lines  # twice as fast as count()
        offset, length = self.base + self.start - self.skipped, len(data) + self.skipped
        piece = Piece(kind, offset, length, self.line, lines, b"" if kind == "oversize" else data)
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
