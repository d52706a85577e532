"""What the build of Open SDG (sdg-build) asks of a data repository, asked of ours: its checks on data and on metadata.

The build is no package that could be installed here. These are the conditions of its sources: `check_csv` (columns,
numbers, blanks), `SchemaInputOpenSdg` (the schema of metadata as JSON Schema), `OutputGeoJson` (properties of a layer).
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from exported_bilbo import bilbo
from local2030.store.datasets import Datasets
from local2030.workflows import export_observations as work
from local2030.workflows.export_source import Source, open_source
from local2030.workflows.load_observations import Request, load

pandas = pytest.importorskip("pandas")
AT = datetime(2026, 11, 23, tzinfo=UTC)
PLAIN = ["string", "integer", "number", "boolean", "null"]


def faults_of_data(path: Path) -> list[str]:
    """What the build's check would refuse in a data file."""
    table = pandas.read_csv(path)
    names, texts = list(table.columns), table.select_dtypes(exclude="number")
    found = [] if names[0] == "Year" and names[-1] == "Value" else [f"columns {names}"]
    found += [f"column {name!r}" for name in names if name != name.strip(" ")]
    found += [] if table["Value"].dtype.kind in "if" else ["Value is no number"]
    found += [
        f"blanks at the ends in {name}"
        for name in texts
        if any(isinstance(cell, str) and cell != cell.strip(" ") for cell in texts[name].unique())
    ]
    return found + (["empty row"] if table.isnull().all(axis=1).any() else [])


def schema_of(folder: Path) -> dict[str, Any]:
    """The metadata schema as the build makes it a JSON Schema."""
    fields = yaml.safe_load((folder / "metadata_schema.yml").read_text("utf-8"))["prose"]["metadata"]["meta"]
    properties: dict[str, Any] = {}
    for one in fields:
        field = one["field"]
        properties[one["name"]] = {"type": ["boolean", "null"] if field["element"] == "checkbox" else PLAIN}
        if field["element"] == "select":
            values = [option["value"] for option in field["options"]]
            properties[one["name"]]["anyOf"] = [{"enum": [value]} for value in (*values, None)]
    when = {"reporting_status": {"enum": ["complete"]}, "data_non_statistical": {"const": False}}
    return {
        "type": "object",
        "properties": properties,
        "required": ["reporting_status"],
        "allOf": [{"if": {"properties": when}, "then": {"required": ["graph_title", "graph_type"]}}],
    }


def faults(folder: Path) -> dict[str, list[str]]:
    found = {path.name: faults_of_data(path) for path in sorted((folder / "data").iterdir())}
    schema = schema_of(folder)
    assert schema["properties"]["reporting_status"]["anyOf"], "the build counts by these values"
    check = jsonschema.Draft202012Validator(schema)
    for path in sorted((folder / "meta").glob("*.yml")):
        told = yaml.safe_load(path.read_text("utf-8"))
        found[path.name] = [error.message for error in check.iter_errors(told)]
        if (
            told["reporting_status"] == "complete"
            and not told["data_non_statistical"]
            and not (folder / "data" / f"indicator_{path.stem}.csv").exists()
        ):
            found[path.name].append("complete without data")
    settings = yaml.safe_load((folder / "config_data.yml").read_text("utf-8"))
    for layer in settings.get("map_layers", ()):
        shapes = yaml.safe_load((folder / layer["geojson_file"]).read_text("utf-8"))["features"]
        if not all(layer[name] in shape["properties"] for shape in shapes for name in ("id_property", "name_property")):
            found[layer["geojson_file"]] = ["properties"]
    return {name: told for name, told in found.items() if told}


def written(source: Source, folder: Path) -> Path:
    work.export(source, "open-sdg", folder)
    return folder


def test_a_table_with_columns_in_spanish_and_a_withheld_value_passes_the_builds_checks(tmp_path: Path) -> None:
    folder = written(bilbo(tmp_path / "home"), tmp_path / "out")
    assert faults(folder) == {}
    table = pandas.read_csv(folder / "data" / "indicator_1-2-1.csv")
    assert table["Value as written"].dropna().tolist() == ["<5", "refused"]  # n/a is read as nothing by pandas
    assert yaml.safe_load((folder / "meta" / "1-2-1.yml").read_text("utf-8"))["data_show_map"] is True


def test_the_worked_example_passes_the_builds_checks(tmp_path: Path) -> None:
    with as_file(files("local2030.web.monitoring") / "example" / "sandoria") as folder:
        load(Request(folder, AT, "sandoria"), tmp_path / "home")
    assert faults(written(open_source(Datasets(tmp_path / "home"), "sandoria"), tmp_path / "out")) == {}


def test_the_city_of_bristol_passes_the_builds_checks(real_data: Path, tmp_path: Path) -> None:
    load(Request(real_data / "open-sdg" / "bristol", AT, "bristol"), tmp_path / "home")
    assert faults(written(open_source(Datasets(tmp_path / "home"), "bristol"), tmp_path / "out")) == {}
