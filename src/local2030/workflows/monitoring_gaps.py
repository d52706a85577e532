"""What a data set has of what is expected of it: totals, shares, a matrix, and the gaps whose closing helps most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local2030.formats.observations.expected_file import read_expected
from local2030.monitoring.closing import Gap, Lacking, gaps_that_help_most, lacking, measure
from local2030.monitoring.duties import duties_by_indicator
from local2030.monitoring.expectations import Asked, Framework, Kind, Level, framework, levels_of
from local2030.monitoring.expecting import (
    Expectation,
    IndicatorFacts,
    Window,
    expect,
    framework_code,
    practised,
)
from local2030.monitoring.gap_breakdowns import Breakdown, breakdowns, seen
from local2030.monitoring.gaps import (
    BREAKDOWN,
    EXPECTED,
    GAPS,
    INDICATOR,
    STATUSES,
    Answered,
    Count,
    answered,
    by_place,
    by_year,
    place_table,
    reported,
    statuses,
)
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.folding import fold
from local2030.vocabulary.goals import indicator as known_indicator
from local2030.vocabulary.messages import say
from local2030.workflows.finding_log import plain_finding
from local2030.workflows.opened_dataset import Opened, open_dataset, place_code

if TYPE_CHECKING:
    import ibis

SCHEMA = "local2030/monitoring-gaps/1"
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
WARDS = frozenset("ward wards neighbourhood neighborhood barrio quartier stadtteil stadtbezirk bezirk distrito".split())
NAMED = 8


@dataclass(frozen=True)
class Question:
    """What is asked: of which data set, when, and how far. Years None: since 2015, up to what should be out by now."""

    home: Path
    today: int
    dataset: str = ""
    place: str = ""
    goal: str = ""
    since: int | None = None
    until: int | None = None
    expected: Path | None = None
    root_kind: Kind | None = None
    facts: Mapping[str, bool] | None = None
    version: int | None = None
    stage: str = "published"
    language: str = "en"


@dataclass(frozen=True)
class Cells:
    """The cells of a question, to be counted in any way: expectations, and the tables of their statuses."""

    opened: Opened
    by: Framework
    levels: tuple[Level, ...]
    facts: Mapping[str, IndicatorFacts]
    asked: tuple[Asked, ...]
    window: Window
    expected: tuple[Expectation, ...]
    statuses: ibis.Table
    by_place: ibis.Table
    places: ibis.Table
    findings: tuple[Finding, ...]
    place: str


def gaps_of(question: Question, by: Iterable[str] = USUAL) -> dict[str, Any]:
    """The document; `by` says which ways of counting it has (`place` is left out unless asked for: there may be many)."""
    cells = cells_of(question)
    counts = by_year(_narrowed(cells.statuses, cells.place))
    broken = _breakdowns(cells)
    wanted = set(by)
    gaps = _closing(cells, broken, question)
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "dataset": {"name": cells.opened.manifest.dataset, "version": cells.opened.manifest.version},
        "today": question.today,
        "years": [cells.window.since, cells.window.due],
        "place": cells.place or None,
        "goal": question.goal or None,
        "root_kind": cells.levels[0].kind if cells.levels else None,
        "levels": [level._asdict() for level in cells.levels],
        "framework": {"title": cells.by.title, "version": cells.by.version, "sha256": cells.by.sha256},
        "measure": {"weights": dict(measure().weights), "version": measure().version, "sha256": measure().sha256},
        "totals": totals(counts),
        "breakdown_totals": totals(_breakdown_counts(cells)) if "dimension" in wanted else None,
        "closing": [closing_row(gap, n, cells, question) for n, gap in enumerate(gaps[: measure().listed], 1)],
        "gaps": len(gaps),
        "by": {name: _BY[name](cells, counts, broken) for name in BY if name in wanted},
        "findings": [plain_finding(f, question.language) for f in cells.findings],
    }
    return document


def cells_of(question: Question) -> Cells:
    """The expected cells of a data set with their statuses, not yet counted."""
    opened = open_dataset(question.home, question.dataset, question.version, question.stage)
    by = framework()
    root, findings = _root_kind(opened, question.root_kind)
    levels = levels_of(opened.places, root)
    facts = {code: _facts(code, opened, by) for code in opened.indicators}
    asked, more = _asked(question.expected)
    due = question.today - by.defaults.lag
    window = Window(
        question.since or by.defaults.from_year, question.until or question.today, min(due, question.until or due)
    )
    keep = _keeper(opened.connection)
    places = place_table(opened.places)
    found = answered(opened.observations, INDICATOR)
    found = Answered(keep(found.table), found.key)
    expected, told = expect(reported(found, places), levels, facts, asked, by, window)
    if question.goal:
        expected = tuple(e for e in expected if _goal(e.indicator, facts, by) == int(question.goal))
    told = tuple(
        Finding(f.code, f.severity, question.expected.name if question.expected else None, f.line, f.values)
        for f in told
    )
    table = keep(statuses(found, places, expected))
    place = place_code(opened, question.place) if question.place else ""
    return Cells(opened, by, levels, facts, asked, window, expected, table, keep(by_place(table)), places,
                 (*findings, *more, *told), place)  # fmt: skip


def totals(counts: Iterable[Count]) -> dict[str, Any]:
    """Cells by status; `expected` are those that count, `share` the part of them that is present (None: none expected)."""
    found: Counter[str] = Counter()
    for one in counts:
        found[one.status] += one.cells
    return _counted(found)


def _counted(found: Mapping[str, int]) -> dict[str, Any]:
    expected = sum(found.get(status, 0) for status in EXPECTED)
    share = found.get("present", 0) / expected if expected else None
    return {"expected": expected, **{status: found.get(status, 0) for status in STATUSES}, "share": share}


def closing_row(gap: Gap, rank: int, cells: Cells, question: Question) -> dict[str, Any]:
    """One gap of the ten, with who could close it; `who` are sentences."""
    e = gap.expectation
    facts, code = cells.facts.get(e.indicator), framework_code(e.indicator, cells.facts, cells.by)
    level = cells.levels[e.level]
    named, newest = _who_lacks(gap, cells)
    values = {
        "indicator": e.indicator, "name": _name(e.indicator, cells), "places": gap.places, "of": gap.of, "have": gap.have,
        "place": named[0] if named else level.name, "dimension": gap.dimension, "newest": newest, "count": gap.of,
        "owner": e.owner, "source": facts.source if facts else "",
    }  # fmt: skip
    return {
        "rank": rank,
        "indicator": e.indicator,
        "framework_code": code or None,
        "name": values["name"],
        "goal": _goal(e.indicator, cells.facts, cells.by),
        "level": e.level,
        "level_name": level.name,
        "lack": gap.lack,
        "dimension": gap.dimension or None,
        "score": gap.score,
        "parts": dict(gap.parts),
        "cells": gap.cells,
        "places": gap.places,
        "places_named": named,
        "have": gap.have,
        "of": gap.of,
        "gains_status": gap.gains,
        "people": gap.people,
        "newest": newest,
        "duties": list(gap.duties),
        "also": [c for c in _twins(code) if c != code],
        "owner": e.owner or None,
        "source": facts.source or None if facts else None,
        "source_url": facts.source_url or None if facts else None,
        "rule": e.rule,
        "message": say(f"gap-{gap.lack}", values, question.language),
        "who": _who(gap, cells, values, question.language),
    }


def _who(gap: Gap, cells: Cells, values: Mapping[str, Any], language: str) -> list[str]:
    codes = []
    if gap.expectation.owner:
        codes.append("gap-close-owner")
    if values["source"]:
        codes.append("gap-close-source")
    said = [say(code, values, language) for code in codes]
    if gap.of > 1 and gap.have:
        said.append(say("gap-close-siblings", values, language))
    below = [
        e
        for e in cells.expected
        if e.indicator == gap.expectation.indicator and e.level > gap.expectation.level and e.reported
    ]
    if gap.lack != "breakdown" and gap.expectation.level == 0 and below:
        have, of = _having(below[0], cells)
        said.append(say("gap-close-parts", {"have": have, "of": of}, language))
    return said or [say("gap-close-unknown", values, language)]


def _having(expectation: Expectation, cells: Cells) -> tuple[int, int]:
    number = cells.expected.index(expectation)
    t = cells.by_place.filter(cells.by_place.expectation == number)
    return int(t.filter(t.newest.notnull()).count().to_pyarrow().as_py()), int(t.count().to_pyarrow().as_py())


def _who_lacks(gap: Gap, cells: Cells) -> tuple[list[str], int | None]:
    """The first places that lack it, by name, and the newest value among them."""
    if gap.lack == "breakdown":
        return ([cells.opened.name_of(cells.opened.places[0]["code"])] if gap.expectation.level == 0 else []), None
    number = cells.expected.index(gap.expectation)
    t = _narrowed(cells.by_place, cells.place)
    t = t.filter((t.expectation == number) & (t.missing + t.stale > 0))
    if gap.lack == "never":
        t = t.filter(t.newest.isnull())
    elif gap.lack == "stopped":
        t = t.filter(t.stale > 0)
    else:
        t = t.filter(t.newest.notnull() & (t.stale == 0))
    rows = t.order_by("ref_area").select("ref_area", "newest").limit(NAMED).to_pyarrow().to_pylist()
    newest = t.newest.max().to_pyarrow().as_py()
    return [cells.opened.name_of(row["ref_area"]) for row in rows], newest


def _closing(cells: Cells, broken: Sequence[Breakdown], question: Question) -> tuple[Gap, ...]:
    people = _people(cells.opened)
    lacks = lacking(_narrowed(cells.by_place, cells.place), people)
    kinds = {level.kind for level in cells.levels}
    duties = duties_by_indicator({"local" if kind == "part" else kind for kind in kinds}, question.facts)
    by_code = {
        e.indicator: ids
        for e in cells.expected
        if (ids := duties.get(framework_code(e.indicator, cells.facts, cells.by)))
    }
    root = cells.opened.places[0]["code"] if cells.opened.places else ""
    shown = broken if not cells.place or cells.place == root else ()
    return gaps_that_help_most(cells.expected, lacks, shown, by_code)


def _breakdowns(cells: Cells) -> tuple[Breakdown, ...]:
    found = seen(cells.opened.observations, cells.places, cells.by)
    return breakdowns(found, cells.expected, cells.levels, cells.facts, cells.asked, cells.by)


def _breakdown_counts(cells: Cells) -> tuple[Count, ...]:
    """The cells of every breakdown that is practised, category by category."""
    keep = _keeper(cells.opened.connection)
    t = cells.opened.observations
    found = answered(t, BREAKDOWN)
    found = Answered(keep(found.table), found.key)
    scope = {(e.indicator, e.level) for e in cells.expected if e.in_scope}
    practice = practised(reported(found, cells.places), cells.levels, cells.facts, cells.by, cells.window)
    wanted = tuple(e for e in practice if (e.indicator, e.level) in scope and e.key[1:] != ("", ""))
    return by_year(_narrowed(statuses(found, cells.places, wanted), cells.place)) if wanted else ()


def _by_indicator(cells: Cells, counts: Sequence[Count], _broken: Any) -> list[dict[str, Any]]:
    grouped: defaultdict[int, Counter[str]] = defaultdict(Counter)
    years: defaultdict[int, defaultdict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in counts:
        grouped[one.expectation][one.status] += one.cells
        years[one.expectation][one.year][one.status] += one.cells
    newest = _newest(cells)
    rows = []
    for number, e in enumerate(cells.expected):
        if number in grouped:
            facts = cells.facts.get(e.indicator)
            rows.append({
                "indicator": e.indicator, "name": _name(e.indicator, cells),
                "framework_code": framework_code(e.indicator, cells.facts, cells.by) or None,
                "goal": _goal(e.indicator, cells.facts, cells.by), "level": e.level,
                "level_name": cells.levels[e.level].name, "places": cells.levels[e.level].places, "of": e.of,
                **_counted(grouped[number]), "newest": newest.get(number), "rule": e.rule, "every": e.every,
                "reason": cells.by.reasons.get(e.reason, e.reason) or None, "owner": e.owner or None,
                "source": facts.source or None if facts else None,
                "years": {str(y): dict(found) for y, found in sorted(years[number].items())},
            })  # fmt: skip
    return sorted(rows, key=lambda row: (row["goal"] or 99, _natural(row["indicator"]), row["level"]))


def _by_goal(cells: Cells, counts: Sequence[Count], _broken: Any) -> list[dict[str, Any]]:
    goal = [_goal(e.indicator, cells.facts, cells.by) for e in cells.expected]
    grouped = _grouped(counts, lambda one: goal[one.expectation])
    indicators = Counter(_goal(code, cells.facts, cells.by) for code in {e.indicator for e in cells.expected})
    order = sorted(grouped, key=lambda g: g or 99)
    return [{"goal": g or None, "indicators": indicators[g], **_counted(grouped[g])} for g in order]


def _by_level(cells: Cells, counts: Sequence[Count], _broken: Any) -> list[dict[str, Any]]:
    grouped = _grouped(counts, lambda one: cells.expected[one.expectation].level)
    indicators = Counter(e.level for e in cells.expected)
    return [
        {"level": n, "level_name": cells.levels[n].name, "places": cells.levels[n].places, "indicators": indicators[n],
         **_counted(grouped[n])}
        for n in sorted(grouped)
    ]  # fmt: skip


def _by_year(cells: Cells, counts: Sequence[Count], _broken: Any) -> list[dict[str, Any]]:
    grouped = _grouped(counts, lambda one: one.year)
    return [{"year": year, **_counted(grouped[year])} for year in sorted(grouped)]


def _by_dimension(_cells: Cells, _counts: Any, broken: Sequence[Breakdown]) -> list[dict[str, Any]]:
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
                     "stale": found["stale"], "share": found["present"] / asked if asked else None,
                     "unasked": found["unasked"], "lacking": lists[name]})  # fmt: skip
    return sorted(rows, key=lambda row: (-row["asked"], row["dimension"]))


def _by_place(cells: Cells, _counts: Any, _broken: Any) -> list[dict[str, Any]]:
    t = _narrowed(cells.by_place, cells.place)
    scope = [number for number, e in enumerate(cells.expected) if e.in_scope]
    t = t.filter(t.expectation.isin(scope))
    summed = t.group_by("ref_area").agg(**{name: t[name].sum() for name in STATUSES[:-1]})
    rows = []
    for found in summed.to_pyarrow().to_pylist():
        place = cells.opened.by_code.get(found["ref_area"]) or {}
        level = int(place.get("level") or 0)
        counted = _counted({name: int(found[name]) for name in STATUSES[:-1]})
        del counted["out_of_scope"]
        rows.append({"place": found["ref_area"], "name": cells.opened.name_of(found["ref_area"]), "level": level,
                     "level_name": cells.levels[level].name, **counted})  # fmt: skip
    return sorted(rows, key=lambda row: (row["level"], row["share"] if row["share"] is not None else 2, row["place"]))


_BY: Mapping[str, Callable[[Cells, Sequence[Count], Sequence[Breakdown]], list[dict[str, Any]]]] = {
    "indicator": _by_indicator, "place": _by_place, "goal": _by_goal, "level": _by_level, "year": _by_year,
    "dimension": _by_dimension,
}  # fmt: skip


def _grouped(counts: Iterable[Count], key: Callable[[Count], Any]) -> dict[Any, Counter[str]]:
    found: defaultdict[Any, Counter[str]] = defaultdict(Counter)
    for one in counts:
        found[key(one)][one.status] += one.cells
    return found


def _newest(cells: Cells) -> dict[int, int]:
    t = _narrowed(cells.by_place, cells.place)
    rows = t.group_by("expectation").agg(newest=t.newest.max()).to_pyarrow().to_pylist()
    return {row["expectation"]: row["newest"] for row in rows if row["newest"] is not None}


def _narrowed(table: ibis.Table, place: str) -> ibis.Table:
    return table.filter(table.ref_area == place) if place else table


def _people(opened: Opened) -> ibis.Table | None:
    import ibis

    known = [(p["code"], float(p["population"])) for p in opened.places if p.get("population")]
    return ibis.memtable({"ref_area": [c for c, _n in known], "population": [n for _c, n in known]}) if known else None


def _keeper(connection: Any) -> Callable[[Any], Any]:
    """Keeps a table's rows for several questions: in DuckDB's memory (it spills), in Spark's cache."""
    numbers = count()

    def keep(table: Any) -> Any:
        if connection.name != "duckdb":
            return table.cache()
        return connection.create_table(f"kept_{id(numbers)}_{next(numbers)}", table, temp=True)

    return keep


