"""The cells that are expected, as rules: for each indicator (or breakdown) and level of places the years, and why.

Framework: an indicator that means something for the whole territory is expected of it, each `every` years since 2015.
Practice: what half of a level's places report is expected of all of them, in the years in which the level reports and in
its rhythm since; what fewer report is expected of those only, in the years since they began (own-practice). What only
the whole territory reports is expected of no smaller place. Metadata and user outweigh both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from local2030.monitoring.expectations import Asked, Framework, Level, Rule, meant
from local2030.monitoring.rhythm import expected_years, rhythm, waves, within, years_back
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.goals import indicator as known_indicator
from local2030.vocabulary.goals import read_code

Of = Literal["all", "reporters"]  # the places that are expected: all of the level, or those that ever reported
Key = tuple[str, ...]  # (indicator,) or (indicator, series, dims)
Place = tuple[Key, int]


class IndicatorFacts(NamedTuple):
    """What a data set's metadata say of an indicator. `not_applicable`: they say themselves that it is out of scope."""

    code: str
    framework_code: str = ""
    goal: int = 0
    name: str = ""
    source: str = ""
    source_url: str = ""
    not_applicable: bool = False
    dimensions: tuple[str, ...] = ()


class Reported(NamedTuple):
    """So many places of a level had a value in a year."""

    key: Key
    level: int
    year: int
    places: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of a level's places: `years` with the rule that made each. `latest` is the last of them.

    A place whose newest value is `stale_after` years older than `latest` is stale. Out of scope: `in_scope` False with
    its reason, and the years that it is out for.
    """

    key: Key
    level: int
    of: Of
    years: Mapping[int, Rule]
    every: int
    stale_after: int
    in_scope: bool = True
    reason: str = ""
    owner: str = ""
    reported: bool = False

    @property
    def indicator(self) -> str:
        """The code of the indicator."""
        return self.key[0]

    @property
    def latest(self) -> int:
        """The last year that is expected."""
        return max(self.years)

    @property
    def rule(self) -> Rule:
        """The rule behind its last year."""
        return self.years[self.latest]


class Window(NamedTuple):
    """The years that are looked at, and the last one whose value should be out by now."""

    since: int
    until: int
    due: int


def expect(
    reported: Iterable[Reported], levels: Sequence[Level], facts: Mapping[str, IndicatorFacts], asked: Sequence[Asked],
    by: Framework, window: Window,
) -> tuple[tuple[Expectation, ...], tuple[Finding, ...]]:  # fmt: skip
    """Expectations of indicators: each by the strongest rule that speaks for it. Rows of `asked` that fit nothing are told."""
    found = {(e.key, e.level): e for e in practised(reported, levels, facts, by, window)}
    _add_framework(found, facts, levels, by, window)
    findings: list[Finding] = []
    for row in asked:
        codes = _codes(row.indicator, facts, found, by)
        numbers = meant(row.level, levels, row.in_scope)
        if not codes or not numbers:
            code = "expected-indicator-unknown" if not codes else "expected-level-unknown"
            findings.append(Finding(code, "warning", None, row.line, {"indicator": row.indicator, "level": row.level}))
        for code in codes:
            for number in numbers:
                _add_asked(found, row, code, number, by, window)
    return tuple(found[key] for key in sorted(found) if found[key].years), tuple(findings)


def practised(
    reported: Iterable[Reported], levels: Sequence[Level], facts: Mapping[str, IndicatorFacts], by: Framework, window: Window
) -> tuple[Expectation, ...]:  # fmt: skip
    """What follows from a data set's own practice, for indicators or for their breakdowns."""
    counts: defaultdict[Place, dict[int, int]] = defaultdict(dict)
    for row in reported:
        counts[row.key, row.level][row.year] = row.places
    there = {level.number: level.places for level in levels}
    found = []
    for (key, number), by_year in counts.items():
        many = max(by_year.values()) >= by.defaults.practice_share * there.get(number, 0)
        years = waves(by_year)
        every = rhythm(years, _every(key[0], facts, by))
        rule: Rule = "practice" if many else "own-practice"
        due = within(expected_years(years, every, window.due), window.since, window.until)
        if due:
            of: Of = "all" if many else "reporters"
            found.append(
                Expectation(key, number, of, dict.fromkeys(due, rule), every, every + by.defaults.beyond, reported=True)
            )
    return tuple(found)


def framework_code(code: str, facts: Mapping[str, IndicatorFacts], by: Framework) -> str:
    """The global indicator that a data set's indicator stands for; "" for one of its own."""
    said = facts[code].framework_code if code in facts else ""
    if not said:
        known = known_indicator(code)
        said = known.code if known else ""
    return said if said in by.demands else ""


