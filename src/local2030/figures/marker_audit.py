"""The marker's audit as one picture: how well reviewers agree on each criterion, and which of them needs a new wording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from local2030.charts.agreement import Line, Zone, agreement_lines
from local2030.figures.figure import Figure, NumberTable
from local2030.marker.criteria import Rubric
from local2030.marker.performance.records import LEVEL
from local2030.marker.performance.settings import Settings
from local2030.vocabulary.messages import say, text_in

COLUMNS = ("criterion", "alpha", "interval", "kappa", "ac2", "n", "word")


def agreement_figure(
    agreement: Sequence[Mapping[str, Any]], rubric: Rubric, settings: Settings, source: str = "", language: str = "en"
) -> Figure:
    """Alpha of each criterion with its interval over the bounds; `agreement` as the document of an audit has it."""
    title = agreement_sentence(agreement, settings, language)
    what = say("figure-agreement-what", {"replicates": settings.replicates}, language)
    bounds = (settings.tentative, settings.good)
    names = {c.id: text_in(c.title, language) for c in rubric.criteria} | {LEVEL: say("audit-level", {}, language)}
    lines = tuple(
        Line(
            "" if a["criterion"] == LEVEL else a["criterion"], names.get(a["criterion"], a["criterion"]), a["alpha"],
            a["low"], a["high"], decimal(a["alpha"], bounds) if a["alpha"] is not None else say("figure-agreement-untold", {"n": a["n"]}, language),
        )
        for a in agreement
    )  # fmt: skip
    zones = (
        Zone(-1.0, say("figure-agreement-zone-low", {}, language)),
        Zone(settings.tentative, say("figure-agreement-zone-tentative", {}, language)),
        Zone(settings.good, say("figure-agreement-zone-good", {}, language)),
    )
    heads = tuple(say(f"figure-agreement-column-{name}", {}, language) for name in COLUMNS)
    rows = tuple(_row(a, names.get(a["criterion"], ""), bounds, language) for a in agreement)
    drawn = partial(_drawn, lines=lines, zones=zones)
    return Figure("agreement", title, what, title, source, NumberTable(heads, rows), drawn)


def agreement_sentence(agreement: Sequence[Mapping[str, Any]], settings: Settings, language: str = "en") -> str:
    """The finding in one sentence: which criteria need a new wording, by name; or that there is too little to tell."""
    told = [a for a in agreement if a["alpha"] is not None and a["criterion"] != LEVEL]
    weak = [a["criterion"] for a in told if a["alpha"] < settings.tentative]
    unsure = [a["criterion"] for a in told if settings.tentative <= a["alpha"] < settings.good]
    values: dict[str, object] = {
        "told": len(told), "weak": ", ".join(weak), "count": len(weak), "unsure": ", ".join(unsure),
        "good": len(told) - len(weak) - len(unsure), "least": settings.least_units,
        "n": max((a["n"] for a in agreement), default=0),
    }  # fmt: skip
    if not told:
        values["missing"] = max(0, settings.least_units - int(str(values["n"])))
        return say("audit-headline-too-few" if values["missing"] else "audit-headline-untold", values, language)
    if weak:
        return say("audit-headline-weak", values, language)
    return say("audit-headline-unsure" if unsure else "audit-headline-good", values, language)


def decimal(value: float | None, bounds: Sequence[float] = ()) -> str:
    """A coefficient as it is read: two places, more where it would else seem to reach a bound that it doesn't reach."""
    if value is None:
        return "–"
    places = 2
    while places < 6 and any((round(value, places) >= bound) != (value >= bound) for bound in bounds):
        places += 1
    return f"{value:.{places}f}"


def interval(low: float | None, high: float | None) -> str:
    """The bounds of a figure, a dash where there are none."""
    return "–" if low is None or high is None else f"{low:.2f} – {high:.2f}"


def _row(a: Mapping[str, Any], name: str, bounds: Sequence[float], language: str) -> tuple[str, ...]:
    short = "" if a["criterion"] == LEVEL else f"{a['criterion']} "
    word = say(a["word"], {}, language) if a["word"] else str(a["reason"] or "–")
    return (f"{short}{name or a['criterion']}", decimal(a["alpha"], bounds), interval(a["low"], a["high"]), decimal(a["kappa"]),
            decimal(a["ac2"]), str(a["n"]), word)  # fmt: skip


def _drawn(width: int, lines: tuple[Line, ...], zones: tuple[Zone, ...]) -> str:
    return agreement_lines(width, lines, zones)
