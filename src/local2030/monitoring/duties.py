"""What a place must report in a year, and which of its data serve several duties: a register that can be signed.

A place reports itself (its government is named by the duty) or contributes (the report of its country is made of data
like its own). Whether a duty binds it depends on facts of its country or its own (a treaty, a membership): a fact that
nobody told leaves the duty standing with `if`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from local2030.methods.signed_files import signed_file
from local2030.monitoring.expectations import Kind, framework
from local2030.vocabulary.goals import indicator as known_indicator

FILE = Path(__file__).parent / "duties.yaml"

Role = Literal["reports", "contributes"]
Applies = Literal["yes", "if", "no"]
Due = Literal["due", "not-due", "open"]
State = Literal["present", "stale", "missing", "suppressed", "refused", "not_applicable", "out_of_scope"]
OUTSIDE = ("not_applicable", "out_of_scope")


class Source(NamedTuple):
    """The page that a duty stands on."""

    title: str
    publisher: str
    year: int


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty. `every` None and no `years`: no date is set. `sure` False: to be confirmed at the source."""

    id: str
    name: str
    who: frozenset[Kind]
    contributes: frozenset[Kind]
    to: str
    kind: Literal["binding", "agreed", "voluntary"]
    asked_of: tuple[str, ...]
    every: int | None
    first: int | None
    last: int | None
    years: tuple[int, ...]
    needs: tuple[str, ...]
    source: Source
    sure: bool
    note: str


@dataclass(frozen=True, slots=True)
class Register:
    """All duties, the facts that they ask for, and the file's version and SHA-256."""

    duties: tuple[Duty, ...]
    facts: Mapping[str, str]
    version: str
    sha256: str


class Need(NamedTuple):
    """An indicator that a duty needs, as the place has it. `newest` None: no value."""

    indicator: str
    state: State
    newest: int | None


@dataclass(frozen=True, slots=True)
class DutyOfPlace:
    """A duty as it stands for a place in a year. `next_year` None: no date is set.

    `have` of `of` needed indicators have a fresh value; those out of scope or not applicable aren't counted in `of`.
    """

    duty: Duty
    role: Role
    applies: Applies
    due: Due
    next_year: int | None
    needs: tuple[Need, ...]
    have: int
    of: int


class Served(NamedTuple):
    """An indicator, as the place has it, and the duties that its data serve."""

    need: Need
    duties: tuple[str, ...]


@cache
def register() -> Register:
    """The signed register; a duty with an unknown indicator, fact or kind is a fault of the package."""
    top, _head, sha256 = signed_file(FILE)
    duties = tuple(_duty(id_, row) for id_, row in top["duties"].items())
    wrong = [
        d.id for d in duties if not set(d.asked_of) <= set(top["facts"]) or not set(d.needs) <= set(framework().demands)
    ]
    if wrong:
        raise ValueError(f"{FILE.name}: unknown fact or indicator at {', '.join(wrong)}")
    return Register(duties, top["facts"], top["version"], sha256)


def duties_of(
    kind: Kind, year: int, states: Mapping[str, Need], facts: Mapping[str, bool] | None = None, by: Register | None = None
) -> tuple[DutyOfPlace, ...]:  # fmt: skip
    """The duties of a kind of place in a year: those due and its own first. `states`: what the place has, by indicator.

    `facts`: what is known to hold (True) or not to hold (False); a duty whose facts don't hold is left out.
    """
    found = []
    for duty in (by or register()).duties:
        applies = _applies(duty.asked_of, facts or {})
        if applies != "no" and kind in duty.who | duty.contributes:
            found.append(_of_place(duty, "reports" if kind in duty.who else "contributes", applies, year, kind, states))
    order = {"due": 0, "open": 1, "not-due": 2}
    return tuple(sorted(found, key=lambda d: (d.role != "reports", order[d.due], d.applies != "yes", d.duty.id)))


