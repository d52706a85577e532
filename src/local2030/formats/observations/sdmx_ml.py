"""SDMX-ML 2.1 data messages, structure-specific and generic, in one pass and without the data structure definition.

Which attribute of a flat observation is a dimension is decided by the names of the global SDG structure: what isn't
known as an attribute there is a dimension. Messages of several versions of one structure are read alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from lxml import etree

from local2030.formats.tables.notes import Notes
from local2030.vocabulary.observations import ATTRIBUTES, Observation

MESSAGE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
VALUE, TIME = "OBS_VALUE", "TIME_PERIOD"
MISSING = ("", "NaN", "nan", "NA", "..", "-")
MOST = 20_000_000
LONGEST_NAMES = 64


class Structure(NamedTuple):
    """The data structure that a message names: agency, id and version, "" where it doesn't."""

    agency: str
    id: str
    version: str


class SdmxMessage:
    """One message. Iterate `observations()` first; `structures` and `notes` are whole afterwards."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.notes = path, Notes(name)
        self.structures: list[Structure] = []
        self.is_generic = False

    def observations(self) -> Iterator[Observation]:
        """Every observation in the order of the message; what stands before an error in the XML is given all the same."""
        with self.path.open("rb") as file:
            yield from self._read(file)

    def _read(self, file: BinaryIO) -> Iterator[Observation]:
        series: tuple[tuple[str, str], ...] = ()
        number = 0
        seen_root = False
        events = etree.iterparse(
            file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            for event, element in events:
                name = _local(element)
                if not seen_root:
                    seen_root = True
                    if not self._accepts(element):
                        return
                if event == "start":
                    if name == "Series" and not self.is_generic:
                        series = _pairs(element)
                    continue
                if name == "Obs":
                    number += 1
                    if number > MOST:
                        self.notes.add("sdmx-too-many", "error", element.sourceline, most=MOST)
                        return
                    yield self._generic(element, series) if self.is_generic else self._specific(element, series)
                    element.clear()
                elif name == "SeriesKey":
                    series = _values(element)
                elif name == "Attributes" and series and _local(element.getparent()) == "Series":
                    series += _values(element)
                elif name == "Series":
                    series = ()
                    _forget(element)
                elif name == "Ref" and not self.structures:
                    found = Structure(*(str(element.get(part) or "") for part in ("agencyID", "id", "version")))
                    self.structures.append(found)
        except etree.XMLSyntaxError as trouble:
            self.notes.add("sdmx-broken", "error", trouble.lineno, reason=str(trouble.msg or "").split("\n")[0])
        if seen_root and not number:
            self.notes.add("sdmx-no-observation", "warning")

    def _accepts(self, root: Any) -> bool:
        name = _local(root)
        self.is_generic = name.startswith("Generic")
        known = name in (
            "StructureSpecificData",
            "StructureSpecificTimeSeriesData",
            "GenericData",
            "GenericTimeSeriesData",
        )
        if not known or not str(root.tag).startswith(f"{{{MESSAGE}}}"):
            self.notes.add("sdmx-not-data", "error", root.sourceline, text=str(root.tag)[:120])
            return False
        return True

    def _specific(self, element: Any, series: tuple[tuple[str, str], ...]) -> Observation:
        given = dict(_pairs(element))
        raw, period = given.pop(VALUE, ""), given.pop(TIME, "")
        key = series or tuple((n, v) for n, v in given.items() if n not in ATTRIBUTES)
        named = {name for name, _value in key}
        rest = tuple((n, v) for n, v in given.items() if n not in named)
        return self._made(key, period, raw, rest, element)

    def _generic(self, element: Any, series: tuple[tuple[str, str], ...]) -> Observation:
        rest: tuple[tuple[str, str], ...] = ()
        key, period, raw = series, "", ""
        for part in element:
            name = _local(part)
            if name == "ObsKey":
                pairs = _values(part)
                period = next((v for n, v in pairs if n == TIME), "")
                key = tuple((n, v) for n, v in pairs if n != TIME)
            elif name == "ObsDimension":
                period = str(part.get("value") or "")
            elif name == "ObsValue":
                raw = str(part.get("value") or "")
            elif name == "Attributes":
                rest = _values(part)
        return self._made(key, period, raw, rest, element)

    def _made(
        self, key: tuple[tuple[str, str], ...], period: str, raw: str, rest: tuple[tuple[str, str], ...], element: Any
    ) -> Observation:
        line = int(element.sourceline or 0)
        value = _number(raw)
        if not period:
            self.notes.add("sdmx-no-period", "error", line)
        if value is None and raw not in MISSING:
            self.notes.add("sdmx-value-unreadable", "error", line, text=raw)
        return Observation(key, period, value, raw, rest, line)


def _number(raw: str) -> float | None:
    if raw in MISSING:
        return None
    try:
        number = float(raw) if "_" not in raw else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _pairs(element: Any) -> tuple[tuple[str, str], ...]:
    """The attributes that are no machinery of XML, in their order."""
    return tuple((n, v) for n, v in element.attrib.items() if not n.startswith("{") and len(n) <= LONGEST_NAMES)


def _values(element: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(v.get("id") or ""), str(v.get("value") or "")) for v in element if _local(v) == "Value")


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _forget(element: Any) -> None:
    """Lets go of what was read, so that a message of any size takes the room of one series."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
