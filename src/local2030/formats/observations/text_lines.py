"""The lines of a text file, whatever encoding each line is in, in bounded room.

A file that several people wrote has several encodings in it: lines that aren't UTF-8 are read in a code page of
Windows, the others stay what they are. `TextLines` says afterwards which lines these were.
"""

from __future__ import annotations

import codecs
import io
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from local2030.formats.observations.code_pages import NAMES, code_page_of, decoded
from local2030.formats.tables.csv_rows import LONGEST_LINE
from local2030.vocabulary.findings import Finding, Severity

BLOCK = 1 << 20
SAMPLE = 200_000  # bytes by which a code page is known
MIXED: tuple[str, Severity] = ("reading-mixed-encodings", "warning")
NOT_UTF8: tuple[str, Severity] = ("reading-not-utf8", "info")
FORMULA_SIGNS = "=@!"  # no formula without one of them
NAMED = 100_000  # rows that one finding names
MARKS = ((codecs.BOM_UTF8, ""), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class TextLines:
    """Iterate `lines()` once, with their ends as they were; `findings()` are those of what was read so far.

    `may_have_formulas`: there are signs in it by which a spreadsheet might know a formula.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.name, self._stream = name, stream
        self._line = 0  # lines in the blocks that were handed on
        self._other, self._nul = array("L"), array("L")
        self._utf8, self._page = False, ""
        self.may_have_formulas = False
        self._noted: list[Finding] = []

    def lines(self) -> Iterator[str]:
        """Every line; reading ends, with a finding, at one that is longer than any table has."""
        return chain.from_iterable(io.StringIO(self._decoded(part), newline="") for part in self._whole_lines())

    def findings(self) -> list[Finding]:
        """What was odd. Ask at the end: only the whole shows a mixture."""
        told = list(self._noted)
        code, severity = MIXED if self._utf8 else NOT_UTF8
        if self._other:
            told.append(of_rows(code, severity, self.name, self._other, encoding=NAMES[self._page]))
        if self._nul:
            told.append(of_rows("reading-nul-bytes", "warning", self.name, self._nul))
        return told

    def _whole_lines(self) -> Iterator[bytes]:
        """The file in UTF-8 as far as it was, in pieces that end with a line."""
        rest = b""
        for block in self._blocks():
            rest = rest + block if rest else block
            if cut := rest.rfind(b"\n") + 1 or rest.rfind(b"\r", 0, -1) + 1:
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) >= LONGEST_LINE:
                values = {"longest": LONGEST_LINE}
                self._noted.append(Finding("reading-line-too-long", "error", self.name, self._line + 1, values))
                return
        if rest:
            yield rest

    def _blocks(self) -> Iterator[bytes]:
        head = self._stream.read(BLOCK)
        mark, encoding = next(((m, e) for m, e in MARKS if head.startswith(m)), (b"", _bare_utf16(head)))
        blocks = chain([head[len(mark) :]], iter(lambda: self._stream.read(BLOCK), b""))
        if encoding:
            self._noted.append(Finding("reading-encoding", "info", self.name, None, {"encoding": encoding}))
            yield from _from_utf16(blocks, encoding)
            return
        if mark:
            self._noted.append(Finding("reading-bom", "info", self.name, 1))
        yield from blocks

    def _decoded(self, part: bytes) -> str:
        try:
            text = part.decode("utf-8")
            self._utf8 = self._utf8 or not text.isascii()
        except UnicodeDecodeError:
            text = "".join(self._line_by_line(part))
        if "\x00" in text:
            lines = io.StringIO(text, newline="")
            self._nul.extend(number for number, line in enumerate(lines, self._line + 1) if "\x00" in line)
            text = text.replace("\x00", "")
        self._line += breaks(text)
        self.may_have_formulas = self.may_have_formulas or any(sign in text for sign in FORMULA_SIGNS)
        return text

    def _line_by_line(self, part: bytes) -> Iterator[str]:
        lines = part.splitlines(keepends=True)
        if not self._page:
            self._page = code_page_of(b"".join(line for line in lines if not line.isascii())[:SAMPLE])
        for number, line in enumerate(lines, self._line + 1):
            try:
                text = line.decode("utf-8")
                self._utf8 = self._utf8 or not text.isascii()
            except UnicodeDecodeError:
                text = decoded(line, self._page)
                self._other.append(number)
            yield text


def breaks(text: str) -> int:
    """How many lines end in a text, as an editor counts them."""
    returns = text.count("\r")
    return text.count("\n") + (returns - text.count("\r\n") if returns else 0)


def of_rows(code: str, severity: Severity, file: str, rows: Sequence[int], **values: object) -> Finding:
    """A finding on these rows: on the one, or with all of them in `rows` (of very many the first) and their count."""
    if len(rows) == 1:
        return Finding(code, severity, file, rows[0], values | {"count": 1})
    return Finding(code, severity, file, None, values | {"rows": list(rows[:NAMED]), "count": len(rows)})


def _from_utf16(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")


def _bare_utf16(head: bytes) -> str:
    """UTF-16 without its mark shows by its zeros: nearly every second byte of Latin letters."""
    half = head[:2000]
    if len(half) > 8:
        if half[1::2].count(0) > len(half) * 0.4:
            return "utf-16-le"
        if half[0::2].count(0) > len(half) * 0.4:
            return "utf-16-be"
    return ""
