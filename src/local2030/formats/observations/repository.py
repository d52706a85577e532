"""A path with observations, a file or a folder in any arrangement: what it holds, and each file read as sheets.

`files(path)` looks at names only; `read_file` reads one of them. So a file that didn't change (by its SHA-256) needn't
be read, and no two files are in memory at once. Every file is accounted for: it is data, metadata, a boundary file or
settings, or a finding says why it isn't read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from functools import cached_property
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Literal

from local2030.formats.observations.file_roles import BUILT_FOLDERS, Place, Role, has_features, is_table, place_of
from local2030.formats.observations.indicator_codes import code_of_name
from local2030.formats.observations.json_sheets import is_own_json
from local2030.formats.observations.open_sdg_settings import Settings, read_settings
from local2030.formats.observations.said_of_itself import DESCRIPTION, is_description
from local2030.formats.observations.sdmx_ml_sheets import is_structure
from local2030.formats.observations.sheet import Kind, Sheet
from local2030.formats.observations.wanted_files import is_wanted_file
from local2030.formats.observations.written_values import with_written_values
from local2030.vocabulary.findings import Finding, Severity

MOST_FILES = 100_000
DEEPEST = 16
ROWS_AT_ONCE = 100_000
SMALL = 1 << 20  # bytes
Reader = Callable[[Path, str, str, str, int], Iterator[Sheet]]
READERS = {
    "csv": ("csv_sheets", "csv_sheets"),
    "xlsx": ("xlsx_sheets", "xlsx_sheets"),
    "sdmx-ml": ("sdmx_ml_sheets", "sdmx_ml_sheets"),
    "parquet": ("parquet_sheets", "parquet_sheets"),
    "json": ("json_sheets", "json_sheets"),
}
WANTED = (".csv", ".tsv", ".tab")  # what is wanted of indicators may be said in these
WARNED = frozenset({"reading-left-aside", "reading-other-format"})


@dataclass(frozen=True)
class FileEntry:
    """One file: its name below what was given (with `/`), what it is and how it is read."""

    name: str
    path: Path
    role: Role
    kind: Kind | Literal[""] = ""
    indicator: str = ""
    size: int = 0

    @cached_property
    def sha256(self) -> str:
        """Of the file's bytes as they are when first asked."""
        with open(self.path, "rb", buffering=0) as stream:
            if self.size <= SMALL:  # most are, and there are thousands of them
                return hashlib.sha256(stream.read()).hexdigest()
            return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Listing:
    """What a path holds, in order of names; `settings` are those of an Open SDG data repository, if it has any."""

    root: Path
    files: tuple[FileEntry, ...]
    findings: tuple[Finding, ...]
    settings: Settings

    def of(self, role: Role) -> tuple[FileEntry, ...]:
        """The files that are data, metadata..."""
        return tuple(entry for entry in self.files if entry.role == role)


def files(path: Path) -> Listing:
    """What the path holds. Links out of the folder aren't followed, and what is no data is told with its reason."""
    root = path.resolve()
    if not root.exists():
        return Listing(root, (), (Finding("reading-nothing-there", "error", path.name),), Settings())
    if not root.is_dir():
        entry, finding = _entry(_sayable(root.name), root, Settings(), alone=True)
        entries = (entry, *_described(root)) if entry else ()
        return Listing(root, entries, (finding,) if finding else (), Settings())
    settings = read_settings(root)
    found: list[FileEntry] = []
    findings: list[Finding] = list(settings.findings)
    inside = list(islice(_walk(root, findings), MOST_FILES + 1))
    if not any(place_of(name).role == "data" and not _not_in_settings(name, settings) for name, _ in inside):
        settings = replace(settings, data_patterns=())  # settings of somewhere else
    for name, place in inside[:MOST_FILES]:
        entry, finding = _entry(name, place, settings)
        if finding:
            findings.append(finding)
        if entry:
            found.append(entry)
    if len(inside) > MOST_FILES:
        findings.append(Finding("reading-too-many-files", "error", None, None, {"most": MOST_FILES}))
    findings += _unmatched(found, settings)
    if not any(entry.role == "data" for entry in found):
        findings.append(Finding("reading-no-data-file", "error", None, None, {}))
    return Listing(root, tuple(found), tuple(findings), settings)


def _described(path: Path) -> Iterator[FileEntry]:
    """What is said of a lone file, in the file beside it that is called after it."""
    beside = path.with_name(path.name + DESCRIPTION)
    if beside.is_file() and not beside.is_symlink() and is_description(beside):
        yield FileEntry(beside.name, beside, "config", size=beside.stat().st_size)


def read_file(entry: FileEntry) -> tuple[Sheet, ...]:
    """The sheets of a file: one, or one for each sheet of a workbook. For a file larger than memory: `read_chunks`."""
    return tuple(read_chunks(entry, rows=0))


