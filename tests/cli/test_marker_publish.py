"""`local2030 marker publish`: what it writes over, refuses and answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import iati, iati_activity, iati_payment, write
from local2030.cli.main import main

GOOD = iati(iati_activity("X-1", iati_payment(25, "Municipality of Nyeri", type_="11")))


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main(["marker", "publish", *map(str, arguments)])
    return end.value.code, *capsys.readouterr()


def test_a_copy_is_written_and_the_file_left_alone(capsys, tmp_path: Path):
    file = write(tmp_path, "a.xml", GOOD)
    code, _, err = run(capsys, file, "--out", tmp_path / "b.xml", "--as", "both")
    assert code == 0 and "1 activities with a level" in err
    assert (tmp_path / "b.xml").read_text("utf-8").count("urn:local2030:localization-marker:2") == 2
    assert Path(file).read_text("utf-8") == GOOD


@pytest.mark.parametrize(
    ("version", "more", "words"),
    [
        ("1.04", (), "IATI version 1.04"),
        ("2.01", (), "IATI version 2.01"),
        ("2.02", ("--as", "tag"), "has no tags"),
        ("2.03", ("--link", "javascript:alert(1)"), "--link needs an address"),
        ("2.03", ("--link", "https://a b"), "--link needs an address"),
        ("2.03", ("--currency", "XXQ"), "not a currency code"),
        ("2.03", ("--programme", "Y"), "Y"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(capsys, tmp_path: Path, version: str, more, words: str):
    file = write(tmp_path, "a.xml", GOOD.replace('version="2.03"', f'version="{version}"'))
    code, _, err = run(capsys, file, "--out", tmp_path / "b.xml", *more)
    assert code in (1, 2) and words in err
    assert [p.name for p in tmp_path.iterdir()] == ["a.xml"]


def test_nothing_is_written_over(capsys, tmp_path: Path):
    file = write(tmp_path, "a.xml", GOOD)
    assert run(capsys, file, "--out", file)[0] == 2
    assert Path(file).read_text("utf-8") == GOOD


def test_a_folder_of_several_files_is_refused(capsys, tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder, "a.xml", GOOD)
    write(folder, "b.xml", GOOD.replace("X-1", "X-2"))
    code, _, err = run(capsys, folder, "--out", tmp_path / "o.xml")
    assert code == 2 and "these are 2" in err
