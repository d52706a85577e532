"""Records for tests: those of the worked example and of true files, and any that could be (Hypothesis)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal as D
from functools import cache
from importlib.resources import files
from pathlib import Path

from hypothesis import strategies as st

from local2030.marker.criteria import rubric
from local2030.marker.local_share import Share
from local2030.marker.score import Score
from local2030.marker.standing_record import Held, Record
from local2030.vocabulary.organisations import DEFINITIONS
from local2030.workflows.one_programme import score_activities
from local2030.workflows.score_programme import ScoreRequest, Scoring

RUBRIC = rubric()
EXAMPLE = Path(str(files("local2030.workflows") / "example"))


def scores_of(request: ScoreRequest) -> Iterator[Score]:
    with Scoring(request) as run:
        for given_ in run.given():
            yield score_activities(
                given_.identifier, given_.activities, run.desk, given_.links, given_.claims, given_.ledger
            )


@cache
def example(phase: str = "monitoring") -> Score:
    request = ScoreRequest(
        files=(str(EXAMPLE / "activity.xml"),), claims=EXAMPLE / "claims.csv", ledger=EXAMPLE / "ledger.csv",
        phase=phase,
    )  # fmt: skip
    return next(scores_of(request))


KINDS = ("D", "M", "P", "R", "A", "T")
held = st.builds(
    Held, st.sampled_from(KINDS), st.sampled_from(("submitted", "checked", "accepted", "rejected")), st.integers(0, 3),
    st.integers(1, 3),
)  # fmt: skip
LETTERS = st.characters(blacklist_categories=("Cs",))


@st.composite
def shares(draw: st.DrawFn) -> Share:
    parts = [D(draw(st.integers(0, 1000))) for _ in range(4)]
    direct, via1, unknown, _ = parts
    total = sum(parts, D(0))
    if not total:
        return Share(None, None, None, D(0), D(0), D(0))
    known = direct + via1
    return Share(known / total, (known + unknown) / total, (total - unknown) / total, direct, via1, D(0))


@st.composite
def records(draw: st.DrawFn) -> Record:
    ids = [c.id for c in RUBRIC.criteria]
    items = {c: tuple(sorted(draw(st.sets(held, max_size=4)))) for c in ids}
    one = draw(shares())
    return Record(
        draw(st.text(LETTERS, max_size=20)), draw(st.sampled_from(("design", "monitoring"))), True,
        draw(st.dictionaries(st.sampled_from(ids), st.integers(0, 3))), {c: h for c, h in items.items() if h},
        dict.fromkeys(DEFINITIONS, one), D(draw(st.integers(0, 10**12))) / 100,
        draw(st.none() | st.decimals(0, 1, places=4)), D(draw(st.integers(0, 10**9))) / 100,
        D(draw(st.integers(0, 10**9))) / 100,
        draw(st.sampled_from(((), ("local_government_partner",)))),
        draw(st.dictionaries(st.sampled_from(("C3", "C6")), st.just("context"), max_size=2)), None, RUBRIC.sha256, 0, 3,
    )  # fmt: skip
