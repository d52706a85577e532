"""`local2030 monitoring load | check | template`: the contract that other programs rely on, exit codes, mapping files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from local2030.cli.main import cli
from local2030.cli.main import main as run_main

TIDY = "Year,Sex,Value\n2019,,5\n2020,,6\n2020,F,7\n"
SUMS = ("files", "rows_read", "published", "reported", "observations", "series", "indicators", "places")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    found = CliRunner().invoke(cli, ["monitoring", *map(str, arguments)], standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return found.return_value if isinstance(found.return_value, int) else 0, found.stdout, found.stderr


def load(tmp_path: Path, *more: str | Path) -> tuple[int, dict[str, Any]]:
    code, out, _err = run("load", tmp_path / "repo", "--home", tmp_path / "home", "--format", "json", *more)
    return code, json.loads(out)


def repo(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def test_the_document_has_what_others_rely_on(tmp_path: Path) -> None:
    repo(tmp_path, indicator_1_2_1=TIDY)
    code, document = load(tmp_path, "--dataset", "town")
    assert code == 0
    assert {name: document[name] for name in SUMS} == {
        "files": 1, "rows_read": 3, "published": 3, "reported": 0, "observations": 3, "series": 2, "indicators": 1, "places": 1,
    }  # fmt: skip
    assert document["dataset"] == "town"
    for one in document["findings"]:
        assert {"severity", "code", "file", "row", "rows", "column", "message", "remedy"} <= set(one)
        assert one["severity"] in ("error", "warning", "info")


def test_rows_are_counted_as_in_a_text_editor(tmp_path: Path) -> None:
    repo(
        tmp_path,
        indicator_1_2_1='Year,Note,Value\n2018,"two\nlines",1\n2019,,<5\n2020,,"12,5"\n\n2021,,twelve\n2021x,,3\n',
    )
    code, document = load(tmp_path)
    rows = {one["code"]: (one["severity"], one["row"], one["column"]) for one in document["findings"] if one["row"]}
    assert code == 3
    assert rows["value-bound"] == ("warning", 4, "Value")
    assert rows["value-decimal-comma"] == ("warning", 5, "Value")
    assert rows["value-unreadable"] == ("error", 7, "Value")
    assert rows["period-unreadable"] == ("error", 8, "Year")
    assert (document["rows_read"], document["published"], document["reported"]) == (5, 3, 2)


def test_check_keeps_nothing_and_says_the_same(tmp_path: Path) -> None:
    repo(tmp_path, indicator_1_2_1=TIDY + "2020,F,8\n")
    code, out, _err = run("check", tmp_path / "repo", "--format", "json")
    document = json.loads(out)
    assert code == 3 and not (tmp_path / "home").exists()
    _code, kept = load(tmp_path)
    assert {name: document[name] for name in SUMS} == {name: kept[name] for name in SUMS}
    assert document["findings"] == kept["findings"]


def test_csv_has_a_row_for_each_finding(tmp_path: Path) -> None:
    repo(tmp_path, indicator_1_2_1="Year,Value\n2019,=1+1\n2020,-\n2021,-\n")
    code, out, _err = run("check", tmp_path / "repo", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 3
    assert next(row for row in rows if row["code"] == "value-formula")["row"] == "2"
    assert next(row for row in rows if row["code"] == "value-hyphen")["rows"] == "3 4"


def test_the_table_says_the_sums_and_what_is_grave(tmp_path: Path) -> None:
    repo(tmp_path, indicator_1_2_1="Year,Value\n2019,5\n2020,x y\n")
    code, out, _err = run("load", tmp_path / "repo", "--home", tmp_path / "home")
    assert code == 3 and "rows read" in out and "version 1" in out and "isn't a number" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("load", "nowhere"), 1), (("check", "nowhere"), 1), (("load",), 2), (("load", ".", "--stage", "x"), 2)],
)
def test_wrong_use_and_nothing_to_read(
    arguments: tuple[str, ...], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        run_main(["monitoring", *arguments])
    said = capsys.readouterr().err
    assert stopped.value.code == code and "Traceback" not in said and said.strip()


def test_a_name_that_is_no_name_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo(tmp_path, indicator_1_2_1=TIDY)
    with pytest.raises(SystemExit) as stopped:
        run_main(["monitoring", "load", str(tmp_path / "repo"), "--dataset", "../x", "--home", str(tmp_path / "home")])
    assert stopped.value.code == 2 and "../x" in capsys.readouterr().err


def test_a_mapping_is_proposed_edited_and_used(tmp_path: Path) -> None:
    """No column is called anything known and two have numbers: the user says which is which."""
    repo(tmp_path, numbers="k1,k2,k3,k4\na,7,70,north\nb,8,80,south\nc,9,90,north\n")
    mapping = tmp_path / "m.yml"
    code, document = load(tmp_path)
    assert code == 3 and (document["published"], document["reported"]) == (0, 3)
    told = next(one for one in document["findings"] if one["severity"] == "error")
    assert "--propose" in told["remedy"] and "k1, k2, k3, k4" in told["message"]
    _code, _out, err = run("check", tmp_path / "repo", "--propose", mapping)
    assert "m.yml" in err
    text = mapping.read_text()
    assert '"numbers.csv"' in text and '"k4": ' in text
    (tmp_path / "repo" / "numbers.csv").write_text("k1,k2,k3,k4\na,7,2019,north\nb,8,2019,south\nc,9,2020,north\n")
    mapping.write_text(
        "files:\n  'num*.csv':\n    indicator: 1.2.1\n    unit: PT\n    columns: {k1: dimension, k2: value, k3: period, k4: place}\n"
    )
    code, document = load(tmp_path, "--mapping", mapping)
    assert code == 0 and (document["published"], document["indicators"], document["places"]) == (3, 1, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("files: [", "isn't plain YAML"),
        ("x: 1", "doesn't begin with"),
        ("files: {a.csv: {columns: {k: wert}}}", "wert"),
        ("files: {a.csv: {columns: {a: value, b: value}}}", "spread"),
        ("files: {a.csv: {colums: {}}}", "no columns"),
        ("a: &a [x]\nfiles: *a", "isn't plain YAML"),
        ("!!python/object/apply:os.system ['true']", "isn't plain YAML"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo(tmp_path, indicator_1_2_1=TIDY)
    (tmp_path / "m.yml").write_text(text)
    with pytest.raises(SystemExit) as stopped:
        run_main(["monitoring", "check", str(tmp_path / "repo"), "--mapping", str(tmp_path / "m.yml")])
    assert stopped.value.code == 2 and said in capsys.readouterr().err


def test_patterns_of_a_mapping_end(tmp_path: Path) -> None:
    import time

    from local2030.workflows.observation_mapping import fits

    start = time.monotonic()
    assert not fits("*a" * 5_000 + "b", "a" * 10_000)
    assert time.monotonic() - start < 60
    assert fits("data/*_1-?-1.csv", "data/indicator_1-2-1.csv") and not fits("*.csv", "a.tsv")
    assert fits("[x](y)+", "[x](y)+")


def test_about_is_said_once_and_stays(tmp_path: Path) -> None:
    repo(tmp_path, indicator_1_2_1=TIDY)
    _code, first = load(tmp_path, "--licence", "CC-BY-4.0", "--attribution", "Town hall", "--title", "Our town")
    assert first["about"] == {"licence": "CC-BY-4.0", "attribution": "Town hall", "title": "Our town"}
    assert not [one for one in first["findings"] if one["code"].startswith("load-no-")]
    _code, again = load(tmp_path)
    assert (again["version"], again["changed"], again["about"]) == (1, False, first["about"])


def test_the_template_is_written_filled_in_and_read(tmp_path: Path) -> None:
    code, _out, err = run("template", tmp_path / "ours")
    assert code == 0 and (tmp_path / "ours.xlsx").is_file() and "ours.xlsx" in err
    found = CliRunner().invoke(cli, ["monitoring", "template", str(tmp_path / "ours.xlsx")])
    assert found.exit_code != 0  # it isn't written over


def test_columns_that_are_formulas_don_t_run_in_a_spreadsheet(tmp_path: Path) -> None:
    repo(tmp_path, indicator_1_2_1="Year,=HYPERLINK(1),Value\n2019,x,=1+1\n2020,y,2\n")
    _code, out, _err = run("check", tmp_path / "repo", "--format", "csv")
    assert not any(cell.startswith(("=", "+", "@")) for row in csv.reader(io.StringIO(out)) for cell in row)
