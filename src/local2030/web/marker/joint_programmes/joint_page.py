"""What the page of a joint programme has besides what every thing has: phases, money, prospects, the marker's word."""

from __future__ import annotations

from typing import Any

from local2030.coalition.phases import read_phases
from local2030.web.accounts.permissions import may
from local2030.web.marker.joint_programmes.aid_data import differences_of
from local2030.web.marker.joint_programmes.finding import assessed, iati_of, scored
from local2030.web.marker.joint_programmes.funding_pages import PROSPECT, pipeline_of, stage_rows
from local2030.web.marker.joint_programmes.holdings import currency_of, money_of, under
from local2030.web.marker.joint_programmes.kind import PHASES, SOURCE_KINDS
from local2030.web.marker.joint_programmes.portfolio import Row
from local2030.web.registry.models import Thing
from local2030.web.registry.words import state_word


def joint_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """For the template."""
    phases, wrong = read_phases(thing.fields.get("phase_history") or ())
    identifier = iati_of(thing)
    known = scored(reader, [thing])
    row = Row(thing, phases, known.get(identifier), assessed(reader, [thing]).get(identifier))
    prospects, words, kinds = under(reader, PROSPECT, thing), dict(PHASES), dict(SOURCE_KINDS)
    found = pipeline_of(thing, prospects)
    return {
        "row": row,
        "history_of_phases": [(phase.since, words[phase.phase]) for phase in phases],
        "wrong_phases": wrong,
        "phases_disagree": bool(phases) and phases[-1].phase != row.phase,
        "is_invented": thing.fields.get("basis") == "invented",
        "money": money_of([thing], known)[0],
        "currency": currency_of(thing),
        "pipeline": found,
        "funding_stages": [stage for stage in stage_rows(found) if stage["sum"].prospects] if found else [],
        "may_add_prospect": may(reader, "add", PROSPECT) and may(reader, "change", thing),
        "prospects": [
            {"row": p, "state": state_word(PROSPECT, p.state), "kind": kinds.get(str(p.fields.get("source_kind")), "")}
            for p in prospects
        ],
        "may_read_prospects": may(reader, "read", PROSPECT),
        "trainings": under(reader, "training", thing),
        "design_changes": under(reader, "design-change", thing),
        "differences": differences_of(thing, row.programme),
    }
