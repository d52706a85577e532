"""A catalogue in the binary form that gettext reads (.mo), written without outside tools."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

MAGIC = 0x950412DE
HEAD = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: {plural}\n"


def write_catalogue(path: Path, entries: Mapping[str, str], plural: str = "nplurals=2; plural=(n != 1);") -> None:
    """Writes the entries; a plural entry has its forms with NUL between them, in the key and in the value."""
    whole = {"": HEAD.format(plural=plural), **entries}
    keys = sorted(whole, key=lambda key: key.encode())
    ids = b"".join(key.encode() + b"\0" for key in keys)
    words = b"".join(whole[key].encode() + b"\0" for key in keys)
    table, at_id, at_word = 28, 28 + 16 * len(keys), 28 + 16 * len(keys) + len(ids)
    first, second = [], []
    for key in keys:
        size, length = len(key.encode()), len(whole[key].encode())
        first += [size, at_id]
        second += [length, at_word]
        at_id += size + 1
        at_word += length + 1
    head = struct.pack("<7I", MAGIC, 0, len(keys), table, table + 8 * len(keys), 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head + struct.pack(f"<{len(first + second)}I", *first, *second) + ids + words)
