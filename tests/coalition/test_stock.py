"""The first stock of facts is whole, holds together, and a broken stock says everything wrong with it at once."""

from __future__ import annotations

import csv
import shutil
from dataclasses import FrozenInstanceError, fields, replace
from importlib.resources import files
from pathlib import Path

import pytest

from local2030.coalition.stock import (
    check_stock,
    entity_by_name,
    first_stock,
    load_stock,
    name_of,
)
from local2030.vocabulary.goals import transitions
from local2030.vocabulary.messages import remedy, say

SHIPPED = files("local2030.coalition") / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped stock that a test may spoil."""
    return Path(shutil.copytree(str(SHIPPED), tmp_path / "stock"))


def test_the_shipped_stock_has_nothing_wrong() -> None:
    stock, findings = load_stock(SHIPPED)
    assert findings == ()
    assert stock == first_stock()


def test_the_stock_holds_what_the_report_counts() -> None:
    stock = first_stock()
    counts = {f.id: (f.low, f.high) for f in stock.figures}
    formalized = [h for h in stock.hubs if h.state == "formalized"]
    top = [c for c in stock.commitments if not c.parent]
    found = {
        "f01": len(stock.entities),
        "f02": len(stock.joint_programmes),
        "f03": len([j for j in stock.joint_programmes if j.phase == "implementation"]),
        "f10": len(formalized),
        "f11": len(stock.hubs) - len(formalized),
        "f13": len(transitions()),
        "f14": len([b for b in stock.bodies if b.kind == "working group"]),
        "f17": len(stock.outcomes),
        "f18": len(top),
        "f19": len(stock.next_steps),
    }
    assert {id: (n, n) for id, n in found.items()} == {id: counts[id] for id in found}


def test_where_the_report_disagrees_with_itself_both_numbers_stay() -> None:
    stock = first_stock()
    said = {f.id: (f.low, f.high) for f in stock.figures if f.unit == "flagships"}
    steps = {s.id: s.quantity for s in stock.next_steps}
    assert said == {"f06": (4, 5), "f07": (5, 6)}
    assert (steps["NS06"], steps["NS16"]) == ("4-5", "5-6")
    assert [(x.step, x.other) for x in stock.step_links if x.relation == "differs"] == [("NS06", "NS16")]


def test_leads_are_certain_for_one_event_only() -> None:
    assert {x.event for x in first_stock().event_leads if x.certainty == "identified"} == {"ffd4"}
    assert {x.event for x in first_stock().event_leads if x.certainty == "suggested"} == {"cop30", "unfss4", "wssd2"}


def test_an_unknown_number_of_hubs_is_none_and_not_zero() -> None:
    assert [(h.date, h.is_before, h.formalized, h.prospective) for h in first_stock().hub_history] == [
        ("2023", False, None, None),
        ("2025-02-05", True, 9, None),
        ("2025-02-05", False, 4, 4),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "DCO",
        "un dco",
        " UN DCO ",
        "United Nations Development Coordination Office",
        "undco",
    ],
)
def test_an_entity_is_found_by_its_names(name: str) -> None:
    assert entity_by_name(first_stock(), name) == "undco"


def test_a_name_nobody_has_finds_nobody() -> None:
    assert entity_by_name(first_stock(), "UNO") == ""
    assert name_of(first_stock(), "cop30") == "UNFCCC COP30"
    assert name_of(first_stock(), "nothing") == "nothing"


def test_records_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        first_stock().hubs[0].name = "Other"  # type: ignore[misc]


SPOILED = [
    (
        "event_leads.csv",
        "ffd4,undp,",
        "ffd4,undpp,",
        "stock-reference-astray",
        "a lead nobody knows",
    ),
    (
        "deliverables.csv",
        "before:ffd4",
        "before:ffd5",
        "stock-reference-astray",
        "due before an event that isn't there",
    ),
    ("next_steps.csv", "NS16,", "NS15,", "stock-id-twice", "one id for two steps"),
    ("themes.csv", "t4,", ",", "stock-id-twice", "an empty id"),
    ("hubs.csv", "53.41", "fifty", "stock-bad-row", "a word for a number"),
    (
        "events.csv",
        "2025-11-21",
        "2025-11-01",
        "stock-bad-day",
        "an end before its start",
    ),
    ("events.csv", "2025-02-04", "2025-13-04", "stock-bad-day", "a thirteenth month"),
    (
        "next_steps.csv",
        "immediate",
        "soon",
        "stock-bad-day",
        "a due date that says nothing",
    ),
    (
        "acronyms.csv",
        "id,meaning",
        "acronym,meaning",
        "stock-wrong-columns",
        "a column of another name",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "why"), SPOILED, ids=[s[-1] for s in SPOILED])
def test_a_spoiled_stock_says_what_is_wrong_and_how_to_mend_it(
    folder: Path, file: str, old: str, new: str, code: str, why: str
) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    _, findings = load_stock(folder)
    found = [f for f in findings if f.code == code]
    assert found, why
    assert found[0].file == file
    for finding in findings:
        assert say(finding.code, finding.values) != finding.code
        assert remedy(finding.code)


def test_all_mistakes_come_at_once(folder: Path) -> None:
    for file, old, new, _, _ in (SPOILED[0], SPOILED[4], SPOILED[7]):
        (folder / file).write_text((folder / file).read_text("utf-8").replace(old, new, 1), "utf-8")
    (folder / "constituencies.csv").unlink()
    codes = {f.code for f in load_stock(folder)[1]}
    assert codes == {
        "stock-reference-astray",
        "stock-bad-row",
        "stock-bad-day",
        "stock-file-missing",
    }


def test_a_row_that_cannot_be_read_is_left_out_and_the_others_stay(
    folder: Path,
) -> None:
    (folder / "hubs.csv").write_text((folder / "hubs.csv").read_text("utf-8").replace("53.41", "fifty"), "utf-8")
    stock, findings = load_stock(folder)
    assert len(stock.hubs) == len(first_stock().hubs) - 1
    assert [f.line for f in findings] == [3]


def test_taking_an_entity_away_leaves_its_leads_astray() -> None:
    stock = replace(
        first_stock(),
        entities=tuple(e for e in first_stock().entities if e.id != "ilo"),
    )
    assert {(f.file, f.values["reference"]) for f in check_stock(stock)} == {
        ("event_leads.csv", "ilo"),
        ("next_steps.csv", "ilo"),
        ("joint_programmes.csv", "ilo"),
    }


THEIRS = {
    "entities": ("members.csv", "member_id"),
    "hubs": ("hubs.csv", "hub_id"),
    "hub_gaps": ("hub_priority_regions.csv", "region_id"),
    "events": ("events.csv", "event_id"),
    "deliverables": ("wg_deliverables.csv", "deliverable_id"),
    "outcomes": ("outcomes.csv", "outcome_id"),
    "commitments": ("commitments.csv", "commitment_id"),
    "next_steps": ("next_steps.csv", "step_id"),
    "themes": ("themes.csv", "theme_id"),
    "acronyms": ("acronyms.csv", "acronym"),
    "figures": ("figures.csv", "figure_id"),
    "constituencies": ("constituencies.csv", "constituency_id"),
}


@pytest.mark.parametrize("part", THEIRS)
def test_ids_are_those_that_others_already_use(part: str, real_data: Path) -> None:
    file, column = THEIRS[part]
    assert {record.id for record in getattr(first_stock(), part)} == {
        r[column] for r in _rows(real_data / "coalition" / file)
    }


def test_bodies_are_the_known_ones_and_groups_of_ours(real_data: Path) -> None:
    known = {r["body_id"] for r in _rows(real_data / "coalition" / "working_groups.csv")}
    assert {b.id for b in first_stock().bodies if b.kind != "group"} == known


def test_links_are_the_known_ones(real_data: Path) -> None:
    stock = first_stock()
    steps = {(r["step_a"], r["step_b"]) for r in _rows(real_data / "coalition" / "next_step_links.csv")}
    events = {(r["from_event"], r["to_event"]) for r in _rows(real_data / "coalition" / "event_links.csv")}
    leads = {(r["event_id"], r["org_id"], r["certainty"]) for r in _rows(real_data / "coalition" / "event_leads.csv")}
    assert {(x.step, x.other) for x in stock.step_links} == steps
    assert {(x.earlier, x.later) for x in stock.event_links} == events
    assert {(x.event, x.who, x.certainty) for x in stock.event_leads} == leads


def test_days_are_the_known_ones(real_data: Path) -> None:
    known = {r["event_id"]: (r["start"], r["end"]) for r in _rows(real_data / "coalition" / "events.csv")}
    assert {e.id: (e.start, e.end) for e in first_stock().events} == known


def test_each_part_has_rows() -> None:
    assert all(getattr(first_stock(), part.name) for part in fields(first_stock()))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
