"""`monitoring export` and `monitoring site`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exported_bilbo import store_with
from local2030.cli.monitoring import monitoring


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(monitoring, [str(word) for word in words])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    store_with(tmp_path / "home")
    return tmp_path / "home"


def test_a_format_goes_into_the_file_that_was_named(home: Path, tmp_path: Path) -> None:
    done = run("export", "--format", "csv", "--dataset", "bilbo", "--home", home, "--out", tmp_path / "x.csv")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "x.csv").is_file()
    assert "10 observations; licence: CC-BY-4.0" in done.stderr
    assert done.stdout == ""


def test_the_summary_can_be_json(home: Path, tmp_path: Path) -> None:
    done = run(
        "export",
        "--format",
        "open-sdg",
        "--dataset",
        "bilbo",
        "--home",
        home,
        "--out",
        tmp_path / "x",
        "--summary",
        "json",
    )
    document = json.loads(done.stdout)
    assert document["schema"] == "local2030/monitoring-export/1"
    assert [(one["format"], one["files"]) for one in document["written"]] == [("open-sdg", 9)]
    assert [(f["severity"], f["code"]) for f in document["findings"]] == [("info", "export-raw-lost")]
    assert "1 rows" in document["findings"][0]["message"]


def test_standard_output_takes_the_bytes_and_nothing_else(home: Path) -> None:
    done = run("export", "--format", "json", "--dataset", "bilbo", "--home", home, "--out", "-")
    assert json.loads(done.stdout)["schema"] == "local2030/observations/1"


def test_a_place_goes_by_its_name_too(home: Path) -> None:
    done = run("export", "--format", "csv", "--dataset", "bilbo", "--home", home, "--place", "bilbao", "--out", "-")
    assert len(done.stdout.splitlines()) == 2


def test_all_formats_at_once(home: Path, tmp_path: Path) -> None:
    done = run("export", "--all", "--dataset", "bilbo", "--home", home, "--out", tmp_path / "all")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "all" / "SHA256SUMS").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dataset", "bilbo"), "Name one --format, or say --all."),
        (("--dataset", "bilbo", "--all", "--format", "csv"), "Name one --format, or say --all."),
        (("--dataset", "bilbo", "--all", "--out", "-"), "Standard output takes one format"),
    ],
)
def test_what_cannot_be_is_said(home: Path, words: tuple[str, ...], said: str) -> None:
    done = run("export", "--home", home, *words)
    assert done.exit_code == 2
    assert said in done.output


def test_a_site_is_written(home: Path, tmp_path: Path) -> None:
    done = run(
        "site", "--dataset", "bilbo", "--home", home, "--out", tmp_path / "site", "--no-downloads", "--format", "json"
    )
    assert json.loads(done.stdout)["indicators"] == 2
    assert (tmp_path / "site" / "index.html").is_file()
