"""The worked example reaches level 2 by evidence, and nothing in it is spare: less evidence proves less."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from local2030.formats.tables.claims import read_claims
from local2030.formats.tables.ledger import read_ledger
from local2030.formats.tables.templates import claims_template, ledger_template
from local2030.workflows.score_programme import ScoreRequest, score_files

EXAMPLE = Path(str(files("local2030.workflows") / "example"))
DOCUMENTS = sorted(path.name for path in (EXAMPLE / "documents").iterdir())
EVIDENCE_ROWS = [
    number
    for number, line in enumerate((EXAMPLE / "claims.csv").read_text("utf-8").splitlines())
    if number and line.split(",")[4]
]


def score(folder: Path, *, ledger: bool = True) -> dict[str, Any]:
    return score_files(
        ScoreRequest(
            files=(str(folder / "activity.xml"),),
            claims=folder / "claims.csv",
            ledger=folder / "ledger.csv" if ledger else None,
        )
    )


@cache
def whole() -> dict[str, Any]:
    return score(EXAMPLE)


def proven(document: dict[str, Any]) -> dict[str, int]:
    return {criterion["id"]: criterion["proven"] for criterion in document["programmes"][0]["criteria"]}


def test_it_reaches_level_2_by_evidence_and_without_a_finding() -> None:
    programme = whole()["programmes"][0]
    assert (programme["level"], programme["level_possible"]) == (2, 3)
    assert proven(whole()) == {"C1": 2, "C2": 2, "C3": 2, "C4": 2, "C5": 1, "C6": 1, "C7": 2, "C8": 2}
    assert {c["id"]: c["claimed"] for c in programme["criteria"]} == {
        "C1": 2, "C2": 2, "C3": 2, "C4": 3, "C5": 2, "C6": 1, "C7": 2, "C8": 2,
    }  # fmt: skip
    assert whole()["findings"] == []
    assert all(item["status"] == "checked" for c in programme["criteria"] for item in c["evidence"])


def without_row(number: int) -> Callable[[Path], None]:
    def take_away(folder: Path) -> None:
        lines = (folder / "claims.csv").read_text("utf-8").splitlines(keepends=True)
        (folder / "claims.csv").write_text("".join(lines[:number] + lines[number + 1 :]), "utf-8")

    return take_away


def without_document(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "documents" / name).unlink()


def without_element(tag: str) -> Callable[[Path], None]:
    def take_away(folder: Path) -> None:
        text = (folder / "activity.xml").read_text("utf-8")
        shorter = re.sub(rf"    <{tag}[ >].*?\n    </{tag}>\n", "", text, flags=re.DOTALL)
        assert shorter != text
        (folder / "activity.xml").write_text(shorter, "utf-8")

    return take_away


PIECES = [
    *((f"row {number}", without_row(number)) for number in EVIDENCE_ROWS),
    *((name, without_document(name)) for name in DOCUMENTS),
    ("the locations", without_element("location")),
    ("the results", without_element("result")),
]


@pytest.mark.parametrize(("piece", "take_away"), PIECES, ids=[piece for piece, _ in PIECES])
def test_taking_any_one_piece_away_lowers_what_is_proven(
    tmp_path: Path, piece: str, take_away: Callable[[Path], None]
) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "example"))
    take_away(folder)
    less, before = score(folder), proven(whole())
    after = proven(less)
    assert all(after[criterion] <= before[criterion] for criterion in before), piece
    assert sum(after.values()) < sum(before.values()), piece
    assert less["programmes"][0]["level"] <= 2


def test_without_the_ledger_the_level_falls_to_1() -> None:
    less = score(EXAMPLE, ledger=False)
    assert (less["programmes"][0]["level"], less["programmes"][0]["money_source"]["used"]) == (1, "iati")
    assert proven(less)["C4"] == 1


def test_without_the_letter_on_co_design_the_level_falls_to_1(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "example"))
    (folder / "documents" / "letter-kisumu.md").unlink()
    less = score(folder)
    assert less["programmes"][0]["level"] == 1
    assert [finding["code"] for finding in less["findings"]] == ["evidence-file-missing"]


def test_the_share_is_a_band_because_one_receiver_is_not_named() -> None:
    programme = whole()["programmes"][0]
    strict = programme["local_share"]["strict"]
    assert 0.15 <= strict["low"] < 0.25 <= strict["high"]
    assert (programme["lift"][0]["kind"], programme["lift"][0]["criterion"]) == ("datum", "C4")


def test_the_same_tables_as_workbooks_give_the_same_score(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "example"))
    rows, _ = read_ledger(folder / "ledger.csv", "ledger.csv")
    claims, _ = read_claims(folder / "claims.csv", "claims.csv")
    (folder / "ledger.xlsx").write_bytes(ledger_template("xlsx", rows))
    (folder / "claims.xlsx").write_bytes(claims_template("xlsx", claims))
    request = ScoreRequest(
        files=(str(folder / "activity.xml"),), claims=folder / "claims.xlsx", ledger=folder / "ledger.xlsx"
    )
    by_workbook = score_files(request)
    assert by_workbook["findings"] == []
    assert proven(by_workbook) == proven(whole())
    for part in ("local_share", "totals", "divergence", "level"):
        assert by_workbook["programmes"][0][part] == whole()["programmes"][0][part]
