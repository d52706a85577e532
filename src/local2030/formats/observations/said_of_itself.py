"""What an export of ours says of itself when it is loaded again: title, licence, attribution, source.

Each format says it where it can: JSON, GeoJSON and Parquet inside, CSV in the description beside it (any CSV on the Web
has one), SDMX-ML in its header, a workbook on its first sheet, an Open SDG repository in LICENSE-DATA.txt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local2030.formats.observations.out.head import ATTRIBUTION_UNSAID, LICENCE_UNSAID
from local2030.formats.observations.out.sdmx_ml import NO_LANGUAGE
from local2030.formats.observations.sheet import Sheet
from local2030.formats.tables.safe import plain_cell

if TYPE_CHECKING:
    from local2030.formats.observations.repository import FileEntry

FIELDS = ("title", "licence", "attribution", "source_url")
DESCRIPTION, LICENCE_FILE = "-metadata.json", "license-data.txt"
MOST, LARGEST = 64_000, 4_000_000
LONGEST = 2_000
UNSAID = ("", LICENCE_UNSAID, ATTRIBUTION_UNSAID, "not stated")
OF_WEB = {"dc:title": "title", "dc:license": "licence", "dc:creator": "attribution", "dc:source": "source"}
_SOURCE = re.compile(rf'Source xml:lang="{NO_LANGUAGE}">([^<]*)<')
_LICENCE = re.compile(
    r"\A(.+)\n\nLicence: (.*)\nAttribution: ([\s\S]*?)\nSource: (.*)\nData set: (.*), version \d+ of .*\nSHA-256 of this version"
)


def is_description(path: Path) -> bool:
    """Whether a JSON file describes a CSV file (a CSV on the Web table)."""
    try:
        with path.open("rb") as stream:
            return b"http://www.w3.org/ns/csvw" in stream.read(2_000)
    except OSError:
        return False


def said_by(entry: FileEntry) -> dict[str, str]:
    """What a file says, by our names; nothing of a file that isn't ours. A workbook: `said_in`."""
    try:
        return _plain(_about(entry))
    except (OSError, ValueError, RecursionError):
        return {}


def said_in(sheet: Sheet) -> dict[str, str]:
    """What the first sheet of a workbook of ours says."""
    if len(sheet.header) < 2:
        return {}
    names, texts = (sheet.header[0], *sheet.columns[0]), (sheet.header[1], *sheet.columns[1])
    return _plain({n.casefold().rstrip(":"): plain_cell(text) for n, text in zip(names, texts, strict=True)})


def _about(entry: FileEntry) -> Mapping[str, Any]:
    name = entry.path.name.casefold()
    if entry.kind == "json":
        return _first_object(_head(entry.path), '"about": ') or _first_object(_head(entry.path), '"about":')
    if entry.kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            metadata = pq.read_schema(entry.path).metadata or {}
        except pa.ArrowException:
            return {}
        found = json.loads(metadata.get(b"local2030", b"{}"))
        return found if isinstance(found, dict) else {}
    if entry.kind == "sdmx-ml":
        told = _SOURCE.search(_head(entry.path))
        found = json.loads(unescape(told[1])) if told else {}
        return found if isinstance(found, dict) else {}
    if name == LICENCE_FILE and (written := _LICENCE.match(_head(entry.path))):
        return dict(zip(("title", "licence", "attribution", "source", "dataset"), written.groups(), strict=True))
    if name.endswith(".json") and entry.role == "config" and entry.size <= LARGEST:
        found = json.loads(entry.path.read_bytes().decode("utf-8-sig"))
        own = found.get("local2030:about")
        return own if isinstance(own, dict) else {ours: found.get(theirs) for theirs, ours in OF_WEB.items()}
    return {}


def _head(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(MOST).decode("utf-8", "replace").replace("\r\n", "\n")


def _first_object(text: str, before: str) -> Mapping[str, Any]:
    at = text.find(before + "{")
    if at < 0:
        return {}
    found, _end = json.JSONDecoder().raw_decode(text, at + len(before))
    return found if isinstance(found, dict) else {}


def _plain(told: Mapping[str, Any]) -> dict[str, str]:
    """Texts only, by the names of `Manifest.about`; what nobody had said isn't said."""
    names: Iterable[tuple[str, str]] = ((ours, "source" if ours == "source_url" else ours) for ours in FIELDS)
    found = {ours: text.strip()[:LONGEST] for ours, name in names if isinstance(text := told.get(name), str)}
    if found.get("title") == told.get("dataset"):
        found.pop("title", None)
    return {name: text for name, text in found.items() if text not in UNSAID}
