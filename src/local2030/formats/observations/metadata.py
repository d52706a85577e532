"""Metadata of indicators from whatever a repository keeps them in: YAML, CSV with a mapping, Markdown with a head.

Files of one indicator add up: its settings, its global and its local metadata, the same in several languages. Where two
say different things, the later one counts: later in the repository's own settings, else in order of names.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any

from local2030.formats.observations.csv_sheets import csv_sheets
from local2030.formats.observations.indicator_codes import code_of_name, dotted
from local2030.formats.observations.indicator_facts import IndicatorFacts
from local2030.formats.observations.metadata_fields import facts_of
from local2030.formats.observations.plain_yaml import LARGEST, load_yaml, parse_yaml
from local2030.formats.observations.repository import FileEntry, Listing
from local2030.formats.observations.said_of_itself import said_by, said_in
from local2030.formats.observations.sheet import Sheet
from local2030.formats.observations.wanted_files import is_wanted, wanted_in
from local2030.formats.observations.workbook_sides import PLACES, READ_ME, without_colons
from local2030.formats.observations.xlsx_sheets import side_sheets
from local2030.vocabulary.findings import Finding

_LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?")
_FRONT = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)(?:\r?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Metadata:
    """The indicators by code, the words of translation keys by language, what was odd, and sheets of places.

    `about`: what exports of ours say of themselves, their licence first of all.
    """

    indicators: Mapping[str, IndicatorFacts]
    words: Mapping[str, Mapping[str, str]]
    findings: tuple[Finding, ...]
    place_sheets: tuple[Sheet, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


def read_metadata(listing: Listing) -> Metadata:
    """All metadata of what was listed. A file that can't be read costs what it says, with a finding."""
    findings: list[Finding] = []
    entries = listing.of("metadata")
    words = _translations(entries, findings)
    labels = _labels(entries, findings)
    known = {*listing.settings.languages, *words}
    default = listing.settings.languages[0] if listing.settings.languages else ""
    own_codes = {entry.indicator for entry in listing.of("data")}
    said: defaultdict[str, list[tuple[str, str, Fields]]] = defaultdict(list)
    for entry in _in_order(entries, listing.settings.metadata_patterns):
        fields = _fields(entry, labels, findings)
        code = code_of_name(entry.name) or dotted(str((fields or {}).get("indicator_number") or ""))
        code = code or (entry.path.stem if entry.path.stem in own_codes else "")
        if fields and code:
            said[code].append((_language(entry.name, known) or default, entry.name, fields))
        elif fields is not None:
            findings.append(Finding("metadata-of-nothing", "info", entry.name))
    places: list[Sheet] = []
    about = _about(listing, findings)
    for sheet in _tables(listing):
        if sheet.file.endswith("#" + READ_ME):
            _add(about, said_in(sheet), sheet.file, findings)
            continue
        if sheet.file.endswith("#" + PLACES.sheet) and not is_wanted(sheet.header, sheet.columns):
            places.append(without_colons(sheet))
            continue
        for code, wish in wanted_in(sheet, findings):
            said[dotted(code)].append((default, sheet.file, wish))
    indicators = {code: facts_of(code, said[code], words) for code in sorted(said)}
    findings += _told(indicators)
    return Metadata(indicators, words, tuple(findings), tuple(places), about)


def _about(listing: Listing, findings: list[Finding]) -> dict[str, str]:
    about: dict[str, str] = {}
    for entry in (*listing.of("config"), *listing.of("data")):
        if entry.role == "config" or entry.kind in ("json", "parquet", "sdmx-ml"):
            _add(about, said_by(entry), entry.name, findings)
    return about


def _add(about: dict[str, str], said: Mapping[str, str], file: str, findings: list[Finding]) -> None:
    """What one file says more than those before it."""
    more = {name: text for name, text in said.items() if name not in about}
    about |= more
    if told := [f"{name} {more[name]}" for name in ("licence", "attribution") if name in more]:
        findings.append(Finding("metadata-about", "info", file, None, {"said": "; ".join(told)[:300]}))


def _tables(listing: Listing) -> Iterator[Sheet]:
    """The tables that speak of many indicators or places: CSV files of their own, and sheets beside observations."""
    for entry in listing.of("metadata"):
        if entry.kind == "csv":
            yield from csv_sheets(entry.path, entry.name, "", "", 0)
    for entry in listing.of("data"):
        if entry.kind == "xlsx":
            yield from side_sheets(entry.path, entry.name)


