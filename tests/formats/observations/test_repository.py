"""What a folder holds: every file is read or told, whatever stands where, and nothing outside of the folder is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from local2030.formats.observations.repository import Listing, files, read_file

DATA = "Year,Value\n2015,1\n"
SETTINGS = """\
languages: [eu, es]
inputs:
  - class: InputCsvData
    path_pattern: data/*-*.csv
  - class: InputYamlMeta
    path_pattern: notes/*-*.yml
map_layers:
  - geojson_file: maps/Municipio.geojson
    name_property: Nombre
    id_property: GeoCode
    output_subfolder: Municipio
indicator_options:
  series_column: Series
  unit_column: Units
  observation_attributes: [COMMENT_OBS]
"""


def folder(tmp_path: Path, **content: str) -> Path:
    root = tmp_path / "city"
    for name, text in content.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def roles(listing: Listing) -> dict[str, str]:
    return {entry.name: entry.role for entry in listing.files}


def told(listing: Listing) -> dict[str | None, tuple[str, str]]:
    return {f.file: (f.code, f.severity) for f in listing.findings}


def test_true_repositories_are_laid_out_without_a_file_unaccounted_for(real_data: Path) -> None:
    for name, data, metadata in (("eustat-basque", 165, 1080), ("bristol", 258, 376)):
        root = real_data / "open-sdg" / name
        listing = files(root)
        count = {role: len(listing.of(role)) for role in ("data", "metadata", "boundary")}  # type: ignore[arg-type]
        assert (count["data"], count["metadata"]) == (data, metadata) and count["boundary"] >= 1
        everything = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
        assert {entry.name for entry in listing.files} | {f.file for f in listing.findings} == everything
    assert told(listing)["data/archive.indicator_11-1-1-c.csv.old"] == ("reading-left-aside", "warning")
    assert told(listing)["data/demo_indicator.csv"] == ("reading-not-in-settings", "warning")
    assert told(listing)["LICENSE"] == ("reading-licence", "info")


def test_files_are_known_by_place_and_name(tmp_path: Path) -> None:
    root = folder(tmp_path, **{
        "data/indicator_1-2-1.csv": DATA, "values.XLSX": "x", "wide.TSV": DATA, "more/a.parquet": "x", "m.xml": "<a/>",
        "meta/1-2-1.yml": "a: 1", "csv-meta/1-2-1.csv": "a,b", "global-meta/1-2-1.md": "x", "indicator-config/1-2-1.yml": "a: 1",
        "metadata-mapping.csv": "a,b", "translations/en/own.yml": "a: b", "maps/a.geojson": "{}",
        "maps/b.json": '{"type": "FeatureCollection", "features": []}', "README.md": "x", "LICENSE": "x", "old.csv.bak": "x",
        "~$values.xlsx": "x", ".hidden.csv": DATA, "book.px": "x", "data.json": "{}", "empty.csv": "", "picture.png": "x",
        "disaggregation-report.csv": DATA, ".git/config": "x", "en/headline/1-2-1.csv": DATA, "_site/data/indicator_1-2-1.csv": DATA,
    })  # fmt: skip
    listing = files(root)
    assert roles(listing) == {
        "data/indicator_1-2-1.csv": "data", "values.XLSX": "data", "wide.TSV": "data", "more/a.parquet": "data",
        "m.xml": "data", "meta/1-2-1.yml": "metadata", "csv-meta/1-2-1.csv": "metadata",
        "global-meta/1-2-1.md": "metadata", "indicator-config/1-2-1.yml": "metadata", "metadata-mapping.csv": "metadata",
        "translations/en/own.yml": "metadata", "maps/a.geojson": "boundary", "maps/b.json": "boundary",
    }  # fmt: skip
    assert told(listing) == {
        "README.md": ("reading-no-data", "info"), "LICENSE": ("reading-licence", "info"),
        "old.csv.bak": ("reading-left-aside", "warning"), "~$values.xlsx": ("reading-left-aside", "warning"),
        ".hidden.csv": ("reading-hidden", "info"), "book.px": ("reading-other-format", "warning"),
        "data.json": ("reading-other-format", "warning"), "empty.csv": ("reading-empty", "error"),
        "picture.png": ("reading-no-data", "info"), ".git": ("reading-folder-passed", "info"),
        "_site": ("reading-folder-passed", "info"),
        "disaggregation-report.csv": ("reading-report", "info"), "en/headline": ("reading-folder-passed", "info"),
    }  # fmt: skip


def test_a_text_file_is_data_if_it_is_a_table(tmp_path: Path) -> None:
    prose = "First, we count; then\nwe sum.\nDone.\n"
    listing = files(
        folder(tmp_path, **{"a.txt": "Year\tValue\n2015\t1\n", "b.txt": "Year;Value\n2015;1,5\n", "c.txt": prose})
    )
    assert roles(listing) == {"a.txt": "data", "b.txt": "data"} and told(listing) == {
        "c.txt": ("reading-no-data", "info")
    }
    assert [read_file(entry)[0].header for entry in listing.files] == [("Year", "Value")] * 2


def test_a_folder_with_the_name_of_a_table_is_told_and_looked_into(tmp_path: Path) -> None:
    listing = files(folder(tmp_path, **{"indicator_1-1-1.csv/inner.csv": DATA}))
    assert roles(listing) == {"indicator_1-1-1.csv/inner.csv": "data"}
    assert told(listing)["indicator_1-1-1.csv"] == ("reading-folder-named-as-file", "warning")


def test_links_are_told_and_never_followed(tmp_path: Path) -> None:
    root = folder(tmp_path, **{"a.csv": DATA})
    (tmp_path / "secret.csv").write_text(DATA)
    (root / "out.csv").symlink_to(tmp_path / "secret.csv")
    (root / "up").symlink_to(tmp_path)
    (root / "same.csv").symlink_to(root / "a.csv")
    (root / "loop.csv").symlink_to(root / "loop.csv")
    listing = files(root)
    assert list(roles(listing)) == ["a.csv"]
    assert told(listing) == {
        "out.csv": ("reading-link-outside", "warning"), "up": ("reading-link-outside", "warning"),
        "same.csv": ("reading-link-inside", "info"), "loop.csv": ("reading-link-outside", "warning"),
    }  # fmt: skip


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    root = folder(tmp_path, **{"a.csv": DATA})
    os.mkfifo(root / "b.csv")
    assert told(files(root)) == {"b.csv": ("reading-no-plain-file", "warning")}


def test_a_single_file_is_a_folder_of_one(tmp_path: Path) -> None:
    listing = files(folder(tmp_path, **{"indicator_5-a-1.csv": DATA}) / "indicator_5-a-1.csv")
    (entry,) = listing.files
    assert (entry.name, entry.role, entry.indicator, listing.findings) == ("indicator_5-a-1.csv", "data", "5.a.1", ())
    (sheet,) = read_file(entry)
    assert (sheet.file, sheet.indicator, sheet.sha256) == (entry.name, "5.a.1", entry.sha256)


@pytest.mark.parametrize(("name", "code"), [("nothing.csv", "reading-nothing-there"), ("a.png", "reading-no-data")])
def test_a_path_that_gives_nothing_says_why(tmp_path: Path, name: str, code: str) -> None:
    listing = files(folder(tmp_path, **{"a.png": "x"}) / name)
    assert not listing.files and [(f.code, f.severity) for f in listing.findings] == [(code, "error")]


def test_an_empty_folder_has_no_data(tmp_path: Path) -> None:
    assert [f.code for f in files(tmp_path).findings] == ["reading-no-data-file"]


def test_folders_without_end_are_left_at_some_depth(tmp_path: Path) -> None:
    listing = files(folder(tmp_path, **{"/".join("d" * 30) + "/a.csv": DATA, "a.csv": DATA}))
    assert list(roles(listing)) == ["a.csv"] and "reading-too-deep" in {f.code for f in listing.findings}


def test_the_repositorys_own_settings_are_read(tmp_path: Path) -> None:
    listing = files(folder(tmp_path, **{
        "config_data.yml": SETTINGS, "data/indicator_1-2-1.csv": DATA, "data/demo.csv": DATA, "scripts/x.csv": DATA,
        "mine.csv": DATA, "notes/1-2-1.yml": "a: 1", "notes/list.csv": DATA,
    }))  # fmt: skip
    settings = listing.settings
    assert (settings.languages, settings.series_columns, settings.unit_columns) == (
        ("eu", "es"),
        ("Series",),
        ("Units",),
    )
    assert settings.attribute_columns == ("COMMENT_OBS",)
    assert [(one.file, one.id_property, one.name_property, one.title) for one in settings.layers] == [
        ("maps/Municipio.geojson", "GeoCode", "Nombre", "Municipio")
    ]
    assert {name for name, role in roles(listing).items() if role == "data"} == {
        "data/indicator_1-2-1.csv", "data/demo.csv", "mine.csv",
    }  # fmt: skip
    assert told(listing) == {
        "data/demo.csv": ("reading-not-in-settings", "warning"), "mine.csv": ("reading-not-in-settings", "warning"),
        "scripts/x.csv": ("reading-outside-settings", "warning"), "notes/list.csv": ("reading-outside-settings", "warning"),
    }  # fmt: skip


def test_inputs_of_other_kinds_are_data_too(tmp_path: Path) -> None:
    settings = "inputs:\n- class: InputSdmxMl_Multiple\n  path_pattern: 'sdmx/*.xml'\n- class: InputSdmxMeta\n"
    listing = files(
        folder(tmp_path, **{"config_data.yml": settings, "sdmx/a.xml": "<a/>", "sdmx/b.csv": DATA, "x/c.csv": DATA})
    )
    assert listing.settings.data_patterns == ("sdmx/*.xml",)
    assert told(listing) == {
        "sdmx/b.csv": ("reading-not-in-settings", "warning"), "x/c.csv": ("reading-outside-settings", "warning"),
    }  # fmt: skip


def test_settings_of_data_that_are_elsewhere_hold_nothing_back(tmp_path: Path) -> None:
    listing = files(folder(tmp_path, **{"config_data.yml": SETTINGS, "tidy/a.csv": DATA}))
    assert roles(listing)["tidy/a.csv"] == "data" and not listing.findings


def test_a_repository_below_the_folder_is_known_by_its_settings(tmp_path: Path) -> None:
    listing = files(folder(tmp_path, **{
        "one/config_data.yml": SETTINGS, "one/data/indicator_1-2-1.csv": DATA, "one/scripts/b.csv": DATA,
    }))  # fmt: skip
    assert listing.settings.data_patterns == ("one/data/*-*.csv",)
    assert {name: role for name, role in roles(listing).items() if role == "data"} == {
        "one/data/indicator_1-2-1.csv": "data"
    }


@pytest.mark.parametrize(
    "text", ["inputs: [", "- a\n- b", "inputs: 5\nmap_layers: x\nindicator_options: []", "a: &a [*a]", "\x00"]
)
def test_settings_that_are_no_settings_do_no_harm(tmp_path: Path, text: str) -> None:
    listing = files(folder(tmp_path, **{"config_data.yml": text, "data/indicator_1-2-1.csv": DATA}))
    assert roles(listing)["data/indicator_1-2-1.csv"] == "data"


def test_a_file_that_vanishes_or_isnt_ours_to_read_is_told(tmp_path: Path) -> None:
    root = folder(tmp_path, **{"a.csv": DATA})
    (entry,) = files(root).files
    (root / "a.csv").unlink()
    (sheet,) = read_file(entry)
    assert [(f.code, f.severity) for f in sheet.findings] == [("reading-unreadable", "error")] and not sheet.rows_read


def test_files_are_named_the_same_in_whatever_order_the_disk_has_them(tmp_path: Path) -> None:
    root = folder(tmp_path, **{f"data/indicator_{n}-1-1.csv": DATA for n in (10, 2, 1)})
    assert [entry.name for entry in files(root).files] == sorted(entry.name for entry in files(root).files)
