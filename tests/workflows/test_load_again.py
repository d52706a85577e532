"""A second import reads only what changed and ends where a first one of the same files would have ended."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from local2030.store.datasets import Datasets
from workflows.load_builders import kept_rows, loaded, side, without_words

HEAD = "Year,Municipio,GeoCode,Value\n"
FILES = {
    "data/indicator_1-1-1.csv": HEAD + "2019,,,5\n2020,,,6\n2019,Aia,A1,7\n2020,Aia,A1,8\n2019,Beizama,B1,2\n",
    "data/indicator_1-2-1.csv": HEAD + "2019,,,1\n2020,,,n/a\n2019,Aia,A1,<5\n2020,Aia,A1,8\n",
    "data/indicator_3-1-1.csv": "Year,Value\n2019,1\n2020,2\n2020,3\n",
    "data/extra.csv": "Indicator,Year,Value\n3.1.1,2021,5\n",
    "meta/1-1-1.yml": "indicator_number: 1.1.1\nindicator_name: Poverty\n",
}
CHANGES = {
    "a value": {"data/indicator_1-1-1.csv": FILES["data/indicator_1-1-1.csv"].replace(",8", ",9")},
    "a place comes": {"data/indicator_1-2-1.csv": FILES["data/indicator_1-2-1.csv"] + "2020,Getaria,G1,4\n"},
    "a place goes": {"data/indicator_1-1-1.csv": FILES["data/indicator_1-1-1.csv"].replace("2019,Beizama,B1,2\n", "")},
    "a file goes": {"data/indicator_1-2-1.csv": None},
    "a file comes": {"data/indicator_4-1-1.csv": "Year,Value\n2019,1\n"},
    "another file claims the same key": {"data/other.csv": "Indicator,Year,Value\n3.1.1,2019,7\n1.1.1,2019,5\n"},
    "a conflict across files ends": {"data/extra.csv": "Indicator,Year,Value\n5.1.1,2021,5\n"},
    "metadata": {"meta/1-1-1.yml": "indicator_number: 1.1.1\nindicator_name: Poverty\ncomputation_units: Percent\n"},
    "only the name of a place": {"data/indicator_1-2-1.csv": FILES["data/indicator_1-2-1.csv"].replace("Aia", "Aya")},
}


def write(folder: Path, files: dict[str, str | None]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    return folder


@pytest.mark.parametrize("name", CHANGES)
def test_it_ends_as_a_first_import_of_the_same_files_would(name: str, tmp_path: Path) -> None:
    repo = write(tmp_path / "repo", dict(FILES))
    first = loaded(repo, tmp_path / "home")
    before = kept_rows(tmp_path / "home", "repo")
    write(repo, CHANGES[name])
    second = loaded(repo, tmp_path / "home", 60)
    whole = loaded(repo, tmp_path / "other", 60)
    assert without_words(second) == without_words(whole)
    assert kept_rows(tmp_path / "home", "repo") == kept_rows(tmp_path / "other", "repo")
    for part in ("places", "indicators", "columns"):
        assert side(tmp_path / "home", "repo", part) == side(tmp_path / "other", "repo", part)
    assert (first["version"], second["version"]) == (1, 2)
    assert kept_rows(tmp_path / "home", "repo", 1) == before  # the former state stays as it was


def test_and_back_again_is_the_first_state_once_more(tmp_path: Path) -> None:
    repo = write(tmp_path / "repo", dict(FILES))
    first = loaded(repo, tmp_path / "home")
    rows = kept_rows(tmp_path / "home", "repo")
    write(repo, CHANGES["another file claims the same key"])
    conflicted = loaded(repo, tmp_path / "home", 60)
    assert conflicted["reported"] > first["reported"]
    write(repo, {"data/other.csv": None})
    third = loaded(repo, tmp_path / "home", 120)
    assert without_words(third) == without_words(first) and kept_rows(tmp_path / "home", "repo") == rows
    assert third["files_removed"] == ["data/other.csv"]
    assert any(one["code"] == "load-file-removed" for one in third["findings"])


def test_where_nothing_changed_there_is_no_new_version(tmp_path: Path) -> None:
    repo = write(tmp_path / "repo", dict(FILES))
    first = loaded(repo, tmp_path / "home")
    again = loaded(repo, tmp_path / "home", 60)
    assert (again["version"], again["changed"], again["files_read"]) == (1, False, 0)
    assert without_words(again) == without_words(first)
    assert loaded(repo, tmp_path / "home", 90, about={"licence": "CC-BY-4.0"})["version"] == 2


def test_what_was_checked_is_published_by_a_version_of_its_own(tmp_path: Path) -> None:
    repo = write(tmp_path / "repo", dict(FILES))
    first = loaded(repo, tmp_path / "home", stage="checked")
    second = loaded(repo, tmp_path / "home", 60)
    assert (first["version"], second["version"], second["files_read"]) == (1, 2, 0)
    store = Datasets(tmp_path / "home")
    assert store.manifest("repo", stage="published") == store.manifest("repo", 2)
    assert kept_rows(tmp_path / "home", "repo", 1) == kept_rows(tmp_path / "home", "repo", 2)


def test_one_changed_file_touches_only_that_file(tmp_path: Path) -> None:
    repo = write(tmp_path / "repo", dict(FILES))
    loaded(repo, tmp_path / "home")
    write(repo, CHANGES["a value"])
    assert loaded(repo, tmp_path / "home", 60)["files_read"] == 1
    manifest = Datasets(tmp_path / "home").manifest("repo")
    assert manifest is not None and len(manifest.batches) == 2
    old = {file for file, source in manifest.sources.items() if source.import_id.startswith("20261123T120000")}
    assert old == set(FILES) - {"data/indicator_1-1-1.csv", "meta/1-1-1.yml"}


def test_a_first_import_is_asked_without_a_join(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    repo = write(
        tmp_path / "repo",
        dict(FILES) | {"data/indicator_5-1-1.csv": "Year,Value\n", "data/x.csv": "Year,Value\n2019,1\n"},
    )
    loaded(repo, tmp_path / "home")
    store = Datasets(tmp_path / "home")
    manifest = store.manifest("repo")
    assert manifest is not None
    (batch,) = manifest.batches
    live = sum(bool(source.batch) for source in manifest.sources.values())
    assert pq.read_metadata(store.batch_path("repo", batch)).metadata[b"sources"] == str(live).encode()


def test_what_stops_in_the_middle_leaves_the_former_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = write(tmp_path / "repo", dict(FILES))
    loaded(repo, tmp_path / "home")
    rows = kept_rows(tmp_path / "home", "repo")
    write(repo, CHANGES["a value"])

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Datasets, "write_manifest", stop)
    with pytest.raises(KeyboardInterrupt):
        loaded(repo, tmp_path / "home", 60)
    monkeypatch.undo()
    assert kept_rows(tmp_path / "home", "repo") == rows
    assert loaded(repo, tmp_path / "home", 120)["version"] == 2


def test_another_mapping_reads_everything_anew(tmp_path: Path) -> None:
    from local2030.workflows.observation_mapping import read_mapping

    repo = write(tmp_path / "repo", dict(FILES))
    loaded(repo, tmp_path / "home")
    (tmp_path / "m.yml").write_text(
        "files:\n  '*3-1-1.csv':\n    indicator: 9.9.9\n    columns: {Year: period, Value: value}\n"
    )
    document = loaded(repo, tmp_path / "home", 60, mapping=read_mapping(tmp_path / "m.yml"))
    assert document["files_read"] == document["files"]
    assert {row["indicator"] for row in kept_rows(tmp_path / "home", "repo")} >= {"9.9.9"}


def test_the_received_files_are_kept_as_they_were(tmp_path: Path) -> None:
    import zipfile

    repo = write(tmp_path / "repo", dict(FILES))
    loaded(repo, tmp_path / "home")
    write(repo, CHANGES["a value"])
    loaded(repo, tmp_path / "home", 60)
    manifest = Datasets(tmp_path / "home").manifest("repo")
    assert manifest is not None and len(manifest.raw) == 2
    packed = [zipfile.ZipFile(tmp_path / "home/observations/repo/raw" / f"{name}.zip") for name in manifest.raw]
    assert set(packed[0].namelist()) == set(FILES)
    assert packed[1].namelist() == ["data/indicator_1-1-1.csv"]
    assert packed[1].read("data/indicator_1-1-1.csv") == (repo / "data/indicator_1-1-1.csv").read_bytes()
    shutil.rmtree(repo)
