"""Bounds of indicators out of published goal scores, as a table that `monitoring index --bounds` reads."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from local2030.formats.observations.wide_values import read_goals, read_wide
from local2030.monitoring.recovered_bounds import GOOD_ENOUGH, recovered_bounds
from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding
from local2030.workflows.finding_log import plain_finding

SCHEMA = "local2030/monitoring-recovered-bounds/1"
COLUMNS = ("code", "goal", "lower", "optimum", "is_sure", "goal_error", "places")


def recover_bounds(values: Path, goals: Path, published: Path, language: str = "en") -> dict[str, Any]:
    """The document: a row for each indicator, with the largest error of its goal's scores; what wasn't met is told."""
    wide, columns, findings = read_wide(values, values.name)
    of_goals, more = read_goals(goals, goals.name)
    scored, _columns, also = read_wide(published, published.name)
    scores = {
        place: {goal: score for goal in range(1, 18) if (score := row.get(f"goal_{goal}")) is not None}
        for place, row in scored.items()
    }
    fits = recovered_bounds(wide, {code: goal for code, goal in of_goals.items() if code in columns}, scores)
    if not fits:
        raise NothingToRead(Finding("recover-nothing", "error", published.name))
    told = [*findings, *more, *also]
    for fit in fits:
        if fit.error > GOOD_ENOUGH:
            said = {"goal": fit.goal, "error": f"{fit.error:.3f}", "most": GOOD_ENOUGH}
            told.append(Finding("recover-goal-not-met", "warning", published.name, None, said))
    rows = [
        {"code": one.code, "goal": fit.goal, "lower": _number(one.lower), "optimum": _number(one.optimum),
         "is_sure": one.is_sure, "goal_error": fit.error, "places": fit.places}
        for fit in fits
        for one in fit.recovered
    ]  # fmt: skip
    if room := [str(row["code"]) for row in rows if not row["is_sure"]]:
        said = {"count": len(room), "indicators": ", ".join(room[:12])}
        told.append(Finding("recover-room-left", "info", published.name, None, said))
    return {"schema": SCHEMA, "bounds": rows, "findings": [plain_finding(f, language) for f in told]}


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
