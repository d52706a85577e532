"""Figures of monitoring: a place through the years, the latest values on a map, places on one axis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise

from local2030.charts.shaded_map import bare_map, key_colours, round_breaks, shaded_map
from local2030.charts.snapped import Snapped
from local2030.charts.strip import dot_strip, quantiles
from local2030.charts.svg import WIDE
from local2030.charts.time_lines import Lines, Spot, time_lines
from local2030.figures.figure import Figure, NumberTable
from local2030.vocabulary.messages import say

Write = Callable[[float], str]


def line_figure(lines: Lines, unit: str, siblings: int, source: str, write: Write, language: str = "en") -> Figure:
    """A place through the years beside its parent and the band of its siblings."""
    values: dict[str, object] = {"place": lines.name, "parent": lines.parent_name, "unit": unit, "siblings": siblings}
    kind = "-siblings" if lines.siblings else "-parent" if lines.parent else ""
    what = say(f"monitoring-lines-what{kind}", values, language)
    if lines.missing:
        what += " " + say("monitoring-lines-missing", {}, language)
    title = _line_title(lines, write, language)
    if lines.target:
        lines = lines._replace(target_name=say("monitoring-target", {"value": write(lines.target[1])}, language))
    return Figure("lines", title, what, title, source, _line_table(lines, write, language),
                  partial(time_lines, lines=lines, write=write))  # fmt: skip


def map_figure(
    sheet: Callable[[int], Snapped], values: Mapping[str, float], names: Mapping[str, str], unit: str, period: str,
    source: str, write: Write, language: str = "en", *, chosen: str = "", nothing: Mapping[str, str] | None = None,
) -> Figure:  # fmt: skip
    """The values of the places of one level; `nothing`: words for places that have none, by code."""
    known = {code: value for code, value in values.items() if code in names}
    breaks = round_breaks(list(known.values())) if known else ()
    title = map_title(known, names, period, write, language)
    about = {"unit": unit, "year": period, "known": len(known), "all": len(names)}
    what = say("monitoring-map-what", about, language)
    classes = [*_classes(breaks, known, write, language)]
    missing = say("monitoring-map-missing", {}, language)
    none = say("monitoring-nothing", {}, language)
    rows = sorted(names, key=lambda code: (code not in known, -known.get(code, 0.0), names[code]))
    table = tuple(
        (names[code], write(known[code]) if code in known else (nothing or {}).get(code, none)) for code in rows
    )

    def drawn(width: int) -> str:
        return shaded_map(width, sheet(width), known, breaks, classes, missing, chosen)

    heads = _heads(("place", "value"), language)
    return Figure("map", title, what, title, source, NumberTable(heads, table), drawn)


def plain_map(
    drawn: Snapped, values: Mapping[str, float], write: Write, language: str = "en"
) -> tuple[str, list[tuple[str, str]]]:
    """The raw picture of a map for all widths, and its key to stand beside it: colour and words of each class."""
    known = {outline.code: values[outline.code] for outline in drawn.outlines if outline.code in values}
    breaks = round_breaks(list(known.values())) if known else ()
    classes = _classes(breaks, known, write, language)
    missing = say("monitoring-map-missing", {}, language)
    colours = key_colours(breaks) if known else key_colours(breaks)[-1:]
    return bare_map(WIDE, drawn, known, breaks), list(zip(colours, (*classes, missing), strict=True))


def map_title(known: Mapping[str, float], names: Mapping[str, str], period: str, write: Write, language: str) -> str:
    """The finding of a map: its highest and its lowest place."""
    if not known:
        return say("monitoring-map-none", {"year": period}, language)
    high, low = max(known, key=lambda c: known[c]), min(known, key=lambda c: known[c])
    values = {"high_place": names[high], "low_place": names[low], "high": write(known[high]), "low": write(known[low])}
    return say("monitoring-map-same" if values["high"] == values["low"] else "monitoring-map-title", values, language)


def strip_figure(
    values: Mapping[str, float], names: Mapping[str, str], own: str, parent: tuple[str, float] | None, unit: str,
    period: str, source: str, write: Write, language: str = "en",
) -> Figure:  # fmt: skip
    """How the places lie, one dot each: the spread and not the mean."""
    low, _middle, high = quantiles(list(values.values()))
    about = {"count": len(values), "low": write(low), "high": write(high), "unit": unit, "year": period}
    if len(values) < 4:
        about |= {"low": write(min(values.values())), "high": write(max(values.values()))}
        title = say("monitoring-strip-few", about, language)
    elif own in values:
        about |= {"place": names.get(own, own), "value": write(values[own])}
        title = say("monitoring-strip-title-own", about, language)
    else:
        title = say("monitoring-strip-title", about, language)
    rows = tuple((names.get(c, c), write(v)) for c, v in sorted(values.items(), key=lambda item: -item[1]))
    dots = tuple(value for code, value in values.items() if code != own)
    mine = (names.get(own, own), values[own]) if own in values else None
    return Figure(
        "strip", title, say("monitoring-strip-what", about, language), title, source,
        NumberTable(_heads(("place", "value"), language), rows),
        partial(dot_strip, values=dots, own=mine, parent=parent, write=write),
    )  # fmt: skip


def _line_title(lines: Lines, write: Write, language: str) -> str:
    if not lines.subject:
        return say("monitoring-lines-none", {"place": lines.name}, language)
    first, last = lines.subject[0], lines.subject[-1]
    values = {
        "place": lines.name, "first": write(first.value), "since": first.year, "last": write(last.value),
        "until": last.year,
    }  # fmt: skip
    if len(lines.subject) == 1:
        return say("monitoring-lines-one", values, language)
    if write(first.value) == write(last.value):
        return say("monitoring-lines-same", values, language)
    return say(f"monitoring-lines-{'rose' if last.value > first.value else 'fell'}", values, language)


def _line_table(lines: Lines, write: Write, language: str) -> NumberTable:
    heads = [*_heads(("year",), language), lines.name]
    with_bounds = any(s.low is not None for s in lines.subject)
    if with_bounds:
        heads += _heads(("low", "high"), language)
    if lines.parent:
        heads.append(lines.parent_name)
    if lines.siblings:
        heads += _heads(("siblings-low", "siblings-high"), language)
    own = {s.year: s for s in lines.subject}
    above = {s.year: s for s in lines.parent}
    band = {year: (low, high) for year, low, high in lines.siblings}
    none = say("monitoring-nothing", {}, language)
    rows = []
    for year in sorted(own.keys() | above.keys() | band.keys() | set(lines.missing), reverse=True):
        row = [str(year), _value(own.get(year), none, write)]
        if with_bounds:
            spot = own.get(year)
            row += [write(v) if v is not None else "" for v in ((spot.low, spot.high) if spot else (None, None))]
        if lines.parent:
            row.append(_value(above.get(year), none, write))
        if lines.siblings:
            row += [write(v) for v in band[year]] if year in band else ["", ""]
        rows.append(tuple(row))
    return NumberTable(tuple(heads), tuple(rows))


def _value(spot: Spot | None, none: str, write: Write) -> str:
    return none if spot is None else write(spot.value)


def _classes(breaks: Sequence[float], known: Mapping[str, float], write: Write, language: str) -> list[str]:
    if not breaks:
        return [say("monitoring-class-all", {"low": write(next(iter(known.values())))}, language)] if known else []
    ends = [write(edge) for edge in breaks]
    found = [say("monitoring-class-below", {"high": ends[0]}, language)]
    found += [say("monitoring-class-between", {"low": low, "high": high}, language) for low, high in pairwise(ends)]
    return [*found, say("monitoring-class-above", {"low": ends[-1]}, language)]


def _heads(names: Sequence[str], language: str) -> tuple[str, ...]:
    return tuple(say(f"monitoring-column-{name}", {}, language) for name in names)
