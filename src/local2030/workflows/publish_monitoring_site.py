"""A data set as a folder of pages for a city without a server: opens from a disk, needs no script, nothing from outside."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace as replace_in
from importlib.resources import files
from pathlib import Path
from typing import Any

from local2030.formats.observations.out.open_sdg_csv import OpenSdgFiles, by_indicator
from local2030.formats.observations.out.open_sdg_meta import file_code, licence_text
from local2030.formats.observations.out.rows import coded, starts_of_series, values
from local2030.reports.monitoring_site import pages
from local2030.reports.monitoring_site.frame import STYLES
from local2030.reports.monitoring_site.indicator import indicator_page, level_page
from local2030.reports.monitoring_site.levels import FEW, level_file, levels_of
from local2030.reports.monitoring_site.place import place_page
from local2030.reports.monitoring_site.records import IndicatorData, Line, Place, Site, Value
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.goals import indicator as framework_indicator
from local2030.vocabulary.messages import say
from local2030.workflows import export_observations as exporting
from local2030.workflows.export_source import Source
from local2030.workflows.observation_findings import said_finding
from local2030.workflows.outline_sheets import sheet_of_level

SCHEMA = "local2030/monitoring-site/1"
FORMATS = ("csv", "xlsx", "sdmx-csv", "sdmx-ml", "open-sdg", "parquet", "geojson", "json")
METHOD = "statcan-2.4"
SAMPLES = ("check-template-content", "check-demonstration")
_SHAPE = re.compile(r'<symbol id="s-(?:met|track|slow|back)".*?</symbol>', re.S)
_KEY = re.compile(r"[\w-]+(\.[\w-]+)+")  # a translation key that nobody translated
_COLUMNS = (
    "series",
    "unit_measure",
    "dims",
    "ref_area",
    "year",
    "time_period",
    "obs_value",
    "obs_status",
    "lower_bound",
    "upper_bound",
    "freq",
    "unit_mult",
)


def publish_site(
    source: Source, out: Path, *, replace: bool = False, language: str = "en", downloads: bool = True
) -> dict[str, Any]:
    """Write the folder, whole or not at all; gives what was written."""
    if out.exists() and not replace:
        raise WrongUse(Finding("export-in-the-way", "error", None, None, {"path": str(out)}))
    aside = out.absolute().with_name(f".{out.name}.{os.getpid()}.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        _assets(aside / "assets")
        site = _site(source, language, _downloads(source, aside) if downloads else ())
        known = statuses_of(source)
        if known:
            site = replace_in(site, method=METHOD)
        found = _findings(source, language)
        indicators = [
            _indicator(source, code, batch, known.get(code, ()), found)
            for code, batch in by_indicator(source.batches())
        ]
        indicators.sort(key=lambda one: _order(one.code))
        largest = 0
        for name, text in _pages(site, indicators):
            path = aside / name
            path.parent.mkdir(exist_ok=True)
            content = text.encode("utf-8", "replace")
            largest = max(largest, len(content))
            path.write_bytes(content)
        for name, content in OpenSdgFiles(source.head).write(source.batches()):
            path = aside / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        (aside / "LICENSE-DATA.txt").write_text(licence_text(source.head), "utf-8")
        if out.exists():
            shutil.rmtree(out)
        aside.replace(out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    written = [path for path in out.rglob("*") if path.is_file()]
    return {
        "schema": SCHEMA, "about": source.head.plain, "out": str(out), "files": len(written),
        "bytes": sum(path.stat().st_size for path in written), "indicators": len(indicators), "places": len(site.places),
        "largest_page": largest,
    }  # fmt: skip


def _pages(site: Site, indicators: Sequence[IndicatorData]) -> Iterator[tuple[str, str]]:
    yield "index.html", pages.index_page(site, indicators)
    yield "places.html", pages.places_page(site)
    yield "downloads.html", pages.downloads_page(site)
    of_place: dict[str, list[tuple[IndicatorData, Line, Line | None]]] = {}
    for one in indicators:
        levels = levels_of(site, one)
        yield f"indicators/{file_code(one.code)}.html", indicator_page(site, one, levels)
        for level in levels:
            if len(level.places) > FEW:
                yield f"indicators/{level_file(one.code, level)}", level_page(site, one, level)
        totals = [line for line in one.lines if not line.dims]
        known = {(line.place, line.series, line.unit, line.freq): line for line in totals}
        for line in totals:
            above = site.places[line.place].parent if line.place in site.places else ""
            of_place.setdefault(line.place, []).append(
                (one, line, known.get((above, line.series, line.unit, line.freq)))
            )
    for code, place in site.places.items():
        yield f"places/{place.file}", place_page(site, place, of_place.get(code, ()))


def statuses_of(source: Source) -> dict[str, tuple[str, ...]]:
    """By indicator, the statuses of the headline series of the whole territory; nothing where nobody said what is wanted."""
    wishes = (wish for facts in source.head.indicators.values() for wish in (facts, *(facts.get("series") or ())))
    if not any(wish.get("direction") for wish in wishes):
        return {}
    from local2030.workflows.dataset_progress import dataset_progress

    head = source.head
    home = source.datasets.folder.parent
    document = dataset_progress(home, head.dataset, METHOD, place=head.root, headline=True, version=head.version)
    found: dict[str, list[str]] = {}
    for row in document["series"]:
        if row["status"]:
            found.setdefault(row["indicator"], []).append(row["status"])
    return {code: tuple(statuses) for code, statuses in found.items()}


def _findings(source: Source, language: str) -> dict[str, list[tuple[str, str]]]:
    """By file, code and words of what the checks found there: errors and warnings."""
    by_file: dict[str, list[tuple[str, str]]] = {}
    for one in source.datasets.side(source.manifest, "findings") or ():
        if one["severity"] in ("error", "warning") and one.get("file"):
            by_file.setdefault(one["file"], []).append((one["code"], _words(said_finding(one, language))))
    return by_file


def _words(said: Mapping[str, Any]) -> str:
    rows = [row for row in (said["rows"] or [said["row"]]) if row]
    where = f"{said['file']}, {', '.join(map(str, rows[:5]))}{' ...' if len(rows) > 5 else ''}: " if rows else ""
    return f"{where}{said['message']}"


def _indicator(
    source: Source, code: str, batch: Any, statuses: tuple[str, ...], findings: Mapping[str, list[tuple[str, str]]]
) -> IndicatorData:
    facts = source.head.indicators.get(code, {})
    known = framework_indicator(code)
    name = source.head.indicator_name(code)
    if not name or _KEY.fullmatch(name):
        name = known.label if known else code
    goal = str(facts.get("goal") or (known.goal if known else "") or code.partition(".")[0])
    columns = {column: values(batch, column) for column in _COLUMNS}
    starts = starts_of_series(batch)
    lines = tuple(_line(columns, start, end) for start, end in zip(starts, [*starts[1:], batch.num_rows], strict=True))
    told = [one for file in coded(batch, "source_file")[0] for one in findings.get(file, ())]
    notes = tuple(dict.fromkeys(words for _code, words in told))
    is_sample = any(code in SAMPLES for code, _words in told)
    number = int(goal) if goal.isdecimal() and int(goal) <= 17 else 0
    return IndicatorData(code, name, number, facts, lines, statuses, notes, is_sample)


def _line(columns: Mapping[str, list[Any]], start: int, end: int) -> Line:
    read = zip(
        *(
            columns[name][start:end]
            for name in ("year", "time_period", "obs_value", "obs_status", "lower_bound", "upper_bound")
        ),
        strict=True,
    )
    dims = columns["dims"][start]
    return Line(columns["series"][start] or "", columns["unit_measure"][start] or "", json.loads(dims) if dims else {},
                columns["ref_area"][start], tuple(Value(*row) for row in read), columns["freq"][start] or "",
                columns["unit_mult"][start] or "")  # fmt: skip


def _site(source: Source, language: str, downloads: tuple[tuple[str, str, int], ...]) -> Site:
    places: dict[str, Place] = {}
    below: dict[str, list[str]] = {}
    used: set[str] = set()
    head = source.head
    for code, plain in sorted(
        head.places.items(), key=lambda item: (item[1].get("level") or 0, str(item[1].get("name") or item[0]))
    ):
        file = _file(code, used)
        name = str(plain.get("name") or "") or code
        if code == head.root and name == code:
            name = head.title or say("site-whole", {}, language)
        places[code] = Place(
            code,
            name,
            int(plain.get("level") or 0),
            str(plain.get("level_name") or ""),
            str(plain.get("parent") or ""),
            file,
            str(plain.get("boundary") or ""),
        )
        below.setdefault(places[code].parent, []).append(code)
    icons = (files("local2030") / "web" / "static" / "icons.svg").read_text("utf-8")
    inside = {code: tuple(found) for code, found in below.items()}
    levels = {place.level_name for place in places.values()}
    found = {name: sheet_of_level(source.datasets, source.manifest, name) for name in levels}
    sheets = {name: sheet for name, sheet in found.items() if sheet is not None}
    sprite = "".join(_SHAPE.findall(icons))
    return Site(head.plain, places, head.root, language, downloads, inside, sprite=sprite, sheets=sheets)


def _downloads(source: Source, folder: Path) -> tuple[tuple[str, str, int], ...]:
    (folder / "downloads").mkdir()
    found = []
    for format_ in FORMATS:
        asked = exporting.format_of(format_)
        if asked.folder:
            name, _media, pieces = exporting.stream(source, format_)
            path = folder / "downloads" / name
            with path.open("wb") as to:
                to.writelines(pieces)
        else:
            path = folder / "downloads" / exporting.file_name(source, format_)
            exporting.export(source, format_, path)
        found.append((format_, f"downloads/{path.name}", path.stat().st_size))
    return tuple(found)


def _assets(folder: Path) -> None:
    """The site's own looks, fonts included."""
    static = files("local2030") / "web" / "static"
    (folder / "fonts").mkdir(parents=True)
    for name in (*STYLES, "mark.svg"):
        (folder / name).write_bytes((static / name).read_bytes())
    for font in (static / "fonts").iterdir():
        (folder / "fonts" / font.name).write_bytes(font.read_bytes())


def _file(code: str, used: set[str]) -> str:
    """A place's file: its code in letters that every disk takes."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", code).strip("-")[:60] or "place"
    name, n = f"{stem}.html", 1
    while name.casefold() in used:
        n += 1
        name = f"{stem}-{n}.html"
    used.add(name.casefold())
    return name


def _order(code: str) -> list[tuple[int, str]]:
    """1.2.1 before 1.10.1, letters after numbers."""
    return [(int(part), "") if part.isdecimal() else (999, part) for part in re.split(r"[.-]", code)]
