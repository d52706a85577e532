"""What an Open SDG build needs beside the data: settings, metadata of each indicator, a schema of it, the licence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from local2030.formats.observations.out.head import Head, in_language
from local2030.vocabulary.goals import indicator as framework_indicator

# Fields of a metadata schema by their kind in a build: what isn't here may stand in the metadata and isn't shown.
HIDDEN = ("indicator_number", "indicator_name", "sdg_goal", "target_id")
SHOWN = ("computation_units", "computation_definitions")
CHECKBOXES = ("data_non_statistical", "data_show_map", "growth_rate", "auto_progress_calculation")
CHOICES = {
    "reporting_status": ("complete", "inprogress", "notstarted", "notapplicable"),
    "graph_type": ("line", "bar"),
}
MOST_SOURCES = 8
BASE = "en"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")
DIRECTIONS = {"increase": "positive", "decrease": "negative"}


def file_code(code: str) -> str:
    """An indicator's code as a part of a file's name: 1.2.1 is 1-2-1."""
    return re.sub(r"[^\w-]+", "-", code.replace(".", "-")).strip("-") or "x"


def beside(
    head: Head, codes: Mapping[str, bool], columns: Mapping[str, str], boundaries: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file. `codes` of the indicators that have data, and whether also of places; `columns`:
    those that are no dimensions; `boundaries`: GeoJSON by file name.
    """
    known = dict.fromkeys([*codes, *(() if head.selection else head.indicators)])  # also those that have no data yet
    for code in known:
        shown = {"data_show_map": bool(boundaries) and codes.get(code, False)}
        yield f"meta/{file_code(code)}.yml", _yaml(_metadata(head, code, code in codes) | shown)
        for language in languages(head, [code]):
            if language != BASE:
                yield f"meta/{language}/{file_code(code)}.yml", _yaml(_translated(head, code, language))
    for name, content in boundaries.items():
        yield f"maps/{name}", content
    yield "config_data.yml", _yaml(_settings(head, languages(head, known), columns, boundaries))
    yield "metadata_schema.yml", _yaml({"prose": {"metadata": {"meta": list(_fields())}}})
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


def _metadata(head: Head, code: str, has_data: bool) -> dict[str, Any]:
    said = head.indicators.get(code, {})
    known = framework_indicator(code)
    parts = code.split(".")
    goal = str(said.get("goal") or "") or (parts[0] if parts[0].isdecimal() else "")
    target = str(said.get("target") or "") or (".".join(parts[:2]) if parts[0].isdecimal() and len(parts) > 1 else "")
    name = head.indicator_name(code, BASE) or (known.label if known else code)
    said_status = str(said.get("reporting_status") or "")
    status = said_status if said_status in CHOICES["reporting_status"] else "complete" if has_data else "notstarted"
    found: dict[str, Any] = {
        "indicator_number": code,
        "indicator_name": name,
        "graph_title": name,
        "sdg_goal": goal,
        "target_id": target,
        "computation_units": in_language(said.get("unit")),
        "computation_definitions": in_language(said.get("definition")),
        "reporting_status": status,
        "data_non_statistical": status == "complete" and not has_data,
        "graph_type": "line",
        "growth_rate": said.get("growth_rate"),
        "expected_disaggregations": list(said.get("expected") or ()),
    }
    sources = said.get("sources") or [{"organisation": in_language(said.get("source")), "url": said.get("source_url")}]
    for number, source in enumerate(sources[:MOST_SOURCES], 1):
        found[f"source_active_{number}"] = True if any(source.values()) else None
        found[f"source_organisation_{number}"] = in_language(source.get("organisation"))
        found[f"source_url_text_{number}"] = in_language(source.get("title"))
        found[f"source_url_{number}"] = str(source.get("url") or "")
    if options := [_wish(one) for one in said.get("series") or ()]:
        found |= {"auto_progress_calculation": True, "progress_calculation_options": options}
    return {name: value for name, value in found.items() if value not in ("", None, [])}


def _wish(one: Mapping[str, Any]) -> dict[str, Any]:
    """What is wanted of a series, in Open SDG's words; nothing that nobody said."""
    dims = one.get("dimensions") or {}
    found = {
        "series": one.get("series"), "unit": one.get("unit"),
        "disaggregation": [{"field": name, "value": value} for name, value in dims.items()],
        "direction": DIRECTIONS.get(str(one.get("direction") or "")), "target": one.get("target_value"),
        "target_year": one.get("target_year"), "limit": one.get("limit"), "base_year": one.get("base_year"),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value not in ("", None, [])}


def languages(head: Head, codes: Iterable[str]) -> list[str]:
    """The languages in which names and definitions of these indicators are said, English first."""
    found = {BASE}
    for code in codes:
        for field in ("name", "definition"):
            words = head.indicators.get(code, {}).get(field)
            found.update(words if isinstance(words, Mapping) else ())
    return sorted((one for one in found if _LANGUAGE.fullmatch(one)), key=lambda one: (one != BASE, one))


def _translated(head: Head, code: str, language: str) -> dict[str, str]:
    """What is said of an indicator in one language."""
    fields = (("indicator_name", "name"), ("graph_title", "name"), ("computation_definitions", "definition"))
    said = {name: head.indicators.get(code, {}).get(field) for name, field in fields}
    return {name: words[language] for name, words in said.items() if isinstance(words, Mapping) and words.get(language)}


def _settings(
    head: Head, spoken: list[str], columns: Mapping[str, str], boundaries: Mapping[str, bytes]
) -> dict[str, Any]:
    layers = [
        {"geojson_file": f"maps/{one['name']}", "name_property": one.get("name_property") or one["id_property"], "id_property":
         one["id_property"], "output_subfolder": str(one.get("level") or "places"), "filename_prefix": "indicator_"}
        for one in head.boundaries if one.get("name") in boundaries and one.get("id_property")
    ]  # fmt: skip
    series = [name for name, kind in columns.items() if kind == "series"]
    units = [name for name, kind in columns.items() if kind == "units"]
    return {
        "languages": spoken,
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


def _fields() -> Iterator[dict[str, Any]]:
    """The schema by which a build checks the metadata, and which it shows. Lists must not be declared: it has no kind for them."""
    for name in HIDDEN:
        yield _field(name, "text", "page")
    for name in SHOWN:
        yield _field(name, "text", "national")
    for name in CHECKBOXES:
        yield _field(name, "checkbox", "data")
    for name, choices in CHOICES.items():
        options = [{"name": choice, "value": choice, "translation_key": f"{name}.{choice}"} for choice in choices]
        yield _field(name, "select", "data", options=options)
    yield _field("graph_title", "text", "graph")
    for number in range(1, MOST_SOURCES + 1):
        yield _field(f"source_active_{number}", "checkbox", f"source_{number}")
        for name in ("organisation", "url_text", "url"):
            yield _field(f"source_{name}_{number}", "text", f"source_{number}")


def _field(name: str, element: str, scope: str, **more: Any) -> dict[str, Any]:
    label = name.replace("_", " ").capitalize()
    return {"name": name, "field": {"element": element, "label": label, "scope": scope, **more}}


def _yaml(content: Any) -> bytes:
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return yaml.dump(content, Dumper=dumper, allow_unicode=True, sort_keys=False, width=100, encoding="utf-8")