def read_chunks(entry: FileEntry, rows: int = ROWS_AT_ONCE) -> Iterator[Sheet]:
    """The sheets of a file in pieces of at most so many rows (0: whole). Pieces of one table have one `file` and header.

    `rows_read`, `lines` and findings are those of the piece; the sum over the pieces is the table.
    """
    module, function = READERS[entry.kind]
    read: Reader = getattr(import_module(f"local2030.formats.observations.{module}"), function)
    try:
        with_rows: set[str] = set()
        for sheet in map(with_written_values, read(entry.path, entry.name, entry.sha256, entry.indicator, rows)):
            if sheet.rows_read:
                with_rows.add(sheet.file)
            elif sheet.file not in with_rows and sheet.header and all(f.severity == "info" for f in sheet.findings):
                sheet = replace(sheet, findings=(*sheet.findings, _told("reading-no-rows", "warning", sheet.file)))
            yield sheet
    except OSError as trouble:
        told = _told("reading-unreadable", "error", entry.name, reason=type(trouble).__name__)
        yield Sheet(entry.name, entry.kind or "csv", (), (), (), 0, "", entry.indicator, (told,))


def _unmatched(found: Iterable[FileEntry], settings: Settings) -> Iterator[Finding]:
    """Data files that the repository's own settings wouldn't read: demonstrations, drafts, files with a wrong name."""
    for entry in found:
        read = entry.role != "data" or any(fnmatch(entry.name, pattern) for pattern in settings.data_patterns)
        if settings.data_patterns and not read:
            yield _told("reading-not-in-settings", "warning", entry.name)


def _walk(root: Path, findings: list[Finding]) -> Iterator[tuple[str, Path]]:
    """Every plain file below the folder in order of names; links, pipes and folders that are no data are told."""
    stack = [("", root, 0)]
    while stack:
        prefix, folder, depth = stack.pop()
        try:
            inside = sorted(os.scandir(folder), key=lambda item: item.name)
        except OSError as trouble:
            findings.append(_told("reading-unreadable", "error", prefix, reason=type(trouble).__name__))
            continue
        deeper = []
        for item in inside:
            name = prefix + _sayable(item.name)
            if item.is_symlink():
                inner = _target(Path(item.path), root)
                code, severity = ("reading-link-inside", "info") if inner else ("reading-link-outside", "warning")
                findings.append(_told(code, severity, name))  # type: ignore[arg-type]
            elif item.is_dir(follow_symlinks=False):
                if item.name.startswith(".") or item.name.casefold() in BUILT_FOLDERS:
                    findings.append(_told("reading-folder-passed", "info", name))
                elif depth >= DEEPEST:
                    findings.append(_told("reading-too-deep", "error", name, most=DEEPEST))
                else:
                    if place_of(name).kind:
                        findings.append(_told("reading-folder-named-as-file", "warning", name))
                    deeper.append((name + "/", Path(item.path), depth + 1))
            elif item.is_file(follow_symlinks=False):
                yield name, Path(item.path)
            else:
                findings.append(_told("reading-no-plain-file", "warning", name))
        stack += reversed(deeper)


def _entry(
    name: str, path: Path, settings: Settings, *, alone: bool = False
) -> tuple[FileEntry | None, Finding | None]:
    """The file as an entry, or the finding that says why it isn't one, or both."""
    place = place_of(name, settings.metadata_patterns, settings.data_patterns)
    if path.suffix.casefold() in (".json", ".geojson"):
        place = _json_place(path, place)
    if path.suffix.casefold() == ".txt" and place.reason == "reading-no-data" and is_table(path):
        place = Place("data", "csv")
    if place.role == "none":
        severity: Severity = "error" if alone else "warning" if place.reason in WARNED else "info"
        return None, _told(place.reason, severity, name)
    try:
        size = path.stat().st_size
    except OSError as trouble:
        return None, _told("reading-unreadable", "error", name, reason=type(trouble).__name__)
    if not size:
        return None, _told("reading-empty", "error" if place.role == "data" else "info", name)
    if place.kind == "sdmx-ml" and is_structure(path):
        return FileEntry(name, path, "structure", "", "", size), _told("reading-structure", "info", name)
    if place.role == "data" and (reason := _not_in_settings(name, settings)):
        return None, _told(reason, "warning", name)
    code = code_of_name(name)
    if not code and path.suffix.casefold() in WANTED and place.role in ("data", "metadata") and is_wanted_file(path):
        return FileEntry(name, path, "metadata", "csv", "", size), None
    return FileEntry(name, path, place.role, place.kind, code if place.role == "data" else "", size), None


def _json_place(path: Path, place: Place) -> Place:
    """What a JSON file is by its beginning: observations of ours, borders, what is said of a CSV beside it."""
    if is_own_json(path):
        return Place("data", "json")
    return Place("boundary") if has_features(path) else Place("config") if is_description(path) else place


def _not_in_settings(name: str, settings: Settings) -> str:
    """Why a file that looks like data isn't: the repository's own settings say in which folders its data are.

    What lies right in the folder that was given is read all the same: somebody has put it there.
    """
    folders = {pattern.rpartition("/")[0] for pattern in settings.data_patterns}
    inside = not folders or "/" not in name or any(not f or name.startswith(f + "/") for f in folders)
    return "" if inside else "reading-outside-settings"


def _target(link: Path, root: Path) -> bool:
    """Whether a link leads to something inside the folder."""
    try:
        return link.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):
        return False


def _sayable(name: str) -> str:
    """A file's name without bytes that are no letters in UTF-8, which some disks have."""
    return name if name.isascii() else name.encode("utf-8", "backslashreplace").decode()


def _told(code: str, severity: Severity, name: str, **values: object) -> Finding:
    return Finding(code, severity, name, None, values)
