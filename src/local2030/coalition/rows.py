"""The first stock as rows of one shape, whatever they tell of: what a registry keeps, without knowing any registry.

A row names others by (kind, key). Texts are ours; where the source is silent a value is left out, never made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from local2030.coalition.records import Event, Stock
from local2030.coalition.stock import name_of

Ref = tuple[str, str]  # kind, key

REPORT = "Report of the second UN Directors Group retreat, Bilbao, February 2025"
CALENDAR = "Public calendar of the UN; not in the retreat's report"
UNCHECKED = "Public calendar of the UN, still to be checked; not in the retreat's report"
READING = "our reading"
TOLD = date(2025, 2, 5)  # the day to which the report's "now" belongs
SETTLED = date(2023, 12, 31)  # the report says 2023; the last day of it
RULES = "formalization 2023"
HUBS_BEFORE = 9
STREAM_OF_HUBS = "action"
_GLOBAL = ("global conference", "global forum", "global summit", "global process", "preparatory process", "deadline")


@dataclass(frozen=True, slots=True)
class Row:
    """A thing to be kept. `state` "" leaves it to where its kind starts; `why` goes into the log with it.

    `parts`: (actor, role, certainty); `ties`: (other, relation, note).
    """

    kind: str
    key: str
    title: str
    summary: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    workstream: str = ""
    due: date | None = None
    owner: Ref | None = None
    country: str = ""
    state: str = ""
    since: date | None = None
    source: str = REPORT
    parts: tuple[tuple[Ref, str, str], ...] = ()
    ties: tuple[tuple[Ref, str, str], ...] = ()
    why: str = ""

    @property
    def ref(self) -> Ref:
        """What others name it by."""
        return self.kind, self.key


def stock_rows(stock: Stock) -> tuple[Row, ...]:
    """Every row of the stock; whoever is named by others comes before them."""
    return (
        *_entities(stock), *_bodies(stock), *_outcomes(stock), *_themes(stock), *_events(stock), *_hubs(stock),
        *_deliverables(stock), *_commitments(stock), *_steps(stock), *_facts(stock), *_targets(),
        *_joint_programmes(stock),
    )  # fmt: skip


def _entities(stock: Stock) -> Iterator[Row]:
    for e in stock.entities:
        told = {"full_name": e.full_name, "entity_kind": e.kind, "aliases": list(e.aliases), "role": e.note}
        yield Row("entity", e.id, e.name, fields=_filled(told))


_BODY_STATES = {"to be created": "proposed", "to be named": "proposed"}
_BODY_NOTES = {
    "tf-capacity": "The report's conclusion calls it newly mandated, without a date or terms of reference.",
    "net-comms": "Proposed at the retreat; nobody is named to lead it.",
}


def _bodies(stock: Stock) -> Iterator[Row]:
    for b in stock.bodies:
        parts = [(_actor(stock, id), "lead", "identified") for id in b.leads]
        parts += [(_actor(stock, id), "partner", "") for id in b.works_with]
        told = _filled({"body_kind": b.kind, "standing": b.state, "task": b.task})
        state = _BODY_STATES.get(b.state, b.state)
        source = "Our way to name several at once; no body of its own" if b.kind == "group" else REPORT
        yield Row(
            "body", b.id, b.name, _BODY_NOTES.get(b.id, ""), told, state=state, source=source, parts=tuple(parts)
        )  # fmt: skip


def _outcomes(stock: Stock) -> Iterator[Row]:
    for o in stock.outcomes:
        yield Row("outcome", o.id, o.title, fields={"subjects": list(o.subjects)}, workstream=o.workstream)


def _themes(stock: Stock) -> Iterator[Row]:
    for t in stock.themes:
        yield Row("theme", t.id, t.name, fields={"theme_kind": t.kind})


def _events(stock: Stock) -> Iterator[Row]:
    for e in stock.events:
        leads = [x for x in stock.event_leads if x.event == e.id]
        ties = [
            (("event", x.later), x.link.replace(" ", "-"), _read(x.note))
            for x in stock.event_links
            if x.earlier == e.id
        ]
        ties += [(("event", e.part_of), "part-of", "")] if e.part_of else []
        held = e.basis == "report" and "" < e.end <= "2025-02-07"
        yield Row(
            "event", e.id, e.name, e.note,
            _filled({"event_kind": e.kind, "start": e.start, "end": e.end, "city": e.city, "basis": e.basis}),
            workstream="advocacy" if e.kind in _GLOBAL else "action" if e.kind == "internal milestone" else "",
            country=e.country, state="closed" if held else "", source=_source(e),
            parts=tuple((_actor(stock, x.who), x.role, x.certainty) for x in leads), ties=tuple(ties),
            why="Held by the time of the report" if held else "",
        )  # fmt: skip
    yield Row(
        "event", "hub-formalization-2023", "The way to become a formalized Hub is settled",
        "The Steering Committee settles it in 2023. The report gives no day. Nine Hubs before it, four formalized and four prospective by February 2025.",
        {"event_kind": "decision", "start": "2023", "end": "2023", "basis": "report"},
        workstream=STREAM_OF_HUBS, owner=("body", "sc"), state="closed", since=SETTLED, why="A decision of 2023",
    )  # fmt: skip


def _source(event: Event) -> str:
    return {"report": REPORT, "public": CALENDAR}.get(event.basis, UNCHECKED)


_FORMALIZED = "Formalized in the way that the Steering Committee settled in 2023; the report gives no day."
_APPLIES = "Goes through the application by the time of the report"


def _hubs(stock: Stock) -> Iterator[Row]:
    decision = (("event", "hub-formalization-2023"), "decided-by", "")
    for h in stock.hubs:
        told = {"place": h.place, "setting": list(h.setting), "latitude": h.latitude, "longitude": h.longitude}
        is_formal = h.state == "formalized"
        decided = {"decision": _FORMALIZED, "decided": "by February 2025", "rules": RULES} if is_formal else {}
        yield Row(
            "hub", h.id, h.name, "", _filled(told | decided), STREAM_OF_HUBS, country=h.country, state=h.state,
            since=TOLD, ties=(decision,) if is_formal else (), why=_FORMALIZED if is_formal else _APPLIES,
        )  # fmt: skip
    gone = HUBS_BEFORE - sum(h.state == "formalized" for h in stock.hubs)
    for n in range(1, gone + 1):
        told = {
            "decision": "No longer a Hub since the formalization of 2023 applied.",
            "decided": "2023",
            "rules": RULES,
        }
        yield Row(
            "hub", f"hub-not-named-{n}", f"Former Hub, not named in the report ({n} of {gone})",
            f"The report counts nine Hubs before the formalization of 2023 and four after it. It names the four only. "
            f"That the four were among the nine is our reading; then {gone} ended. Put in name and place if you know them.",
            told, STREAM_OF_HUBS, state="ended", since=SETTLED, ties=(decision,), why=f"Ended: {RULES}",
        )  # fmt: skip


_DELIVERABLE_STATES = {"available": "available", "removal requested": "change-proposed"}


def _deliverables(stock: Stock) -> Iterator[Row]:
    for d in stock.deliverables:
        bodies = [_actor(stock, id) for id in d.bodies]
        ties = [(("deliverable", id), "needs", "") for id in d.needs] + _before(d.due)
        yield Row(
            "deliverable", d.id, d.what, d.note, _filled({"due_words": _due_words(stock, d.due), "standing": d.state}),
            "action", _due(stock, d.due), bodies[0] if bodies else None, state=_DELIVERABLE_STATES.get(d.state, ""),
            parts=tuple((body, "owner", "identified") for body in bodies), ties=tuple(ties),
            why=d.note if d.state == "removal requested" else "",
        )  # fmt: skip


def _commitments(stock: Stock) -> Iterator[Row]:
    for c in stock.commitments:
        by = _actor(stock, c.by)
        ties = [(("commitment", c.parent), "part-of", "")] if c.parent else []
        ties += [(("outcome", c.outcome), "serves", _read(""))] if c.outcome else []
        yield Row(
            "commitment", c.id, c.what, fields=_filled({"rhythm": c.rhythm}), workstream=_stream(stock, c.outcome),
            owner=by, parts=((by, "pledges", "identified"),), ties=tuple(ties),
        )  # fmt: skip


def _steps(stock: Stock) -> Iterator[Row]:
    relations = {"differs": ("overlaps", "contradicts"), "may use": ("may-use",)}
    for s in stock.next_steps:
        leads = [_actor(stock, id) for id in s.leads]
        parts = [(lead, "lead", "identified") for lead in leads]
        parts += [(_actor(stock, id), "partner", "") for id in s.partners]
        ties = [(("outcome", s.outcome), "serves", _read(""))] if s.outcome else []
        for x in stock.step_links:
            if x.step == s.id:
                names = relations.get(x.relation, (x.relation,))
                ties += [(("next-step", x.other), name, _read(x.note)) for name in names]
        told = {"deliverable": list(s.deliverable), "quantity": s.quantity, "due_words": _due_words(stock, s.due)}
        yield Row(
            "next-step", s.id, s.what, s.note, _filled(told), _stream(stock, s.outcome), _due(stock, s.due),
            leads[0] if leads else None, parts=tuple(parts), ties=(*ties, *_before(s.due)),
        )  # fmt: skip


_ABOUT: Mapping[str, Ref] = {
    "f02": ("outcome", "O3"), "f03": ("outcome", "O3"), "f04": ("outcome", "O3"), "f05": ("next-step", "NS12"),
    "f06": ("next-step", "NS06"), "f07": ("next-step", "NS16"), "f08": ("next-step", "NS09"),
    "f09": ("event", "hub-formalization-2023"), "f10": ("event", "hub-formalization-2023"),
    "f11": ("event", "retreat-2"), "f14": ("outcome", "O5"), "f15": ("next-step", "NS07"), "f16": ("next-step", "NS05"),
}  # fmt: skip
_AT_ODDS = (
    ("f06", "f07", "contradicts", "Four to five Flagships in one place, five to six in the other; both values stand."),
    ("f04", "f05", "related", "Four to five is said of country teams here and of joint programmes there: two choices."),
    ("f04", "f06", "related", "Four to five is said of country teams here and of Flagships there: two choices."),
    ("f05", "f06", "related", "Four to five is said of joint programmes here and of Flagships there: two choices."),
)


def _facts(stock: Stock) -> Iterator[Row]:
    for f in stock.figures:
        ties = [(("fact", other), relation, note) for id, other, relation, note in _AT_ODDS if id == f.id]
        ties += [(_ABOUT[f.id], "about", "")] if f.id in _ABOUT else []
        told = {"low": float(f.low), "high": float(f.high), "unit": f.unit, "as_of": f.as_of, "section": f.section}
        yield Row("fact", f.id, f.what, fields=told, ties=tuple(ties))


def _targets() -> Iterator[Row]:
    """What the report says of earlier plans: that they were looked at, and of one item what its group asked for."""
    silent = "Looked at by the directors at the retreat. The report gives no target and no value; load the old plan to fill it in."
    for key, title, plan in (
        ("tgt-hii", "Targets of the High Impact Initiative", "High Impact Initiative"),
        ("tgt-workplan", "Targets of the former workplan", "Former workplan of the Coalition"),
    ):
        yield Row("target", key, title, silent, {"plan": plan}, "monitoring")
    yield Row(
        "target", "tgt-wg2-second", "Second item of Working Group 2's first workplan",
        "Working Group 2 asked to drop it and to feed the paper of Working Group 1 instead. The directors welcomed one "
        "joint product; whether it was decided isn't said.",
        {"plan": "First workplan of Working Group 2"}, "action", owner=("body", "wg2"),
        parts=((("body", "wg2"), "lead", "identified"),), ties=((("deliverable", "wg2-second"), "same-as", ""),),
    )  # fmt: skip


INVENTED = "Invented as an example for this platform; of joint programmes the report gives only how many there are"


def _joint_programmes(stock: Stock) -> Iterator[Row]:
    """Thirty, since the report counts so many, 26 of them in implementation; all else about them is invented."""
    for j in stock.joint_programmes:
        parts = [(_actor(stock, j.lead), "lead", "")] + [(_actor(stock, id), "partner", "") for id in j.partners]
        told = {
            "iati": j.iati, "phase": j.phase, "phase_history": list(j.phase_history), "countries": [j.country],
            "places": list(j.places), "budget": float(j.budget), "currency": j.currency, "basis": "invented",
            "funded": _number(j.funded), "with_marker": {"yes": True, "no": False}.get(j.with_marker),
            "draft_local": _number(j.draft_local), "approved_local": _number(j.approved_local),
        }  # fmt: skip
        ties = tuple((("commitment", id), "serves", "Invented as an example") for id in j.serves)
        yield Row(
            "joint-programme", j.id, j.title, "An invented example: there is no such programme. The places are real.",
            _filled(told), "action", owner=_actor(stock, j.lead), country=j.country, source=INVENTED,
            parts=tuple(parts), ties=ties,
        )  # fmt: skip


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)


def _actor(stock: Stock, id: str) -> Ref:
    return ("entity" if any(e.id == id for e in stock.entities) else "body", id)


def _stream(stock: Stock, outcome: str) -> str:
    return next((o.workstream for o in stock.outcomes if o.id == outcome), "")


def _before(dues: tuple[str, ...]) -> list[tuple[Ref, str, str]]:
    return [(("event", due.removeprefix("before:")), "before", "") for due in dues if due.startswith("before:")]


def _due(stock: Stock, dues: tuple[str, ...]) -> date | None:
    """The last day on which it is still in time; None where the source names no day."""
    starts = {e.id: e.start for e in stock.events}
    days = []
    for due in dues:
        text = starts.get(due.removeprefix("before:"), "") if due.startswith("before:") else due.rpartition("/")[2]
        if len(text) == len("2025-01-01"):
            day = date.fromisoformat(text)
            days.append(day - timedelta(days=1) if due.startswith("before:") else day)
    return max(days, default=None)


def _due_words(stock: Stock, dues: tuple[str, ...]) -> str:
    words = {"immediate": "at once", "yearly": "each year"}
    return "; ".join(
        f"before {name_of(stock, due.removeprefix('before:'))}"
        if due.startswith("before:")
        else words.get(due, due.replace("/", " to "))
        for due in dues
    )


def _read(note: str) -> str:
    return f"{note} ({READING})" if note else READING.capitalize()


def _filled(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", [], None)}
