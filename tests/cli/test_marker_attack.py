"""`local2030 marker attack` as a person uses it: the worked example, formats, exit codes, bounds."""

from __future__ import annotations

import json
import time
from importlib.resources import files
from pathlib import Path

import pytest

from builders import iati, iati_activity, iati_payment, write
from local2030.cli.main import main

EXAMPLE = Path(str(files("local2030.workflows") / "example"))
GIVEN = (EXAMPLE / "activity.xml", "--claims", EXAMPLE / "claims.csv", "--ledger", EXAMPLE / "ledger.csv")


def run(capsys, *arguments):
    """(exit code, standard output, standard error) of the command."""
    with pytest.raises(SystemExit) as end:
        main(["marker", "attack", *map(str, arguments)])
    return end.value.code, *capsys.readouterr()


def test_the_worked_example_is_attacked_and_what_is_found_stands_under_the_published_price(capsys):
    code, out, _ = run(capsys, *GIVEN, "--format", "json")
    document = json.loads(out)
    (found,) = document["programmes"]
    assert (code, found["level"], found["level_after"], found["held"]) == (0, 2, 3, False)
    assert found["cost"] == pytest.approx(sum(step["cost"] for step in found["steps"]))
    assert found["cost"] <= next(g["cost"] for g in document["cost_of_cheating"] if g["level"] == 3)
    assert {d["move"] for d in found["defences"]} >= {
        "attack-title",
        "attack-split",
        "attack-bare-claim",
        "attack-retype",
    }
    assert all("{" not in x["message"] for x in (*found["steps"], *found["defences"]))


def test_the_same_files_give_the_same_document(capsys):
    assert run(capsys, *GIVEN, "--format", "json") == run(capsys, *GIVEN, "--format", "json")


def test_text_tells_the_steps_and_what_held(capsys, tmp_path):
    file = write(tmp_path, "a.xml", iati(iati_activity("X-1", iati_payment(75, "World Office", type_="40"))))
    code, out, _ = run(capsys, file)
    out = " ".join(out.split())
    assert code == 0 and "prototype, not adopted" in out
    assert "Held: titles and descriptions are no evidence" in out and "Level 3:" in out


def test_only_the_first_programmes_are_attacked_and_the_others_are_counted(capsys, tmp_path):
    file = write(tmp_path, "a.xml", iati(*(iati_activity(f"X-{i}", iati_payment(1, "World Office")) for i in range(4))))
    document = json.loads(run(capsys, file, "--most", "2", "--format", "json")[1])
    assert document["summary"]["programmes"] == 2 and document["summary"]["not_tried"] == 2
    assert "attack-not-tried" in {f["code"] for f in document["findings"]}


def test_exit_codes_are_those_of_score(capsys, tmp_path):
    assert run(capsys, tmp_path / "no.xml")[0] == 2
    code, _, err = run(capsys, write(tmp_path, "empty.xml", iati()))
    assert code == 1 and "Traceback" not in err
    assert run(capsys, *GIVEN, "--currency", "XXZ")[0] == 2


def test_the_rubric_is_shown_with_what_each_gate_costs_to_cheat(capsys):
    with pytest.raises(SystemExit):
        main(["marker", "rubric", "show"])
    assert "Cost of cheating" in capsys.readouterr().out


def test_a_true_file_is_attacked_in_bounded_time(capsys, real_data):
    start = time.process_time()
    document = json.loads(run(capsys, real_data / "iati" / "uk_beis_9act.xml", "--format", "json")[1])
    assert document["summary"]["programmes"] == 9 and time.process_time() - start < 20
    assert all(p["without_forging"]["level_after"] >= p["level"] for p in document["programmes"])