def _root_kind(opened: Opened, told: Kind | None) -> tuple[Kind, tuple[Finding, ...]]:
    """What the whole territory is: as told, as the data set says, by its code, else assumed and said so."""
    said = str(opened.manifest.about.get("root_kind") or "")
    if told or said in ("national", "regional", "local"):
        return told or said, ()  # type: ignore[return-value]
    root = opened.places[0] if opened.places else {}
    schemes: Mapping[str, Kind] = {"ISO3166-1": "national", "ISO3166-2": "regional"}
    found = schemes.get(str(root.get("scheme") or ""))
    if found:
        return found, ()
    wards = any(fold(str(p.get("level_name") or "")) in WARDS for p in opened.places if p.get("level") == 1)
    kind: Kind = "local" if wards else "regional"
    return kind, (Finding("gaps-root-kind-assumed", "info", None, None, {"kind": kind}),)


def _facts(code: str, opened: Opened, by: Framework) -> IndicatorFacts:
    said = opened.indicators[code]
    names = said.get("name") or {}
    name = names if isinstance(names, str) else str(names.get("en") or next(iter(names.values()), ""))
    number = str(said.get("framework_code") or "")
    known = known_indicator(number) if number else None
    goal = opened.goal_of(code)
    return IndicatorFacts(
        code, known.code if known else "", int(goal) if goal else 0, name, str(said.get("source") or ""),
        str(said.get("source_url") or ""), str(said.get("reporting_status") or "").casefold() == "notapplicable",
        tuple(map(str, said.get("expected") or ())),
    )  # fmt: skip


