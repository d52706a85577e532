"""What a place must report in a year, what it has for it in the store, and which of its data serve several duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from local2030.monitoring.duties import DutyOfPlace, Need, State, duties_of, register, served
from local2030.monitoring.expectations import Kind
from local2030.monitoring.expecting import framework_code
from local2030.monitoring.gaps import STATUSES, at
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.goals import indicator as known_indicator
from local2030.vocabulary.goals import indicators
from local2030.vocabulary.messages import say
from local2030.workflows.finding_log import plain_finding
from local2030.workflows.gap_cells import Cells, Question, cells_of, name_of, place_name_of
from local2030.workflows.gap_matrix import states_by_place

if TYPE_CHECKING:
    import ibis

SCHEMA = "local2030/monitoring-duties/1"
COLUMNS = (
    "id", "name", "role", "applies", "due", "next_year", "to", "kind", "have", "of", "missing", "stale", "every", "sure",
    "asked_of", "source", "note",
)  # fmt: skip
DATA_COLUMNS = ("indicator", "name", "state", "newest", "count", "duties")
BEST: Sequence[State] = ("present", "stale", "suppressed", "refused", "missing", "not_applicable", "out_of_scope")


def duties_document(question: Question, year: int, facts: Mapping[str, bool] | None = None) -> dict[str, Any]:
    """The document: duties in the order in which they press, and indicators in the order of how many duties they serve.

    `question.place` "" is the whole territory. A fact that the register doesn't know is refused.
    """
    known = register()
    for fact in facts or {}:
        if fact not in known.facts:
            values = {"fact": fact, "known": ", ".join(known.facts)}
            raise WrongUse(Finding("duty-fact-unknown", "error", values=values))
    cells = cells_of(replace(question, goal=""))
    root = str(cells.opened.places[0]["code"]) if cells.opened.places else ""
    place = cells.place or root
    level = int((cells.opened.by_code.get(place) or {}).get("level") or 0)
    kind: Kind = cells.levels[level].kind if cells.levels else "local"
    found = duties_of("local" if kind == "part" else kind, year, states_of(cells, place), facts)
    data = served(found)
    return {
        "schema": SCHEMA,
        "dataset": {"name": cells.opened.manifest.dataset, "version": cells.opened.manifest.version},
        "place": {"code": place, "name": place_name_of(place, cells.opened, question.language), "level": level, "kind": kind},
        "year": year,
        "today": question.today,
        "register": {"version": known.version, "sha256": known.sha256, "duties": len(known.duties)},
        "facts": {name: {"holds": (facts or {}).get(name), "text": text} for name, text in known.facts.items()},
        "duties": [_duty(one, question.language) for one in found],
        "data": [
            {**_need(one.need, cells), "count": len(one.duties), "duties": list(one.duties)} for one in data
        ],
        "findings": [plain_finding(f, question.language) for f in cells.findings],
    }  # fmt: skip


def states_of(cells: Cells, place: str) -> dict[str, Need]:
    """What a place has of each global indicator: the best of the data set's own codes for it and of its twins."""
    found = cells.opened.ask.rows(_newest, cells.by_place, place)
    newest = dict(zip(found["expectation"].to_pylist(), found["newest"].to_pylist(), strict=True))
    best: dict[str, Need] = {}
    for number, by_place in states_by_place(cells, [place]).items():
        code = framework_code(cells.expected[number].indicator, cells.facts, cells.by)
        if code:
            need = Need(code, by_place[place], newest[number])
            for twin in _twins(code):
                former = best.get(twin)
                if former is None or BEST.index(need.state) < BEST.index(former.state):
                    best[twin] = need._replace(indicator=twin)
    return best


def _newest(by_place: ibis.Table, place: str) -> ibis.Table:
    return at(by_place, place).select("expectation", "newest")


def _duty(one: DutyOfPlace, language: str) -> dict[str, Any]:
    duty = one.duty
    states = {state: [n.indicator for n in one.needs if n.state == state] for state in STATUSES}
    return {
        "id": duty.id, "name": duty.name, "role": one.role, "applies": one.applies, "due": one.due,
        "next_year": one.next_year, "to": duty.to, "kind": duty.kind, "every": duty.every, "asked_of": list(duty.asked_of),
        "have": one.have, "of": one.of, "share": round(one.have / one.of, 4) if one.of else None,
        "missing": len(states["missing"]), "stale": len(states["stale"]), "indicators": states,
        "source": f"{duty.source.title} ({duty.source.publisher}, {duty.source.year})",
        "sure": duty.sure, "note": duty.note or None,
        "message": say(f"duty-{one.role}-{one.due}", {"name": duty.name, "to": duty.to, "year": one.next_year}, language),
    }  # fmt: skip


def _need(need: Need, cells: Cells) -> dict[str, Any]:
    known = known_indicator(need.indicator)
    name = name_of(need.indicator, cells)
    return {"indicator": need.indicator, "name": name if name != need.indicator or not known else known.label,
            "state": need.state, "newest": need.newest}  # fmt: skip


def _twins(code: str) -> tuple[str, ...]:
    known = known_indicator(code)
    if known is None or not known.unsd_code:
        return (code,)
    return tuple(i.code for i in indicators() if i.unsd_code == known.unsd_code)
