"""The audit on the labelled portfolios: what was planted is found, and what isn't there is hardly seen.

The figures are those of the records in docs/proofs.md. `dev` is what the settings were chosen on; `test` was read once,
when the method was finished, and its figures stand as they came out. Resampling, which patterns don't need, is off.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pattern_map import by_kind, finding, labels, portfolios

from local2030.marker.criteria import rubric
from local2030.marker.performance.audit import audit
from local2030.marker.performance.settings import shipped
from local2030.workflows.audit_marker import audit_plain
from local2030.workflows.ratings import read_ratings

SAMPLE = ("dev-01", "dev-06", "dev-11")  # among them they have every kind
QUICK = replace(shipped(), replicates=0)
DEV = {"wanted": 49, "found": 49, "false": 1}
TEST = {"wanted": 52, "found": 52, "false": 0}
WANTED = {
    "bunching": 4, "claim-up-share-down": 5, "copied-text": 11, "heaping": 4, "lenient-rater": 5, "overclaim": 5,
    "rater-agency-bias": 5, "severe-rater": 4, "straight-line-claim": 5, "straight-line-rater": 4, "all": 52,
}  # fmt: skip


def counted(half: str, names: tuple[str, ...] = ()) -> dict[str, dict[str, float]]:
    """The count by kind over a half, or over some of its portfolios."""
    findings: list[dict[str, Any]] = []
    for name, table in portfolios(half):
        if not names or name in names:
            rows = read_ratings(table, f"{name}.csv", rubric(), QUICK.most_score).rows
            patterns = audit_plain(audit(rows, rubric(), QUICK), QUICK)["patterns"]
            findings += [finding(name, pattern) for pattern in patterns]
    planted = [x for x in labels(half) if not names or x["portfolio"] in names]
    return by_kind(findings, planted)


def test_in_a_sample_of_the_dev_half_all_is_found_that_was_planted():
    found = counted("dev", SAMPLE)
    assert all(part["wanted"] for part in found.values())
    assert found["all"]["recall"] == 1 and found["all"]["false"] == 1


@pytest.mark.proof
def test_the_whole_dev_half():
    found = counted("dev")
    assert {key: found["all"][key] for key in DEV} == DEV


@pytest.mark.proof
def test_the_test_half_stands_as_it_was_read_once():
    """A method that was changed after the reading can't be judged by this half again: it takes a new one."""
    found = counted("test")
    assert {key: found["all"][key] for key in TEST} == TEST
    assert {kind: part["found"] for kind, part in found.items()} == WANTED
    assert found["all"]["recall"] >= 0.8 and found["all"]["false_discovery_rate"] <= 0.1
