"""What goes out and comes back is the same, in every format: nasty values by a law, true repositories in full."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local2030.formats.observations.own_tables import as_own, is_beside
from local2030.formats.observations.repository import files, read_file
from local2030.monitoring.own_rows import own_rows
from local2030.monitoring.table import Table
from local2030.store.datasets import Datasets, Manifest
from local2030.store.datasets import Source as FileSource
from local2030.workflows import export_observations as work
from local2030.workflows.export_source import Selection, Source, open_source
from local2030.workflows.load_observations import Request, load
from observation_tables import table_of

AT = datetime(2026, 11, 23, tzinfo=UTC)
COMPARED = (
    "indicator", "series", "freq", "time_period", "period_start", "period_end", "year", "obs_value", "raw_value",
    "unit_measure", "unit_mult", "dims", "obs_status", "lower_bound", "upper_bound", "attributes",
)  # fmt: skip
SINGLE = ("csv", "sdmx-csv", "sdmx-ml", "sdmx-ml-generic", "xlsx", "parquet", "json", "geojson")

NASTY: list[dict[str, Any]] = [
    {"year": 2014, "obs_value": None, "raw_value": "<5", "obs_status": "Q"},
    {"year": 2015, "obs_value": None, "raw_value": "", "obs_status": "O"},
    {"year": 2016, "obs_value": None, "raw_value": "n/a", "obs_status": "M"},
    {"year": 2017, "obs_value": None, "raw_value": "refused", "obs_status": "L"},
    {"year": 2018, "obs_value": 17.7, "raw_value": "17,7", "obs_status": "P"},
    {"year": 2019, "obs_value": 0.1 + 0.2, "raw_value": "0.30000000000000004"},
    {"year": 2020, "obs_value": 1e-7, "raw_value": "1e-7", "lower_bound": 0.0, "upper_bound": 2.5e-7},
    {"year": 2021, "obs_value": 12.0, "raw_value": "12.0", "unit_measure": 'per 1,000 "people"\nand more'},
    {"year": 2022, "obs_value": -3.0, "raw_value": "-3", "unit_mult": "Thousands", "unit_measure": ""},
    {"year": 2014, "time_period": "2014/15", "period_end": date(2015, 12, 31), "dims": '{"Sexo":"Mujeres"}'},
    {"year": 2014, "time_period": "2014", "dims": '{"Sexo":"Mujeres"}'},
    {"year": 2011, "time_period": "2011-12", "period_end": date(2012, 12, 31), "dims": '{"Sex":"Female"}'},
    {"year": 2010, "time_period": "2010 Q3", "freq": "Q", "period_start": date(2010, 7, 1), "period_end": date(2010, 9, 30)},
    {"year": 2015, "time_period": "2015-2017", "freq": "A3", "period_end": date(2017, 12, 31)},
    {"year": 2020, "dims": '{"=cmd()":"@SUM(1)","A;b=c]":"x\\\\y","indicator":"not a code"}'},
    {"year": 2020, "dims": '{"Group":"زنان ۱۵","SEX":"F"}', "series": "Series, with \"quotes\"", "indicator": "3-b.x"},
    {"year": 2020, "dims": '{"SEX":"F"}', "series": "SI_POV_DAY1", "unit_mult": "0"},
    {"year": 2021, "attributes": '{"COMMENT_OBS":"see note; [1]","NATURE":"C","Note":"=1+1"}'},
    {"year": 2022, "attributes": '{"COMMENT_TS":"all of it","TIME_DETAIL":"2022"}'},
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Datasets:
    return Datasets(tmp_path / "home")


def kept(store: Datasets, table: pa.Table, about: dict[str, str] | None = None, version: int = 1) -> None:
    batch = store.write_batch("bilbo", table)
    sources = {name: FileSource("0" * 64, "one", batch, 1, 1, 0) for name in set(table["source_file"].to_pylist())}
    indicators = {code: {"code": code} for code in set(table["indicator"].to_pylist())}
    sides = {"indicators": store.write_side("bilbo", json.dumps(indicators).encode())}
    store.write_manifest(
        Manifest("bilbo", version, "2026-11-23T12:00:00+00:00", sources=sources, sides=sides, about=about or {})
    )


def read_back(path: Path) -> list[tuple[str, ...]]:
    """The rows of a file of ours, by the reader and `own_rows`."""
    found = []
    for entry in files(path).of("data"):
        for sheet in read_file(entry):
            if is_beside(sheet):
                continue
            own = as_own(sheet)
            assert own is not None, sheet.header
            tidied = own_rows(Table(own.file, own.header, own.columns, own.lines))
            assert not tidied.kept_out, tidied.findings
            found += list(zip(*(map(repr, getattr(tidied.rows, name)) for name in COMPARED), strict=True))
    return sorted(found)


def wanted(table: pa.Table) -> list[tuple[str, ...]]:
    return sorted(zip(*(map(repr, table[name].to_pylist()) for name in COMPARED), strict=True))


@pytest.mark.parametrize("format_", SINGLE)
def test_every_nasty_observation_comes_back_as_it_was(format_: str, store: Datasets, tmp_path: Path) -> None:
    table = table_of({**row, "source_row": n} for n, row in enumerate(NASTY, 2))
    kept(store, table)
    source = open_source(store, "bilbo")
    out = tmp_path / work.file_name(source, format_)
    work.export(source, format_, out)
    assert read_back(out) == wanted(table)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs", "Cn", "Co")), min_size=1, max_size=12
)
POSITIVE_ZERO = (0.0).__add__  # zero has no sign in a file
ROWS = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from(["1.2.1", "3.b.1", "SERIE-A", "10.1.1.x"]),
        "series": st.one_of(st.just(""), TEXTS),
        "unit_measure": st.one_of(st.just(""), st.just("PT"), TEXTS),
        "unit_mult": st.sampled_from(["", "0", "3", "Thousands"]),
        "dims": st.dictionaries(TEXTS, TEXTS, max_size=3).map(
            lambda d: json.dumps(dict(sorted(d.items())), ensure_ascii=False, separators=(",", ":")) if d else ""
        ),
        "obs_value": st.floats(allow_nan=False, allow_infinity=False).map(POSITIVE_ZERO),
        "obs_status": st.sampled_from(["A", "E", "P", "B", "U"]),
        "lower_bound": st.one_of(st.none(), st.floats(-1e6, 1e6).map(POSITIVE_ZERO)),
    }
)


@given(rows=st.lists(ROWS, min_size=1, max_size=8))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("format_", [name for name in SINGLE if name != "xlsx"])
def test_whatever_goes_out_comes_back(
    format_: str, rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("law")
    store = Datasets(folder / "home")
    full = [
        {**row, "raw_value": repr(row["obs_value"]), "year": 2000 + n, "source_row": n + 2}
        for n, row in enumerate(rows)
    ]
    table = table_of(full)
    kept(store, table)
    source = open_source(store, "bilbo")
    out = folder / work.file_name(source, format_)
    work.export(source, format_, out)
    assert read_back(out) == wanted(table)


def test_a_corrected_number_counts_and_its_text_follows(store: Datasets, tmp_path: Path) -> None:
    kept(
        store,
        table_of(
            [
                {"year": 2020, "obs_value": 17.7, "raw_value": "17,7"},
                {"year": 2021, "obs_value": None, "raw_value": "<5", "obs_status": "Q"},
            ]
        ),
    )
    out = tmp_path / "x.csv"
    work.export(open_source(store, "bilbo"), "csv", out)
    text = out.read_text("utf-8").replace('17.7,"17,7"', '18.5,"17,7"').replace(",,<5,Q", ",4,<5,Q")
    out.write_text(text, "utf-8", newline="")
    [entry] = files(out).of("data")
    [sheet] = read_file(entry)
    own = as_own(sheet)
    assert own
    rows = own_rows(Table(own.file, own.header, own.columns, own.lines)).rows
    assert list(zip(rows.obs_value, rows.raw_value, rows.obs_status, strict=True)) == [
        (18.5, "18.5", "A"),
        (4.0, "4", "A"),
    ]


def test_a_period_that_nobody_can_read_is_kept_out_and_told_by_its_row(store: Datasets, tmp_path: Path) -> None:
    kept(store, table_of([{"year": 2020}, {"year": 2021}]))
    out = tmp_path / "x.csv"
    work.export(open_source(store, "bilbo"), "csv", out)
    out.write_text(out.read_text("utf-8").replace(",2021,1,", ",soon,1,"), "utf-8")
    [entry] = files(out).of("data")
    [sheet] = read_file(entry)
    own = as_own(sheet)
    assert own
    tidied = own_rows(Table(own.file, own.header, own.columns, own.lines))
    assert tidied.kept_out == (3,)
    assert [(f.code, f.severity, f.line) for f in tidied.findings] == [("period-unreadable", "error", 3)]


@pytest.fixture(scope="module")
def bristol(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Source:
    home = tmp_path_factory.mktemp("bristol")
    load(Request(real_data / "open-sdg" / "bristol", AT, "bristol"), home)
    return open_source(Datasets(home), "bristol")


@pytest.fixture(scope="module")
def kyrgyzstan(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Source:
    home = tmp_path_factory.mktemp("kg")
    load(Request(real_data / "reference" / "sdmx-kg", AT, "kg"), home)
    return open_source(Datasets(home), "kg")


def there_and_back(first: Source, format_: str, folder: Path) -> Source:
    """The data set written in a format and loaded again."""
    out = folder / work.file_name(first, format_)
    work.export(first, format_, out)
    load(Request(out, AT, "back"), folder / "home")
    return open_source(Datasets(folder / "home"), "back")


def all_rows(source: Source) -> list[str]:
    return sorted(map(str, pa.Table.from_batches(source.batches()).select(["ref_area", *COMPARED]).to_pylist()))


@pytest.mark.parametrize("format_", ["csv", "sdmx-csv", "sdmx-ml", "xlsx", "parquet", "open-sdg", "json", "geojson"])
def test_the_city_of_bristol_comes_back_whole(format_: str, bristol: Source, tmp_path: Path) -> None:
    back = there_and_back(bristol, format_, tmp_path)
    assert bristol.rows > 17_000
    assert all_rows(back) == all_rows(bristol)


@pytest.mark.parametrize("format_", ["csv", "sdmx-csv", "sdmx-ml", "xlsx", "json", "geojson"])
def test_a_country_in_sdmx_comes_back_with_its_places_in_their_order(
    format_: str, kyrgyzstan: Source, tmp_path: Path
) -> None:
    back = there_and_back(kyrgyzstan, format_, tmp_path)
    assert all_rows(back) == all_rows(kyrgyzstan)
    places = [{code: (p["level"], p["parent"]) for code, p in s.head.places.items()} for s in (kyrgyzstan, back)]
    assert places[0] == places[1]
    assert places[0]["KG"] == (0, "")


@pytest.mark.parametrize("format_", work.FORMATS)
def test_licence_and_attribution_come_back_with_the_data(format_: str, store: Datasets, tmp_path: Path) -> None:
    about = {
        "title": 'Figures of "Bilbo" & more', "licence": "CC-BY-4.0", "attribution": "Eustat. Licence: none;\nof <all>, é",
        "source_url": "https://example.org/a?b=1&c=2",
    }  # fmt: skip
    kept(store, table_of([{"year": 2020}]), about)
    back = there_and_back(open_source(store, "bilbo"), format_, tmp_path)
    assert {name: back.manifest.about.get(name) for name in about} == about
    told = [one for one in back.datasets.side(back.manifest, "findings") if one["code"] == "metadata-about"]
    assert len(told) == 1 and told[0]["severity"] == "info"


@pytest.mark.parametrize("format_", work.FORMATS)
def test_what_nobody_said_stays_unsaid_and_what_is_said_now_counts(
    format_: str, store: Datasets, tmp_path: Path
) -> None:
    kept(store, table_of([{"year": 2020}]))
    first = open_source(store, "bilbo")
    out = tmp_path / work.file_name(first, format_)
    work.export(first, format_, out)
    load(Request(out, AT, "back"), tmp_path / "home")
    back = open_source(Datasets(tmp_path / "home"), "back")
    assert not back.manifest.about.get("licence") and not back.manifest.about.get("title")
    load(Request(out, AT, "own", about={"licence": "ODbL"}), tmp_path / "home")
    assert open_source(Datasets(tmp_path / "home"), "own").head.licence == "ODbL"


def test_a_selection_has_only_what_was_named(store: Datasets) -> None:
    kept(store, table_of([{"year": 2020, "indicator": "1.2.1"}, {"year": 2020, "indicator": "3.1.1"}]))
    source = open_source(store, "bilbo", selection=Selection(("3.1.1",)))
    assert source.rows == 1
    assert source.head.plain["selection"] == {"indicators": ["3.1.1"]}
