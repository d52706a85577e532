"""What the page of a joint programme has besides what every thing has: phases, money, the marker's word."""

from __future__ import annotations

from typing import Any

from local2030.coalition.phases import read_phases
from local2030.web.marker.joint_programmes.finding import assessed, iati_of, scored
from local2030.web.marker.joint_programmes.kind import PHASES
from local2030.web.marker.joint_programmes.portfolio import Row
from local2030.web.registry.models import Thing


def joint_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """For the template."""
    phases, wrong = read_phases(thing.fields.get("phase_history") or ())
    identifier = iati_of(thing)
    row = Row(thing, phases, scored(reader, [thing]).get(identifier), assessed(reader, [thing]).get(identifier))
    words = dict(PHASES)
    return {
        "row": row,
        "history_of_phases": [(found.since, words[found.phase]) for found in phases],
        "wrong_phases": wrong,
        "phases_disagree": bool(phases) and phases[-1].phase != row.phase,
        "is_invented": thing.fields.get("basis") == "invented",
    }
