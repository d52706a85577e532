"""The gaps whose closing helps most as rows, with sentences: what lacks where, and who could close it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from local2030.monitoring.closing import Gap, Lacking, gaps_that_help_most, lack_of, lacking, measure
from local2030.monitoring.duties import duties_by_indicator
from local2030.monitoring.expecting import framework_code
from local2030.monitoring.gap_breakdowns import Breakdown
from local2030.monitoring.gaps import at, columns_of
from local2030.vocabulary.goals import indicator as known_indicator
from local2030.vocabulary.goals import indicators
from local2030.vocabulary.messages import say
from local2030.workflows.gap_cells import Cells, Question, goal_of, name_of, place_name_of

if TYPE_CHECKING:
    import ibis

CLOSING_COLUMNS = (
    "rank", "score", "indicator", "name", "level", "level_name", "lack", "dimension", "cells", "places", "have", "of",
    "gains_status", "people", "newest", "within_reach", "duties", "also", "owner", "source", "source_url", "places_named", "message", "who",
)  # fmt: skip
NAMED = 8


def lacks_of(cells: Cells) -> tuple[Lacking, ...]:
    """What lacks of each expectation at the places asked for."""
    return lacking(cells.by_place, _people(cells), cells.place, cells.opened.ask)


def closing(
    cells: Cells, broken: Sequence[Breakdown], lacks: Sequence[Lacking], question: Question
) -> tuple[list[dict[str, Any]], int]:
    """Rows of the gaps that help most, and how many gaps there are in all."""
    kinds = {"local" if level.kind == "part" else level.kind for level in cells.levels}
    duties = duties_by_indicator(kinds, question.facts)
    needed = {
        e.indicator: ids
        for e in cells.expected
        if (ids := duties.get(framework_code(e.indicator, cells.facts, cells.by)))
    }
    whole = not cells.place or cells.place == _root(cells)
    gaps = gaps_that_help_most(cells.expected, lacks, broken if whole else (), needed)
    listed = gaps[: measure().listed if question.listed is None else question.listed]
    everywhere = lacking(cells.by_place, ask=cells.opened.ask) if cells.place else lacks
    named = _named(listed, cells, question.language)
    rows = [
        _row(gap, rank, named.get(_key(gap, cells), []), everywhere, cells, question)
        for rank, gap in enumerate(listed, 1)
    ]
    return rows, len(gaps)


def _row(
    gap: Gap, rank: int, named: Sequence[str], everywhere: Sequence[Lacking], cells: Cells, question: Question
) -> dict[str, Any]:
    e = gap.expectation
    facts, code = cells.facts.get(e.indicator), framework_code(e.indicator, cells.facts, cells.by)
    level = cells.levels[e.level]
    have, of = _having(e.indicator, e.level, everywhere, cells) if gap.lack != "breakdown" else (gap.have, gap.of)
    source, url = (facts.source, facts.source_url) if facts else ("", "")
    values = {
        "indicator": e.indicator, "name": name_of(e.indicator, cells), "places": gap.places, "of": gap.of, "have": have,
        "place": named[0] if named else level.name, "dimension": gap.dimension, "newest": gap.newest,
        "count": gap.places, "owner": e.owner, "source": source,
    }  # fmt: skip
    return {
        "rank": rank, "score": round(gap.score, 1), "parts": {name: round(part, 1) for name, part in gap.parts.items()},
        "indicator": e.indicator, "framework_code": code or None, "name": values["name"],
        "goal": goal_of(e.indicator, cells.facts, cells.by) or None, "level": e.level, "level_name": level.name,
        "lack": gap.lack, "dimension": gap.dimension or None, "cells": gap.cells, "places": gap.places,
        "places_named": list(named), "have": have, "of": of, "gains_status": gap.gains, "people": gap.people,
        "newest": gap.newest, "within_reach": gap.within_reach,
        "also_at": [{"level": n, "level_name": cells.levels[n].name, "places": places, "cells": n_cells}
                    for n, places, n_cells in gap.also_at], "duties": list(gap.duties), "also": [c for c in _twins(code) if c != code],
        "owner": e.owner or None, "source": source or None, "source_url": url or None, "rule": e.rule,
        "message": say(f"gap-{gap.lack}", values, question.language),
        "who": _who(gap, have, of, everywhere, values, cells, question.language),
    }  # fmt: skip


def _who(
    gap: Gap, have: int, of: int, everywhere: Sequence[Lacking], values: Mapping[str, Any], cells: Cells, language: str
) -> list[str]:  # fmt: skip
    """Sentences: whose task it is, whose data it would be, who at its level has it, whether the level below has it."""
    e = gap.expectation
    said = [
        say(code, values, language)
        for code, told in (("gap-close-owner", e.owner), ("gap-close-source", values["source"]))
        if told
    ]
    if of > 1 and have:
        said.append(say("gap-close-siblings", {"have": have, "of": of}, language))
    if gap.lack in ("never", "stopped") and e.level == 0:
        for level in cells.levels[1:]:
            below = [row for row in _rows(e.indicator, level.number, everywhere, cells) if row.newest is not None]
            if below:
                told = {"have": sum(row.places for row in below), "of": level.places, "level": level.name or level.number,
                        "newest": max(row.newest or 0 for row in below)}  # fmt: skip
                said.append(say("gap-close-parts", told, language))
    for number, places, lacking_cells in gap.also_at:
        told = {"level": cells.levels[number].name or number, "places": places, "cells": lacking_cells, "count": places}
        said.append(say("gap-close-also-at" if number else "gap-close-also-whole", told, language))
    return said or [say("gap-close-unknown", values, language)]


def _having(indicator: str, level: int, everywhere: Sequence[Lacking], cells: Cells) -> tuple[int, int]:
    """How many places of a level have an indicator with a fresh value, of all places there."""
    rows = _rows(indicator, level, everywhere, cells)
    return sum(row.places for row in rows if row.lack in ("", "holes")), cells.levels[level].places


def _rows(indicator: str, level: int, everywhere: Sequence[Lacking], cells: Cells) -> list[Lacking]:
    return [r for r in everywhere if (e := cells.expected[r.expectation]).indicator == indicator and e.level == level]


def _named(gaps: Sequence[Gap], cells: Cells, language: str) -> dict[tuple[int, str], list[str]]:
    """The names of the first places that lack each gap's indicator."""
    ask = cells.opened.ask
    wanted = {_key(gap, cells) for gap in gaps if gap.lack != "breakdown"}
    found: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    if wanted:
        numbers = ask.put(columns_of(expectation=("int32", sorted({number for number, _lack in wanted}))))
        for row in ask.rows(_first_places, cells.by_place, numbers, cells.place).to_pylist():
            found[row["expectation"], row["lack"]].append(place_name_of(row["ref_area"], cells.opened, language))
    root = place_name_of(_root(cells), cells.opened, language)
    return {
        **found,
        **{_key(gap, cells): [root] for gap in gaps if gap.lack == "breakdown" and gap.expectation.level == 0},
    }


