"""Which breakdowns (by sex, age, disability...) are there, and which of those that are asked for are not.

A breakdown is asked for by the framework's own wording of an indicator, of the whole territory; by a user; or by a data
set's metadata. Where none is asked for, nothing is counted, so that it can't count as complete.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from local2030.monitoring.asking import DIRECTLY, Asking
from local2030.monitoring.expectations import Asked, Framework, Level, Rule, meant
from local2030.monitoring.expecting import Expectation, IndicatorFacts, framework_code
from local2030.monitoring.gaps import columns_of

if TYPE_CHECKING:
    import ibis


class Seen(NamedTuple):
    """So many places of a level have an indicator by a dimension; the newest such value is of that year."""

    indicator: str
    dimension: str
    level: int
    places: int
    newest: int


class Breakdown(NamedTuple):
    """One breakdown of an indicator at a level. `rule` "" is there without being asked for; `newest` None: never seen."""

    indicator: str
    level: int
    dimension: str
    rule: Rule | Literal[""]
    status: Literal["present", "missing", "stale"]
    places: int
    of: int
    newest: int | None


def seen(observations: ibis.Table, places: ibis.Table, by: Framework, ask: Asking = DIRECTLY) -> tuple[Seen, ...]:
    """What a data set has by which dimension, those known by a word of the framework under its name."""
    newest = ask.keep(_newest, observations)
    texts = sorted(ask.rows(_texts, newest)["dims"].to_pylist())
    known = cache(lambda name: by.dimension(name) or name)  # thousands of texts have a few names between them
    pairs = [(text, name) for text in texts for name in _dimensions(text, known)]
    if not pairs:
        return ()
    names = ask.put(columns_of(dims=("string", [d for d, _n in pairs]), dimension=("string", [n for _d, n in pairs])))
    found = ask.rows(_seen, newest, names, places)
    return tuple(Seen(*row) for row in zip(*(column.to_pylist() for column in found.columns), strict=True))


def _newest(t: ibis.Table) -> ibis.Table:
    t = t.filter(t.obs_value.notnull() & t.year.notnull() & (t.dims != ""))
    return t.group_by("indicator", "dims", "ref_area").agg(newest=t.year.max())


def _texts(newest: ibis.Table) -> ibis.Table:
    return newest.select("dims").distinct()


def _seen(newest: ibis.Table, names: ibis.Table, places: ibis.Table) -> ibis.Table:
    rows = newest.inner_join(names, "dims")
    rows = rows.group_by("indicator", "dimension", "ref_area").agg(newest=rows.newest.max())
    rows = rows.inner_join(places.select("ref_area", "level"), "ref_area")
    return rows.group_by("indicator", "dimension", "level").agg(places=rows.count(), newest=rows.newest.max())


def dimensions_of(dims: str, by: Framework) -> tuple[str, ...]:
    """The breakdowns in a `dims` text: known ones by the framework's name, others by their own."""
    return _dimensions(dims, lambda name: by.dimension(name) or name)


def _dimensions(dims: str, known: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(sorted(set(map(known, json.loads(dims))))) if dims else ()


def breakdowns(
    found: Iterable[Seen], expected: Sequence[Expectation], levels: Sequence[Level],
    facts: Mapping[str, IndicatorFacts], asked: Sequence[Asked], by: Framework,
) -> tuple[Breakdown, ...]:  # fmt: skip
    """Each breakdown that is asked for, and each that is there without being asked for."""
    there = {(s.indicator, s.level, s.dimension): s for s in found}
    wanted: dict[tuple[str, int, str], Rule] = {}
    at: defaultdict[str, list[int]] = defaultdict(list)
    in_scope = {(e.indicator, e.level): e for e in expected if e.in_scope}
    for e in in_scope.values():
        at[e.indicator].append(e.level)
        demand = by.demands.get(framework_code(e.indicator, facts, by)) if e.level == 0 else None
        for name in demand.by if demand else ():
            wanted[e.indicator, 0, name] = "framework"
        for name in facts[e.indicator].dimensions if e.indicator in facts and e.level == 0 else ():
            wanted[e.indicator, 0, by.dimension(name) or name] = "metadata"
    for row in asked:
        for number in meant(row.level, levels, True) if row.in_scope else ():
            for name in row.dimensions:
                wanted[row.indicator, number, by.dimension(name) or name] = "user"
    smaller = {e.indicator for e in expected if e.level > 0 and e.reported}
    keys = sorted({*wanted, *((s.indicator, s.level, s.dimension) for s in there.values())})
    return tuple(_breakdown(key, there, wanted, in_scope, smaller, levels) for key in keys if key[1] < len(levels))


def _breakdown(
    key: tuple[str, int, str], there: Mapping[tuple[str, int, str], Seen], wanted: Mapping[tuple[str, int, str], Rule],
    expected: Mapping[tuple[str, int], Expectation], smaller: set[str], levels: Sequence[Level],
) -> Breakdown:  # fmt: skip
    indicator, level, dimension = key
    one, expectation = there.get(key), expected.get((indicator, level))
    of = levels[level].places
    if one is None and dimension == "location" and level == 0 and indicator in smaller:
        return Breakdown(indicator, level, dimension, wanted[key], "present", of, of, None)  # smaller places report it
    stale = one is not None and expectation is not None and expectation.latest - one.newest >= expectation.stale_after
    status: Literal["present", "missing", "stale"] = "missing" if one is None else "stale" if stale else "present"
    return Breakdown(indicator, level, dimension, wanted.get(key, ""), status, one.places if one else 0, of,
                     one.newest if one else None)  # fmt: skip
