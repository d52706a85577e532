"""An Excel workbook: a sheet of what it is, the observations, the places and the indicators.

XlsxWriter makes the book with all that is small; the rows of observations, which are many, are written into its sheet
straight as XML, each text once (a tenth of the time, and no more memory than the distinct texts).
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, BinaryIO

from local2030.formats.observations.as_published import paired
from local2030.formats.observations.out.geojson import REASONS
from local2030.formats.observations.out.head import Head
from local2030.formats.observations.out.rows import number_text, parts, plain_text, said, values
from local2030.formats.observations.out.tidy_csv import (
    DATES,
    FIRST,
    LAST,
    NUMBERS,
    column_of,
    dimension_cells,
)
from local2030.formats.observations.out.workbook_frame import LONGEST, frame
from local2030.formats.tables.safe import safe_cell

if TYPE_CHECKING:
    import pyarrow as pa

WHY, DIMS = "no_value", "dims"
MOST_DIMENSIONS = 12  # that get a column each; more stand together in one, as Sexo=Mujeres; Edad=15-24
MOST_ROWS = 1_000_000
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9a-fA-F]{4}_")
KINDS = {"": "number", "O": "missing", "Q": "suppressed", "M": "not_applicable", "L": "refused"}
BEFORE = (*FIRST[:7], WHY, *FIRST[7:])
AFTER = tuple(name for name in LAST if name not in DATES)  # the days of a period follow from its words
_WHOLE_NUMBERS = ("year", "source_row")


def write(batches: Iterable[pa.RecordBatch], head: Head, dimensions: Sequence[str], out: BinaryIO) -> int:
    """The workbook; gives how many texts had to be cut. `head.rows` says how many rows are coming: a sheet takes a million, more go on in the next."""
    sheets = max(1, -(-head.rows // MOST_ROWS))
    dimensions = dimensions if len(dimensions) <= MOST_DIMENSIONS else ()
    header = [*BEFORE, *((column_of(name) for name in dimensions) if dimensions else (DIMS,)), *AFTER]
    book = frame(head, header, sheets, MOST_ROWS)
    rows = _rows(batches, head, dimensions)
    texts = _Texts(book)
    with (
        zipfile.ZipFile(io.BytesIO(book)) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as to,
    ):
        for name in made.namelist():
            number = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            if number and 2 <= int(number[1]) < 2 + sheets:
                _fill(to, name, made.read(name).decode(), rows, texts)
            elif name != "xl/sharedStrings.xml":
                to.writestr(name, made.read(name))
        to.writestr("xl/sharedStrings.xml", texts.xml())
    return texts.cut


class _Texts:
    """The book's shared texts: each once, with its number."""

    def __init__(self, book: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(book)) as made:
            self.there = re.findall(r"<si>.*?</si>", made.read("xl/sharedStrings.xml").decode(), re.S)
        self.numbers: dict[str, int] = {}
        self.cut = 0

    def cell(self, text: str, style: str = "") -> str:
        """A cell with this text; an empty one without."""
        if not text:
            return f"<c{style}/>"
        text = safe_cell(text)
        self.cut += len(text) > LONGEST
        text = text[:LONGEST]
        number = self.numbers.setdefault(text, len(self.there) + len(self.numbers))
        return f'<c{style} t="s"><v>{number}</v></c>'

    def xml(self) -> str:
        """The file of shared texts."""
        own = "".join(f'<si><t xml:space="preserve">{_said(text)}</t></si>' for text in self.numbers)
        count = len(self.there) + len(self.numbers)
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst '
            f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{count}">'
            f"{''.join(self.there)}{own}</sst>"
        )


def _fill(to: zipfile.ZipFile, name: str, xml: str, rows: Iterator[_Piece], texts: _Texts) -> None:
    """The sheet with its header row, and a million rows at most below it, in place of the sample row."""
    head, body, foot = re.split(r"(<row r=\"2\".*?</row>)", xml, maxsplit=1, flags=re.S)
    styles = dict(zip(KINDS.values(), re.findall(r'<c r="[A-Z]+2"( s="\d+")?', body), strict=False))
    with to.open(name, "w") as stream:
        stream.write(re.sub(r'<dimension ref="[^"]*"/>', "", head).encode())
        written = 0
        for piece in rows:
            stream.write(piece.xml(texts, styles))
            written += piece.count
            if written >= MOST_ROWS:
                break
        stream.write(foot.encode())


