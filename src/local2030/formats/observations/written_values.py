"""Texts of values that aren't numbers, which an Open SDG file of ours has in a column of their own.

Open SDG takes nothing but numbers in `Value`. So `<5` or `c` stands in WRITTEN there, and is laid back where it was when
the file is read: what comes after sees the value as its source wrote it.
"""

from __future__ import annotations

from dataclasses import replace

from local2030.formats.observations.sheet import Sheet

WRITTEN, VALUE = "Value as written", "Value"


def with_written_values(sheet: Sheet) -> Sheet:
    """The same without that column, its texts where the value is empty. Other sheets go through untouched."""
    if WRITTEN not in sheet.header or VALUE not in sheet.header:
        return sheet
    place, text = sheet.header.index(VALUE), sheet.header.index(WRITTEN)
    columns = list(sheet.columns)
    columns[place] = [value or written for value, written in zip(columns[place], columns[text], strict=True)]
    del columns[text]
    return replace(sheet, header=(*sheet.header[:text], *sheet.header[text + 1 :]), columns=tuple(columns))
