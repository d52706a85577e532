"""What it costs to pass each gate of a rubric by made-up evidence alone: published with the rubric, as plain data."""

from __future__ import annotations

from typing import Any

from local2030.marker.criteria import Rubric
from local2030.marker.performance.cheating import cost_of_cheating
from local2030.marker.performance.settings import shipped


def cheating_plain(rubric: Rubric, phase: str = "monitoring") -> list[dict[str, Any]]:
    """For each gate of a rubric what it costs to pass by made-up evidence alone, from nothing."""
    return [
        {
            "level": c.level,
            "cost": c.cost,
            "facts": list(c.facts),
            "evidence": [
                {
                    "criterion": f.criterion,
                    "to": f.target,
                    "kinds": list(f.kinds),
                    "measured": f.measured,
                    "reviewed": f.reviewed,
                    "cost": f.cost,
                }
                for f in c.forgeries
            ],
        }
        for c in cost_of_cheating(rubric, shipped(), phase)
    ]
