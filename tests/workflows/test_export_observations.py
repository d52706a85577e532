"""Each format: what stands where, what it says of itself, what it can't carry and says."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from exported_bilbo import ABOUT, bilbo, store_with
from local2030.formats.observations.json_sheets import json_sheets
from local2030.vocabulary.errors import NothingToRead, WrongUse
from local2030.workflows import export_observations as work
from local2030.workflows.export_source import Selection, open_source

NAMES = tuple(work.FORMATS)


def written(tmp_path: Path, format_: str, **more: object) -> Path:
    source = bilbo(tmp_path / "home", **more)
    out = tmp_path / work.file_name(source, format_)
    work.export(source, format_, out)
    return out


def everything(path: Path) -> bytes:
    """All bytes below a path, and of the file beside it; zips unpacked."""
    files = sorted(p for p in (path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.name}*")) if p.is_file())
    found = b""
    for file in files:
        content = file.read_bytes()
        if content[:2] == b"PK":
            with zipfile.ZipFile(file) as packed:
                content = b"".join(map(packed.read, packed.namelist()))
        found += content
    return found


@pytest.mark.parametrize("format_", NAMES)
def test_every_export_says_licence_attribution_source_version_and_hash(format_: str, tmp_path: Path) -> None:
    path = written(tmp_path, format_)
    said = everything(path).decode("utf-8", "replace")
    source = bilbo(tmp_path / "other")
    for words in ("CC-BY-4.0", "Eustat", "https://www.eustat.eus/", source.head.sha256):
        assert words in said, (format_, words)


@pytest.mark.parametrize("format_", NAMES)
def test_a_licence_that_nobody_said_is_said_to_be_unsaid(format_: str, tmp_path: Path) -> None:
    source = bilbo(tmp_path / "home", about={})
    out = tmp_path / "out"
    done = work.export(source, format_, out)
    assert [f.code for f in done.findings if f.severity == "warning"] == ["export-licence-unsaid"]
    assert b"licence not stated" in everything(out).lower()


def test_a_tidy_csv_has_a_column_for_each_dimension_and_no_formula(tmp_path: Path) -> None:
    path = written(tmp_path, "csv")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
    assert len(rows) == 10
    assert [r["Sexo"] for r in rows if r["Sexo"]] == ["Hombres", "Mujeres"]
    assert "'=HYPERLINK(1)" in rows[0]
    assert [r["'=HYPERLINK(1)"] for r in rows if r["'=HYPERLINK(1)"]] == ["'@SUM(1)"]
    assert not any(value[:1] in ("=", "@", "+") for row in rows for value in row.values())
    assert {(r["raw_value"], r["obs_status"]) for r in rows if not r["obs_value"]} == {
        ("<5", "Q"),
        ("", "O"),
        ("n/a", "M"),
        ("refused", "L"),
    }


def test_a_description_beside_a_csv_is_a_table_of_the_web(tmp_path: Path) -> None:
    path = written(tmp_path, "csv")
    said = json.loads(path.with_name(f"{path.name}-metadata.json").read_text("utf-8"))
    header = next(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
    assert said["@context"][0] == "http://www.w3.org/ns/csvw"
    assert len(said["tableSchema"]["columns"]) == len(header)
    assert said["local2030:about"]["findings"] == {"error": 0, "warning": 1, "info": 2}


def test_a_workbook_shows_four_kinds_of_nothing_and_runs_no_formula(tmp_path: Path) -> None:
    import python_calamine

    path = written(tmp_path, "xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Read me", "Observations", "Places", "Indicators"]
    header, *rows = book.get_sheet_by_name("Observations").to_python()
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert len(table) == 10
    assert sorted(r["no_value"] for r in table if r["obs_value"] == "") == [
        "missing",
        "not applicable",
        "refused",
        "suppressed",
    ]
    assert 17.7 in [r["obs_value"] for r in table]
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet2.xml").decode()
        assert "<f>" not in sheet
        assert len(set(re.findall(r'<c( s="\d+")/>', sheet))) == 4  # each kind has a look of its own


def test_a_workbook_says_whose_it_is_and_its_heads_stay_can_be_filtered_and_are_explained(tmp_path: Path) -> None:
    import python_calamine

    path = written(tmp_path, "xlsx")
    told = {
        row[0]: row[1]
        for row in python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Read me").to_python()
    }
    assert (told["Licence:"], told["Attribution:"]) == ("CC-BY-4.0", "Eustat ©")
    assert len(told["SHA-256:"]) == 64 and told["Version:"] == "1"
    assert told["raw_value"].startswith("the value as its source wrote it")
    with zipfile.ZipFile(path) as packed:
        sheet, core = packed.read("xl/worksheets/sheet2.xml").decode(), packed.read("docProps/core.xml").decode()
        texts = packed.read("xl/sharedStrings.xml").decode()
    assert (
        'state="frozen"' in sheet and '<autoFilter ref="A1:' in sheet and ":V11" in sheet.split("<autoFilter")[1][:40]
    )
    assert len(set(re.findall(r'<col [^>]*width="([\d.]+)"', sheet))) > 3
    assert "CC-BY-4.0" in core and "2026-11-23T12:00:00Z" in core
    assert "'=HYPERLINK(1)" in texts and ">=HYPERLINK(1)" not in texts  # no cell begins a formula


def test_a_workbook_goes_on_in_a_further_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import python_calamine

    from local2030.formats.observations.out import workbook

    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    book = python_calamine.CalamineWorkbook.from_path(str(written(tmp_path, "xlsx")))
    assert book.sheet_names[1:4] == ["Observations", "Observations 2", "Observations 3"]
    assert [len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names[1:4]] == [4, 4, 2]


def test_a_map_has_the_latest_value_of_each_place_and_says_why_there_is_none(tmp_path: Path) -> None:
    folder = written(tmp_path, "geojson")
    names = ["LICENSE-DATA.txt", "indicator_1-2-1.geojson", "indicators-without-a-map.geojson"]
    assert sorted(p.name for p in folder.iterdir()) == names
    without = json.loads((folder / names[2]).read_text("utf-8"))
    assert not without["features"] and {one["indicator"] for one in without["series"]} == {"3.1.1"}
    made = json.loads((folder / "indicator_1-2-1.geojson").read_text("utf-8"))
    by_name = {f["properties"]["name"]: f for f in made["features"]}
    assert by_name["Bilbao"]["properties"]["value"] == 12.5
    assert by_name["Bilbao"]["geometry"]["type"] == "Polygon"
    assert (by_name["Barakaldo"]["properties"]["value"], by_name["Barakaldo"]["properties"]["reason"]) == (
        None,
        "suppressed",
    )
    assert (by_name["Getxo"]["properties"]["value"], by_name["Getxo"]["properties"]["reason"]) == (
        None,
        "no observation",
    )


def test_json_gives_series_with_their_values_and_reads_back(tmp_path: Path) -> None:
    out = written(tmp_path, "json")
    assert json.loads(out.read_bytes())["about"]["licence"] == "CC-BY-4.0"
    [sheet] = json_sheets(out, "x.json", "", "", 0)
    of = dict(zip(sheet.header, sheet.columns, strict=True))
    assert len(sheet.lines) == 10
    lines = out.read_text("utf-8").split("\n")
    assert all(
        f'"time_period":"{period}"' in lines[n - 1] for period, n in zip(of["time_period"], sheet.lines, strict=True)
    )
    empty = [n for n, text in enumerate(of["obs_value"]) if not text]
    assert {(of["raw_value"][n], of["obs_status"][n]) for n in empty} == {
        ("<5", "Q"), ("", "O"), ("n/a", "M"), ("refused", "L")}  # fmt: skip
    assert dict(zip(of["obs_value"], of["raw_value"], strict=True))["17.7"] == "17,7"


def test_parquet_keeps_the_columns_of_the_store_and_says_the_licence_in_its_schema(tmp_path: Path) -> None:
    table = pq.read_table(written(tmp_path, "parquet"))
    assert table.schema.metadata[b"licence"] == b"CC-BY-4.0"
    assert json.loads(table.schema.metadata[b"local2030"])["places"][1]["name"] in ("Barakaldo", "Bilbao")
    assert table.column_names[:5] == ["dataset", "indicator", "series", "ref_area", "freq"]
    group = pq.ParquetFile(tmp_path / "bilbo-v1.parquet").metadata.row_group(0)
    texts = [group.column(i) for i in range(group.num_columns) if group.column(i).physical_type == "BYTE_ARRAY"]
    assert all("RLE_DICTIONARY" in one.encodings and one.compression == "ZSTD" for one in texts)  # each text once
    assert set(table["place_name"].to_pylist()) == {"Bizkaia", "Bilbao", "Barakaldo"}


def test_an_open_sdg_repository_keeps_names_and_order_of_columns_but_for_what_a_build_asks(tmp_path: Path) -> None:
    folder = written(tmp_path, "open-sdg")
    text = (folder / "data" / "indicator_1-2-1.csv").read_text("utf-8")
    assert text.split("\n")[0] == "Year,Municipio,GeoCode,Unidad,Sexo,'=HYPERLINK(1),Edad,Value as written,Value"
    rows = list(csv.DictReader(io.StringIO(text)))
    read = ("Municipio", "GeoCode", "Value as written", "Value")
    assert [tuple(r[name] for name in read) for r in rows if r["Municipio"]] == [
        ("Barakaldo", "ES48013", "", "13"), ("Barakaldo", "ES48013", "<5", ""), ("Bilbao", "ES48020", "", "12.5"),
    ]  # fmt: skip
    assert [r["Value"] for r in rows if r["'=HYPERLINK(1)"]] == ["17.7"]
    for name in (
        "config_data.yml",
        "metadata_schema.yml",
        "meta/1-2-1.yml",
        "maps/Municipio.geojson",
        "LICENSE-DATA.txt",
    ):
        assert (folder / name).is_file(), name


def test_what_an_open_sdg_site_cannot_carry_is_told(tmp_path: Path) -> None:
    source = bilbo(tmp_path / "home")
    done = work.export(source, "open-sdg", tmp_path / "out")
    assert [(f.code, f.values["count"]) for f in done.findings] == [("export-raw-lost", 1)]


def test_sdmx_csv_has_structure_and_action_first_and_all_dimensions(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(written(tmp_path, "sdmx-csv").read_text("utf-8"), newline="")))
    assert list(rows[0])[:5] == ["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", "REPORTING_TYPE"]
    assert {(r["STRUCTURE"], r["STRUCTURE_ID"], r["ACTION"]) for r in rows} == {
        ("datastructure", "IAEG-SDGs:SDG(1.0)", "I")
    }
    assert {r["SEX"] for r in rows} == {"_T", "F", "M"}
    assert [r["OBS_VALUE"] for r in rows if r["OBS_STATUS"] in "QOML"] == ["NaN"] * 4
    assert [(r["SEX"], r["AGE"]) for r in rows if r["AGE"] != "_T"] == [("_T", "Y15T24")]
    assert [r["CUST_BREAKDOWN_LB"] for r in rows if r["CUST_BREAKDOWN"] != "_T"] == ["'=HYPERLINK(1): @SUM(1)"]
    key = list(rows[0])[3 : list(rows[0]).index("TIME_PERIOD") + 1]
    assert len({tuple(r[name] for name in key) for r in rows}) == len(rows)


def test_another_reader_of_sdmx_reads_the_message_by_a_national_structure(tmp_path: Path, real_data: Path) -> None:
    sdmx = pytest.importorskip("sdmx")
    structure = sdmx.read_sdmx(real_data / "reference" / "sdmx-kg" / "SDG_DSD.KG_1.7.xml").structure["SDG"]
    message = sdmx.read_sdmx(written(tmp_path, "sdmx-ml"), structure=structure)
    [data] = message.data
    assert len(data.obs) == 10
    values = sorted(float(one.value) for one in data.obs if float(one.value) == float(one.value))
    assert values == [3.0, 12.5, 13.0, 14.0, 15.0, 17.7]
    assert {str(one.attached_attribute["OBS_STATUS"].value) for one in data.obs} == {"A", "Q", "O", "M", "L"}


def test_an_export_goes_over_nothing_unless_it_is_asked_to(tmp_path: Path) -> None:
    source = bilbo(tmp_path / "home")
    out = tmp_path / "x.csv"
    out.write_text("mine")
    with pytest.raises(WrongUse) as trouble:
        work.export(source, "csv", out)
    assert trouble.value.finding.code == "export-in-the-way"
    assert out.read_text() == "mine"
    work.export(source, "csv", out, replace=True)
    assert out.read_text("utf-8").startswith("indicator,")


def test_all_formats_go_into_one_folder_with_the_hash_of_each_file(tmp_path: Path) -> None:
    import hashlib

    source = bilbo(tmp_path / "home")
    work.export_all(source, tmp_path / "all")
    for line in (tmp_path / "all" / "SHA256SUMS").read_text("utf-8").splitlines():
        sha256, name = line.split("  ", 1)
        assert hashlib.sha256((tmp_path / "all" / name).read_bytes()).hexdigest() == sha256, name
    assert len(list((tmp_path / "all").iterdir())) == 8 + 2 + 2  # formats, descriptions, licence, sums


def test_the_same_state_makes_the_same_bytes(tmp_path: Path) -> None:
    for format_ in NAMES:
        if format_ != "xlsx":  # a workbook says when it was made
            one, other = (b"".join(work.stream(bilbo(tmp_path / f"{format_}{n}"), format_)[2]) for n in range(2))
            assert one == other, format_


@pytest.mark.parametrize("format_", NAMES)
def test_a_stream_has_a_name_a_kind_and_the_bytes(format_: str, tmp_path: Path) -> None:
    name, media, pieces = work.stream(bilbo(tmp_path / "home"), format_)
    content = b"".join(pieces)
    assert content
    assert (content[:2] == b"PK") == (name.endswith((".zip", ".xlsx")))
    assert "/" in media


def test_a_past_version_stays_as_it_was_and_what_is_only_checked_is_not_public(tmp_path: Path) -> None:
    store = store_with(tmp_path)
    store_with(tmp_path, rows=[{"year": 2020, "obs_value": 99.0}], version=2)
    store_with(tmp_path, rows=[{"year": 2020, "obs_value": 1.0}], version=3, stage="checked")
    assert open_source(store, "bilbo").head.version == 2
    assert open_source(store, "bilbo", 1).rows == 10
    assert open_source(store, "bilbo", stage="checked").rows == 1
    with pytest.raises(NothingToRead):
        open_source(store, "bilbo", 3)


def test_a_selection_is_said_and_one_of_nothing_is_refused(tmp_path: Path) -> None:
    store = store_with(tmp_path)
    source = open_source(store, "bilbo", selection=Selection(places=("ES48020",)))
    assert (source.rows, source.head.plain["selection"]) == (1, {"places": ["ES48020"]})
    with pytest.raises(NothingToRead) as trouble:
        open_source(store, "bilbo", selection=Selection(("9.9.9",)))
    assert trouble.value.finding.values == {"names": "9.9.9"}


def test_rows_that_a_later_batch_has_anew_do_not_go_out(tmp_path: Path) -> None:
    source = bilbo(tmp_path)
    manifest = source.manifest
    assert source.rows == 10
    from dataclasses import replace

    source.manifest = replace(manifest, sources={"a.csv": replace(manifest.sources["a.csv"], import_id="two")})
    fresh = type(source)(source.datasets, source.manifest)
    assert fresh.rows == 0


def test_what_is_larger_than_memory_goes_out_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from local2030.workflows import export_source

    small = b"".join(work.plain_stream(bilbo(tmp_path / "a"), "csv"))
    monkeypatch.setattr(export_source, "MOST_IN_MEMORY", 1)
    assert b"".join(work.plain_stream(bilbo(tmp_path / "b"), "csv")) == small
    assert ABOUT["licence"] == "CC-BY-4.0"


def test_a_json_document_keeps_its_schema(tmp_path: Path) -> None:
    import jsonschema

    schema = json.loads(
        (Path(__file__).parents[2] / "docs" / "reference" / "monitoring-observations.schema.json").read_text("utf-8")
    )
    document = json.loads(written(tmp_path, "json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    document["series"][0]["observations"][0]["value"] = "14"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


def test_borders_in_metres_are_no_geojson_and_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import exported_bilbo

    shape = {
        "type": "Polygon",
        "coordinates": [[[505000, 4790000], [506000, 4790000], [505000, 4791000], [505000, 4790000]]],
    }
    feature = {"type": "Feature", "properties": {"cod": "ES48020"}, "geometry": shape}
    monkeypatch.setattr(exported_bilbo, "MAP", {"type": "FeatureCollection", "features": [feature]})
    source = bilbo(tmp_path / "home")
    done = work.export(source, "geojson", tmp_path / "out")
    assert "export-no-boundaries" in [f.code for f in done.findings]
