"""A record made of a kept plain score answers as that score did."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from builders_records import EXAMPLE, RUBRIC, example
from local2030.marker.relevel import relevel
from local2030.marker.standing_record import record_of
from local2030.workflows.plain_records import record_of_plain
from local2030.workflows.score_programme import ScoreRequest, score_files


def test_every_true_programme_out_of_its_plain_form(real_data: Path) -> None:
    document = score_files(ScoreRequest(files=(str(real_data / "iati"),), lift=False))
    assert len(document["programmes"]) > 500
    for plain in document["programmes"]:
        found = relevel(record_of_plain(plain, document["rubric"]["sha256"]), RUBRIC)
        assert (found.level, found.possible) == (plain["level"], plain["level_possible"])
        assert [c.proven for c in found.criteria] == [c["proven"] for c in plain["criteria"]]
        assert [c.state for c in found.criteria] == [c["state"] for c in plain["criteria"]]


def test_the_worked_example_is_the_record_of_its_score_but_for_rounded_shares() -> None:
    request = ScoreRequest(
        files=(str(EXAMPLE / "activity.xml"),), claims=EXAMPLE / "claims.csv", ledger=EXAMPLE / "ledger.csv"
    )
    document = score_files(request)
    kept = record_of_plain(document["programmes"][0], document["rubric"]["sha256"])
    whole = record_of(example(), RUBRIC)
    assert replace(kept, shares={}, subnational=None) == replace(whole, shares={}, subnational=None)
    assert all(abs(kept.shares[d].low - whole.shares[d].low) < 1e-8 for d in whole.shares)
