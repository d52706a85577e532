"""A bill's edits of the signed files: what can be edited, how it is read, what the copy holds, what is refused."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders_records import example, records
from local2030.marker.criteria import LATEST, SHIPPED, rubric
from local2030.marker.performance.archive_impact import archive_impact
from local2030.marker.performance.impact import impact
from local2030.marker.performance.settings import shipped
from local2030.marker.relevel import relevel
from local2030.marker.standing_record import Record, record_of
from local2030.marker.thresholds import rubric_with
from local2030.workflows.rubric_change import Copy, changed_copy, places_of, read_edits, stale_words

BASE = SHIPPED / LATEST
NAMED = Copy("2.7", "2.7.0", "Expert Group, BIL-007", "2026-11-23", "BIL-007, text 1: changes 2.0")
SHARE, MEAN = "c4.yaml#levels/2/measures/0/at_least", "gates.yaml#gates/1/conditions/0/mean"


def copied(target: Path, *asked: tuple[str, str]):
    edits, findings = read_edits(BASE, asked)
    assert not findings, findings
    return changed_copy(BASE, target, edits, NAMED)


def test_every_place_can_be_read_back_as_it_stands() -> None:
    places = places_of(BASE)
    assert len(places) > 80 and len({p.address for p in places}) == len(places)
    for place in places:
        _edits, findings = read_edits(BASE, [(place.address, place.now)])
        assert [f.code for f in findings] == ["edit-changes-nothing"], place


@pytest.mark.parametrize(
    ("address", "text", "kept"),
    [
        (SHARE, "20%", "0.2"), (SHARE, "0,2", "0.2"), (SHARE, " 20 % ", "0.2"), (MEAN, "1.75", "1.75"),
        ("gates.yaml#most_not_applicable_at_level_3", "2", "2"), ("c1.yaml#levels/2/needs", "p + d, a", "D + P, A"),
        ("c3.yaml#levels/2/anchor/en", "  A vote,\n as the minutes show.  ", "A vote, as the minutes show."),
    ],
)  # fmt: skip
def test_an_edit_is_kept_in_one_form(address: str, text: str, kept: str) -> None:
    edits, findings = read_edits(BASE, [(address, text)])
    assert not findings and edits[0].to == kept


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ([], "edit-none"), ([("nowhere#x", "1")], "edit-place-unknown"), ([(SHARE, "101%")], "edit-share"),
        ([(SHARE, "much")], "edit-share"), ([(MEAN, "3.5")], "edit-mean"), ([(MEAN, "NaN")], "edit-mean"),
        ([("gates.yaml#gates/1/conditions/1/at_least", "1.5")], "edit-level"),
        ([("gates.yaml#most_not_applicable_at_level_3", "-1")], "edit-count"),
        ([("c1.yaml#levels/2/needs", "D + X")], "edit-kinds"), ([("c1.yaml#question/en", "Why?")], "edit-text-length"),
        ([(SHARE, "20%"), (SHARE, "21%")], "edit-twice"), ([(SHARE, "15%")], "edit-changes-nothing"),
        ([("../../secrets.yaml#a", "1")], "edit-place-unknown"),
    ],
)  # fmt: skip
def test_an_edit_that_makes_no_sense_is_told(asked: list[tuple[str, str]], code: str) -> None:
    _edits, findings = read_edits(BASE, asked)
    assert code in [f.code for f in findings]


def test_the_copy_differs_where_it_was_edited_and_nowhere_else(tmp_path: Path) -> None:
    made, findings = copied(tmp_path / "2.7.0", (SHARE, "20%"), (MEAN, "1.75"))
    assert (
        not findings
        and made is not None
        and (made.id, made.version, made.title) == ("2.7", "2.7.0", "Localization Marker 2.7")
    )
    old = rubric()
    assert made.sha256 != old.sha256
    changed = [c.id for c in old.criteria if replace(c, head={}) != replace(made.criterion(c.id), head={})]  # type: ignore[type-var]
    assert changed == ["C4"] and made.criterion("C4").levels[1].measures[0].at_least == Decimal("0.2")  # type: ignore[union-attr]
    assert made.gates[1].conditions[0].at_least == 1.75 and made.gates[0] == old.gates[0]
    for name in ("c1.yaml", "money.yaml"):
        assert (tmp_path / "2.7.0" / name).read_bytes() == (BASE / name).read_bytes()
    assert "BIL-007" in (tmp_path / "2.7.0" / "gates.yaml").read_text()


def test_the_same_edits_give_the_same_bytes(tmp_path: Path) -> None:
    one, _ = copied(tmp_path / "a", (SHARE, "20%"))
    two, _ = copied(tmp_path / "b", (SHARE, "20%"))
    assert one is not None and two is not None and one.sha256 == two.sha256


def test_a_kind_that_is_asked_for_may_be_handed_in(tmp_path: Path) -> None:
    made, _ = copied(tmp_path / "x", ("c1.yaml#levels/2/needs", "D + A"))
    assert made is not None and "A" in made.criterion("C1").kinds  # type: ignore[union-attr]


@pytest.mark.parametrize("asked", [[(SHARE, "30%")], [(MEAN, "0.5")]])
def test_a_higher_level_that_asks_for_less_is_refused(tmp_path: Path, asked: list[tuple[str, str]]) -> None:
    made, findings = copied(tmp_path / "x", *asked)
    assert made is None and [f.code for f in findings] == ["edit-falls"]


def test_a_wording_that_still_names_the_old_share_is_told() -> None:
    edits, _ = read_edits(BASE, [(SHARE, "20%")])
    assert [f.code for f in stale_words(BASE, edits)] == ["edit-words-stale"]
    both, _ = read_edits(BASE, [(SHARE, "20%"), ("c4.yaml#levels/2/anchor/en", "At least 20% reached local actors.")])
    assert stale_words(BASE, both) == ()


def test_a_text_that_looks_like_yaml_stays_text(tmp_path: Path) -> None:
    words = "yes: {a: [1, 2]} # no !!python/object:os.system 'x'"
    made, _ = copied(tmp_path / "x", ("c3.yaml#levels/2/anchor/en", words))
    assert made is not None and made.criterion("C3").levels[1].anchor["en"] == words  # type: ignore[union-attr]


def test_the_impact_over_records_says_who_moves_and_which_gate_binds(tmp_path: Path) -> None:
    made, _ = copied(tmp_path / "x", (MEAN, "2.25"))
    assert made is not None
    one = record_of(example(), rubric())
    kept = [replace(one, identifier=f"P{n}") for n in range(3)]
    found = archive_impact(kept, rubric(), made, (), shipped())
    # The worked example is at level 2 by a mean below 2.25: under the bill all three fall, and the mean alone keeps them.
    assert (found.programmes, found.up, found.down) == (3, 0, 3)
    assert {(m.before, m.after) for m in found.moves} == {(2, 1)}
    assert [(b.level, b.kind, b.threshold, b.programmes, b.alone) for b in found.binding_after] == [
        (2, "mean", 2.25, 3, 3)
    ]
    assert found.changed_criteria == () and not found.money_scope_changed
    assert archive_impact(kept, rubric(), rubric(), (), shipped()).moves == ()


@given(st.lists(records(), max_size=6))
@settings(max_examples=25, deadline=None)
def test_the_impact_counts_what_each_record_says(kept: list[Record]) -> None:
    kept = [replace(record, identifier=f"P{n}") for n, record in enumerate(kept)]
    other = rubric_with(rubric(), {"L2.mean": "2.0", "C4.1.local_share": "0.10"})
    found = archive_impact(kept, rubric(), other, (), shipped())
    pairs = [(relevel(record, rubric()).level, relevel(record, other).level) for record in kept]
    assert found.down == sum((-1 if b is None else b) < (-1 if a is None else a) for a, b in pairs)
    assert found.up == 0 and found.programmes == len(kept)  # stricter thresholds raise nobody


def test_the_statement_over_records_is_that_over_whole_scores(tmp_path: Path) -> None:
    made, _ = copied(tmp_path / "x", (SHARE, "20%"), (MEAN, "2.0"))
    assert made is not None
    over_scores = impact([example()], rubric(), made, (), shipped())
    over_records = archive_impact([record_of(example(), rubric())], rubric(), made, (), shipped())
    differing = [f.name for f in fields(over_scores) if getattr(over_scores, f.name) != getattr(over_records, f.name)]
    assert differing == []