def _told(indicators: Mapping[str, IndicatorFacts]) -> list[Finding]:
    """What one would want to know of all indicators together."""
    found = {
        "metadata-names-lacking": sum(1 for facts in indicators.values() if not facts.names),
        "metadata-target-of-chart": sum(1 for facts in indicators.values() if any(w.of_chart for w in facts.wishes)),
        "metadata-direction-lacking": sum(1 for f in indicators.values() if not any(w.direction for w in f.wishes)),
    }
    return [Finding(code, "info", None, None, {"count": n, "of": len(indicators)}) for code, n in found.items() if n]


def _in_order(entries: Iterable[FileEntry], patterns: Sequence[str]) -> list[FileEntry]:
    """The files that speak of indicators, in the order in which the repository's settings take them."""
    rank = {pattern: n for n, pattern in enumerate(patterns, 1)}
    alone = [entry for entry in entries if not entry.kind]  # those of a kind are tables of many indicators
    kept = [entry for entry in alone if not _is_translation(entry.name) and not _is_mapping(entry.name)]
    return sorted(kept, key=lambda entry: max((n for p, n in rank.items() if fnmatch(entry.name, p)), default=0))


def _fields(entry: FileEntry, labels: Mapping[str, str], findings: list[Finding]) -> Fields | None:
    """What a file says, by the names of its fields; None with a finding where it can't be read."""
    suffix = entry.path.suffix.casefold()
    if suffix in (".csv", ".tsv"):
        return _from_csv(entry, labels)
    if suffix == ".md":
        content = _content(entry, findings)
        front = _FRONT.match(content)
        if not front:
            return {}
        value, told = parse_yaml(front[1], entry.name, 2)
    elif suffix in (".yml", ".yaml"):
        value, told = load_yaml(entry.path, entry.name)
    else:
        findings.append(Finding("metadata-other-format", "info", entry.name))
        return None
    findings += told
    if told:
        return None
    return value if isinstance(value, dict) else {}


def _from_csv(entry: FileEntry, labels: Mapping[str, str]) -> Fields:
    """Two columns: what a field is called, and its text. A label that the mapping knows has its name there."""
    fields: Fields = {}
    for sheet in csv_sheets(entry.path, entry.name, "", "", 0):
        if len(sheet.header) < 2:
            continue
        pairs = zip((sheet.header[0], *sheet.columns[0]), (sheet.header[1], *sheet.columns[1]), strict=True)
        for label, text in pairs:
            name = labels.get(_folded(label)) or _folded(label).replace(" ", "_")
            if name and text.strip() and not text.startswith("column "):
                fields.setdefault(name, text.strip())
    return fields


def _labels(entries: Iterable[FileEntry], findings: list[Finding]) -> dict[str, str]:
    """Which field a label of CSV metadata is, as the repository's own mapping has it."""
    found: dict[str, str] = {}
    for entry in entries:
        if _is_mapping(entry.name):
            for row in csv.reader(io.StringIO(_content(entry, findings).decode("utf-8-sig", "replace"))):
                if len(row) > 1 and row[1].strip():
                    found.setdefault(_folded(row[0]), row[1].strip())
    return found


def _translations(entries: Iterable[FileEntry], findings: list[Finding]) -> dict[str, dict[str, str]]:
    """The words of keys such as `localised_indicators.8-1-1-a-title`, by language: translations/en/<group>.yml."""
    words: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        if not _is_translation(entry.name) or entry.path.suffix.casefold() not in (".yml", ".yaml"):
            continue
        *_, folder, file = entry.name.split("/")
        value, told = load_yaml(entry.path, entry.name)
        findings += told
        if isinstance(value, dict):
            _flatten(value, file.rpartition(".")[0], words[folder])
    return dict(words)


def _flatten(value: Mapping[str, Any], prefix: str, into: dict[str, str]) -> None:
    for key, inner in value.items():
        if isinstance(inner, str):
            into[f"{prefix}.{key}"] = inner
        elif isinstance(inner, dict):
            _flatten(inner, f"{prefix}.{key}", into)


def _content(entry: FileEntry, findings: list[Finding]) -> bytes:
    try:
        with entry.path.open("rb") as stream:
            return stream.read(LARGEST)
    except OSError as trouble:
        findings.append(Finding("reading-unreadable", "error", entry.name, None, {"reason": type(trouble).__name__}))
        return b""


def _language(name: str, known: set[str]) -> str:
    """The language of a file in meta/en/: the folder right above it."""
    folders = name.split("/")[:-1]
    if len(folders) > 1 and (folders[-1] in known or (not known and _LANGUAGE.fullmatch(folders[-1]))):
        return folders[-1]
    return ""


def _is_translation(name: str) -> bool:
    return "translations" in name.casefold().split("/")[:-1]


def _is_mapping(name: str) -> bool:
    return name.rpartition("/")[2].casefold().startswith(("metadata-mapping", "metadata_mapping"))


def _folded(label: str) -> str:
    return " ".join(label.strip("\ufeff ").casefold().split())
