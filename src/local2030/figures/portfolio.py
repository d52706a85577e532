"""Many programmes at once: their levels and their local shares. What was not screened is never counted as level 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, TypedDict

from local2030.charts.bands import share_bands
from local2030.charts.levels import LevelRow, level_bars
from local2030.figures.figure import Figure, NumberTable
from local2030.figures.marker import told
from local2030.figures.words import GATES, percent
from local2030.vocabulary.messages import say


class Row(TypedDict):
    """The few numbers of one programme that a portfolio's figures need; `low` and `high` None: cannot tell."""

    level: int | None
    level_possible: int | None
    low: float | None
    high: float | None
    countries: list[str]


def row_of(programme: Mapping[str, Any]) -> Row:
    """A programme in plain form, as a row of a portfolio."""
    low, high = told(programme)
    return {
        "level": programme["level"],
        "level_possible": programme["level_possible"],
        "low": low,
        "high": high,
        "countries": list(programme["countries"]),
    }


def portfolio_levels(rows: Iterable[Row], source: str = "", language: str = "en") -> Figure:
    """How many programmes are proven at each level, and for how many of them more data could still show a higher one."""
    listed = list(rows)
    lines, table = [], []
    for level in (3, 2, 1, 0):
        here = [row for row in listed if row["level"] == level]
        higher = sum((row["level_possible"] or 0) > level for row in here)
        values = {"count": len(here), "open": higher, "level": level}
        code = "figure-levels-line-open" if higher else "figure-levels-line"
        label = say("figure-levels-label", values | {"word": say(f"level-{level}", {}, language)}, language)
        lines.append(LevelRow(label, len(here) - higher, higher, 0, say(code, values, language)))
        table.append((label, str(len(here)), str(higher)))
    unknown = sum(row["level"] is None for row in listed)
    label = say("figure-levels-none", {}, language)
    lines.append(LevelRow(label, 0, 0, unknown, f"{unknown}"))
    table.append((label, str(unknown), ""))
    screened = len(listed) - unknown
    settled = sum(row["level"] is not None and (row["level_possible"] or 0) <= row["level"] for row in listed)
    values = {"screened": screened, "open": screened - settled, "all": len(listed)}
    code = (
        "figure-levels-none-screened" if not screened else "figure-levels-open" if values["open"] else "figure-levels"
    )
    title = say(code if listed else "figure-portfolio-empty", values, language)
    heads = tuple(say(f"figure-column-{column}", {}, language) for column in ("level", "programmes", "open"))
    what = say("figure-levels-what", {}, language)
    draw = partial(level_bars, rows=tuple(lines))
    return Figure("levels", title, what, title, source, NumberTable(heads, tuple(table)), draw)


def portfolio_bands(rows: Iterable[Row], source: str = "", language: str = "en") -> Figure:
    """The local share of every programme as a band, from the highest proven to the lowest; those that can't be told apart."""
    listed = list(rows)
    bands = tuple((row["low"], row["high"]) for row in listed if row["low"] is not None and row["high"] is not None)
    blind = len(listed) - len(bands)
    gate = GATES[1]
    proven = sum(low >= gate for low, _ in bands)
    possible = sum(high >= gate for _, high in bands)
    values = {"proven": proven, "possible": possible, "blind": blind, "all": len(listed), "gate": percent(gate)}
    if not bands:
        title = say("figure-bands-unknown" if listed else "figure-portfolio-empty", values, language)
    else:
        title = say("figure-bands" if blind else "figure-bands-all", values, language)
    heads = tuple(say(f"figure-column-{column}", {}, language) for column in ("gate", "proven", "possible"))
    table = [(percent(g), str(sum(a >= g for a, _ in bands)), str(sum(b >= g for _, b in bands))) for g in GATES]
    table.append((say("figure-verdict-cannot-tell", {}, language), str(blind), ""))
    words = say("figure-bands-blind", values, language)
    marks = tuple((g, percent(g)) for g in GATES)
    draw = partial(share_bands, bands=bands, blind=blind, gates=marks, words=words)
    what = say("figure-bands-what", {}, language)
    return Figure("bands", title, what, title, source, NumberTable(heads, tuple(table)), draw)
