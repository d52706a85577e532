"""States as a table: what a move needs, why it is refused, what the calendar does, and what a bad file is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from local2030.methods.stage_conditions import day_of, lacks, later
from local2030.methods.stages import (
    CONDITIONS,
    Condition,
    Facts,
    ReviewFact,
    Stages,
    automatic_move,
    diagram,
    due_of,
    faults,
    moves_from,
    parse,
    refusal,
    spoken,
)
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.messages import catalogue, remedy, say

TODAY = date(2026, 3, 31)
HEAD: dict[str, Any] = {
    "kind": "thing", "title": {"en": "Thing"}, "version": "1", "author": "a", "reviewer": "r", "date": "2026-01-01",
    "next_review": "2027-01-01",
}  # fmt: skip
SMALL: dict[str, Any] = HEAD | {
    "start": "open",
    "fields": {"due": {"en": "due date", "fr": "échéance"}, "note": {"en": "note"}},
    "states": {
        "open": {"words": {"en": "open"}, "due_days": 10},
        "late": {"words": {"en": "late"}, "due_months": 1},
        "done": {"words": {"en": "done"}, "ends": True},
    },
    "moves": [
        {"from": "open", "to": "late", "words": {"en": "is late"}, "who": ["system"], "needs": {"past": "due"}},
        {"from": "any", "to": "done", "words": {"en": "finish"}, "who": ["SEC", "owner"], "except": ["mover"],
         "needs": [{"filled": "note"}, {"evidence": 2}], "reason": True, "sets": ["note"]},
    ],
}  # fmt: skip
SMALL["states"]["open"]["automatic"] = {"to": "late", "when": {"past": "due"}}
GOOD = Facts({"note": "n"}, evidence=2)


def _stages(**changes: Any) -> Stages:
    return parse(yaml.safe_dump(SMALL | changes).encode(), "small.yaml")


def _review(mean: float | None = 3.0, done: bool = True, region: bool = False) -> ReviewFact:
    return ReviewFact(True, done, region, mean)


def _scored(*scores: dict[str, float]) -> Facts:
    return Facts(reviews=tuple(ReviewFact(True, True, False, None, given) for given in scores))


def _condition(kind: str, **values: Any) -> Condition:
    return Condition(kind, values)


FOUR = (_review(1), _review(2), _review(3), _review(4, region=True))


@pytest.mark.parametrize(
    ("condition", "held", "unmet", "missing"),
    [
        (_condition("filled", fields=("a",)), Facts({"a": 0}), Facts({"a": "  "}), "a"),
        (_condition("filled", fields=("a",)), Facts({"a": ["x"]}), Facts({"a": []}), "a"),
        (_condition("empty", fields=("a",)), Facts(), Facts({"a": "x"}), "a"),
        (_condition("confirmed", fields=("a",)), Facts({"a": True}), Facts({"a": "no"}), "a"),
        (_condition("unconfirmed", fields=("a",)), Facts({"a": None}), Facts({"a": True}), "a"),
        (_condition("one_of", field="a", values=("x", "y")), Facts({"a": "y"}), Facts({"a": "z"}), "a"),
        (_condition("evidence", at_least=2), Facts(evidence=2), Facts(evidence=1), "evidence"),
        (_condition("parts", role=("l", "k"), at_least=2), Facts(parts={"l": 1, "k": 1}), Facts(parts={"l": 1, "z": 9}), "part:l|k"),
        (_condition("links", relation=("s",)), Facts(links={"s": 1}), Facts(links={"s": 0, "z": 9}), "link:s"),
        (_condition("unlinked", relation=("s",)), Facts(links={"s": 0, "z": 9}), Facts(links={"s": 1}), "no-link:s"),
        (_condition("reviewers", assigned=2), Facts(reviews=(_review(done=False),) * 2), Facts(reviews=(_review(),)), "reviewers"),
        (_condition("reviewers", done=2), Facts(reviews=FOUR), Facts(reviews=(_review(), _review(done=False))), "reviews"),
        (_condition("reviewers", done=2, from_region=1), Facts(reviews=FOUR),
         Facts(reviews=(*FOUR[:2], _review(done=False, region=True))), "reviewer-from-region"),
        (_condition("score", at_least=2.5), Facts(reviews=FOUR), Facts(reviews=FOUR[:3]), "score"),
        (_condition("score", at_least=2.5), Facts(reviews=FOUR), Facts(), "score"),
        (_condition("score", at_least=3, or_filled="x"), Facts({"x": "why"}, reviews=FOUR), Facts(reviews=FOUR), "x"),
        (_condition("score", at_least=3, or_filled="x"), Facts({"x": "why"}, reviews=FOUR), Facts({"x": "why"}), "x"),
        (_condition("score", below=2.5), Facts(reviews=FOUR[:3]), Facts(reviews=FOUR), "score-below"),
        (_condition("spread", at_least=3), Facts(reviews=FOUR), Facts(reviews=FOUR[:3]), "spread"),
        (_condition("spread", below=3), Facts(reviews=FOUR[:3]), Facts(reviews=FOUR), "agreement"),
        (_condition("apart", at_least=2), _scored({"a": 1, "b": 0}, {"a": 1, "b": 2}), _scored({"a": 1}, {"a": 2}), "apart"),
        (_condition("apart", at_least=1, of=("b",)), _scored({"b": 1}, {"b": 2}), _scored({"a": 1, "b": 1}, {"a": 3, "b": 1}), "apart"),
        (_condition("apart", below=2), _scored({"a": 1}, {"a": 2}, {"a": 2}), _scored({"a": 1}, {"a": 2}, {"a": 3}), "alike"),
        (_condition("apart", below=2), _scored({"a": 1}), _scored(), "alike"),
        (_condition("days_in_state", at_least=10), Facts(state_since=date(2026, 3, 21)), Facts(state_since=date(2026, 3, 22)), "days"),
        (_condition("days_in_state", at_least=10), Facts(state_since=date(2026, 3, 21)), Facts(), "days"),
        (_condition("reached", field="d"), Facts({"d": TODAY}), Facts({"d": "2026-04-01"}), "d"),
        (_condition("reached", field="d", days=-30), Facts({"d": "2026-04-30"}), Facts({"d": "2026-05-01"}), "d"),
        (_condition("reached", field="d", months=1), Facts({"d": "2026-02-28"}), Facts({"d": "2026-03-01"}), "d"),
        (_condition("until", field="d"), Facts({"d": "2026-04-01"}), Facts({"d": TODAY}), "d"),
        (_condition("until", field="d", months=24), Facts({"d": "2024-04-01"}), Facts({"d": "2024-03-31"}), "d"),
        (_condition("until", field="d"), Facts({"d": "2026-04-01"}), Facts(), "d"),
        (_condition("past", fields=("d",)), Facts({"d": "2026-03-30"}), Facts({"d": TODAY}), "d"),
        (_condition("past", fields=("d",)), Facts({"d": "2026-02"}), Facts({"d": "2026"}), "d"),
    ],
)  # fmt: skip
def test_a_condition_holds_up_to_its_edge_and_names_what_is_missing(
    condition: Condition, held: Facts, unmet: Facts, missing: str
) -> None:
    assert lacks(condition, held, TODAY) == ()
    assert [lack.values["name"] for lack in lacks(condition, unmet, TODAY)] == [missing]


def test_a_table_of_two_conditions_inside_any_needs_both() -> None:
    needs = {"any": [{"filled": "due", "empty": "note"}, {"evidence": 9}]}
    need = _stages(moves=_moves(_move(needs=needs))).moves[-1].needs[0]
    assert lacks(need, Facts({"due": "2026"}), TODAY) == lacks(need, Facts(evidence=9), TODAY) == ()
    assert [lack.values["name"] for lack in lacks(need, Facts(), TODAY)] == ["due|evidence"]
    assert lacks(need, Facts({"due": "2026", "note": "x"}), TODAY) != ()


def test_a_day_that_is_not_known_is_what_is_missing() -> None:
    for kind in ("reached", "until"):
        assert [lack.code for lack in lacks(_condition(kind, field="d"), Facts({"d": "soon"}), TODAY)] == [
            "needs-field"
        ]


def test_any_needs_one_and_all_needs_every_one() -> None:
    parts = (_condition("filled", fields=("a",)), _condition("evidence", at_least=1))
    either, both = Condition("any", {}, parts), Condition("all", {}, parts)
    assert lacks(either, Facts({"a": "x"}), TODAY) == lacks(either, Facts(evidence=1), TODAY) == ()
    assert [lack.values["name"] for lack in lacks(either, Facts(), TODAY)] == ["a|evidence"]
    assert [lack.values["name"] for lack in lacks(both, Facts(), TODAY)] == ["a", "evidence"]
    assert lacks(both, Facts({"a": "x"}, evidence=1), TODAY) == ()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-31", TODAY), ("2026-03-31T12:00:00Z", TODAY), ("2026-02", date(2026, 2, 28)), ("2027", date(2027, 12, 31)),
        (TODAY, TODAY), ("", None), (None, None), ("soon", None), ("2026-13", None), ("2026-02-30", None), (True, None),
        ("0000", None), ("2026-01-01/2026-02-01", None),
    ],
)  # fmt: skip
def test_a_day_is_read_at_the_precision_it_is_written_in(written: object, day: date | None) -> None:
    assert day_of(written) == day


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    assert later(date(2024, 2, 29), months=24) == date(2026, 2, 28)
    assert later(date(2025, 12, 31), months=2) == date(2026, 2, 28)
    assert later(date(2026, 1, 31), months=-2, days=1) == date(2025, 12, 1)


@pytest.mark.parametrize(
    ("state", "to", "roles", "facts", "why", "reason", "missing"),
    [
        ("open", "done", {"SEC"}, GOOD, "because", None, ()),
        ("open", "done", {"SEC"}, GOOD, None, None, ()),
        ("open", "done", {"SEC"}, GOOD, " ", "reason-missing", ("reason",)),
        ("open", "done", {"SEC"}, Facts(evidence=1), "", "guard", ("note", "evidence", "reason")),
        ("open", "done", {"UN", "PUB"}, GOOD, "x", "not-your-role", ("role:SEC", "role:owner")),
        ("open", "done", set(), GOOD, "x", "not-your-role", ("role:SEC", "role:owner")),
        ("open", "done", {"SEC", "mover"}, GOOD, "x", "not-your-own", ("not:mover",)),
        ("open", "late", {"SEC"}, Facts({"due": "2020"}), "x", "not-your-role", ("role:system",)),
        ("open", "open", {"SEC"}, GOOD, "x", "not-a-move", ("state:late", "state:done")),
        ("done", "open", {"SEC"}, GOOD, "x", "not-a-move", ()),
        ("nowhere", "done", {"SEC"}, GOOD, "x", "not-a-move", ()),
        ("open", "nowhere", {"SEC"}, GOOD, "x", "not-a-move", ("state:late", "state:done")),
    ],
)  # fmt: skip
def test_a_refusal_says_why_and_all_that_is_missing(
    state: str, to: str, roles: set[str], facts: Facts, why: str | None, reason: str | None, missing: tuple[str, ...]
) -> None:
    found = refusal(_stages(), state, to, frozenset(roles), facts, TODAY, why)
    assert (found.reason if found else None, found.missing if found else ()) == (reason, missing)
    if found:
        assert say(found.reason) != found.reason
        assert found.missing == tuple(lack.values["name"] for lack in found.lacks)


def test_what_is_missing_is_said_in_the_words_of_the_file() -> None:
    found = refusal(_stages(), "open", "done", frozenset({"SEC"}), Facts(evidence=1), TODAY)
    assert found is not None
    said = [say(lack.code, spoken(_stages(), lack)) for lack in found.lacks]
    assert said == ["Fill in: note.", "2 pieces of evidence are needed; there are 1."]
    early = refusal(_stages(), "open", "late", frozenset({"system"}), Facts({"due": "2026-04-01"}), TODAY)
    assert early is not None
    assert say("needs-day-reached", spoken(_stages(), early.lacks[0], "fr")) == (
        "It is too early; it becomes possible on 2026-04-02 (échéance)."
    )


def test_due_days_and_months_count_from_the_day_the_state_began() -> None:
    assert due_of(_stages(), "open", TODAY) == date(2026, 4, 10)
    assert due_of(_stages(), "late", TODAY) == date(2026, 4, 30)
    assert due_of(_stages(), "done", TODAY) is None
    assert due_of(_stages(), "nowhere", TODAY) is None


def test_the_calendar_moves_a_thing_on_its_day_and_not_before() -> None:
    stages, facts = _stages(), Facts({"due": "2026-03-31"})
    assert automatic_move(stages, "open", facts, TODAY) is None
    move = automatic_move(stages, "open", facts, TODAY + timedelta(days=1))
    assert move is not None and (move.start, move.to) == ("open", "late")
    assert automatic_move(stages, "late", facts, TODAY + timedelta(days=1)) is None
    assert automatic_move(stages, "nowhere", facts, TODAY) is None


def test_the_calendar_never_makes_a_move_whose_conditions_do_not_hold() -> None:
    states = SMALL["states"] | {"open": {"words": {"en": "open"}, "automatic": {"to": "late", "after_days": 5}}}
    stages, since = _stages(states=states), Facts(state_since=TODAY - timedelta(days=5))
    assert automatic_move(stages, "open", since, TODAY) is None
    due = Facts({"due": "2026-03-01"}, state_since=since.state_since)
    assert automatic_move(stages, "open", due, TODAY) is not None
    assert automatic_move(stages, "open", due, TODAY - timedelta(days=1)) is None
    assert automatic_move(stages, "open", Facts({"due": "2026-03-01"}), TODAY) is None


def _moves(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [*SMALL["moves"], *more]


def _move(**changes: Any) -> dict[str, Any]:
    return {"from": "late", "to": "open", "words": {"en": "back"}, "who": ["SEC"]} | changes


LOST = {"words": {"en": "lost"}}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, set()),
        ({"moves": _moves(_move(to="gone"))}, {"stages-unknown-state"}),
        ({"start": "gone"}, {"stages-unknown-state", "stages-unreachable"}),
        ({"states": SMALL["states"] | {"lost": LOST}}, {"stages-unreachable"}),
        ({"states": SMALL["states"] | {"lost": LOST}, "moves": [*SMALL["moves"][:1], _move(to="done"), _move(to="lost")]},
         {"stages-never-ends"}),
        ({"moves": _moves(_move(**{"from": "done"}))}, {"stages-move-out-of-end"}),
        ({"moves": _moves(_move(), _move())}, {"stages-move-twice"}),
        ({"moves": _moves(_move(who=[]))}, {"stages-nobody-moves"}),
        ({"moves": _moves(_move(who=["KING"]))}, {"stages-unknown-role"}),
        ({"moves": _moves(_move(**{"except": ["KING"]}))}, {"stages-unknown-role"}),
        ({"moves": _moves(_move(words={}))}, {"stages-no-words"}),
        ({"moves": _moves(_move(sets=["other"]))}, {"stages-unknown-field"}),
        ({"moves": _moves(_move(needs={"prayed": 3}))}, {"stages-unknown-condition"}),
        ({"moves": _moves(_move(needs={"any": [{"prayed": 3}]}))}, {"stages-unknown-condition"}),
        ({"moves": _moves(_move(needs={"any": []}))}, {"stages-bad-condition"}),
        ({"moves": _moves(_move(needs={"filled": "other"}))}, {"stages-unknown-field"}),
        ({"moves": _moves(_move(needs={"score": {"at_least": 1, "or_filled": "other"}}))}, {"stages-unknown-field"}),
        ({"moves": _moves(_move(needs={"evidence": "many"}))}, {"stages-bad-condition"}),
        ({"moves": _moves(_move(needs={"evidence": True}))}, {"stages-bad-condition"}),
        ({"moves": _moves(_move(needs={"evidence": {"least": 1}}))}, {"stages-bad-condition"}),
        ({"moves": _moves(_move(needs={"reviewers": {}}))}, {"stages-bad-condition"}),
        ({"moves": _moves(_move(needs={"filled": []}))}, {"stages-bad-condition"}),
        ({"moves": _moves(_move(needs={"reached": ["due", "note"]}))}, {"stages-bad-condition"}),
        ({"states": SMALL["states"] | {"late": LOST | {"automatic": {"to": "done", "after_days": 3}}}},
         {"stages-automatic-astray"}),
        ({"states": SMALL["states"] | {"open": LOST | {"automatic": {"to": "late"}}}}, {"stages-automatic-always"}),
        ({"states": SMALL["states"] | {"late": {"words": {"fr": "tard"}}}}, {"stages-no-words"}),
    ],
)  # fmt: skip
def test_the_faults_of_a_file_are_found_and_have_words(changes: dict[str, Any], codes: set[str]) -> None:
    found = faults(_stages(**changes))
    assert {fault.code for fault in found} == codes
    for fault in found:
        assert "…" not in say(fault.code, fault.values)
        assert remedy(fault.code, fault.values)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"- a", b"kind: x", b"{", b"\xff\xfe\x00", b"states: 3\nmoves: []", b"states: {a: {words: 3}}\nmoves: []",
        yaml.safe_dump(SMALL | {"moves": 3}).encode(),
        yaml.safe_dump(SMALL | {"moves": _moves(_move(needs=3))}).encode(),
        yaml.safe_dump(SMALL | {"moves": _moves(_move(needs=["x"]))}).encode(),
        yaml.safe_dump(SMALL | {"states": {"a": {"words": {"en": "a"}, "due_days": -1}}}).encode(),
        yaml.safe_dump(SMALL | {"states": {"a": {"words": {"en": "a"}, "due_days": 10**9}}}).encode(),
        yaml.safe_dump({key: value for key, value in SMALL.items() if key != "reviewer"}).encode(),
        b"kind: !!python/object/apply:os.system ['true']",
        b"#" * (256 * 1024 + 1),
        b"[" * 100_000,
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
    ],
    ids=range(17),
)  # fmt: skip
def test_what_is_no_workflow_at_all_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(WrongUse) as caught:
        parse(data, "hostile.yaml")
    assert caught.value.finding.code == "stages-invalid"
    assert "hostile.yaml" in str(caught.value.finding.file)


def test_conditions_nested_without_end_are_refused() -> None:
    needs: Any = {"evidence": 1}
    for _ in range(6):
        needs = {"any": [needs]}
    with pytest.raises(WrongUse):
        _stages(moves=_moves(_move(needs=needs)))


def test_every_condition_says_what_is_missing_in_words() -> None:
    words = catalogue("en")
    facts = Facts({"a": True, "e": "x"}, links={"s": 1}, reviews=())
    samples: dict[str, dict[str, Any]] = {
        "filled": {"fields": ("no",)}, "empty": {"fields": ("e",)}, "confirmed": {"fields": ("no",)},
        "unconfirmed": {"fields": ("a",)}, "one_of": {"field": "no", "values": ("x",)}, "evidence": {"at_least": 1},
        "parts": {"role": ("r",)}, "links": {"relation": ("z",)}, "unlinked": {"relation": ("s",)},
        "reviewers": {"assigned": 1, "done": 1, "from_region": 1}, "score": {"at_least": 1}, "spread": {"below": 1},
        "apart": {"below": 1},
        "days_in_state": {"at_least": 1}, "reached": {"field": "no"}, "until": {"field": "no"}, "past": {"fields": ("no",)},
    }  # fmt: skip
    assert set(samples) == set(CONDITIONS)
    for kind, values in samples.items():
        found = lacks(Condition(kind, values), facts, TODAY)
        assert found
        for lack in found:
            assert lack.code in words
            assert lack.values["name"]


def test_the_picture_has_every_state_and_move_and_no_text_can_break_it() -> None:
    states = {"end": {"words": {"en": 'the "end";\n<b>'}}, "stop": {"words": {"en": "stop"}, "ends": True}}
    moves = [{"from": "end", "to": "stop", "words": {"en": "a: b --> c"}, "who": ["system"]}]
    text = diagram(_stages(start="end", states=states, moves=moves))
    assert text == (
        "stateDiagram-v2\n"
        '    state "the end b" as s_end\n'
        '    state "stop" as s_stop\n'
        "    [*] --> s_end\n"
        "    s_end --> s_stop: a b -- c (by itself)\n"
        "    s_stop --> [*]\n"
    )


NAMES = ("a", "b", "c", "d")


@st.composite
def workflows(draw: st.DrawFn) -> Stages:
    """Any workflow that parses, sound or not."""
    needs = st.lists(
        st.sampled_from([{"filled": "due"}, {"evidence": 2}, {"confirmed": "note"}, {"past": "due"}, {"links": "s"}]),
        max_size=3,
    )
    move = st.fixed_dictionaries(
        {
            "from": st.one_of(st.sampled_from(NAMES), st.just("any"), st.lists(st.sampled_from(NAMES), min_size=1)),
            "to": st.sampled_from(NAMES),
            "words": st.just({"en": "go"}),
            "who": st.lists(st.sampled_from(["SEC", "UN", "owner", "system"]), min_size=1),
            "except": st.lists(st.sampled_from(["mover", "owner"])),
            "reason": st.booleans(),
            "needs": needs,
        }
    )
    ends = draw(st.sets(st.sampled_from(NAMES[1:])))
    states = {name: {"words": {"en": name}, "ends": name in ends} for name in NAMES}
    return _stages(start="a", states=states, moves=draw(st.lists(move, max_size=8)))


FACTS = st.builds(
    Facts,
    fields=st.fixed_dictionaries(
        {"due": st.sampled_from([None, "2025", TODAY, "2030"]), "note": st.sampled_from([None, True])}
    ),
    evidence=st.integers(0, 3),
    links=st.sampled_from([{}, {"s": 1}]),
)
ROLE_SETS = st.frozensets(st.sampled_from(["SEC", "UN", "owner", "mover", "system", "PUB"]))


@given(workflows(), st.sampled_from(NAMES), st.sampled_from(NAMES), ROLE_SETS, FACTS, st.sampled_from([None, "", "so"]))
def test_a_move_is_made_exactly_when_it_exists_is_his_and_all_conditions_hold(
    stages: Stages, state: str, to: str, roles: frozenset[str], facts: Facts, why: str | None
) -> None:
    refused = refusal(stages, state, to, roles, facts, TODAY, why)
    move = next((m for m in moves_from(stages, state) if m.to == to), None)
    allowed = (
        move is not None
        and bool(roles & set(move.who))
        and not roles & set(move.excluded)
        and not any(lacks(need, facts, TODAY) for need in move.needs)
        and not (move.reason and why == "" and "system" not in roles)
    )
    assert (refused is None) == allowed


@given(workflows(), ROLE_SETS, FACTS)
def test_a_sound_workflow_never_leaves_a_state_that_ends(stages: Stages, roles: frozenset[str], facts: Facts) -> None:
    if faults(stages):
        return
    for state in stages.states.values():
        if state.ends:
            assert moves_from(stages, state.code) == ()
            assert automatic_move(stages, state.code, facts, TODAY) is None
            assert all(refusal(stages, state.code, to, roles, facts, TODAY) for to in stages.states)


@given(workflows(), FACTS)
def test_what_the_calendar_does_it_could_also_do_when_asked(stages: Stages, facts: Facts) -> None:
    for state in stages.states:
        move = automatic_move(stages, state, facts, TODAY)
        if move is not None:
            assert refusal(stages, state, move.to, frozenset({"system"}), facts, TODAY) is None