class _Piece:
    """A part of the rows, not above what is left of a sheet."""

    def __init__(self, batch: pa.RecordBatch, head: Head, dimensions: Sequence[str]) -> None:
        self.batch, self.head, self.dimensions, self.count = batch, head, dimensions, batch.num_rows

    def xml(self, texts: _Texts, styles: dict[str, str]) -> bytes:
        columns = [self._column(name, texts, styles) for name in BEFORE]
        names = self.dimensions
        if names:
            columns.append(said(self.batch, "dims", lambda v: "".join(map(texts.cell, dimension_cells(v, names)))))
        else:
            columns.append(said(self.batch, "dims", lambda v: texts.cell(paired(json.loads(v)) if v else "")))
        columns += [self._column(name, texts, styles) for name in AFTER]
        return ("<row>" + "</row><row>".join(map("".join, zip(*columns, strict=True))) + "</row>").encode()

    def _column(self, name: str, texts: _Texts, styles: dict[str, str]) -> list[str]:
        batch = self.batch
        if name == "obs_value":
            empty = said(batch, "obs_status", lambda v: f"<c{styles.get(KINDS.get(v, 'missing'), '')}/>")
            numbers = said(batch, "obs_value", lambda v: "" if v is None else f"<c><v>{number_text(v)}</v></c>")
            return [number or nothing for number, nothing in zip(numbers, empty, strict=True)]
        if name == WHY:
            why = said(batch, "obs_status", lambda v: texts.cell(REASONS.get(v, "missing")))
            there = said(batch, "obs_value", lambda v: "" if v is None else "<c/>")
            return [cell or reason for cell, reason in zip(there, why, strict=True)]
        if name == "raw_value":
            return self._written(texts)
        if name in NUMBERS:
            return said(batch, name, lambda v: "<c/>" if v is None else _number(v, texts))
        if name in _WHOLE_NUMBERS:
            return said(batch, name, lambda v: "<c/>" if v is None else f"<c><v>{v}</v></c>")
        if name == "place_name":
            return said(batch, "ref_area", lambda v: texts.cell(self.head.place_name(v)))
        if name == "place_level":
            return said(batch, "ref_area", lambda v: texts.cell(self.head.place_level(v)))
        return said(batch, name, lambda v: texts.cell(plain_text(v)))

    def _written(self, texts: _Texts) -> list[str]:
        """The text of a value where it isn't just its number, or where a spreadsheet's 15 digits aren't all of it."""
        raws, numbers = values(self.batch, "raw_value"), values(self.batch, "obs_value")
        return [
            "<c/>" if (raw or "") == number_text(number) and not _is_cut(number) else texts.cell(raw or "")
            for raw, number in zip(raws, numbers, strict=True)
        ]


def _number(value: float, texts: _Texts) -> str:
    """A number's cell; a spreadsheet keeps 15 digits, so what has more goes in as text and isn't lost."""
    text = number_text(value)
    return texts.cell(text) if _is_cut(value) else f"<c><v>{text}</v></c>"


def _is_cut(value: float | None) -> bool:
    """Whether a number has more than the 15 digits that a spreadsheet keeps."""
    return value is not None and float(format(value, ".15g")) != value


def _rows(batches: Iterable[pa.RecordBatch], head: Head, dimensions: Sequence[str]) -> Iterator[_Piece]:
    left = MOST_ROWS
    for batch in parts(batches):
        while batch.num_rows:
            first = batch.slice(0, min(left, batch.num_rows))
            yield _Piece(first, head, dimensions)
            batch, left = batch.slice(first.num_rows), (left - first.num_rows) or MOST_ROWS


def _said(text: str) -> str:
    """A text as XML; what XML can't hold, and what looks like its replacement, in the manner of workbooks: _x0007_."""
    text = _ODD.sub(lambda m: f"_x005F_{m[0][1:]}" if len(m[0]) > 1 else f"_x{ord(m[0]):04X}_", text)
    return escape(text.replace("\r", "_x000D_"), quote=False)
