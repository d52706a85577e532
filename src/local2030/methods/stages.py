"""States as a table: which moves there are, why one is refused, which one the calendar makes.

    refusal(stages, "recommended", "accepted", roles, facts, today)  ->  None, or why not and what is missing

A workflow is a signed file of `coalition/stages/` (format: `stage_files`); there is no code for any one workflow.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from local2030.methods.stage_conditions import CONDITIONS, Condition, Facts, ReviewFact, lacks, later
from local2030.methods.stage_diagram import diagram
from local2030.methods.stage_files import faults, load, parse
from local2030.methods.stage_records import ROLES, SYSTEM, Automatic, Move, Refusal, Stages, State
from local2030.vocabulary.findings import Finding

__all__ = [
    "CONDITIONS", "ROLES", "SYSTEM", "Automatic", "Condition", "Facts", "Move", "Refusal", "ReviewFact", "Stages",
    "State", "automatic_move", "diagram", "due_of", "faults", "load", "moves_from", "parse", "refusal", "spoken",
]  # fmt: skip


def moves_from(stages: Stages, state: str) -> tuple[Move, ...]:
    """Every move out of a state, whoever may make it; none out of an ended or unknown one."""
    return tuple(move for move in stages.moves if move.start == state)


def refusal(
    stages: Stages, state: str, to: str, roles: frozenset[str], facts: Facts, today: date, why: str | None = None
) -> Refusal | None:
    """Why the move can't be made, with all that is missing, or None where it can.

    `why` is the reason the mover gives; None asks only whether the move is open to him (a button), not for its reason.
    """
    move = next((m for m in moves_from(stages, state) if m.to == to), None)
    if move is None:
        ways = moves_from(stages, state)
        return _refused("not-a-move", [_lack(f"state:{way.to}", "can-go-to", state=way.to) for way in ways])
    if not roles & set(move.who):
        return _refused("not-your-role", [_lack(f"role:{role}", "needs-role", role=role) for role in move.who])
    barred = sorted(roles & set(move.excluded))
    if barred:
        return _refused("not-your-own", [_lack(f"not:{role}", "needs-another", role=role) for role in barred])
    lacking = [lack for need in move.needs for lack in lacks(need, facts, today)]
    unsaid = move.reason and why is not None and not why.strip() and SYSTEM not in roles
    reason = [_lack("reason", "needs-reason")] if unsaid else []
    if lacking:
        return _refused("guard", [*lacking, *reason])
    return _refused("reason-missing", reason) if reason else None


def due_of(stages: Stages, state: str, since: date) -> date | None:
    """The day until which a thing should have left its state, None where there is no hurry."""
    found = stages.states.get(state)
    if found is None or (found.due_days is None and found.due_months is None):
        return None
    return later(since, found.due_months or 0, found.due_days or 0)


def automatic_move(stages: Stages, state: str, facts: Facts, today: date) -> Move | None:
    """The first move that the calendar makes today. Ask again with the new state: one day can bring several."""
    found = stages.states.get(state)
    for automatic in found.automatic if found else ():
        if not _is_time(automatic, facts, today):
            continue
        if refusal(stages, state, automatic.to, frozenset({SYSTEM}), facts, today) is None:
            return next(move for move in moves_from(stages, state) if move.to == automatic.to)
    return None


def spoken(stages: Stages, lack: Finding, language: str = "en") -> Mapping[str, object]:
    """The values of a lack with words for its field and states: what `say(lack.code, ...)` is given."""
    values = dict(lack.values)
    if "field" in values:
        values["field"] = _word(stages.fields.get(str(values["field"]), {}), str(values["field"]), language)
    if "state" in values and str(values["state"]) in stages.states:
        values["state"] = _word(stages.states[str(values["state"])].words, str(values["state"]), language)
    choices = values.get("choices")
    if isinstance(choices, tuple):
        values["choices"] = "; ".join(_word(stages.fields.get(str(c), {}), str(c), language) for c in choices)
    return values


def _refused(reason: str, found: list[Finding]) -> Refusal:
    return Refusal(reason, tuple(str(lack.values["name"]) for lack in found), tuple(found))


def _is_time(automatic: Automatic, facts: Facts, today: date) -> bool:
    if automatic.after_days is not None or automatic.after_months is not None:
        if facts.state_since is None:
            return False
        if today < later(facts.state_since, automatic.after_months or 0, automatic.after_days or 0):
            return False
    return not any(lacks(condition, facts, today) for condition in automatic.when)


def _word(words: Mapping[str, str], code: str, language: str) -> str:
    return words.get(language) or words.get("en") or code


def _lack(name: str, code: str, **values: object) -> Finding:
    return Finding(code, "error", values={"name": name, **values})
