"""`local2030 marker audit` as other programs use it: formats, exit codes, refusals in plain words."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace

import pytest

from builders_audit import honest
from local2030.cli.main import main
from local2030.marker.performance.records import Rated
from local2030.marker.performance.settings import shipped


@pytest.fixture(autouse=True)
def fewer_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    """The document doesn't depend on how often the ratings are resampled; 2,000 times cost seconds."""
    few = replace(shipped(), replicates=40)
    monkeypatch.setattr("local2030.workflows.audit_marker.shipped", lambda: few)


def run(capsys, *arguments):
    """(exit code, standard output, standard error) of the command."""
    with pytest.raises(SystemExit) as end:
        main(["marker", "audit", *map(str, arguments)])
    return end.value.code, *capsys.readouterr()


def file(tmp_path, rows, *more):
    path = tmp_path / "ratings.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(Rated._fields)
        writer.writerows([["" if v is None else v for v in r] for r in rows])
        writer.writerows(more)
    return path


def test_json_is_the_contract_and_the_same_each_time(capsys, tmp_path):
    path = file(tmp_path, honest(12))
    code, out, err = run(capsys, path, "--format", "json")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert [a["criterion"] for a in document["agreement"]] == [*(f"C{i}" for i in range(1, 9)), "level"]
    assert run(capsys, path, "--format", "json")[1] == out


def test_text_says_how_reviewers_agree_and_what_to_look_at(capsys, tmp_path):
    rows = [r._replace(score=2, claimed=2) if r.rater == "r1" else r for r in honest(40)]
    code, out, _ = run(capsys, file(tmp_path, rows))
    out = " ".join(out.split())
    assert code == 0 and "prototype, not adopted" in out and "never a verdict" in out
    assert "A pattern to look at: r1 gave every criterion the same level" in out
    assert "fraud" not in out.casefold()


def test_a_bad_row_is_told_on_standard_error_and_the_others_are_read(capsys, tmp_path):
    bad = ["P1", "", "", "C1", "r1", "", "seven", "", "", "", "", ""]
    code, out, err = run(capsys, file(tmp_path, honest(12), bad), "--format", "json")
    assert code == 3 and json.loads(out)["rows"] == 12 * 18
    assert f"ratings.csv:{12 * 18 + 2}" in run(capsys, file(tmp_path, honest(12), bad))[2]
    assert err == ""


def test_nothing_readable_is_1_and_wrong_use_is_2(capsys, tmp_path):
    path = file(tmp_path, [])
    code, out, err = run(capsys, path, "--format", "json")
    assert code == 1 and json.loads(out)["patterns"] == [] and "Traceback" not in err
    assert run(capsys, tmp_path / "no.csv")[0] == 2
    assert run(capsys, path, "--format", "xml")[0] == 2
    code, _, err = run(capsys, path, "--rubric", "9.9")
    assert code == 2 and "9.9" in err


def test_standard_input_is_read(capsys, tmp_path, monkeypatch):
    content = file(tmp_path, honest(3)).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    code, out, _ = run(capsys, "-", "--format", "json")
    assert code == 0 and json.loads(out)["file"]["name"] == "standard input"


def test_a_name_full_of_markup_and_control_signs_is_shown_as_it_is(capsys, tmp_path):
    rows = [r._replace(rater="[red]\x1b[31mr1", score=2) if r.rater == "r1" else r for r in honest(40)]
    _, out, _ = run(capsys, file(tmp_path, rows))
    assert "\x1b" not in out and "[red]" in out