def served(duties: Iterable[DutyOfPlace]) -> tuple[Served, ...]:
    """Each indicator that any of the duties needs, those that serve most duties first."""
    by_code: defaultdict[str, list[str]] = defaultdict(list)
    needs: dict[str, Need] = {}
    for one in duties:
        for need in one.needs:
            by_code[need.indicator].append(one.duty.id)
            needs[need.indicator] = need
    order = {code: number for number, code in enumerate(framework().demands)}
    codes = sorted(by_code, key=lambda code: (-len(by_code[code]), order[code]))
    return tuple(Served(needs[code], tuple(by_code[code])) for code in codes)


def duties_by_indicator(
    kinds: Collection[Kind], facts: Mapping[str, bool] | None = None, by: Register | None = None
) -> dict[str, tuple[str, ...]]:
    """For each global indicator the duties that need it, of those that ask any of these kinds of place."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for duty in (by or register()).duties:
        if _applies(duty.asked_of, facts or {}) != "no" and not (duty.who | duty.contributes).isdisjoint(kinds):
            for code in duty.needs:
                found[code].append(duty.id)
    return {code: tuple(ids) for code, ids in found.items()}


def next_year(duty: Duty, year: int) -> int | None:
    """The first year from `year` on in which the duty is due; None where no date is set or it has ended.

    Known years come before the rhythm; a rhythm without any known year (counted from each place's own day) sets none.
    """
    later = [y for y in duty.years if y >= year]
    if later:
        return min(later)
    anchor = duty.years[-1] if duty.years else duty.first
    if duty.every == 1:
        found = max(year, anchor or year)
    elif duty.every and anchor:
        found = anchor + -(-max(year - anchor, 0) // duty.every) * duty.every
    else:
        return None
    return found if duty.last is None or found <= duty.last else None


def _of_place(
    duty: Duty, role: Role, applies: Applies, year: int, kind: Kind, states: Mapping[str, Need]
) -> DutyOfPlace:
    following = next_year(duty, year)
    has_dates = bool(duty.years or duty.every == 1 or (duty.every and duty.first))
    due: Due = "open" if not has_dates else "due" if following == year else "not-due"
    needs = tuple(states.get(code) or _unknown(code, kind) for code in duty.needs)
    counted = [need for need in needs if need.state not in OUTSIDE]
    have = sum(need.state == "present" for need in counted)
    return DutyOfPlace(duty, role, applies, due, following, needs, have, len(counted))


def _unknown(code: str, kind: Kind) -> Need:
    """An indicator of which nothing is said: missing where it means something for such a place, else out of scope."""
    at = framework().demands[code].at
    return Need(code, "missing" if kind in at or (kind == "part" and "local" in at) else "out_of_scope", None)


def _applies(asked_of: tuple[str, ...], facts: Mapping[str, bool]) -> Applies:
    if not asked_of or any(facts.get(fact) for fact in asked_of):
        return "yes"
    return "no" if all(facts.get(fact) is False for fact in asked_of) else "if"


def _duty(id_: str, row: Mapping[str, Any]) -> Duty:
    return Duty(
        id_, row["name"], frozenset(row["who"]), frozenset(row.get("contributes", ())), row["to"], row["kind"],
        tuple(row.get("asked_of", ())), row.get("every"), row.get("first"), row.get("last"), tuple(row.get("years", ())),
        _needs(row["needs"]), Source(**row["source"]), bool(row["sure"]), row.get("note", ""),
    )  # fmt: skip


def _needs(told: Mapping[str, Any]) -> tuple[str, ...]:
    """The indicators in the framework's order: all, those of whole goals, and single ones."""
    goals, single = set(told.get("goals", ())), set(told.get("indicators", ()))
    codes = framework().demands
    unknown = single - set(codes)
    found = [c for c in codes if told.get("all") or c in single or ((i := known_indicator(c)) and i.goal in goals)]
    return (*found, *sorted(unknown))
