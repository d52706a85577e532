"""How a programme stood on each day of its past: the same files, claims and books, as far as they count by then.

Scored by the same engine as today's level, under today's rubric, register and rates, so that only what was known moves
the line. What a site said on a day is another question: its kept scores answer that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from local2030.marker.score import Score
from local2030.marker.timeline import Dated, Known, Standing, Timeline, dated, on_day, timeline
from local2030.workflows.one_programme import score_activities
from local2030.workflows.score_inputs import ScoreRequest
from local2030.workflows.score_plain import rubric_head
from local2030.workflows.score_programme import Given, Scoring

SCHEMA = "local2030/marker-timeline/1"


def timelines(request: ScoreRequest, today: date, only: str | None = None) -> dict[str, Any]:
    """The document: for each programme of the files (or the `only` one) its steps in order of days.

    A share is a fraction, None where nobody can tell; a level is None where nothing was screened yet.
    """
    with Scoring(request) as scoring:
        made = [_programme(scoring, given, today) for given in _asked(scoring, only)]
        return {
            "schema": SCHEMA,
            "rubric": rubric_head(scoring.rubric),
            "definition": scoring.rubric.money.definition,
            "phase": request.phase,
            "until": today.isoformat(),
            "programmes": made,
            **scoring.tail(),
        }


def plain_on(steps: list[dict[str, Any]], day: date) -> dict[str, Any] | None:
    """The step of a plain timeline that holds on that day; None before the first."""
    return next((step for step in reversed(steps) if step["on"] <= day.isoformat()), None)


def _asked(scoring: Scoring, only: str | None) -> Iterator[Given]:
    found = False
    for given in scoring.given():
        if only is None or (given.identifier == only and not found):
            found = True
            yield given


def _programme(scoring: Scoring, given: Given, today: date) -> dict[str, Any]:
    def score_of(known: Known) -> Score:
        return score_activities(
            given.identifier, known.activities, scoring.desk, given.links, known.claims, known.ledger
        )

    items = dated(given.activities, given.ledger or (), given.claims, today)
    found = timeline(items, score_of, scoring.rubric.money.definition)
    last = on_day(found.steps, today)
    return {
        "identifier": given.identifier,
        "title": given.activities[0].title if given.activities else "",
        "by_month": found.by_month,
        "days": found.days,
        "undated": sum(item.assumed for item in items),
        "items": len(items),
        "newest": _newest(items),
        "now": _standing(last.standing) if last else None,
        "steps": _steps(found),
    }


def _newest(items: Iterable[Dated]) -> dict[str, str]:
    """The newest day of each kind of thing, of those that have a day of their own."""
    found: dict[str, date] = {}
    for item in items:
        if not item.assumed:
            found[item.kind] = max(item.on, found.get(item.kind, item.on))
    return {kind: on.isoformat() for kind, on in sorted(found.items())}


def _steps(found: Timeline) -> list[dict[str, Any]]:
    return [
        {"on": step.on.isoformat(), **_standing(step.standing), "because": dict(step.because), "named": list(step.named),
         "assumed": step.assumed}
        for step in found.steps
    ]  # fmt: skip


def _standing(standing: Standing) -> dict[str, Any]:
    share = {name: getattr(standing, name) for name in ("share_low", "share_high", "coverage")}
    return {
        "claimed": standing.claimed,
        "proven": standing.proven,
        "possible": standing.possible,
        **{name: None if value is None else round(float(value), 6) for name, value in share.items()},
    }
