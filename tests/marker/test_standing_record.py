"""The compact record of a score: asked again it answers as the score itself did, whatever the programme."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders_records import KINDS, RUBRIC, example, records, scores_of
from local2030.marker.evidence import Decision, item_key
from local2030.marker.local_share import Share
from local2030.marker.relevel import Terms, eligible, relevel
from local2030.marker.score import Score, reviewed
from local2030.marker.standing_record import Held, Record, from_json, record_of, to_json
from local2030.vocabulary.organisations import DEFINITIONS
from local2030.workflows.score_programme import ScoreRequest


def assert_same(score: Score) -> None:
    record = record_of(score, RUBRIC)
    kept = to_json(record)
    again = from_json(kept)
    assert again == record
    assert to_json(again) == kept
    found = relevel(again, RUBRIC)
    assert (found.level, found.possible) == (score.level, score.possible)
    assert [(c.id, c.claimed, c.proven, c.possible, c.state) for c in found.criteria] == [
        (c.id, c.claimed, c.proven, c.possible, c.state) for c in score.criteria
    ]
    assert found.divergence == score.divergence
    if score.claimed is not None:
        assert found.claimed == score.claimed


@pytest.mark.parametrize("phase", ["monitoring", "design"])
def test_the_record_of_every_true_programme_answers_as_its_score_did(real_data: Path, phase: str) -> None:
    count = 0
    for score in scores_of(ScoreRequest(files=(str(real_data / "iati"),), phase=phase)):
        assert_same(score)
        count += 1
    assert count > 500


@pytest.mark.parametrize("phase", ["monitoring", "design"])
def test_the_worked_example_is_kept_in_less_than_two_kilobytes(phase: str) -> None:
    assert_same(example(phase))
    assert len(to_json(record_of(example(phase), RUBRIC))) < 2_000


def test_the_order_of_items_does_not_matter() -> None:
    material = example().material
    turned = replace(example(), material=replace(material, items=material.items[::-1]))
    assert to_json(record_of(turned, RUBRIC)) == to_json(record_of(example(), RUBRIC))


def test_reviewed_only_counts_what_people_accepted_and_measured_money() -> None:
    record = record_of(example(), RUBRIC)
    machine = relevel(record, RUBRIC, only="reviewed")
    assert {c.id: c.proven for c in machine.criteria if c.proven} == {"C4": 2}
    assert (machine.level, machine.possible) == (0, 3)
    decisions = {item_key(i): Decision("accepted") for i in example().material.items if i.criterion != "C4"}
    accepted = reviewed(example(), decisions, RUBRIC)
    found = relevel(record_of(accepted, RUBRIC), RUBRIC, only="reviewed")
    assert [c.proven for c in found.criteria] == [c.proven for c in example().criteria]
    assert found.level == accepted.level == 2


def test_what_reviewers_reject_proves_nothing_any_more() -> None:
    letter = next(i for i in example().material.items if i.criterion == "C2" and i.kind == "A")
    rejected = reviewed(example(), {item_key(letter): Decision("rejected")}, RUBRIC)
    assert_same(rejected)
    assert (rejected.level, {c.id: c.proven for c in rejected.criteria}["C2"]) == (1, 1)


def test_what_reviewers_accept_for_less_supports_less() -> None:
    decisions = {item_key(i): Decision("accepted", 1) for i in example().material.items if i.criterion == "C8"}
    assert {c.id: c.proven for c in reviewed(example(), decisions, RUBRIC).criteria}["C8"] == 1


@pytest.mark.parametrize(
    ("terms", "lacks"),
    [
        (Terms(2, D("0.15")), ()),
        (Terms(3), ("eligible-level-possible",)),
        (Terms(2, D("0.2")), ("eligible-share-possible",)),
        (Terms(2, D("0.3")), ("eligible-share-below",)),
        (Terms(2, D("0.3"), "national"), ()),
        (Terms(1, D("0.15"), "lrg"), ("eligible-share-possible",)),
        (Terms(2, D("0.15"), None, "reviewed"), ("eligible-level-possible",)),
    ],
)
def test_own_terms_tell_what_is_lacking(terms: Terms, lacks: tuple[str, ...]) -> None:
    found = eligible(record_of(example(), RUBRIC), RUBRIC, terms)
    assert (found.met, found.lacks) == (not lacks, lacks)


def test_an_unknown_share_and_an_unscreened_programme_are_not_zero() -> None:
    nothing = Share(None, None, None, D(0), D(0), D(0))
    bare = replace(
        record_of(example(), RUBRIC), screened=False, items={}, claims={}, shares=dict.fromkeys(DEFINITIONS, nothing)
    )
    found = eligible(bare, RUBRIC, Terms(1, D("0.05")))
    assert found.lacks == ("eligible-not-screened", "eligible-share-unknown")
    assert found.releveled.level is None
    assert eligible(bare, RUBRIC, Terms()).met


def test_what_keeps_a_programme_from_its_next_level_is_named() -> None:
    found = relevel(record_of(example(), RUBRIC), RUBRIC)
    assert {(s.level, s.kind, s.name) for s in found.binding} == {(3, "mean", ""), (3, "criterion", "C5")}


def test_a_threshold_named_moves_the_level_and_an_unknown_name_is_refused() -> None:
    record = record_of(example(), RUBRIC)
    assert relevel(record, RUBRIC, thresholds={"C4.2.local_share": "0.19"}).level == 1
    assert relevel(record, RUBRIC, thresholds={"C4.2.local_share": "0.18"}).level == 2
    with pytest.raises(KeyError):
        relevel(record, RUBRIC, thresholds={"C4.2.share": 1})


@pytest.mark.parametrize("broken", [b"", b"{}", b"[]", b"null", b'{"v":2}', b'{"v":1}', b"[" * 100_000, b"x" * 300_000])
def test_what_is_no_record_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError):
        from_json(broken)


@given(records())
def test_any_record_comes_back_to_the_byte(record: Record) -> None:
    assert from_json(to_json(record)) == record
    assert to_json(from_json(to_json(record))) == to_json(record)


@given(records(), st.sampled_from([c.id for c in RUBRIC.criteria]), st.sampled_from(KINDS), st.integers(0, 3))
def test_one_more_accepted_item_never_lowers_proven_nor_raises_possible(
    record: Record, criterion: str, kind: str, level: int
) -> None:
    more = replace(
        record, items={**record.items, criterion: (*record.items.get(criterion, ()), Held(kind, "accepted", level, 1))}
    )
    for only in ("", "reviewed"):
        before, after = relevel(record, RUBRIC, only=only), relevel(more, RUBRIC, only=only)
        assert after.level is not None
        assert before.level is not None
        assert after.level >= before.level
        assert after.possible <= before.possible
        assert all(a.proven >= b.proven for a, b in zip(after.criteria, before.criteria, strict=True))
        assert all(a.possible <= b.possible for a, b in zip(after.criteria, before.criteria, strict=True))


@given(records())
def test_what_is_proven_is_never_above_what_is_possible(record: Record) -> None:
    found = relevel(record, RUBRIC)
    assert found.level is not None
    assert found.level <= found.possible
    assert all(c.proven <= c.possible for c in found.criteria)
