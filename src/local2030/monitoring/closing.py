"""The gaps whose closing helps most, by a measure that stands in a signed file, and who could close them.

A gap here is what one errand closes: an indicator that a level's places never had (`never`), one whose values have
stopped (`stopped`), years that lack among others (`holes`), or a breakdown that is asked for and not there (`breakdown`).
Suppressed values and what is out of scope can't be closed and don't stand here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from local2030.methods.signed_files import signed_file
from local2030.monitoring.asking import DIRECTLY, Asking
from local2030.monitoring.expecting import Expectation
from local2030.monitoring.gap_breakdowns import Breakdown
from local2030.monitoring.gaps import at

if TYPE_CHECKING:
    import ibis

FILE = Path(__file__).parent / "closing.yaml"
POINTS = 2  # a status of progress needs so many

Lack = Literal["never", "stopped", "holes", "breakdown"]


class Measure(NamedTuple):
    """The weights of the shares, how many gaps are listed, and the file's SHA-256."""

    weights: Mapping[str, float]
    listed: int
    version: str
    sha256: str


class Lacking(NamedTuple):
    """Of one expectation: so many places lack something in one way, with so many cells; `gains` get a first status.

    `lack` "" are the places that lack nothing. `newest` is the year of the newest value among them, `people` live in
    these places, where the places' register says so.
    """

    expectation: int
    lack: Lack | Literal[""]
    places: int
    cells: int
    gains: int
    newest: int | None
    people: float | None


@dataclass(frozen=True, slots=True)
class Gap:
    """One errand. `score` is out of 100 and the sum of `parts`; `have` of `of` places of the level have it already.

    `within_reach`: somebody has it, earlier, at the same level or below it. `also_at`: other levels that lack it in the
    same way, each with its places and cells; one errand to one source serves them too, and the level that helps most
    stands for all.
    """

    expectation: Expectation
    lack: Lack
    dimension: str
    score: float
    parts: Mapping[str, float]
    cells: int
    places: int
    have: int
    of: int
    gains: int
    newest: int | None
    people: float | None
    duties: tuple[str, ...]
    within_reach: bool
    also_at: tuple[tuple[int, int, int], ...] = ()


@cache
def measure() -> Measure:
    """The signed measure; weights that don't make 100 are a fault of the package."""
    top, _head, sha256 = signed_file(FILE)
    if sum(top["weights"].values()) != 100:
        raise ValueError(f"{FILE.name}: the weights don't make 100")
    return Measure(top["weights"], top["listed"], top["version"], sha256)


def lacking(
    by_place: ibis.Table, people: ibis.Table | None = None, place: str = "", ask: Asking = DIRECTLY
) -> tuple[Lacking, ...]:
    """What lacks of each expectation, by the way in which it lacks; counts only. `people`: ref_area, population."""
    found = ask.rows(_lacking, by_place, people, place).to_pylist()
    return tuple(
        Lacking(
            r["expectation"], r["lack"], r["places"], int(r["cells"]), int(r["gains"]), r["newest"], r.get("people")
        )
        for r in found
    )


def _lacking(by_place: ibis.Table, people: ibis.Table | None, place: str) -> ibis.Table:
    rows = lack_of(at(by_place, place))
    measures = {"cells": rows.cells.sum(), "gains": rows.gains.sum(), "newest": rows.newest.max()}
    if people is not None:
        rows = rows.left_join(people, "ref_area")
        measures = {"cells": rows.cells.sum(), "gains": rows.gains.sum(), "newest": rows.newest.max(),
                    "people": rows.population.sum()}  # fmt: skip
    return rows.group_by("expectation", "lack").agg(places=rows.count(), **measures)


def lack_of(by_place: ibis.Table) -> ibis.Table:
    """For each expectation and place in which way it lacks something, with how many cells, and whether it would gain."""
    import ibis

    t = by_place
    open_cells = t.missing + t.stale
    lack = ibis.cases((open_cells == 0, ""), (t.newest.isnull(), "never"), (t.stale > 0, "stopped"), else_="holes")
    gains = ((t.present < POINTS) & (t.present + open_cells >= POINTS)).cast("int32")
    return t.select("expectation", "ref_area", "newest", lack=lack, cells=open_cells, gains=gains)


