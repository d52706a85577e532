"""A workbook of 1997 (.xls, BIFF8 in a compound file) by hand: one sheet of texts and numbers."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR = 512
FREE, END, OF_TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(rows: Sequence[Sequence[str | float]], sheet: str = "Data") -> bytes:
    """The file."""
    cells = b"".join(_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    size = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6)) + size + cells + _record(0x000A, b"")
    name = bytes([len(sheet), 0]) + sheet.encode("latin-1")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6))
    at = len(start) + 4 + 6 + len(name) + 4
    return _compound(start + _record(0x0085, struct.pack("<IBB", at, 0, 0) + name) + _record(0x000A, b"") + body)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _cell(row: int, column: int, value: str | float) -> bytes:
    where = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, where + struct.pack("<HB", len(value), 1) + text)
    return _record(0x0203, where + struct.pack("<d", value))


def _compound(stream: bytes) -> bytes:
    """One stream called Workbook, large enough not to be among the small ones."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    table = [*range(1, count), END, END, OF_TABLE]
    table += [FREE] * (SECTOR // 4 - len(table))
    assert len(table) == SECTOR // 4
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += (
        struct.pack("<IIIIIIIIII", 0, 1, count, 0, 4096, END, 0, END, 0, count + 1) + struct.pack("<I", FREE) * 108
    )
    entries = _entry("Root Entry", 5, END, 0, 1) + _entry("Workbook", 2, 0, len(stream), FREE) + bytes(256)
    return header + stream + entries + struct.pack(f"<{SECTOR // 4}I", *table)


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child) + bytes(36)
        + struct.pack("<IQ", start, size)
    )  # fmt: skip
