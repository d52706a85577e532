"""The cells of a data set counted: in all, by indicator with its years, by place, goal, level, year and breakdown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from local2030.monitoring.closing import Lacking
from local2030.monitoring.expecting import framework_code
from local2030.monitoring.gap_breakdowns import Breakdown
from local2030.monitoring.gaps import EXPECTED, STATUSES, Count, at, columns_of
from local2030.workflows.gap_cells import Cells, goal_of, name_of

if TYPE_CHECKING:
    import ibis

COUNTS = ("expected", "present", "missing", "stale", "suppressed", "refused", "not_applicable", "out_of_scope", "share")
USUAL = (
    "indicator",
    "goal",
    "level",
    "year",
    "dimension",
)  # ways of counting that a document has unless told otherwise
CLOSING_COLUMNS = (
    "rank", "score", "indicator", "name", "level", "level_name", "lack", "dimension", "cells", "places", "have", "of",
    "gains_status", "people", "newest", "duties", "also", "owner", "source", "source_url", "places_named", "message", "who",
)  # fmt: skip
BY = ("indicator", "place", "goal", "level", "year", "dimension")
COLUMNS = {
    "indicator": ("indicator", "name", "goal", "level", "level_name", "places", *COUNTS, "newest", "rule", "every", "reason",
                  "source"),
    "place": ("place", "name", "level", "level_name", *COUNTS[:-2], "share"),
    "goal": ("goal", "indicators", *COUNTS),
    "level": ("level", "level_name", "places", "indicators", *COUNTS),
    "year": ("year", *COUNTS),
    "dimension": ("dimension", "asked", "present", "missing", "stale", "share", "unasked"),
}  # fmt: skip


def totals(counts: Iterable[Count]) -> dict[str, Any]:
    """Cells by status; `expected` are those that count, `share` the part of them that is present (None: none expected)."""
    found: Counter[str] = Counter()
    for one in counts:
        found[one.status] += one.cells
    return _counted(found)


def _by_indicator(
    cells: Cells, counts: Sequence[Count], _broken: Any, lacks: Sequence[Lacking]
) -> list[dict[str, Any]]:
    grouped: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    years: defaultdict[int, dict[str, dict[str, int]]] = defaultdict(dict)
    for number, year, status, count in counts:  # by expectation, year and status, each once
        grouped[number][status] += count
        years[number].setdefault(str(year), {})[status] = count
    newest: dict[int, int] = {}
    for lack in lacks:
        if lack.newest is not None:
            newest[lack.expectation] = max(lack.newest, newest.get(lack.expectation, lack.newest))
    rows = []
    for number, e in enumerate(cells.expected):
        if number in grouped:
            facts = cells.facts.get(e.indicator)
            rows.append({
                "indicator": e.indicator, "name": name_of(e.indicator, cells),
                "framework_code": framework_code(e.indicator, cells.facts, cells.by) or None,
                "goal": goal_of(e.indicator, cells.facts, cells.by), "level": e.level,
                "level_name": cells.levels[e.level].name, "places": cells.levels[e.level].places, "of": e.of,
                **_counted(grouped[number]), "newest": newest.get(number), "rule": e.rule, "every": e.every,
                "reason": cells.by.reasons.get(e.reason, e.reason) or None, "owner": e.owner or None,
                "source": facts.source or None if facts else None,
                "years": years[number],
            })  # fmt: skip
    return sorted(rows, key=lambda row: (row["goal"] or 99, _natural(row["indicator"]), row["level"]))


def _by_goal(cells: Cells, counts: Sequence[Count], _broken: Any, _lacks: Any) -> list[dict[str, Any]]:
    goal = [goal_of(e.indicator, cells.facts, cells.by) for e in cells.expected]
    grouped = _grouped(counts, lambda one: goal[one.expectation])
    indicators = Counter(goal_of(code, cells.facts, cells.by) for code in {e.indicator for e in cells.expected})
    order = sorted(grouped, key=lambda g: g or 99)
    return [{"goal": g or None, "indicators": indicators[g], **_counted(grouped[g])} for g in order]


def _by_level(cells: Cells, counts: Sequence[Count], _broken: Any, _lacks: Any) -> list[dict[str, Any]]:
    grouped = _grouped(counts, lambda one: cells.expected[one.expectation].level)
    indicators = Counter(e.level for e in cells.expected)
    return [
        {"level": n, "level_name": cells.levels[n].name, "places": cells.levels[n].places, "indicators": indicators[n],
         **_counted(grouped[n])}
        for n in sorted(grouped)
    ]  # fmt: skip


def _by_year(cells: Cells, counts: Sequence[Count], _broken: Any, _lacks: Any) -> list[dict[str, Any]]:
    grouped = _grouped(counts, lambda one: one.year)
    return [{"year": year, **_counted(grouped[year])} for year in sorted(grouped)]


def _by_dimension(_cells: Cells, _counts: Any, broken: Sequence[Breakdown], _lacks: Any) -> list[dict[str, Any]]:
    """How many indicators are asked for by each breakdown, and have it; `unasked` have it without being asked."""
    grouped: defaultdict[str, Counter[str]] = defaultdict(Counter)
    lists: defaultdict[str, list[str]] = defaultdict(list)
    for one in broken:
        grouped[one.dimension][one.status if one.rule else "unasked"] += 1
        if one.rule and one.status != "present":
            lists[one.dimension].append(one.indicator)
    rows = []
    for name, found in grouped.items():
        asked = sum(found[s] for s in ("present", "missing", "stale"))
        rows.append({"dimension": name, "asked": asked, "present": found["present"], "missing": found["missing"],
                     "stale": found["stale"], "share": round(found["present"] / asked, 4) if asked else None,
                     "unasked": found["unasked"], "lacking": lists[name]})  # fmt: skip
    return sorted(rows, key=lambda row: (-row["asked"], row["dimension"]))


def _by_place(cells: Cells, _counts: Any, _broken: Any, _lacks: Any) -> list[dict[str, Any]]:
    ask = cells.opened.ask
    scope = ask.put(columns_of(expectation=("int32", [n for n, e in enumerate(cells.expected) if e.in_scope])))
    rows = []
    for found in ask.rows(_summed, cells.by_place, scope, cells.place).to_pylist():
        place = cells.opened.by_code.get(found["ref_area"]) or {}
        level = int(place.get("level") or 0)
        counted = _counted({name: int(found[name]) for name in STATUSES[:-1]})
        del counted["out_of_scope"]
        rows.append({"place": found["ref_area"], "name": cells.opened.name_of(found["ref_area"]), "level": level,
                     "level_name": cells.levels[level].name, **counted})  # fmt: skip
    return sorted(rows, key=lambda row: (row["level"], row["share"] if row["share"] is not None else 2, row["place"]))


def _summed(by_place: ibis.Table, scope: ibis.Table, place: str) -> ibis.Table:
    t = at(by_place, place).semi_join(scope, "expectation")
    return t.group_by("ref_area").agg(**{name: t[name].sum() for name in STATUSES[:-1]})


WAYS: Mapping[str, Callable[[Cells, Sequence[Count], Sequence[Breakdown], Sequence[Lacking]], list[dict[str, Any]]]] = {
    "indicator": _by_indicator, "place": _by_place, "goal": _by_goal, "level": _by_level, "year": _by_year,
    "dimension": _by_dimension,
}  # fmt: skip


def _counted(found: Mapping[str, int]) -> dict[str, Any]:
    expected = sum(found.get(status, 0) for status in EXPECTED)
    share = round(found.get("present", 0) / expected, 4) if expected else None
    return {"expected": expected, **{status: found.get(status, 0) for status in STATUSES}, "share": share}


def _grouped(counts: Iterable[Count], key: Callable[[Count], Any]) -> dict[Any, Counter[str]]:
    found: defaultdict[Any, Counter[str]] = defaultdict(Counter)
    for one in counts:
        found[key(one)][one.status] += one.cells
    return found


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    parts = code.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdecimal() and len(part) < 9 else (10**9, part) for part in parts)
