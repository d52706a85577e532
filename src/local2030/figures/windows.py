"""Money windows: who gains and loses when the rules of an allocation change; how concentrated local money is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from local2030.charts.dumbbell import Pair, dumbbells
from local2030.charts.named_bars import Bar, named_bars
from local2030.figures.figure import Figure, NumberTable
from local2030.figures.words import amount, percent, percent_range, short, unit_of
from local2030.marker.concentration import Concentration
from local2030.vocabulary.messages import say

MOST_ROWS = 20


class Move(NamedTuple):
    """What one proposal gets by the window's rules, and by the rules as changed."""

    name: str
    before: Decimal
    after: Decimal


def moves_figure(
    moves: Sequence[Move], currency: str, source: str = "", language: str = "en", between: tuple[str, str] | None = None
) -> Figure:
    """Amounts before and after a change of the rules, the largest change first; the title says who gains and loses.

    `between` names what is compared; without it, the window's rules and those that are tried.
    """
    gain, lose = sum(m.after > m.before for m in moves), sum(m.after < m.before for m in moves)
    moved = max(
        sum((m.after - m.before for m in moves if m.after > m.before), Decimal(0)),
        sum((m.before - m.after for m in moves if m.after < m.before), Decimal(0)),
    )
    code = (
        "figure-moves-empty"
        if not moves
        else "figure-moves"
        if gain or lose
        else "figure-moves-same"
        if between
        else "figure-moves-none"
    )
    title = say(code, {"gain": gain, "lose": lose, "moved": amount(moved, currency, language)}, language)
    words = between or (say("figure-moves-before", {}, language), say("figure-moves-after", {}, language))
    what = say("figure-moves-what", {"currency": currency, "before": words[0], "after": words[1]}, language)
    ordered = sorted(moves, key=lambda m: (-abs(m.after - m.before), -m.after, m.name))
    unit = unit_of(max((max(m.before, m.after) for m in moves), default=Decimal(0)))
    pairs = tuple(
        Pair(m.name, float(m.before), float(m.after), f"{short(m.after, unit)}{_signed(m.after - m.before, unit)}")
        for m in ordered[:MOST_ROWS]
    )
    columns = [say(f"figure-moves-column-{c}", {}, language) for c in ("proposal", "before", "after", "change")]
    heads = (columns[0], *(between or columns[1:3]), columns[3])
    table = tuple((m.name, f"{m.before:,.2f}", f"{m.after:,.2f}", f"{m.after - m.before:+,.2f}") for m in ordered)
    drawn = partial(dumbbells, pairs=pairs, words=words)
    return Figure("moves", title, what, title, source, NumberTable(heads, table), drawn)


def concentration_figure(
    found: Concentration, kind: str, names: Sequence[str], programmes: int, currency: str, source: str = "",
    language: str = "en",
) -> Figure:  # fmt: skip
    """The largest ten places or recipients (`kind`) with the rest and what nobody knows; `names` are theirs, in order."""
    if found.code or found.hhi is None:
        title = say("figure-concentration-none", {}, language)
        return Figure(kind, title, title, title, source, NumberTable((), ()), partial(named_bars, bars=()))
    top, ten = found.top[1], found.top[10]
    values = {"top": _range(top.low, top.high, language), "ten": _range(ten.low, ten.high, language)}
    title = say(f"figure-concentration-{kind}", values, language)
    even = found.effective
    effective = (
        f"{even.low:.1f}–{even.high:.1f}"
        if even and f"{even.low:.1f}" != f"{even.high:.1f}"
        else f"{even.low:.1f}"
        if even
        else "–"
    )
    hhi = (
        f"{found.hhi.low:.2f}"
        if f"{found.hhi.low:.2f}" == f"{found.hhi.high:.2f}"
        else f"{found.hhi.low:.2f}–{found.hhi.high:.2f}"
    )
    said = {"hhi": hhi, "effective": effective, "count": programmes, "currency": currency}
    what = say("figure-concentration-what", said, language)
    unit = unit_of(found.total)
    shown = [(name, value) for name, (_key, value) in zip(names, found.largest, strict=True)]
    rest = found.total - found.unknown - sum((value for _n, value in shown), Decimal(0))
    lines = [(name, value) for name, value in shown]
    if found.n > len(shown):
        lines.append((say("figure-concentration-others", {"count": found.n - len(shown)}, language), rest))
    rows = [Bar(name, float(value), short(value, unit)) for name, value in lines]
    unknown = say("figure-concentration-unknown", {}, language)
    if found.unknown:
        rows.append(Bar(unknown, float(found.unknown), short(found.unknown, unit), True))
    heads = tuple(say(f"figure-concentration-column-{c}", {}, language) for c in ("name", "amount", "share"))
    table = tuple(
        (name, f"{value:,.2f}", percent(float(value / found.total), language=language))
        for name, value in (*lines, (unknown, found.unknown))
    )
    return Figure(kind, title, what, title, source, NumberTable(heads, table), partial(named_bars, bars=tuple(rows)))


def _signed(change: Decimal, unit: tuple[int, str]) -> str:
    if not change:
        return ""
    return f" ({'+' if change > 0 else '−'}{short(abs(change), unit)})"


def _range(low: Decimal, high: Decimal, language: str) -> str:
    return percent_range(float(low), float(high), language)
