"""What a file in a folder of observations is by its place and name: data, metadata, boundaries, or none of these."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path
from typing import Literal, NamedTuple

from local2030.formats.observations.sheet import Kind

Role = Literal["data", "metadata", "boundary", "structure", "config", "none"]

META_FOLDERS = frozenset(
    "meta metadata csv-meta csv_meta global-meta global_meta indicator-config indicator_config indicator-meta "
    "indicator-metadata metadatos translations word-meta".split()
)
BUILT_FOLDERS = frozenset(
    "_site _build public comb headline edges data-packages node_modules __pycache__ __macosx venv".split()
)
REPORTS = ("disaggregation-", "metadata-report", "indicator-report")  # that a build writes beside what it reads
CONFIG = (
    "license-data.txt",
    "config_data.yml",
    "config_data.yaml",
    "_prose.yml",
    "metadata_schema.yml",
    "data_schema.yml",
    "_config.yml",
)
KINDS: dict[str, Kind] = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".ods": "xlsx", ".xls": "xlsx", ".xlsb": "xlsx", ".xml": "sdmx-ml",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
LEFT_ASIDE = (".old", ".bak", ".orig", ".backup", ".save", ".tmp", ".swp", ".disabled", "~")
OTHER_DATA = (
    ".json", ".jsonl", ".zip", ".gz", ".7z", ".rar", ".bz2", ".zst", ".dta", ".sav", ".rds",
    ".rdata", ".sas7bdat", ".feather", ".arrow", ".px", ".db", ".sqlite", ".gpkg", ".shp", ".kml", ".topojson", ".docx",
)  # fmt: skip
LICENCES = ("license", "licence", "copying")
TEXTS = ("readme", "source.txt", "changelog", "contributing", "notice", "authors")


class Place(NamedTuple):
    """What a file is, how it is read, and why it isn't where it isn't (the code of a finding)."""

    role: Role
    kind: Kind | Literal[""] = ""
    reason: str = ""


def place_of(name: str, metadata_patterns: tuple[str, ...] = (), data_patterns: tuple[str, ...] = ()) -> Place:
    """What the file of that name (below the folder, with `/`) is; patterns are those of the folder's own settings."""
    *folders, file = name.casefold().split("/")
    suffix = "." + file.rpartition(".")[2] if "." in file[1:] else ""
    if file.startswith("."):
        return Place("none", reason="reading-hidden")
    if file.startswith("~$") or file.endswith(LEFT_ASIDE):
        return Place("none", reason="reading-left-aside")
    if file in CONFIG:
        return Place("config")
    if suffix == ".geojson":
        return Place("boundary")
    if file.startswith(REPORTS):
        return Place("none", reason="reading-report")
    if file.startswith(LICENCES) and suffix not in KINDS:
        return Place("none", reason="reading-licence")
    if file.startswith(TEXTS):
        return Place("none", reason="reading-no-data")
    is_meta = not META_FOLDERS.isdisjoint(folders) or any(fnmatch(name, pattern) for pattern in metadata_patterns)
    if suffix in (".yml", ".yaml", ".md"):
        return Place("metadata") if is_meta or suffix != ".md" else Place("none", reason="reading-no-data")
    if suffix in KINDS:
        wanted = any(fnmatch(name, pattern) for pattern in data_patterns)
        if (is_meta and not wanted) or file.startswith(("metadata-mapping", "metadata_mapping")):
            return Place("metadata")
        return Place("data", KINDS[suffix])
    return Place("none", reason="reading-other-format" if suffix in OTHER_DATA else "reading-no-data")


def is_table(path: Path) -> bool:
    """Whether a text file is a table: its first lines have equally many tabs, semicolons or bars."""
    try:
        with path.open("rb") as stream:
            lines = [line for line in stream.read(8_000).splitlines()[:5] if line.strip()][:4]
    except OSError:
        return False
    counts = ({line.count(mark) for line in lines} for mark in (b"\t", b";", b"|"))
    return len(lines) > 1 and any(len(found) == 1 and min(found) > 0 for found in counts)


def has_features(path: Path) -> bool:
    """Whether a JSON file is GeoJSON, by its beginning."""
    try:
        with path.open("rb") as stream:
            return b'"FeatureCollection"' in stream.read(2_000)
    except OSError:
        return False
