"""Joint programmes over time: one picture of how many stood in which phase, beside what the report counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from local2030.charts.phases import PhaseStep, phase_picture
from local2030.coalition.phases import Phase, standings
from local2030.figures.figure import Figure, NumberTable
from local2030.vocabulary.messages import say

STACK = ("closed", "implementation", "design", "pipeline")  # from the ground up


def phase_figure(
    programmes: Sequence[Sequence[Phase]],
    today: date,
    published: tuple[date, int, int] | None = None,
    source: str = "",
    language: str = "en",
) -> Figure:
    """The portfolio's phases up to today. `published`: day, programmes, of them in implementation, as the report says."""
    steps = [step for step in standings(programmes) if step.on <= today]
    counts = steps[-1].counts if steps else dict.fromkeys(STACK, 0)
    values = {"all": sum(counts.values()), "now": counts["implementation"]}
    title = say("figure-phases" if steps else "figure-phases-none", values, language)
    what = say("figure-phases-what", {}, language)
    words = tuple(say(f"phase-{name}", {}, language) for name in STACK)
    heads = (say("figure-column-day", {}, language), *reversed(words))
    rows = tuple((step.on.isoformat(), *(str(step.counts[name]) for name in reversed(STACK))) for step in steps)
    ends = [step.on for step in steps[1:]] + [today]
    drawn = tuple(
        PhaseStep(_year(step.on), max(_year(end), _year(step.on) + 0.01), tuple(step.counts[name] for name in STACK))
        for step, end in zip(steps, ends, strict=True)
    )
    marked = _year(published[0]) if published else None
    told = say("figure-phases-published", {"all": published[1], "now": published[2]}, language) if published else ""
    draw = partial(phase_picture, steps=drawn, words=words, marked=marked, mark_words=told)
    return Figure("phases", title, what, title, source, NumberTable(heads, rows), draw)


def _year(day: date) -> float:
    return round(day.year + (day.timetuple().tm_yday - 1) / 365.25, 4)
