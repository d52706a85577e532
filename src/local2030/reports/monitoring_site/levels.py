"""The values of an indicator at one level of places: a map, and a table that says the same and why a value is lacking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import NamedTuple

from local2030.charts.svg import WIDE, for_page, in_tokens
from local2030.figures.monitoring import map_title, plain_map
from local2030.formats.observations.out.head import in_language
from local2030.formats.observations.out.open_sdg_meta import file_code
from local2030.reports.monitoring_site.labels import line_words, unit_words
from local2030.reports.monitoring_site.parts import link, sayer, shown, table, written
from local2030.reports.monitoring_site.records import IndicatorData, Line, Place, Site, Value
from local2030.vocabulary.folding import fold
from local2030.vocabulary.messages import say

FEW = 40  # places that stand on the indicator's own page; more of them have a page of their own
MOST_CUTS = 3
Key = tuple[str, str, str, str]  # series, unit, multiplier, frequency


class AtLevel(NamedTuple):
    """One level: its places, and for each series that any of them has, the values by place. The first one is drawn."""

    level: int
    name: str
    places: tuple[Place, ...]
    cuts: tuple[tuple[Key, Mapping[str, Line]], ...]
    year: int  # the last in which any place has a value of what is drawn
    unit: str = ""  # of the indicator, where a series says none itself

    @property
    def drawn(self) -> dict[str, Value]:
        """By place, the value of the year that is shown."""
        found = {code: _of_year(line, self.year) for code, line in self.cuts[0][1].items()}
        return {code: value for code, value in found.items() if value is not None}


def levels_of(site: Site, data: IndicatorData) -> list[AtLevel]:
    """The levels below the whole territory that have any line without a breakdown, widest places first."""
    by_level: dict[tuple[int, str], dict[Key, dict[str, Line]]] = {}
    for line in data.lines:
        place = site.places.get(line.place)
        if place is None or line.dims or line.place == site.root:
            continue
        cuts = by_level.setdefault((place.level, place.level_name), {})
        cuts.setdefault((line.series, line.unit, line.mult, line.freq), {})[line.place] = line
    unit = in_language(data.facts.get("unit"), site.language)
    found = []
    for (level, name), cuts in sorted(by_level.items()):
        ordered = sorted(
            cuts.items(), key=lambda item: (item[0][3] != "A", -len(item[1]), -_count(item[1].values()), item[0])
        )
        years = [line.latest.year for line in ordered[0][1].values() if line.latest]
        places = tuple(p for p in site.at_level(level, name))
        found.append(
            AtLevel(level, name, places, tuple(ordered), max(years, default=_last_year(ordered[0][1].values())), unit)
        )
    return found


def level_file(code: str, one: AtLevel) -> str:
    """The file of a level's own page, beside that of the indicator."""
    return f"{file_code(code)}-at-{one.level}-{file_code(fold(one.name))}.html"


def map_of(site: Site, one: AtLevel, most: int) -> str:
    """The map as a figure with its key beside it; "" without boundaries. It has `most` corners."""
    sheet = site.sheets.get(one.name)
    if sheet is None:
        return ""
    shape = {place.code: place.boundary or place.code for place in one.places}
    values = {shape[code]: v.value for code, v in one.drawn.items() if v.value is not None and code in shape}
    raw, key = plain_map(sheet(WIDE, most), values, written, site.language)
    title = finding(site, one)
    about = {"unit": _unit(site, one), "year": one.year, "known": len(values), "all": len(one.places)}
    what = say("monitoring-map-what", about, site.language)
    listed = "".join(
        f'<li><svg aria-hidden="true" viewBox="0 0 22 12"><rect x=".5" y=".5" width="21" height="11" fill="{colour}" stroke="var(--edge)"/></svg>'
        f"{escape(words)}</li>" for colour, words in key
    )  # fmt: skip
    return (
        f'<figure class="figure"><figcaption><h3 class="h3"><bdi>{escape(title)}</bdi></h3><p>{escape(what)}</p></figcaption>'
        f'<div class="chart">{for_page(raw, title)}</div><ul class="key">{in_tokens(listed)}</ul></figure>'
    )


def finding(site: Site, one: AtLevel) -> str:
    """What the map shows, in a sentence."""
    known = {code: v.value for code, v in one.drawn.items() if v.value is not None}
    names = {code: site.name(code) for code in known}
    return map_title(known, names, str(one.year), written, site.language)


def table_of(site: Site, one: AtLevel, most: int = 0) -> str:
    """All places of the level by name, with the value of the year, or why there is none and what was there before."""
    cuts = one.cuts[:MOST_CUTS]
    many = len(one.cuts) > 1
    say_ = sayer(site)
    heads = [say_("place"), *((line_words(_any(lines), site.language) or say_("value")) if many else say_("value-of", year=one.year) for _, lines in cuts)]  # fmt: skip
    rows = []
    for place in one.places[: most or None]:
        cells = [_cell(lines.get(place.code), one.year, site.language) for _, lines in cuts]
        rows.append((link(f"../places/{place.file}", place.name), *cells))
    left = [say_("more", shown=most, count=len(one.places))] if most and most < len(one.places) else []
    left += [say_("more-series", shown=len(cuts), count=len(one.cuts))] if len(one.cuts) > len(cuts) else []
    caption = f"{one.name or say_('places')}, {one.year}"
    notes = "".join(f'<p class="note small">{escape(words)}</p>' for words in left)
    made = table(caption, heads, rows, numbers=tuple(range(1, len(heads))))
    return f'<div class="stack">{made}{notes}</div>' if notes else made


def _cell(line: Line | None, year: int, language: str) -> str:
    """A value of the year; else the kind of nothing, and the last value there was."""
    if line is None:
        return shown(Value(year, "", None, "O"), language)
    now = _of_year(line, year)
    if now is not None and now.value is not None:
        return shown(now, language) + (_sub(now.period) if now.period != str(year) else "")
    nothing = shown(now or Value(year, "", None, "O"), language)
    before = line.latest
    if before is None or before.value is None:
        return nothing
    words = say("site-before", {"value": written(before.value), "period": before.period}, language)
    return nothing + _sub(words)


def _sub(words: str) -> str:
    return f'<span class="sub"><bdi>{escape(words)}</bdi></span>'


def _of_year(line: Line, year: int) -> Value | None:
    return next((value for value in reversed(line.values) if value.year == year), None)


def _unit(site: Site, one: AtLevel) -> str:
    (series, unit, mult, _freq), _lines = one.cuts[0]
    words = unit_words(unit, site.language, mult) or one.unit or say("site-unit-unsaid", {}, site.language)
    return f"{words}, {series}" if series and len(one.cuts) > 1 else words


def _count(lines: Iterable[Line]) -> int:
    return sum(len(line.values) for line in lines)


def _last_year(lines: Iterable[Line]) -> int:
    return max((value.year for line in lines for value in line.values), default=0)


def _any(lines: Mapping[str, Line]) -> Line:
    return next(iter(lines.values()))