def gaps_that_help_most(
    expected: Sequence[Expectation], lacks: Iterable[Lacking], breakdowns: Iterable[Breakdown],
    duties: Mapping[str, tuple[str, ...]], by: Measure | None = None,
) -> tuple[Gap, ...]:  # fmt: skip
    """All gaps, those that help most first. `duties`: the duties of reporting that need an indicator, by its code."""
    by, lacks = by or measure(), tuple(lacks)
    grouped: defaultdict[int, list[Lacking]] = defaultdict(list)
    for one in lacks:
        grouped[one.expectation].append(one)
    drafts = [draft for number, rows in grouped.items() for draft in _of_expectation(expected[number], rows)]
    drafts += _of_breakdowns(expected, breakdowns)
    having = {expected[one.expectation].indicator for one in lacks if one.newest is not None}
    most_cells = max((d.cells for d in drafts), default=1) or 1
    most_duties = max(map(len, duties.values()), default=1) or 1
    found = [
        _scored(
            d,
            duties.get(d.expectation.indicator, ()),
            most_cells,
            most_duties,
            d.dimension == "" and d.expectation.indicator in having,
            by,
        )
        for d in drafts
    ]
    ranked = sorted(
        found, key=lambda g: (-round(g.score, 9), _natural(g.expectation.indicator), g.dimension, g.expectation.level)
    )
    return _one_errand_each(ranked)


def _one_errand_each(ranked: Iterable[Gap]) -> tuple[Gap, ...]:
    """One gap for an indicator that has stopped, or has holes, at several levels; what never was is each level's own."""
    errands: defaultdict[tuple[str, str, str, int], list[Gap]] = defaultdict(list)
    for gap in ranked:
        level = 0 if gap.lack in ("stopped", "holes") else gap.expectation.level
        errands[gap.expectation.indicator, gap.lack, gap.dimension, level].append(gap)
    return tuple(
        replace(first, also_at=tuple((g.expectation.level, g.places, g.cells) for g in others))
        for first, *others in errands.values()
    )


class _Draft(NamedTuple):
    expectation: Expectation
    lack: Lack
    dimension: str
    cells: int
    places: int
    fresh: int
    have: int
    of: int
    gains: int
    newest: int | None
    people: float | None


def _of_expectation(expectation: Expectation, rows: Sequence[Lacking]) -> Iterable[_Draft]:
    of = sum(row.places for row in rows)
    have = sum(row.places for row in rows if row.lack in ("", "holes"))
    for row in rows:
        if row.lack and row.cells and expectation.in_scope:
            fresh = row.places if row.lack != "holes" else 0
            yield _Draft(expectation, row.lack, "", row.cells, row.places, fresh, have, of, row.gains, row.newest,
                         row.people)  # fmt: skip


def _of_breakdowns(expected: Sequence[Expectation], breakdowns: Iterable[Breakdown]) -> Iterable[_Draft]:
    there = {(e.indicator, e.level): e for e in expected if e.reported}
    for one in breakdowns:
        expectation = there.get((one.indicator, one.level))
        if expectation is not None and one.status in ("missing", "stale"):
            cells = len(expectation.years)
            yield _Draft(expectation, "breakdown", one.dimension, cells, one.of - one.places, one.of - one.places,
                         one.places, one.of, 0, one.newest, None)  # fmt: skip


def _scored(
    draft: _Draft, duties: tuple[str, ...], most_cells: int, most_duties: int, within_reach: bool, by: Measure
) -> Gap:
    of = draft.of or 1
    shares = {
        "fresh": draft.fresh / of,
        "status": draft.gains / of,
        "duties": len(duties) / most_duties,
        "cells": draft.cells / most_cells,
        "reach": float(within_reach),
    }
    parts = {name: weight * shares[name] for name, weight in by.weights.items()}
    return Gap(draft.expectation, draft.lack, draft.dimension, sum(parts.values()), parts, draft.cells, draft.places,
               draft.have, draft.of, draft.gains, draft.newest, draft.people, duties,
               within_reach)  # fmt: skip


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    """The order of codes in which 2.1 stands before 11.1, and 11.7 before 11.a."""
    parts = code.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdecimal() and len(part) < 9 else (10**9, part) for part in parts)
