"""Our SDMX-ML as the library sdmx1 reads it: every observation with its key, value and attributes, in both spellings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exported_bilbo import ROWS, store_with
from local2030.formats.observations.out.sdmx_coding import KEY, OF_A_SERIES, OF_AN_OBS, Coding
from local2030.formats.observations.out.sdmx_rows import sdmx_rows
from local2030.workflows import export_observations as work
from local2030.workflows.export_source import Source, open_source

MORE = [
    {"year": 2014, "time_period": "2014/15", "dims": '{"Sexo":"Mujeres"}'},
    {"year": 2010, "time_period": "2010 Q3", "freq": "Q"},
    {"year": 2020, "obs_value": 1e-7, "raw_value": "1e-7", "lower_bound": 0.0, "upper_bound": 2.5e-7, "indicator": "3.1.1"},
    {"year": 2021, "unit_measure": 'per 1,000 "people"\nand <more>', "unit_mult": "Thousands", "indicator": "3.1.1"},
    {"year": 2021, "attributes": '{"COMMENT_OBS":"see note; [1]","NATURE":"C","CONF_STATUS":"F"}'},
]  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return open_source(store_with(tmp_path_factory.mktemp("read"), rows=[*ROWS, *MORE]), "bilbo")


@pytest.mark.parametrize("format_", ["sdmx-ml", "sdmx-ml-generic"])
def test_another_library_reads_the_same_observations_and_attributes(
    format_: str, source: Source, tmp_path: Path
) -> None:
    sdmx = pytest.importorskip("sdmx")
    path = tmp_path / "a.xml"
    work.export(source, format_, path)
    (data,) = sdmx.read_sdmx(path, structure=_structure(sdmx)).data
    theirs = sorted(map(_theirs, data.obs))
    ours = sorted(_ours(source))
    assert len(theirs) == len(ROWS) + len(MORE)
    assert theirs == ours


def _ours(source: Source) -> list[tuple[str, ...]]:
    coding = Coding(source.periods, source.head.places)
    found = []
    for rows in sdmx_rows(source.batches(), coding):
        for i, code in enumerate(rows.series):
            told = dict(zip(OF_A_SERIES, code.attributes, strict=True))
            told |= {name: texts[i] for name, texts in rows.attributes.items()}
            found.append((*code.key, rows.periods[i], str(float(rows.values[i])), _told(told)))
    return found


def _theirs(one: Any) -> tuple[str, ...]:
    """`one.attrib` has those of its series as well."""
    key = {name: str(value.value) for name, value in one.key.values.items()}
    told = {name: str(value.value) for name, value in one.attrib.items()}
    return (*(key[name] for name in KEY), key["TIME_PERIOD"], str(float(one.value)), _told(told))


def _told(attributes: dict[str, str]) -> str:
    return repr(sorted((name, text) for name, text in attributes.items() if text))


def _structure(sdmx: Any) -> Any:
    """The structure that our messages name, as far as the reader needs it."""
    model = sdmx.model.v21
    made = model.DataStructureDefinition(id="SDG", version="1.0", maintainer=model.Agency(id="IAEG-SDGs"))
    for name in KEY:
        made.dimensions.getdefault(id=name)
    made.dimensions.append(model.TimeDimension(id="TIME_PERIOD"))
    for name in (*OF_A_SERIES, *OF_AN_OBS):
        made.attributes.getdefault(id=name)
    made.measures.getdefault(id="OBS_VALUE")
    return made


def test_another_library_reads_the_same_from_sdmx_csv(source: Source, tmp_path: Path) -> None:
    """It takes a text apart by lines before it looks at quotes, so that a break within a cell is lost on its side."""
    sdmx = pytest.importorskip("sdmx")
    path = tmp_path / "a.csv"
    work.export(source, "sdmx-csv", path)
    (data,) = sdmx.read_sdmx(path, structure=_structure(sdmx)).data
    assert data.action.name == "information"
    theirs = sorted((*row[:-1], _bare(row[-1])) for row in map(_theirs, data.obs))
    assert theirs == sorted((*row[:-1], _bare(row[-1])) for row in _ours(source))


def _bare(told: str) -> str:
    """Without breaks, and without marks of quotation: an apostrophe before what looks like a formula is ours."""
    return told.replace("\\n", "").replace("'", "").replace('"', "").replace("\\", "")
