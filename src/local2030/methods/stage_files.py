"""A workflow read from its signed file and checked. Reading gathers every mistake before it complains.

Format (all words by language key):

    kind: next-step                     # which things it is for
    title: {en: Next step}
    version, author, reviewer, date, next_review
    start: open
    fields: {due: {en: due date}}       # every field that a condition reads, with its words
    states:
      open:    {words: {en: open}, due_days: 30}
      late:    {words: {en: late}, automatic: {to: on-track, when: [{until: {field: due, days: 1}}]}}
      dropped: {words: {en: dropped}, ends: true}
    moves:
      - {from: [open, late], to: dropped, words: {en: drop}, who: [SEC], except: [mover], reason: true, needs: [...]}

`from` is a state, a list of them, or `any` (all that don't end); `except` names roles that may not make the move
whatever else they hold; `sets` the fields that may be filled in with it; `reason: true` asks the mover why. `automatic` is one or a list of moves made by the
system: `to`, and `after_days`, `after_months` in the state, `when` conditions; each must stand among the moves with
`system` in `who`; one that would lead to the state itself is left out, so that states can share a list. The words of conditions are those of `stage_conditions.CONDITIONS`, and `any`, `all`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from local2030.methods.stage_conditions import CONDITIONS, Condition
from local2030.methods.stage_records import ROLES, SYSTEM, Automatic, Move, Stages, State
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding

HEAD = ("version", "author", "reviewer", "date", "next_review")
LARGEST = 256 * 1024
DEEPEST = 4  # conditions in conditions
DEEPEST_FILE = 24


def load(path: Path | Traversable) -> Stages:
    """The workflow in that file. All mistakes are told at once, as a `WrongUse`."""
    stages = parse(path.read_bytes(), path.name)
    found = faults(stages)
    if found:
        raise _wrong(path.name, [f"{fault.code} {_plain(fault.values)}" for fault in found])
    return stages


def parse(data: bytes, name: str) -> Stages:
    """The workflow as it is written, sound or not (`faults` tells); a `WrongUse` where it has not even the shape."""
    if len(data) > LARGEST:
        raise _wrong(name, [f"larger than {LARGEST // 1024} KB"])
    try:
        _check_shape(data)
        top = yaml.load(data, Loader=yaml.CSafeLoader)
        states = {str(code): _state(str(code), found) for code, found in top["states"].items()}
        return Stages(
            kind=str(top["kind"]), title=dict(top["title"]), head={key: str(top[key]) for key in HEAD},
            sha256=hashlib.sha256(data).hexdigest(), start=str(top["start"]),
            fields={str(n): dict(words) for n, words in (top.get("fields") or {}).items()}, states=states,
            moves=tuple(move for written in top["moves"] for move in _moves(written, states)),
        )  # fmt: skip
    except KeyError as trouble:
        raise _wrong(name, [f"{trouble.args[0]} is missing"]) from trouble
    except (yaml.YAMLError, AttributeError, TypeError, ValueError, RecursionError) as trouble:
        raise _wrong(name, [str(trouble).splitlines()[0]]) from trouble


def faults(stages: Stages) -> tuple[Finding, ...]:
    """Everything that is unsound in a workflow, empty where it can be used."""
    found = [*_move_faults(stages), *_state_faults(stages)]
    for where, condition in _conditions(stages):
        found += _condition_faults(stages, where, condition)
    return tuple(found)


def _check_shape(data: bytes) -> None:
    """Refuse what would break the reader: brackets in brackets without end, references that multiply."""
    depth, anchored = 0, list[int]()
    for event in yaml.parse(data, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if event.anchor is not None:
                anchored.append(depth)
        elif isinstance(event, yaml.CollectionEndEvent):
            if anchored and anchored[-1] == depth:
                anchored.pop()
            depth -= 1
        elif isinstance(event, yaml.AliasEvent) and anchored:
            raise ValueError("a reference lies inside what is referred to")
        if depth > DEEPEST_FILE:
            raise ValueError("tables and lists lie too deep in each other")


def _state(code: str, written: Mapping[str, Any]) -> State:
    automatic = written.get("automatic") or []
    tables = automatic if isinstance(automatic, list) else [automatic]
    return State(
        code, dict(written["words"]), bool(written.get("ends")), _whole(written.get("due_days")),
        _whole(written.get("due_months")),
        tuple(_automatic(each) for each in tables if str(each["to"]) != code),
    )  # fmt: skip


def _automatic(written: Mapping[str, Any]) -> Automatic:
    days, months = _whole(written.get("after_days")), _whole(written.get("after_months"))
    return Automatic(str(written["to"]), days, months, _read(written.get("when")))


def _moves(written: Mapping[str, Any], states: Mapping[str, State]) -> Iterator[Move]:
    start, to = written["from"], str(written["to"])
    every = [code for code, state in states.items() if not state.ends and code != to]
    for code in every if start == "any" else _list(start):
        yield Move(
            code, to, dict(written["words"]), _list(written["who"]), _list(written.get("except") or []),
            _read(written.get("needs")), bool(written.get("reason")), _list(written.get("sets") or []),
        )  # fmt: skip


def _read(written: Any, depth: int = 0) -> tuple[Condition, ...]:
    """Conditions as written: a list of tables, or one table. All keys of a table must hold, inside `any` too."""
    if depth > DEEPEST:
        raise ValueError("conditions lie too deep in each other")
    found: list[Condition] = []
    for table in written if isinstance(written, list) else [written] if written else []:
        each = tuple(_condition(str(kind), value, depth) for kind, value in table.items())
        found += [Condition("all", {}, each)] if depth and len(each) > 1 else each
    return tuple(found)


def _condition(kind: str, value: Any, depth: int) -> Condition:
    if kind in ("any", "all"):
        return Condition(kind, {}, _read(value, depth + 1))
    rule = CONDITIONS.get(kind)
    values = dict(value) if isinstance(value, dict) else {rule.plain if rule else "": value}
    for key in ("fields", "role", "relation", "values", "of"):
        if key in values:
            values[key] = _list(values[key])
    return Condition(kind, values)


def _move_faults(stages: Stages) -> Iterator[Finding]:
    seen = set()
    for move in stages.moves:
        way = {"start": move.start, "to": move.to}
        for end in (move.start, move.to):
            if end not in stages.states:
                yield _fault("stages-unknown-state", state=end, **way)
        if move.start in stages.states and stages.states[move.start].ends:
            yield _fault("stages-move-out-of-end", **way)
        if (move.start, move.to) in seen:
            yield _fault("stages-move-twice", **way)
        seen.add((move.start, move.to))
        if not move.who:
            yield _fault("stages-nobody-moves", **way)
        for role in {*move.who, *move.excluded} - ROLES:
            yield _fault("stages-unknown-role", role=role, **way)
        for name in move.sets:
            if name not in stages.fields:
                yield _fault("stages-unknown-field", where=f"{move.start} > {move.to}", field=name)
        if not move.words.get("en"):
            yield _fault("stages-no-words", what=f"{move.start} > {move.to}")


def _state_faults(stages: Stages) -> Iterator[Finding]:
    if stages.start not in stages.states:
        yield _fault("stages-unknown-state", state=stages.start, start="", to=stages.start)
    ways = {(move.start, move.to) for move in stages.moves}
    reached = _closure({stages.start}, ways)
    ending = _closure({s.code for s in stages.states.values() if s.ends}, {(to, start) for start, to in ways})
    by_system = {(move.start, move.to) for move in stages.moves if SYSTEM in move.who}
    for code, state in stages.states.items():
        if code not in reached:
            yield _fault("stages-unreachable", state=code)
        if code not in ending:
            yield _fault("stages-never-ends", state=code)
        if not state.words.get("en"):
            yield _fault("stages-no-words", what=code)
        for automatic in state.automatic:
            if (code, automatic.to) not in by_system:
                yield _fault("stages-automatic-astray", start=code, to=automatic.to)
            if automatic.after_days is None and automatic.after_months is None and not automatic.when:
                yield _fault("stages-automatic-always", start=code, to=automatic.to)


def _closure(reached: set[str], ways: set[tuple[str, str]]) -> set[str]:
    """All states that can be reached over the ways."""
    while True:
        more = {to for start, to in ways if start in reached} - reached
        if not more:
            return reached
        reached = reached | more


def _conditions(stages: Stages) -> Iterator[tuple[str, Condition]]:
    """Every condition, those inside others too, with where it stands."""
    todo = [(f"{m.start} > {m.to}", need) for m in stages.moves for need in m.needs]
    todo += [(s.code, need) for s in stages.states.values() for a in s.automatic for need in a.when]
    while todo:
        where, condition = todo.pop(0)
        yield where, condition
        todo += [(where, part) for part in condition.parts]


def _condition_faults(stages: Stages, where: str, condition: Condition) -> Iterator[Finding]:
    if condition.kind in ("any", "all"):
        if not condition.parts:
            yield _fault("stages-bad-condition", where=where, condition=condition.kind)
        return
    rule = CONDITIONS.get(condition.kind)
    if rule is None:
        yield _fault("stages-unknown-condition", where=where, condition=condition.kind)
        return
    keys = set(condition.values)
    if not keys or not rule.needed <= keys <= rule.needed | rule.may | {rule.plain} - {""} or not _sound(condition):
        yield _fault("stages-bad-condition", where=where, condition=condition.kind)
        return
    values = condition.values
    named = [*values.get("fields", ()), *(values[key] for key in ("field", "or_filled") if key in values)]
    for name in named:
        if not stages.fields.get(name, {}).get("en"):
            yield _fault("stages-unknown-field", where=where, field=name)


def _sound(condition: Condition) -> bool:
    """Whether each value is of its sort: numbers where we count, names elsewhere."""
    names = {"field", "or_filled"}
    lists = {"fields", "role", "relation", "values", "of"}
    return all(
        (isinstance(value, str) if key in names else bool(value) if key in lists else _is_number(value))
        for key, value in condition.values.items()
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= 36500:
        raise ValueError(f"{value!r} is not a number of days or months")
    return value


def _list(value: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in (value if isinstance(value, list | tuple) else [value]))


def _fault(code: str, **values: object) -> Finding:
    return Finding(code, "error", values=values)


def _plain(values: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in values.items())


def _wrong(name: str, mistakes: list[str]) -> WrongUse:
    values = {"mistakes": "; ".join(mistakes), "count": len(mistakes)}
    return WrongUse(Finding("stages-invalid", "error", name, None, values))
