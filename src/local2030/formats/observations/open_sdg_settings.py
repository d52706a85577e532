"""The settings of an Open SDG data repository: what is data and metadata, which languages, columns and map layers.

They stand in config_data.yml, in the folder itself or one below it. What they name on the web is never fetched.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from local2030.formats.observations.plain_yaml import load_yaml, texts_in
from local2030.vocabulary.findings import Finding

FILES = ("config_data.yml", "config_data.yaml")
MOST_FOLDERS = 200


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A boundary file, as the repository names it, with the properties that hold the code and the name of each area."""

    file: str
    id_property: str = ""
    name_property: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What config_data.yml says; empty where there is none. `files` are the settings that were read."""

    files: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    data_patterns: tuple[str, ...] = ()
    metadata_patterns: tuple[str, ...] = ()
    metadata_mappings: tuple[str, ...] = ()
    layers: tuple[MapLayer, ...] = ()
    series_columns: tuple[str, ...] = ()
    unit_columns: tuple[str, ...] = ()
    attribute_columns: tuple[str, ...] = ()
    not_dimensions: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_settings(root: Path) -> Settings:
    """The settings found in the folder, and in the folders right below it; several repositories side by side add up."""
    found = Settings()
    for prefix in ("", *_folders(root)):
        for name in FILES:
            path = root / (prefix + name)
            if path.is_file() and not path.is_symlink():
                found = _added(found, _read(path, prefix + name, prefix))
                break
        if found.files and not prefix:
            break
    return found


def _folders(root: Path) -> list[str]:
    try:
        inside = sorted(entry.name for entry in os.scandir(root) if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
    return [f"{name}/" for name in inside[:MOST_FOLDERS] if not name.startswith(".")]


def _read(path: Path, name: str, prefix: str) -> Settings:
    content, findings = load_yaml(path, name)
    if not isinstance(content, dict):
        return Settings((name,), findings=findings)
    source = str(content.get("src_dir") or "").strip("./")
    prefix = f"{prefix}{source}/" if source else prefix
    inputs = [one for one in _listed(content.get("inputs")) if isinstance(one, dict)]
    options = content.get("indicator_options")
    options = options if isinstance(options, dict) else {}
    return Settings(
        (name,),
        tuple(texts_in(content.get("languages"))),
        _patterns(inputs, prefix, True),
        _patterns(inputs, prefix, False),
        tuple(prefix + one["metadata_mapping"] for one in inputs if isinstance(one.get("metadata_mapping"), str)),
        tuple(_layer(one, prefix) for one in _listed(content.get("map_layers")) if isinstance(one, dict)),
        _names(options.get("series_column")),
        _names(options.get("unit_column")),
        tuple(texts_in(options.get("observation_attributes"))),
        tuple(texts_in(options.get("non_disaggregation_columns"))),
        findings,
    )


def _patterns(inputs: list[dict[str, Any]], prefix: str, of_data: bool) -> tuple[str, ...]:
    found = []
    for one in inputs:
        pattern = one.get("path_pattern") or one.get("source")
        if isinstance(pattern, str) and "://" not in pattern and _is_data(one) == of_data:
            found.append(prefix + pattern.lstrip("./"))
    return tuple(found)


def _is_data(one: dict[str, Any]) -> bool:
    """Inputs of data are called InputCsvData, InputSdmxMl_Multiple ...; those of metadata all end with Meta."""
    return not str(one.get("class") or "").endswith("Meta")


def _layer(one: dict[str, Any], prefix: str) -> MapLayer:
    file = str(one.get("geojson_file") or "")
    file = file if "://" in file else prefix + file.lstrip("./")
    said = (str(one.get(part) or "") for part in ("id_property", "name_property", "output_subfolder"))
    return MapLayer(file, *said)


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else ()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _added(one: Settings, other: Settings) -> Settings:
    """Both together."""
    names = Settings.__dataclass_fields__
    return replace(one, **{name: getattr(one, name) + getattr(other, name) for name in names})
