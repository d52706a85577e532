"""What an Open SDG build needs beside the data: settings, metadata of each indicator, a schema of it, the licence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from local2030.formats.observations.out.head import Head, in_language

FIELDS = ("indicator_number", "indicator_name", "goal_number", "target_number", "computation_units", "computation_definitions",
          "reporting_status", "data_non_statistical", "source_organisation_1", "source_url_1", "graph_type")  # fmt: skip


def file_code(code: str) -> str:
    """An indicator's code as a part of a file's name: 1.2.1 is 1-2-1."""
    return re.sub(r"[^\w-]+", "-", code.replace(".", "-")).strip("-") or "x"


def beside(
    head: Head, codes: Iterable[str], columns: Mapping[str, str], boundaries: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file. `columns`: those that are no dimensions; `boundaries`: GeoJSON by file name."""
    codes = list(codes)
    for code in codes:
        yield f"meta/{file_code(code)}.yml", _yaml(_metadata(head, code))
    for name, content in boundaries.items():
        yield f"maps/{name}", content
    yield "config_data.yml", _yaml(_settings(head, columns, boundaries))
    yield "metadata_schema.yml", _yaml({"prose": {"metadata": {"meta": [_field(name) for name in FIELDS]}}})
    yield "LICENSE-DATA.txt", licence_text(head).encode()


def licence_text(head: Head) -> str:
    """Whose data these are and what one may do with them, for people."""
    plain = head.plain
    findings = ", ".join(f"{count} {severity}" for severity, count in plain["findings"].items())
    return (
        f"{plain['title']}\n\nLicence: {plain['licence']}\nAttribution: {plain['attribution']}\n"
        f"Source: {plain['source'] or 'not stated'}\nData set: {plain['dataset']}, version {plain['version']} of "
        f"{plain['date']}\nSHA-256 of this version: {plain['sha256']}\nObservations: {plain['observations']}\n"
        f"Findings: {findings}\n"
    )


def _metadata(head: Head, code: str) -> dict[str, Any]:
    said = head.indicators.get(code, {})
    goal = str(said.get("goal") or "") or code.partition(".")[0]
    found = {
        "indicator_number": code,
        "indicator_name": head.indicator_name(code) or code,
        "goal_number": goal,
        "target_number": str(said.get("target") or "") or ".".join(code.split(".")[:2]),
        "computation_units": in_language(said.get("unit")),
        "computation_definitions": in_language(said.get("definition")),
        "reporting_status": str(said.get("reporting_status") or "complete"),
        "data_non_statistical": False,
        "source_organisation_1": in_language(said.get("source")),
        "source_url_1": str(said.get("source_url") or ""),
        "graph_type": "line",
    }
    return {name: value for name, value in found.items() if value != ""}


def _settings(head: Head, columns: Mapping[str, str], boundaries: Mapping[str, bytes]) -> dict[str, Any]:
    layers = [
        {"geojson_file": f"maps/{one['name']}", "name_property": one.get("name_property") or "", "id_property":
         one.get("id_property") or "", "output_subfolder": str(one.get("level") or "places"), "filename_prefix": "indicator_"}
        for one in head.boundaries if one.get("name") in boundaries
    ]  # fmt: skip
    series = [name for name, kind in columns.items() if kind == "series"]
    units = [name for name, kind in columns.items() if kind == "units"]
    return {
        "languages": ["en"],
        "site_dir": "_site",
        "schema_file": "metadata_schema.yml",
        "src_dir": "",
        "translations": [],
        "inputs": [
            {"class": "InputCsvData", "path_pattern": "data/*-*.csv"},
            {"class": "InputYamlMeta", "path_pattern": "meta/*-*.yml", "git": False},
        ],
        "indicator_options": {
            "non_disaggregation_columns": list(
                dict.fromkeys(("Year", "Units", "Series", "Value", "GeoCode", *columns))
            ),
            "series_column": series[0] if series else "Series",
            "unit_column": units[0] if units else "Units",
            "observation_attributes": [
                name for name in columns if name.isupper() and name.startswith(("COMMENT", "SOURCE"))
            ],
        },
        **({"map_layers": layers} if layers else {}),
    }


def _field(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "field": {"element": "text", "label": name.replace("_", " ").capitalize(), "scope": "national"},
    }


def _yaml(content: Any) -> bytes:
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return yaml.dump(content, Dumper=dumper, allow_unicode=True, sort_keys=False, width=100, encoding="utf-8")
