"""`marker actors`: lines in, the same lines out with a class; bad lines are told and the others go on."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from local2030.cli.marker_actors import MAX_LINE, actors_command
from local2030.vocabulary.errors import NothingToRead, WrongUse


def run(path: Path, country: str = "KE") -> tuple[int, list[dict[str, object]], str]:
    out, err = io.StringIO(), io.StringIO()
    code = actors_command(str(path), country, out, err)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_a_line_comes_back_with_all_its_fields_and_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"name": "County Government of Nyeri", "mine": [1, {"x": "é"}]}\n\n', "utf-8")
    code, lines, err = run(path)
    assert (code, err) == (0, "")
    (line,) = lines
    assert line["mine"] == [1, {"x": "é"}]
    assert (line["class"], line["country"], line["reach"]) == ("LRG", "KE", "unknown")
    assert isinstance(line["confidence"], float) and line["rule"]


def test_bad_lines_are_told_with_their_number_and_the_others_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = b'{"name": "Oxfam", "aliases": ["Oxfam Kenya"], "type": 21}\n'
    huge = b'{"name": "' + b"x" * (2 * MAX_LINE + 10) + b'"}\n'
    path.write_bytes(b"no json\n" + good + b'{"name": 3.5}\n' + huge + b"[" * 100_000 + b"\n" + b"\xff\xfe{\n" + good)
    code, lines, err = run(path)
    assert code == 3
    assert [line["class"] for line in lines] == ["INTAFF", "INTAFF"]
    assert [told.split(".jsonl:")[1].split(":")[0] for told in err.splitlines()] == list("13456")


def test_synonyms_and_a_short_name_count_as_aliases(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"name": "Xyzzy", "synonyms": ["Xyzzy Kenya Association"], "shortname": null}\n', "utf-8")
    assert run(path)[1][0]["class"] == "LCSO"


def test_without_a_programme_country_nothing_is_concluded(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"name": "County Government of Nyeri"}\n', "utf-8")
    assert run(path, "")[1][0]["rule"] == "no-country"


def test_a_wrong_country_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse):
        actors_command(str(tmp_path / "a.jsonl"), "Kenya")
    with pytest.raises(NothingToRead):
        actors_command(str(tmp_path / "a.jsonl"), "KE")


def test_nothing_but_bad_lines_is_nothing_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("<html>\n", "utf-8")
    assert run(path)[0] == 1
