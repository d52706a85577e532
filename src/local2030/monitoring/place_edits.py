"""A places file: what somebody who knows says of the places, read from a table's cells and laid over the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from local2030.monitoring.place_labels import key_of
from local2030.monitoring.place_records import LocalPlace, PlaceEdit, ancestors
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.folding import fold

# Column names that are understood, folded; the first is the one that we write.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "geocode", "id", "place", "place code", "codigo"),
    "name": ("name", "nombre", "nom", "place name", "izena"),
    "level_name": ("level", "level name", "nivel", "niveau"),
    "parent": ("parent", "parent code", "in", "padre"),
    "valid_from": ("valid from", "from", "start", "desde"),
    "valid_to": ("valid to", "to", "end", "until", "hasta"),
    "replaced_by": ("replaced by", "successor", "successors"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "long", "longitude"),
    "iso": ("iso", "iso code", "iso 3166"),
    "also": ("also", "aliases", "alias", "other names", "other codes"),
    "population": ("population", "people", "poblacion"),
    "urban": ("urban", "urbanisation", "urbanization", "place type", "type"),
}
MAX_EDITS = 200_000


def place_edits(
    header: Sequence[str], rows: Iterable[Sequence[str]], file: str = "", lines: Iterable[int] | None = None
) -> tuple[tuple[PlaceEdit, ...], tuple[Finding, ...]]:
    """The rows of a places file as edits. `name:eu` and the like are names by language; several codes part by spaces."""
    at, languages = _columns(header)
    said: list[Finding] = []
    if "code" not in at:
        return (), (Finding("places-file-no-code", "error", file, 1, {"columns": ", ".join(header)[:200]}),)
    edits: dict[str, PlaceEdit] = {}
    for line, row in zip(lines or count(2), rows, strict=False):
        cells = {field: row[i].strip() if i < len(row) else "" for field, i in at.items()}
        names = {language: row[i].strip() for language, i in languages.items() if i < len(row) and row[i].strip()}
        if not any(cells.values()):
            continue
        if not cells["code"] or cells["code"] in edits or len(edits) >= MAX_EDITS:
            code = "places-file-code-twice" if cells["code"] else "places-file-code-missing"
            said.append(Finding(code, "error", file, line, {"code": cells["code"], "column": header[at["code"]]}))
            continue
        edits[cells["code"]] = _edit(cells, names, line, file, said)
    return tuple(edits.values()), tuple(said)


def _columns(header: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    at: dict[str, int] = {}
    languages: dict[str, int] = {}
    for i, column in enumerate(header):
        head, colon, language = column.strip().lower().partition(":")
        if colon and head in ("name", "names") and language:
            languages[language.strip()] = i
        for field, words in COLUMNS.items():
            if fold(column) in words:
                at.setdefault(field, i)
    return at, languages


def _edit(cells: Mapping[str, str], names: Mapping[str, str], line: int, file: str, said: list[Finding]) -> PlaceEdit:
    numbers: dict[str, float | None] = {}
    for field, low, high in (("lat", -90, 90), ("lon", -180, 180), ("population", 0, 1e11)):
        numbers[field] = _number(cells.get(field, ""), low, high)
        if cells.get(field) and numbers[field] is None:
            values = {"column": field, "text": cells[field][:80], "code": cells["code"]}
            said.append(Finding("places-file-number", "warning", file, line, values))
    texts = {field: cells.get(field, "") for field in ("code", "name", "level_name", "iso", "urban")}
    days = {field: _day(cells.get(field, "")) for field in ("valid_from", "valid_to")}
    for field, day in days.items():
        if cells.get(field) and not day:
            values = {"column": field, "text": cells[field][:80], "code": cells["code"]}
            said.append(Finding("places-file-day", "warning", file, line, values))
    return PlaceEdit(
        **texts, **days, **numbers, parent=cells.get("parent") or None,  # type: ignore[arg-type]
        replaced_by=_several(cells.get("replaced_by", "")), also=_several(cells.get("also", ""), spaces=False),
        names=names, line=line,
    )  # fmt: skip


def _number(text: str, low: float, high: float) -> float | None:
    try:
        value = float(text.replace(" ", "").replace(",", ".", 1)) if text else None
    except ValueError:
        return None
    return value if value is not None and low <= value <= high else None


def _day(text: str) -> str:
    """A year, a month or a day as ISO 8601 writes it, "" for anything else."""
    parts = text.split("-")
    fits = len(parts) <= 3 and all(p.isascii() and p.isdigit() for p in parts) and len(parts[0]) == 4
    return text if fits and all(len(p) == 2 for p in parts[1:]) else ""


def _several(text: str, spaces: bool = True) -> tuple[str, ...]:
    for mark in (";", "|") + ((",", " ") if spaces else ()):
        text = text.replace(mark, "\n")
    return tuple(dict.fromkeys(part.strip() for part in text.split("\n") if part.strip()))


def edited(places: Sequence[LocalPlace], edits: Sequence[PlaceEdit]) -> tuple[list[LocalPlace], list[Finding]]:
    """The places with the edits laid over them; what would make a place its own ancestor is refused and told."""
    by_code = {place.code: place for place in places}
    root = places[0].code
    said: list[Finding] = []
    for edit in edits:
        now = by_code.get(edit.code)
        if now is None:
            continue
        given: dict[str, Any] = {
            field: getattr(edit, field)
            for field in ("name", "valid_from", "valid_to", "replaced_by", "lat", "lon", "iso", "population", "urban")
            if getattr(edit, field) not in ("", (), None)
        }
        codes = tuple(dict.fromkeys((*now.codes, *edit.also)))
        by_code[edit.code] = replace(now, **given, names={**now.names, **edit.names}, codes=codes, is_said=True)
    names: dict[str, list[str]] = {}
    for place in by_code.values():
        names.setdefault(key_of(place.name), []).append(place.code)
    for edit in edits:
        if edit.parent is None or edit.code not in by_code or edit.code == root:
            continue
        parent = edit.parent if edit.parent in by_code else _only(names.get(key_of(edit.parent), []))
        now = by_code[edit.code]
        if parent is None:
            said.append(_refused("places-file-parent-unknown", edit))
        elif parent == edit.code or edit.code in ancestors(parent, by_code) or by_code[parent].level >= now.level:
            said.append(_refused("places-file-parent-below", edit))
        else:
            by_code[edit.code] = replace(now, parent=parent, basis="file")
    return [by_code[place.code] for place in places], said


def _only(codes: Sequence[str]) -> str | None:
    return codes[0] if len(codes) == 1 else None


def _refused(code: str, edit: PlaceEdit) -> Finding:
    return Finding(code, "error", None, edit.line, {"code": edit.code, "parent": edit.parent or "", "column": "parent"})
