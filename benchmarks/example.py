"""The worked example's record, as a beginning for made-up archives."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from local2030.marker.standing_record import Record, record_of
from local2030.workflows.one_programme import score_activities
from local2030.workflows.score_programme import ScoreRequest, Scoring

EXAMPLE = Path(str(files("local2030.workflows") / "example"))


def example_record() -> Record:
    """The record of the worked example in the monitoring phase."""
    request = ScoreRequest(
        files=(str(EXAMPLE / "activity.xml"),), claims=EXAMPLE / "claims.csv", ledger=EXAMPLE / "ledger.csv"
    )
    with Scoring(request) as run:
        one = next(iter(run.given()))
        score = score_activities(one.identifier, one.activities, run.desk, one.links, one.claims, one.ledger)
        return record_of(score, run.rubric)
