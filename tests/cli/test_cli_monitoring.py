"""`local2030 monitoring progress | index | methods`: columns, numbers, exit codes, and bad tables that break nothing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from local2030.cli.main import cli

LONG = """indicator,place,unit,year,value
1.1.1,A,%,2015,20
1.1.1,A,%,2020,12
1.1.1,B,%,2014/15,20
1.1.1,B,%,2015/16,20
1.1.1,B,%,2020,
4.1.1,A,%,2015,"90,5"
4.1.1,A,%,2020,96
9.9.9,A,%,2015,1
9.9.9,A,%,2020,2
5.5.1,A,%,2015,1
5.5.1,A,%,2015,2
5.5.1,A,%,2020,3
5.5.2,A,%,soon,3
5.5.2,A,%,2020,<5
"""
META = """indicator,direction,target,target_year,limit,growth_rate
1.1.1,decrease,10,2030,,
4.1.1,increase,,,100,
9.9.9,sideways,,,,
5.5.1,increase,,,,
"""


def run(*arguments: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(cli, ["monitoring", *arguments], standalone_mode=False)
    code = found.return_value if isinstance(found.return_value, int) else found.exit_code
    return code, found.stdout, found.stderr


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "long.csv").write_text(LONG, "utf-8")
    (tmp_path / "meta.csv").write_text(META, "utf-8")
    return tmp_path


def progress(tables: Path, *more: str) -> tuple[int, list[dict[str, str]], str]:
    given = ("--values", str(tables / "long.csv"), "--meta", str(tables / "meta.csv"), "--format", "csv", *more)
    code, out, err = run("progress", *given)
    return code, list(csv.DictReader(io.StringIO(out))), err


def test_progress_has_the_columns_that_other_programs_rely_on(tables: Path) -> None:
    code, rows, _err = progress(tables)
    assert code == 3  # some rows could not be read
    wanted = (
        "indicator, series, place, method, status, base_period, base_value, latest_period, latest_value, target, direction, score"
    ).split(", ")
    assert set(wanted) <= set(rows[0])
    found = {(row["indicator"], row["place"]): row for row in rows}
    a = found["1.1.1", "A"]
    assert (a["status"], a["method"], a["base_period"], a["latest_value"]) == (
        "on_track",
        "statcan-2.4",
        "2015",
        "12.0",
    )
    assert float(found["4.1.1", "A"]["base_value"]) == 90.5  # a decimal comma that can be nothing else


def test_what_has_no_status_says_none_and_why(tables: Path) -> None:
    _code, rows, _err = progress(tables)
    found = {(row["indicator"], row["place"]): row for row in rows}
    assert found["9.9.9", "A"]["status"] == "none" and "Nobody said whether" in found["9.9.9", "A"]["reason"]
    assert found["5.5.1", "A"]["status"] == "none"  # its base year stands twice, so one point is left
    assert found["1.1.1", "B"]["base_period"] == "2015/16"


def test_each_row_that_is_left_out_is_told(tables: Path) -> None:
    given = ("--values", str(tables / "long.csv"), "--meta", str(tables / "meta.csv"), "--format", "json")
    _code, out, _err = run("progress", *given)
    document = json.loads(out)
    codes = {(f["code"], f["line"]) for f in document["findings"]}
    assert {("values-value-missing", 6), ("values-year-twice", 11), ("values-year-unreadable", 14),
            ("values-value-unreadable", 15), ("meta-direction-unknown", 4)} <= codes  # fmt: skip
    assert document["rows_read"] == 14 and document["rows_left_out"] == 5
    assert document["method"]["source"].startswith("Open SDG")


def test_another_method_says_another_thing(tables: Path) -> None:
    _code, rows, _err = progress(tables, "--method", "unsd-2023")
    assert {row["method"] for row in rows} == {"unsd-2023"}
    assert {row["status"] for row in rows} <= {"on_track", "fair", "stagnation", "none"}


def test_a_method_that_is_none_is_wrong_use(tables: Path) -> None:
    found = CliRunner().invoke(cli, ["monitoring", "progress", "--values", str(tables / "long.csv"), "--method", "x"])
    assert found.exit_code == 2 and "statcan-2.4, unsd-2022" in found.output


def test_without_meta_nothing_is_assumed(tables: Path) -> None:
    _code, out, _err = run("progress", "--values", str(tables / "long.csv"), "--format", "json")
    assert {row["status"] for row in json.loads(out)["series"]} == {None}


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"PK\x03\x04", b"a;b\n1;2\n", b"%PDF-1.7"])
def test_a_file_that_is_no_table_of_values_is_told_and_not_a_traceback(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.csv").write_bytes(content)
    found = CliRunner().invoke(cli, ["monitoring", "progress", "--values", str(tmp_path / "bad.csv")])
    assert type(found.exception).__name__ in ("NothingToRead", "SystemExit")


def test_formulas_in_a_name_come_out_harmless(tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text(
        "indicator,place,unit,year,value\n=1+1,'=cmd,%,2015,1\n=1+1,'=cmd,%,2020,2\n", "utf-8"
    )
    _code, out, _err = run("progress", "--values", str(tmp_path / "long.csv"), "--format", "csv")
    row = next(csv.DictReader(io.StringIO(out)))
    assert not row["indicator"].startswith("=") and not row["place"].startswith("=")


WIDE = "name,id,i1,i2,i3\nAland,A,5,0.5,1\nBland,B,10,,1\nCland,C,0,0.9,x\n"
BOUNDS = "code,goal,lower,optimum\ni1,1,0,10\ni2,2,0,1\ni3,17,0,2\nno,3,0,1\nflat,4,1,1\n"
GROUPS = "id,group\nA,g\nB,g\nC,g\n"


@pytest.fixture
def index_tables(tmp_path: Path) -> Path:
    for name, text in (("wide", WIDE), ("bounds", BOUNDS), ("groups", GROUPS)):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def index(tables: Path, *more: str) -> tuple[list[dict[str, str]], str]:
    given = [
        "index",
        "--values",
        str(tables / "wide.csv"),
        "--bounds",
        str(tables / "bounds.csv"),
        "--format",
        "csv",
        *more,
    ]
    _code, out, err = run(*given)
    return list(csv.DictReader(io.StringIO(out))), err


def test_an_index_by_hand_with_what_was_imputed(index_tables: Path) -> None:
    rows, err = index(index_tables, "--groups", str(index_tables / "groups.csv"), "--most-missing", "0.5")
    found = {row["id"]: row for row in rows}
    assert list(rows[0])[:3] == ["id", "overall", "rank"] and {f"goal_{g}" for g in range(1, 18)} <= set(rows[0])
    assert [float(found["A"][g]) for g in ("goal_1", "goal_2", "goal_17")] == [50.0, 50.0, 50.0]
    assert (float(found["B"]["goal_2"]), found["B"]["imputed_goals"]) == (70.0, "2")  # mean of 50 and 90
    assert float(found["B"]["overall"]) == pytest.approx((100 + 70 + 50) / 3)
    assert found["C"]["goal_3"] == "" and found["C"]["imputed_goals"] == "17"
    assert "No column of the values is called no" in err and "flat must be two different numbers" in err


def test_too_much_missing_means_no_rank(index_tables: Path) -> None:
    rows, err = index(index_tables)  # of four usable bounds each place lacks one at least
    assert {row["rank"] for row in rows} == {""}
    assert "3 of 3 places have no overall score and no rank: more than 20 % of the 4 indicators are missing" in err
    assert "A: 3, B: 2, C: 2" in err


def test_a_published_index_that_does_not_add_up_is_told(index_tables: Path) -> None:
    (index_tables / "published.csv").write_text("id,overall,goal_1,goal_2\nA,70,60,80\nB,75,60,80\n", "utf-8")
    _rows, err = index(index_tables, "--published", str(index_tables / "published.csv"))
    assert (
        "isn't the mean of the published goals for 1 of 2 places; the furthest is B with 75.00 instead of 70.00" in err
    )


def test_rows_that_would_look_the_same_are_told_apart_and_a_reason_is_said_once(tmp_path: Path) -> None:
    rows = "".join(
        f"3.1.1,Aland,{unit},{year},{n}\n" for n, unit in enumerate(("PT", "NR"), 1) for year in (2015, 2020)
    )
    (tmp_path / "long.csv").write_text("indicator,place,unit,year,value\n" + rows, "utf-8")
    _code, out, _err = run("progress", "--values", str(tmp_path / "long.csv"))
    lines = [line.split() for line in out.splitlines() if line.strip().startswith("3.1.1")]
    assert [line[1] for line in lines] == ["PT", "NR"] and all(line[-1] == "1" for line in lines)
    assert out.count("Nobody said whether more or less of it is wanted") == 1


def test_many_findings_of_one_kind_are_three_and_a_count(tmp_path: Path) -> None:
    bad = "".join(f"3.1.1,P{n},2020,many{n}\n3.1.1,P{n},2021,{n}\n" for n in range(9))
    (tmp_path / "data.csv").write_text("indicator,place,year,value\n" + bad, "utf-8")
    code, out, _err = run("check", str(tmp_path / "data.csv"))
    assert code == 3 and out.count("error: data.csv, row") == 3
    assert "and 6 more of this kind (value-unreadable) in the same file" in out
    assert out.count("What to do: Write a number with a decimal point") == 1
