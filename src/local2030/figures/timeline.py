"""A programme over time in plain form -> its figure: the level proven, possible and claimed, and the local share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from local2030.charts.steps import TimeStep, step_picture
from local2030.figures.figure import Figure, NumberTable
from local2030.figures.words import GATES, day, percent, percent_range
from local2030.vocabulary.messages import say

COLUMNS = ("from", "proven-level", "possible-level", "claimed-level", "local-share", "coverage-known")

Plain = Mapping[str, Any]


def timeline_figure(
    steps: Sequence[Plain], today: date, source: str = "", language: str = "en", asked: date | None = None
) -> Figure:
    """The steps of workflows/programme_timeline.py as one picture; `asked` is marked by a line across."""
    title = _title(steps, language)
    what = say("figure-timeline-what", {}, language)
    heads = tuple(say(f"figure-column-{column}", {}, language) for column in COLUMNS)
    rows = tuple(_row(step, language) for step in steps)
    words = tuple(
        say(f"figure-timeline-{part}", {}, language) for part in ("level", "share", "proven", "possible", "claimed")
    )
    drawn = partial(
        step_picture,
        steps=_spans(steps, today),
        gates=tuple((gate, percent(gate)) for gate in GATES),
        words=words,
        marked=_year(asked) if asked else None,
    )
    return Figure("timeline", title, what, title, source, NumberTable(heads, rows), drawn)


def standing_words(step: Plain, language: str = "en") -> tuple[str, str, str]:
    """What is proven, claimed and the local share of one step, as texts; what isn't known says so."""
    untold, unclaimed = say("figure-not-told", {}, language), say("figure-not-claimed", {}, language)
    low, high = step["share_low"], step["share_high"]
    share = untold if low is None or high is None else percent_range(low, high, language)
    return (
        untold if step["proven"] is None else str(step["proven"]),
        unclaimed if step["claimed"] is None else str(step["claimed"]),
        share,
    )


def _title(steps: Sequence[Plain], language: str) -> str:
    """The finding: which level is proven now, since when, and what was before."""
    if not steps or steps[-1]["proven"] is None:
        return say("figure-timeline-none", {}, language)
    now = steps[-1]["proven"]
    at = len(steps) - 1
    while at and steps[at - 1]["proven"] == now:
        at -= 1
    values = {"now": now, "since": day(steps[at]["on"], language)}
    if not at:
        return say("figure-timeline-never-moved", values, language)
    before = steps[at - 1]["proven"]
    values["before"] = say("figure-not-told", {}, language) if before is None else before
    return say("figure-timeline", values, language)


def _row(step: Plain, language: str) -> tuple[str, ...]:
    proven, claimed, share = standing_words(step, language)
    coverage = step["coverage"]
    known = say("figure-not-told", {}, language) if coverage is None else percent(coverage, language=language)
    return (day(step["on"], language), proven, str(step["possible"]), claimed, share, known)


def _spans(steps: Sequence[Plain], today: date) -> list[TimeStep]:
    ends = [*(step["on"] for step in steps[1:]), today.isoformat()][: len(steps)]  # no step has no end either
    return [
        TimeStep(_year(date.fromisoformat(step["on"])), _year(date.fromisoformat(max(end, step["on"]))), step["proven"],
                 step["possible"], step["claimed"], step["share_low"], step["share_high"])
        for step, end in zip(steps, ends, strict=True)
    ]  # fmt: skip


def _year(on: date) -> float:
    return on.year + (on.timetuple().tm_yday - 1) / 365.25