def _add_framework(
    found: dict[Place, Expectation], facts: Mapping[str, IndicatorFacts], levels: Sequence[Level], by: Framework,
    window: Window,
) -> None:  # fmt: skip
    """The demands on the whole territory: of the framework, and of metadata that name an indicator without any value."""
    own = _own_codes(found, facts, by)
    told = {_unsd(code) for code, codes in own.items() if any(((c,), 0) in found for c in codes)} - {""}
    since, kind = max(window.since, by.defaults.from_year), levels[0].kind if levels else "regional"
    for demand in by.demands.values():
        code = own.get(demand.code, (demand.code,))[0]
        here = found.get(((code,), 0))
        if here is not None:
            before = years_back(min(here.years), here.every, since) if kind in demand.at else ()
            if before:
                found[(code,), 0] = replace(here, years={**dict.fromkeys(before, "framework"), **here.years})
        elif _unsd(demand.code) not in told:
            out = kind not in demand.at
            reason = demand.why if out else ""
            found[(code,), 0] = _unreported(code, demand.every, since, window, "framework", by, reason, out)
            told |= {_unsd(demand.code)} - {""}
    for code, fact in facts.items():
        here = found.get(((code,), 0))
        if fact.not_applicable and (here is None or not here.reported):
            found[(code,), 0] = _unreported(code, 1, since, window, "metadata", by, "metadata", out=True)
        elif here is None and not any(key == (code,) for key, _level in found) and not own_twin(code, told, facts, by):
            found[(code,), 0] = _unreported(code, by.defaults.every, since, window, "metadata", by)


def _own_codes(
    found: Iterable[Place], facts: Mapping[str, IndicatorFacts], by: Framework
) -> dict[str, tuple[str, ...]]:
    """The data set's codes for each global indicator, those with values at the whole territory first."""
    there = set(found)
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for code in {*facts, *(key[0] for key, _level in there)}:
        codes[framework_code(code, facts, by)].append(code)
    codes.pop("", None)
    return {code: tuple(sorted(own, key=lambda c: (((c,), 0) not in there, c))) for code, own in codes.items()}


def own_twin(code: str, told: set[str], facts: Mapping[str, IndicatorFacts], by: Framework) -> bool:
    """Whether the same global indicator is reported under another target's code (1.5.1, 11.5.1, 13.1.1)."""
    return _unsd(framework_code(code, facts, by)) in told


def _unsd(code: str) -> str:
    known = known_indicator(code) if code else None
    return known.unsd_code if known else ""


def _unreported(
    code: str, every: int, since: int, window: Window, rule: Rule, by: Framework, reason: str = "", out: bool = False
) -> Expectation:  # fmt: skip
    years: dict[int, Rule] = dict.fromkeys(range(since, window.due + 1, every), rule)
    return Expectation((code,), 0, "all", years, every, every + by.defaults.beyond, not out, reason)


def _add_asked(
    found: dict[Place, Expectation], row: Asked, code: str, number: int, by: Framework, window: Window
) -> None:
    """What a user asks outweighs what stood there: out of scope, or other years."""
    here = found.get(((code,), number))
    if not row.in_scope:
        years = tuple(here.years) if here else tuple(range(window.since, window.due + 1))
        told: dict[int, Rule] = {y: row.rule for y in years if (row.from_year or y) <= y <= (row.to_year or y)}
        rest = {y: rule for y, rule in here.years.items() if y not in told} if here else {}
        if told and not rest:
            found[(code,), number] = replace(here or _blank(code, number, by), years=told, in_scope=False,
                                             reason=row.reason or row.rule, owner=row.owner)  # fmt: skip
        elif here:
            found[(code,), number] = replace(here, years=rest)
        return
    every = row.every or (here.every if here else by.demands[code].every if code in by.demands else by.defaults.every)
    first = row.from_year or (min(here.years) if here else max(window.since, by.defaults.from_year))
    until = row.to_year if row.to_year is not None else window.due
    wanted = within(range(first, until + 1, every), window.since, window.until)
    found[(code,), number] = replace(
        here or _blank(code, number, by), of="all", years=dict.fromkeys(wanted, row.rule), every=every,
        stale_after=every + by.defaults.beyond, in_scope=True, reason=row.reason, owner=row.owner,
    )  # fmt: skip


def _blank(code: str, number: int, by: Framework) -> Expectation:
    return Expectation((code,), number, "all", {}, by.defaults.every, by.defaults.every + by.defaults.beyond)


def _codes(asked: str, facts: Mapping[str, IndicatorFacts], found: Iterable[Place], by: Framework) -> tuple[str, ...]:
    """The indicators that a user's code means: one, or all of a goal or target ("11", "11.2")."""
    there = {*facts, *(key[0] for key, _level in found)}
    if asked in there:
        return (asked,)
    reading = read_code(asked)
    if reading.level == "indicator":
        return _own_codes(found, facts, by).get(reading.code, (reading.code,))
    if reading.level is None:
        return ()
    start = f"{reading.code}."
    return tuple(sorted(c for c in there if framework_code(c, facts, by).startswith(start)))


def _every(code: str, facts: Mapping[str, IndicatorFacts], by: Framework) -> int:
    demand = by.demands.get(framework_code(code, facts, by))
    return demand.every if demand else by.defaults.every
