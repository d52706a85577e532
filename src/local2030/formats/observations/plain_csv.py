"""The rows of a plain CSV, all at once: no quotation marks, every row as wide as the header, UTF-8.

Most files are like that, and a reader of columns takes a tenth of the time for them. Whatever is odd in a file, be it
one row, gives None: then it is read row by row, so that what is told of it comes from one place.
"""

from __future__ import annotations

from pathlib import Path

from local2030.formats.observations.headers import folded
from local2030.formats.tables.csv_rows import LONGEST_CELL, LONGEST_LINE
from local2030.methods.coded import Coded, coded

LARGEST = 8 << 20  # bytes
SMALL = 16_000
ODD = (b'"', b"\x00", b"\xef\xbb\xbf")  # the last is a mark of the encoding


def plain_content(path: Path) -> bytes | None:
    """The whole of a small file without quotation marks and odd signs, of lines that all end alike."""
    if path.stat().st_size > LARGEST:
        return None
    content = path.read_bytes()
    if any(sign in content for sign in ODD):
        return None
    if len(content) > LONGEST_LINE and max(map(len, content.split(b"\n"))) >= LONGEST_LINE:
        return None
    returns = content.count(b"\r")
    return content if not returns or returns == content.count(b"\r\n") == content.count(b"\n") else None


def plain_columns(body: bytes, header: tuple[str, ...], separator: str) -> tuple[Coded[str], ...] | None:
    """The columns below the header; None without rows, or where one has another width, is blank or is a header again."""
    if not body:
        return None
    columns = (_split if len(body) < SMALL else _by_arrow)(body, len(header), separator)
    return None if columns is None or _has_odd_rows(columns, header) else columns


def _split(body: bytes, width: int, separator: str) -> tuple[Coded[str], ...] | None:
    """The columns of a small file: it takes longer to begin with Arrow than to have the cells."""
    try:
        lines = body.decode().replace("\r\n", "\n").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        return None
    if {line.count(separator) for line in lines} != {width - 1}:
        return None
    cells = separator.join(lines).split(separator)
    return tuple(coded(cells[n::width]) for n in range(width))


def _by_arrow(body: bytes, width: int, separator: str) -> tuple[Coded[str], ...] | None:
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    names = [str(n) for n in range(width)]
    texts = pa.dictionary(pa.int32(), pa.string())
    try:
        table = arrow_csv.read_csv(
            pa.py_buffer(body),
            arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(body) + 1),
            arrow_csv.ParseOptions(delimiter=separator, quote_char=False, double_quote=False, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, texts), strings_can_be_null=False, null_values=[]
            ),
        )
    except pa.ArrowInvalid:
        return None
    found = (column.combine_chunks() if column.num_chunks != 1 else column.chunk(0) for column in table.columns)
    return tuple(Coded(cells.dictionary.to_pylist(), cells.indices.to_numpy()) for cells in found)


def _has_odd_rows(columns: tuple[Coded[str], ...], header: tuple[str, ...]) -> bool:
    """Whether a row may be blank or the header, by its first cell, or a cell is longer than any should be."""
    first = [cell.strip() for cell in columns[0].values]
    if ("" in first and all(map(_has_blank, columns))) or folded(header[0]) in map(folded, first):
        return True
    return any(len(cell) > LONGEST_CELL for column in columns for cell in column.values)


def _has_blank(column: Coded[str]) -> bool:
    return any(not cell.strip() for cell in column.values)
