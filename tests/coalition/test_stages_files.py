"""Every shipped workflow is walked: each way is open with all that it needs, and closed for each single lack."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.methods.stage_conditions import lacks
from local2030.methods.stages import (
    ROLES,
    SYSTEM,
    Condition,
    Facts,
    Move,
    ReviewFact,
    Stages,
    automatic_move,
    due_of,
    faults,
    load,
    moves_from,
    refusal,
    spoken,
)
from local2030.vocabulary.messages import say

FOLDER = Path(__file__).resolve().parents[2] / "src" / "local2030" / "coalition" / "stages"
FILES = sorted(FOLDER.glob("*.yaml"))
SECTION_5 = {
    "marker_assessment", "hub_application", "flagship", "lab", "knowledge_item", "talking_point", "event", "commitment",
    "next_step", "deliverable", "support_request", "local_data",
}  # fmt: skip
TODAY = date(2026, 3, 31)
DAYS = tuple(TODAY + timedelta(days=days) for days in (0, 1, -1, 29, 45, -800, 800))
REVIEWS = tuple(
    tuple(ReviewFact(True, done, region, mean, {"level": mean}) for mean in means)
    for means, done, region in (
        ((4.0,) * 14, True, True), ((4.0, 1.0) * 7, True, True), ((1.0,) * 14, True, True), ((4.0,) * 14, True, False),
        ((4.0,) * 14, False, True), ((4.0,), True, True), ((), True, True),
    )
)  # fmt: skip


@cache
def _stages(name: str) -> Stages:
    return load(FOLDER / f"{name}.yaml")


EVERY = [path.stem for path in FILES]
MOVES = [(name, move) for name in EVERY for move in _stages(name).moves]
IDS = [f"{name}:{move.start}>{move.to}" for name, move in MOVES]


def test_every_workflow_of_the_coalition_has_its_file() -> None:
    assert set(EVERY) >= SECTION_5 | {"hub", "target", "entity", "body"}
    assert all(_stages(name).kind == name.replace("_", "-") for name in EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_a_file_is_sound_and_signed(name: str) -> None:
    stages = _stages(name)
    assert faults(stages) == ()
    assert all(stages.head.values())
    assert date.fromisoformat(stages.head["date"]) < date.fromisoformat(stages.head["next_review"])
    assert all(len(state) <= 32 for state in stages.states)


@pytest.mark.parametrize("name", EVERY)
def test_states_that_stand_by_a_due_date_do_not_set_one(name: str) -> None:
    stages = _stages(name)
    if "due" in stages.fields:
        assert {due_of(stages, state, TODAY) for state in stages.states} == {None}


@pytest.mark.parametrize(("name", "move"), MOVES, ids=IDS)
def test_a_move_is_open_to_those_who_may_make_it_and_to_nobody_else(name: str, move: Move) -> None:
    stages, facts = _stages(name), _satisfying(move.needs)
    for role in move.who:
        if role not in move.excluded:
            assert refusal(stages, move.start, move.to, frozenset({role}), facts, TODAY, "so") is None
    for role in ROLES - set(move.who):
        refused = refusal(stages, move.start, move.to, frozenset({role}), facts, TODAY, "so")
        assert refused is not None and refused.reason == "not-your-role"
        assert refused.missing == tuple(f"role:{who}" for who in move.who)
    for role in move.excluded:
        refused = refusal(stages, move.start, move.to, frozenset({*move.who, role}), facts, TODAY, "so")
        assert refused is not None and refused.reason == "not-your-own"


@pytest.mark.parametrize(("name", "move"), [each for each in MOVES if each[1].reason], ids=[
    label for label, (_, move) in zip(IDS, MOVES, strict=True) if move.reason
])  # fmt: skip
def test_a_move_that_wants_a_reason_is_refused_without_one(name: str, move: Move) -> None:
    role = next(who for who in move.who if who not in move.excluded and who != SYSTEM)
    refused = refusal(_stages(name), move.start, move.to, frozenset({role}), _satisfying(move.needs), TODAY, "")
    assert refused is not None and (refused.reason, refused.missing) == ("reason-missing", ("reason",))


@pytest.mark.parametrize(("name", "move"), [each for each in MOVES if each[1].needs], ids=[
    label for label, (_, move) in zip(IDS, MOVES, strict=True) if move.needs
])  # fmt: skip
def test_each_single_lack_closes_a_move_and_is_named(name: str, move: Move) -> None:
    stages, facts = _stages(name), _satisfying(move.needs)
    role = next(who for who in move.who if who not in move.excluded)
    named = set()
    for worse in _mutations(move.needs, facts):
        refused = refusal(stages, move.start, move.to, frozenset({role}), worse, TODAY, "so")
        lacking = [lack for need in move.needs for lack in lacks(need, worse, TODAY)]
        assert (refused is None) == (not lacking)
        if refused is not None:
            assert refused.reason == "guard"
            assert refused.missing == tuple(lack.values["name"] for lack in lacking)
            assert all("…" not in say(lack.code, spoken(stages, lack)) for lack in refused.lacks)
            if len(set(refused.missing)) == 1:
                named.add(refused.missing[0])
    assert named >= {name for need in move.needs for name in _names(need)}


@pytest.mark.parametrize("name", EVERY)
def test_every_state_is_reached_from_the_start_and_comes_to_an_end_by_moves_that_are_made(name: str) -> None:
    stages = _stages(name)
    walked: set[tuple[str, str]] = set()
    ends: set[str] = set()
    for path in _paths(stages):
        walked.update((move.start, move.to) for move in path)
        if stages.states[path[-1].to].ends:
            ends.add(path[-1].to)
    assert walked == {(move.start, move.to) for move in stages.moves}
    assert {to for _, to in walked} | {stages.start} == set(stages.states)
    assert ends == {state.code for state in stages.states.values() if state.ends}


def test_no_workflow_asks_what_nobody_can_give() -> None:
    for name in EVERY:
        for move in _stages(name).moves:
            assert set(move.who) - set(move.excluded), f"{name}: {move.start} > {move.to}"


@given(
    st.sampled_from(EVERY),
    st.integers(0, 3000),
    st.dictionaries(st.sampled_from(["due", "renewed", "agreement_signed", "start", "begins", "expires", "review_by", "validated_on"]),
                    st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=4),
    st.booleans(), st.sampled_from(REVIEWS),
)  # fmt: skip
def test_the_calendar_comes_to_rest_each_day(
    name: str, age: int, days: dict[str, date], yes: bool, reviews: tuple[ReviewFact, ...]
) -> None:
    stages = _stages(name)
    fields: dict[str, object] = {**days, "at_risk": yes, "rules_kept": yes}
    for start in stages.states:
        state, since = start, TODAY - timedelta(days=age)
        for _ in stages.states:
            move = automatic_move(stages, state, Facts(fields, reviews=reviews, state_since=since), TODAY)
            if move is None:
                break
            state, since = move.to, TODAY
        else:
            raise AssertionError(f"{name}: {start} goes round and round")


@pytest.mark.parametrize("name", ["commitment", "next_step"])
@pytest.mark.parametrize(
    ("state", "day", "at_risk", "to"),
    [
        ("accepted", date(2026, 5, 31), False, "on-track"), ("on-track", date(2026, 5, 31), False, "on-track"),
        ("on-track", date(2026, 6, 1), False, "at-risk"), ("on-track", date(2026, 6, 30), False, "at-risk"),
        ("on-track", date(2026, 7, 1), False, "at-risk"), ("at-risk", date(2026, 7, 2), False, "late"),
        ("accepted", date(2026, 7, 2), True, "late"), ("on-track", date(2026, 1, 1), True, "at-risk"),
        ("at-risk", date(2026, 1, 1), True, "at-risk"), ("at-risk", date(2026, 1, 1), False, "on-track"),
        ("late", date(2026, 1, 1), False, "on-track"), ("late", date(2026, 6, 15), False, "at-risk"),
        ("late", date(2026, 12, 1), True, "late"), ("sent-back", date(2026, 7, 2), False, "late"),
        ("sent-back", date(2026, 1, 1), False, "sent-back"), ("done-claimed", date(2026, 12, 1), False, "done-claimed"),
        ("open", date(2026, 12, 1), False, "open"),
    ],
)  # fmt: skip
def test_a_step_stands_by_its_date_and_not_by_hand(name: str, state: str, day: date, at_risk: bool, to: str) -> None:
    assert _rest(_stages(name), state, Facts({"due": "2026-07-01", "at_risk": at_risk}), day) == to


def test_a_step_without_a_date_is_never_said_to_be_late_or_on_track() -> None:
    assert _rest(_stages("commitment"), "accepted", Facts(), date(2036, 1, 1)) == "accepted"


def test_who_says_that_a_step_is_done_does_not_verify_it() -> None:
    stages, done = _stages("next_step"), Facts(evidence=1)
    assert refusal(stages, "done-claimed", "verified", frozenset({"SEC"}), done, TODAY) is None
    refused = refusal(stages, "done-claimed", "verified", frozenset({"SEC", "mover"}), done, TODAY)
    assert refused is not None and refused.reason == "not-your-own"


@pytest.mark.parametrize("state", ["incomplete", "revise", "renewal-due"])
def test_an_application_lapses_after_sixty_days_and_not_after_fifty_nine(state: str) -> None:
    stages, facts = _stages("hub_application"), Facts(state_since=TODAY)
    assert _rest(stages, state, facts, TODAY + timedelta(days=59)) == state
    assert _rest(stages, state, facts, TODAY + timedelta(days=60)) == "lapsed"
    assert due_of(stages, state, TODAY) == TODAY + timedelta(days=60)


def test_a_hub_must_renew_after_twenty_four_months_and_lapses_sixty_days_later() -> None:
    hub, signed = _stages("hub"), {"agreement_signed": "2024-03-31"}
    assert _rest(hub, "formalized", Facts(signed), date(2026, 3, 30)) == "formalized"
    assert _rest(hub, "formalized", Facts(signed, state_since=TODAY), TODAY) == "renewal-due"
    assert _rest(hub, "renewal-due", Facts(signed, state_since=TODAY), date(2026, 5, 30)) == "lapsed"
    stale = refusal(
        hub, "renewal-due", "formalized", frozenset({"SEC"}), Facts(signed | {"renewed": "2024-03-31"}), TODAY
    )
    assert stale is not None and stale.missing == ("renewed",)
    renewed = Facts(signed | {"renewed": "2026-03-31"})
    assert refusal(hub, "renewal-due", "formalized", frozenset({"SEC"}), renewed, TODAY) is None
    assert _rest(hub, "formalized", renewed, date(2028, 3, 30)) == "formalized"


def test_a_hub_whose_agreement_has_no_known_day_is_not_moved_by_date() -> None:
    assert _rest(_stages("hub"), "formalized", Facts(state_since=date(2023, 1, 1)), TODAY) == "formalized"


def test_the_clock_of_an_application_rests_once_it_became_a_hub() -> None:
    stages, signed = _stages("hub_application"), {"agreement_signed": "2024-01-01"}
    assert _rest(stages, "formalized", Facts(signed, state_since=TODAY), TODAY) == "renewal-due"
    assert _rest(stages, "formalized", Facts(signed, links={"becomes": 1}, state_since=TODAY), TODAY) == "formalized"


def _application(mean: float, regional: int, done: int = 3, **fields: object) -> Facts:
    reviews = tuple(ReviewFact(True, number < done, number < regional, mean) for number in range(3))
    return Facts(fields, reviews=reviews)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (_application(3.0, 1), ()),
        (_application(2.99, 1), ("exception",)),
        (_application(2.99, 1, exception=" "), ("exception",)),
        (_application(2.99, 1, exception="first Hub of an island state"), ()),
        (_application(4.0, 0), ("reviewer-from-region",)),
        (_application(4.0, 1, done=2), ("reviews",)),
        (Facts({"exception": "so"}), ("reviews", "reviewer-from-region", "exception")),
    ],
)
def test_an_application_below_the_threshold_needs_an_exception_on_record(
    facts: Facts, missing: tuple[str, ...]
) -> None:
    refused = refusal(_stages("hub_application"), "in-review", "recommended", frozenset({"SEC"}), facts, TODAY)
    assert (refused.missing if refused else ()) == missing


def test_the_steering_committee_decides_with_a_gap_note_and_nobody_decides_on_his_own() -> None:
    stages, noted = _stages("hub_application"), Facts({"gap_note": "Sub-Saharan Africa"})
    assert refusal(stages, "recommended", "accepted", frozenset({"SC"}), noted, TODAY) is None
    for to in ("accepted", "refused", "deferred"):
        bare = refusal(stages, "recommended", to, frozenset({"SC"}), Facts(), TODAY)
        assert bare is not None and bare.missing == ("gap_note",)
        for own in ("owner", "reviewer"):
            refused = refusal(stages, "recommended", to, frozenset({"SC", own}), noted, TODAY)
            assert refused is not None and refused.reason == "not-your-own"


def test_reviewers_who_agree_and_who_diverge_send_an_assessment_their_own_ways() -> None:
    stages = _stages("marker_assessment")
    same, near, far = {"C1": 2, "level": 2}, {"C1": 1, "level": 2}, {"C1": 0, "level": 2}
    lower = {"C1": 2, "level": 1}
    for handed, to in (((same, same), "agreed"), ((same, near), "agreed"), ((same, far), "divergent"),
                      ((same, lower), "divergent"), ((same,), "in-review")):  # fmt: skip
        facts = Facts(reviews=tuple(ReviewFact(True, True, False, 2.0, scores) for scores in handed))
        assert _rest(stages, "in-review", facts, TODAY) == to


def _rest(stages: Stages, state: str, facts: Facts, today: date) -> str:
    """The state in which a thing is once the calendar has done all it does that day."""
    move = automatic_move(stages, state, facts, today)
    while move is not None:
        state, facts = move.to, dataclasses.replace(facts, state_since=today)
        move = automatic_move(stages, state, facts, today)
    return state


def _paths(stages: Stages, path: tuple[Move, ...] = ()) -> Iterator[tuple[Move, ...]]:
    """Every way from the start, by moves that the rules allow, until it ends or comes to a state a second time."""
    state = path[-1].to if path else stages.start
    if stages.states[state].ends:
        yield path
    seen = {stages.start, *(move.to for move in path)}
    for move in moves_from(stages, state):
        role = next(who for who in move.who if who not in move.excluded)
        assert refusal(stages, state, move.to, frozenset({role}), _satisfying(move.needs), TODAY, "so") is None
        if move.to in seen:
            yield (*path, move)
        else:
            yield from _paths(stages, (*path, move))


@cache
def _leaves(condition: Condition) -> tuple[Condition, ...]:
    return tuple(leaf for part in condition.parts for leaf in _leaves(part)) or (condition,)


def _satisfying(needs: tuple[Condition, ...]) -> Facts:
    """Facts with which all conditions hold: what can be counted is plenty, days and reviews are tried."""
    return _found(tuple(id(need) for need in needs), needs)


FOUND: dict[tuple[int, ...], Facts] = {}  # the workflows are kept, so the ids of their conditions stay


def _found(key: tuple[int, ...], needs: tuple[Condition, ...]) -> Facts:
    if key in FOUND:
        return FOUND[key]
    fields: dict[str, object] = {}
    names: set[str] = set()
    counts: dict[str, dict[str, int]] = {"parts": {}, "links": {}}
    evidence = 0
    for leaf in (leaf for need in needs for leaf in _walk(need)):
        values: dict[str, Any] = dict(leaf.values)
        if leaf.kind in ("reached", "until", "past"):
            names.update(values.get("fields", ()) or (values["field"],))
        elif leaf.kind in ("filled", "confirmed"):
            fields.update(
                {name: "x" if leaf.kind == "filled" else True for name in values["fields"] if name not in names}
            )
        elif leaf.kind == "one_of":
            fields[values["field"]] = values["values"][0]
        elif leaf.kind in ("parts", "links"):
            chosen = values["role" if leaf.kind == "parts" else "relation"][0]
            counts[leaf.kind][chosen] = values.get("at_least", 1)
        elif leaf.kind == "evidence":
            evidence = values["at_least"]
    for days in product(DAYS, repeat=len(names)):
        for reviews in REVIEWS:
            tried = dict(fields) | dict(zip(sorted(names), days, strict=True))
            facts = Facts(tried, evidence, counts["parts"], counts["links"], reviews, date(2020, 1, 1))
            if not any(lacks(need, facts, TODAY) for need in needs):
                return FOUND.setdefault(key, facts)
    raise AssertionError(f"nothing satisfies {needs}")


def _walk(condition: Condition) -> Iterator[Condition]:
    for part in condition.parts:
        yield from _walk(part)
    if not condition.parts:
        yield condition


def _mutations(needs: tuple[Condition, ...], facts: Facts) -> Iterator[Facts]:
    """The facts with one thing changed, for each thing that the conditions may look at."""
    names = set(facts.fields)
    for leaf in (leaf for need in needs for leaf in _walk(need)):
        names.update(leaf.values.get("fields", ()))
        names.update(str(leaf.values[key]) for key in ("field", "or_filled") if key in leaf.values)
    for name in sorted(names):
        for value in (None, "", "x", True, False, *DAYS):
            yield dataclasses.replace(facts, fields={**facts.fields, name: value})
    yield dataclasses.replace(facts, evidence=max(facts.evidence - 1, 0))
    for role, count in facts.parts.items():
        yield dataclasses.replace(facts, parts={**facts.parts, role: count - 1})
    for relation, count in facts.links.items():
        yield dataclasses.replace(facts, links={**facts.links, relation: count - 1})
    for leaf in (leaf for need in needs for leaf in _walk(need) if leaf.kind == "unlinked"):
        yield dataclasses.replace(facts, links={**facts.links, **dict.fromkeys(leaf.values["relation"], 1)})
    for reviews in REVIEWS:
        yield dataclasses.replace(facts, reviews=reviews)
    yield dataclasses.replace(facts, state_since=TODAY)


def _names(need: Condition) -> set[str]:
    """The short names by which a condition says what it lacks."""
    values = need.values
    match need.kind:
        case "any":
            return set()  # its name depends on which parts are lacking; that it closes the move is seen above
        case "filled" | "confirmed" | "unconfirmed" | "empty":
            return set(values["fields"])
        case "reached" | "until" | "past":
            return set(values.get("fields", ()) or (values["field"],))
        case "one_of":
            return {str(values["field"])}
        case "evidence":
            return {"evidence"}
        case "parts":
            return {f"part:{'|'.join(values['role'])}"}
        case "links":
            return {f"link:{'|'.join(values['relation'])}"}
        case "unlinked":
            return {f"no-link:{relation}" for relation in values["relation"]}
        case "reviewers":
            said = {"assigned": "reviewers", "done": "reviews", "from_region": "reviewer-from-region"}
            return {said[key] for key in values}
        case "score":
            return {str(values.get("or_filled", "score"))}
        case "spread":
            return {"spread" if "at_least" in values else "agreement"}
        case "apart":
            return {"apart" if "at_least" in values else "alike"}
        case "days_in_state":
            return {"days"}
    raise AssertionError(f"a condition that no test knows: {need.kind}")
