"""A small data set in a store for tests of exports: two levels of places with borders, all kinds of nothing, a licence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from local2030.store.datasets import Datasets, Manifest, Source
from local2030.workflows.export_source import Source as Exported
from local2030.workflows.export_source import open_source
from observation_tables import table_of

ABOUT = {
    "title": 'Bilbo <city> & "sons"',
    "licence": "CC-BY-4.0",
    "attribution": "Eustat ©",
    "source_url": "https://www.eustat.eus/",
}
PLACES = [
    {"code": "_T", "name": "Bizkaia", "level": 0, "level_name": "", "parent": ""},
    {"code": "ES48020", "name": "Bilbao", "level": 1, "level_name": "Municipio", "parent": "_T"},
    {"code": "ES48013", "name": "Barakaldo", "level": 1, "level_name": "Municipio", "parent": "_T"},
    {"code": "ES48044", "name": "Getxo", "level": 1, "level_name": "Municipio", "parent": "_T"},
]  # fmt: skip
ROWS = [
    {"year": 2019, "obs_value": 15.0}, {"year": 2020, "obs_value": 14.0},
    {"year": 2020, "obs_value": 12.5, "ref_area": "ES48020"},
    {"year": 2019, "obs_value": 13.0, "ref_area": "ES48013"},
    {"year": 2020, "obs_value": None, "raw_value": "<5", "obs_status": "Q", "ref_area": "ES48013"},
    {"year": 2020, "obs_value": None, "raw_value": "", "obs_status": "O", "dims": '{"Sexo":"Mujeres"}'},
    {"year": 2020, "obs_value": None, "raw_value": "n/a", "obs_status": "M", "dims": '{"Sexo":"Hombres"}'},
    {"year": 2020, "obs_value": None, "raw_value": "refused", "obs_status": "L", "dims": '{"Edad":"15-24"}'},
    {"year": 2020, "obs_value": 17.7, "raw_value": "17,7", "dims": '{"=HYPERLINK(1)":"@SUM(1)"}'},
    {"year": 2021, "obs_value": 3.0, "indicator": "3.1.1", "unit_measure": "Per 100,000 live births"},
]  # fmt: skip
MAP = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"cod": code}, "geometry": {"type": "Polygon", "coordinates": [[[x, 43], [x + 1, 43], [x, 44], [x, 43]]]}}
        for x, code in enumerate(("ES48020", "ES48013", "ES48044"))
    ],
}  # fmt: skip


def store_with(
    home: Path, rows: Iterable[Mapping[str, Any]] = ROWS, about: Mapping[str, str] = ABOUT, **manifest: Any
) -> Datasets:
    """The store; further fields of the manifest (version, stage) by name."""
    store = Datasets(home)
    table = table_of({"source_row": n, **row} for n, row in enumerate(rows, 2))
    batch = store.write_batch("bilbo", table)
    sides = {
        "places": PLACES,
        "indicators": {"1.2.1": {"code": "1.2.1", "name": {"en": "Poverty </script>", "es": "Pobreza"}, "goal": 1, "source": "EPDS", "direction": "decrease"},
                       "3.1.1": {"code": "3.1.1", "name": {}, "goal": 3}},
        "boundaries": [{"level": "Municipio", "file": "maps/Municipio.geojson", "id_property": "cod", "name_property": ""}],
        "boundary:maps/Municipio.geojson": MAP,
        "findings": [{"severity": "warning"}, {"severity": "info"}, {"severity": "info"}],
        "columns": {"a.csv": {"Año": "period", "Municipio": "place", "Código": "place", "Unidad": "unit", "Sexo": "dimension", "Valor": "value"}},
    }  # fmt: skip
    kept = {name: store.write_side("bilbo", json.dumps(side).encode()) for name, side in sides.items()}
    sources = {"a.csv": Source("0" * 64, "one", batch, len(ROWS), len(ROWS), 0)}
    fields = {"version": 1, **manifest}
    store.write_manifest(
        Manifest("bilbo", made="2026-11-23T12:00:00+00:00", sources=sources, sides=kept, about=about, **fields)
    )
    return store


def bilbo(home: Path, **more: Any) -> Exported:
    """The data set, opened for export."""
    return open_source(store_with(home, **more), "bilbo")
