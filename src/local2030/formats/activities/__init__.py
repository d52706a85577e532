"""Files of aid activities: the table of formats, and one way to read them all.

A format is a file beside this one that has `read_source`, `read_at` and `file_header`, and its line in `FORMATS`.
"""

from __future__ import annotations

from types import ModuleType

from local2030.formats.activities import iati
from local2030.formats.activities.iati import (
    FileHeader,
    Read,
    file_header,
    read_at,
    read_source,
)
from local2030.formats.activities.sources import Source, open_sources

FORMATS: dict[str, ModuleType] = {"iati": iati}

__all__ = [
    "FORMATS",
    "FileHeader",
    "Read",
    "Source",
    "file_header",
    "open_sources",
    "read_at",
    "read_source",
]
