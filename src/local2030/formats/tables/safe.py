"""Text that a spreadsheet won't run: for every cell that goes out in CSV or XLSX."""

from __future__ import annotations

import re

_STARTS = (
    "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"  # also the full-width signs, which some spreadsheets read as the narrow ones
)
_DANGEROUS = re.compile(rf"'*[ \u00a0]*[{_STARTS}]")
_ESCAPED = re.compile(rf"'+[ \u00a0]*[{_STARTS}]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\Z")


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet might take it for a formula; numbers stay as they are.

    `=1+1` becomes `'=1+1`, `-12.5` stays. A text that already looks so escaped gets one apostrophe more, so that
    `plain_cell` always gives back what went in.
    """
    if _DANGEROUS.match(text) and not _NUMBER.match(text):
        return "'" + text
    return text


def plain_cell(text: str) -> str:
    """What stood in the cell before `safe_cell`: the apostrophe is taken away again."""
    return text[1:] if _ESCAPED.match(text) else text
