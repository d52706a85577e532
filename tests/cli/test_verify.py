"""`local2030 verify`: exit codes and words as other programs use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders import iati, iati_activity, iati_payment, write
from local2030.cli.main import main


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main([str(a) for a in arguments])
    return end.value.code, *capsys.readouterr()


@pytest.fixture
def made(capsys, tmp_path: Path) -> Path:
    file = write(tmp_path, "a.xml", iati(iati_activity("X-1", iati_payment(25, "Municipality of Nyeri", type_="11"))))
    run(capsys, "marker", "score", file, "--pdf", tmp_path / "a.pdf", "--format", "csv")
    run(capsys, "marker", "score", file, "--pdf", tmp_path / "h.pdf", "--format", "csv", "--attach", "hashes")
    return tmp_path


def test_same_is_0_changed_is_1_unchecked_is_2(capsys, made: Path):
    code, out, _ = run(capsys, "verify", made / "a.pdf")
    assert (code, out) == (0, "The same: the report follows from its inputs.\n")
    code, out, _ = run(capsys, "verify", made / "h.pdf")
    assert code == 2 and "doesn't carry: a.xml" in out
    other = write(made, "a.xml", iati(iati_activity("X-1", iati_payment(25, "World Office", type_="40"))))
    code, out, _ = run(capsys, "verify", made / "h.pdf", "--input", other)
    assert code == 1 and "recomputed it is" in out
    assert run(capsys, "verify", made / "h.pdf", "--input", made / "a.pdf")[0] == 2
    assert run(capsys, "verify", other)[0] == 2


def test_json_is_the_contract(capsys, made: Path):
    code, out, _ = run(capsys, "verify", made / "h.pdf", "--format", "json")
    answer = json.loads(out)
    assert code == 2
    assert (answer["schema"], answer["result"], answer["differences"]) == ("local2030/verify/1", "unchecked", [])
    assert answer["findings"][0]["code"] == "check-inputs-missing"
    assert answer["engine"]["reported"] == answer["engine"]["running"]
