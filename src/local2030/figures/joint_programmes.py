"""Joint programmes: how many stood in which phase over time; and how far their money went, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from local2030.charts.lifelines import Life, Look, Span, lifelines
from local2030.charts.phases import PhaseStep, phase_picture
from local2030.charts.step_bars import StepBar, step_bars
from local2030.coalition.money_to_ground import STEPS, Ground, Sum
from local2030.coalition.phases import Phase, standings
from local2030.figures.figure import Figure, NumberTable
from local2030.figures.words import amount, short, unit_of
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
    ends = [*(step.on for step in steps[1:]), today][: len(steps)]
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


def ground_figure(ground: Ground, currency: str, source: str = "", language: str = "en") -> Figure:
    """The money of a commitment's programmes step by step: planned, committed, paid out, to local actors."""
    unit = unit_of(max((found.high for found in ground.steps.values()), default=Decimal(0)))
    most = max((found.high for found in ground.steps.values()), default=Decimal(0)) or Decimal(1)
    lines, table = [], []
    for step in STEPS:
        found, label = ground.steps[step], say(f"ground-{step}", {}, language)
        of = {"stated": found.stated, "all": found.stated + found.missing}
        told = _range(found.low, found.high, unit) if found.stated else say("ground-untold", {}, language)
        said = say("ground-line" if found.stated else "ground-line-untold", of | {"amount": told}, language)
        lines.append(_bar(label, found, most, said))
        ends = (f"{found.low:,.2f}", f"{found.high:,.2f}") if found.stated else ("", "")
        table.append((label, *ends, str(found.stated), str(found.missing)))
    title = _ground_title(ground, currency, language)
    what = say("figure-ground-what", {"currency": currency, "programmes": len(ground.programmes)}, language)
    heads = tuple(say(f"figure-column-{name}", {}, language) for name in ("step", "least", "most", "stated", "missing"))
    return Figure(
        "ground", title, what, title, source, NumberTable(heads, tuple(table)), partial(step_bars, bars=tuple(lines))
    )


def _bar(label: str, found: Sum, most: Decimal, said: str) -> StepBar:
    low, high = (round(float(value / most), 4) for value in (found.low, found.high))
    return StepBar(label, said, (low, high) if found.stated else None)


def _ground_title(ground: Ground, currency: str, language: str) -> str:
    if not ground.programmes:
        return say("figure-ground-none", {}, language)
    planned, local = ground.steps["planned"], ground.steps["local"]
    values = {
        "planned": amount(planned.high, currency, language),
        "local": amount(local.low, currency, language),
        "programmes": len(ground.programmes),
    }
    if not local.stated:
        return say("figure-ground-untold" if planned.stated else "figure-ground-nothing", values, language)
    return say("figure-ground", values, language)


def _range(low: Decimal, high: Decimal, unit: tuple[int, str]) -> str:
    first, last = short(low, unit), short(high, unit)
    return first if first == last else f"{first}–{last}"


def plan_figure(steps: Sequence[tuple[str, date, date]], today: date, version: str, language: str = "en") -> Figure:
    """The steps of a plan on one line of time: past, under way, ahead by the calendar, whatever was really done."""
    first, last = _year(min(start for _w, start, _e in steps)), _year(max(end for _w, _s, end in steps))
    lives = [
        Life(words, (Span(_year(start), _year(end), _look(start, end, today)),), None) for words, start, end in steps
    ]
    looks: tuple[Look, ...] = ("solid", "light", "outline")
    words = tuple((look, say(f"figure-plan-{look}", {}, language)) for look in looks)
    title = say("figure-plan", {"steps": len(steps), "first": steps[0][1].isoformat(), "last": steps[-1][2].isoformat()}, language)  # fmt: skip
    heads = tuple(say(f"figure-column-{name}", {}, language) for name in ("step", "from", "to"))
    rows = tuple((said, start.isoformat(), end.isoformat()) for said, start, end in steps)
    source = say("figure-plan-source", {"version": version}, language)
    draw = partial(lifelines, lives=lives, first=first - 0.02, last=last + 0.05, words=words)
    return Figure("plan", title, say("figure-plan-what", {}, language), title, source, NumberTable(heads, rows), draw)


def _look(start: date, end: date, today: date) -> Look:
    return "solid" if end < today else "light" if start <= today else "outline"