def _asked(path: Path | None) -> tuple[tuple[Asked, ...], tuple[Finding, ...]]:
    if path is None:
        return (), ()
    rows, findings = read_expected(path)
    return tuple(Asked(r.indicator, r.level, r.dimensions, r.from_year, r.to_year, r.every, r.in_scope, r.reason, r.owner,
                       "user", r.line) for r in rows), findings  # fmt: skip


def _name(code: str, cells: Cells) -> str:
    said = cells.facts[code].name if code in cells.facts else ""
    known = known_indicator(framework_code(code, cells.facts, cells.by) or code)
    return said or (known.label if known else code)


def _goal(code: str, facts: Mapping[str, IndicatorFacts], by: Framework) -> int:
    said = facts[code].goal if code in facts else 0
    known = known_indicator(framework_code(code, facts, by)) if not said else None
    return said or (known.goal if known else 0)


def _twins(code: str) -> tuple[str, ...]:
    """The codes of the same global indicator under other targets."""
    from local2030.vocabulary.goals import indicators

    known = known_indicator(code) if code else None
    return tuple(i.code for i in indicators() if known and known.unsd_code and i.unsd_code == known.unsd_code)


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    parts = code.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdecimal() and len(part) < 9 else (10**9, part) for part in parts)


__all__ = [
    "BY",
    "COLUMNS",
    "GAPS",
    "SCHEMA",
    "Cells",
    "Lacking",
    "Question",
    "cells_of",
    "closing_row",
    "gaps_of",
    "totals",
]
