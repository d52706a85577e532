"""Indicators by places of a level: how each place stands today with each indicator, for a page or a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from local2030.monitoring.closing import lack_of
from local2030.monitoring.duties import State
from local2030.monitoring.gaps import columns_of
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.workflows.finding_log import plain_finding
from local2030.workflows.gap_cells import Cells, Question, cells_of, goal_of, name_of, place_name_of

if TYPE_CHECKING:
    import ibis

SCHEMA = "local2030/monitoring-gap-matrix/1"
MOST_PLACES = 2_000


def matrix_of(question: Question, level: int = 1) -> dict[str, Any]:
    """Rows of indicators, a state for each place in the order of `places`, None where nothing is expected of it.

    `question.place` chooses the places right below it instead of a level. Places beyond the bound are cut, and told.
    """
    cells = cells_of(question)
    places, cut = _places(cells, level)
    codes = [str(place["code"]) for place in places]
    states = states_by_place(cells, codes)
    rows = []
    for number, e in enumerate(cells.expected):
        found = states.get(number)
        if found:
            listed = [found.get(code) for code in codes]
            fresh = sum(state == "present" for state in listed)
            asked = sum(state not in (None, "not_applicable", "out_of_scope") for state in listed)
            rows.append({
                "indicator": e.indicator, "name": name_of(e.indicator, cells),
                "goal": goal_of(e.indicator, cells.facts, cells.by) or None, "states": listed, "present": fresh,
                "expected": asked, "share": round(fresh / asked, 4) if asked else None, "rule": e.rule,
            })  # fmt: skip
    findings = [
        *cells.findings,
        *([Finding("gaps-places-cut", "info", values={"count": cut, "most": MOST_PLACES})] if cut else []),
    ]
    return {
        "schema": SCHEMA,
        "dataset": {"name": cells.opened.manifest.dataset, "version": cells.opened.manifest.version},
        "today": question.today,
        "place": cells.place or None,
        "level": None if cells.place else level,
        "places": [{"code": c, "name": place_name_of(c, cells.opened, question.language)} for c in codes],
        "rows": rows,
        "findings": [plain_finding(f, question.language) for f in findings],
    }


def states_by_place(cells: Cells, places: Sequence[str]) -> dict[int, dict[str, State]]:
    """By expectation and place how it stands today."""
    ask = cells.opened.ask
    among = ask.put(columns_of(ref_area=("string", list(places))))
    found: dict[int, dict[str, State]] = {}
    for row in ask.rows(_states, cells.by_place, among).to_pylist():
        e = cells.expected[row["expectation"]]
        found.setdefault(row["expectation"], {})[row["ref_area"]] = state_of(e.in_scope, row)
    return found


def _states(by_place: ibis.Table, among: ibis.Table) -> ibis.Table:
    t = by_place.semi_join(among, "ref_area")
    return t.inner_join(lack_of(t).select("expectation", "ref_area", "lack"), ["expectation", "ref_area"])


def state_of(in_scope: bool, row: Mapping[str, Any]) -> State:
    """The state today: fresh values are present though years lack among them; what never was may be kept back."""
    if not in_scope:
        return "out_of_scope"
    if row["lack"] in ("", "holes") and row["newest"] is not None:
        return "present"
    if row["lack"] == "stopped":
        return "stale"
    kept: tuple[State, ...] = ("suppressed", "refused", "not_applicable")
    return next((state for state in kept if row[state]), "missing")


def _places(cells: Cells, level: int) -> tuple[list[Mapping[str, Any]], int]:
    if cells.place:
        wanted = {str(p["code"]) for p in cells.opened.places if p.get("parent") == cells.place}
    else:
        if level >= len(cells.levels) or level < 0:
            raise WrongUse(Finding("expected-level-unknown", "error", values={"level": level, "indicator": "-"}))
        wanted = {str(p["code"]) for p in cells.opened.places if int(p.get("level") or 0) == level}
    found = sorted(
        (p for p in cells.opened.places if p["code"] in wanted), key=lambda p: (str(p.get("name")), p["code"])
    )
    return found[:MOST_PLACES], max(0, len(found) - MOST_PLACES)