def _first_places(by_place: ibis.Table, numbers: ibis.Table, place: str) -> ibis.Table:
    import ibis

    t = lack_of(at(by_place, place).semi_join(numbers, "expectation"))
    t = t.filter(t.lack != "")
    t = t.mutate(place=ibis.row_number().over(group_by=["expectation", "lack"], order_by="ref_area"))
    return t.filter(t.place < NAMED).select("expectation", "lack", "ref_area", "place").order_by("place")


def _key(gap: Gap, cells: Cells) -> tuple[int, str]:
    return cells.expected.index(gap.expectation), gap.lack


def _root(cells: Cells) -> str:
    return str(cells.opened.places[0]["code"]) if cells.opened.places else ""


def _people(cells: Cells) -> ibis.Table | None:
    known = [(p["code"], float(p["population"])) for p in cells.opened.places if p.get("population")]
    if not known:
        return None
    return cells.opened.ask.put(
        columns_of(ref_area=("string", [c for c, _n in known]), population=("float64", [n for _c, n in known]))
    )


def _twins(code: str) -> tuple[str, ...]:
    """The codes of the same global indicator under other targets."""
    known = known_indicator(code) if code else None
    return tuple(i.code for i in indicators() if known and known.unsd_code and i.unsd_code == known.unsd_code)
