"""The pages: the goals at a glance, an indicator, a place, all places, downloads. Each is below 100 kB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from local2030.charts.time_lines import Lines, Spot
from local2030.figures.monitoring import line_figure
from local2030.formats.observations.out.head import in_language
from local2030.formats.observations.out.open_sdg_meta import file_code
from local2030.reports.monitoring_site.frame import page
from local2030.reports.monitoring_site.parts import (
    figure,
    goal_mark,
    link,
    pairs,
    shown,
    statuses,
    table,
    unit_words,
    written,
)
from local2030.reports.monitoring_site.records import IndicatorData, Line, Place, Site
from local2030.vocabulary.goals import goals
from local2030.vocabulary.messages import say

LARGEST = 100_000  # bytes of a page
CHARTS, GROUPS, PLACES, OF_A_PLACE = 4, 150, 320, 400


def index_page(site: Site, indicators: Sequence[IndicatorData]) -> str:
    """The 17 goals, each with its indicators and the newest value of the whole territory."""
    s = _sayer(site)
    by_goal: dict[int, list[IndicatorData]] = {}
    for one in indicators:
        by_goal.setdefault(one.goal, []).append(one)
    covered = sum(1 for goal in goals() if by_goal.get(goal.number))
    title = s("index-title", goals=covered, indicators=len(indicators))
    ledger = "".join(_goal_line(site, goal, by_goal.get(goal.number, [])) for goal in goals())
    lists = "".join(
        f'<section class="section holds" id="g{goal.number}"><div class="head"><h2>{goal_mark(goal.number)} {escape(goal.name(site.language))}</h2></div>'
        f"{_indicator_table(site, goal.name(site.language), by_goal[goal.number])}</section>"
        for goal in goals() if by_goal.get(goal.number)
    )  # fmt: skip
    by_method = s("by-method", method=site.method) if site.method else s("no-status")
    rest = [one for one in indicators if not 1 <= one.goal <= 17]
    if rest:
        lists += f'<section class="section holds" id="own"><div class="head"><h2>{escape(s("own-indicators"))}</h2></div>{_indicator_table(site, s("own-indicators"), rest)}</section>'
    main = (
        f'<h1>{escape(title)}</h1><p class="lede">{escape(s("index-lede", places=len(site.places), observations=format(site.about["observations"], ",")))}</p></header>'
        f'<section class="section holds"><div class="head"><h2>{escape(s("goals"))}</h2><p>{escape(by_method)}</p></div><ul class="ledger">{ledger}</ul></section>{lists}'
    )
    return page(site, str(site.about["title"]), main, ())


def indicator_page(site: Site, data: IndicatorData) -> str:
    """Lines of the whole territory with their numbers, its groups, its places; source, unit and method beside it."""
    for charts, groups, places in ((CHARTS, GROUPS, PLACES), (3, 80, 160), (2, 40, 60), (1, 20, 20)):
        text = _indicator(site, data, charts, groups, places)
        if len(text.encode()) < LARGEST:
            break
    return text


def place_page(site: Site, place: Place, rows: Sequence[tuple[IndicatorData, Line, Line | None]]) -> str:
    """What is reported of a place, by goal, beside the place above it."""
    s = _sayer(site)
    most = OF_A_PLACE
    while True:
        text = _place(site, place, rows[:most], len(rows), s)
        if len(text.encode()) < LARGEST or most < 20:
            return text
        most //= 2


def places_page(site: Site) -> str:
    """All places by level."""
    s = _sayer(site)
    levels: dict[tuple[int, str], list[Place]] = {}
    for place in site.places.values():
        levels.setdefault((place.level, place.level_name), []).append(place)
    lists = "".join(
        f'<section class="section"><h2>{escape(name or s("whole"))} <span class="small muted">{len(found)}</span></h2><ul class="places">'
        + "".join(f"<li>{link(f'places/{p.file}', p.name)}</li>" for p in sorted(found, key=lambda p: p.name)) + "</ul></section>"
        for (_level, name), found in sorted(levels.items())
    )  # fmt: skip
    main = f"<h1>{escape(s('places-title', count=len(site.places)))}</h1></header>{lists}"
    return page(site, s("places"), main, ((str(site.about["title"]), "index.html"),))


def downloads_page(site: Site) -> str:
    """The data in all formats, with what one may do with them."""
    s = _sayer(site)
    rows = [(link(file, format_), escape(s(f"format-{format_}")), f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.0f} kB")
            for format_, file, size in site.downloads]  # fmt: skip
    about = site.about
    findings = ", ".join(f"{count} {severity}" for severity, count in about["findings"].items())
    facts = [("licence-word", about["licence"]), ("attribution-word", about["attribution"]), ("source-word", about["source"] or s("unsaid")),
             ("version-word", f"{about['version']}, {str(about['date'])[:10]}"), ("sha256-word", about["sha256"]),
             ("observations-word", f"{about['observations']:,}"), ("findings-word", findings)]  # fmt: skip
    listed = pairs((s(name), f"<bdi>{escape(str(value))}</bdi>") for name, value in facts)
    main = (
        f'<h1>{escape(s("downloads-title"))}</h1></header><section class="section">'
        f"{table(s('downloads'), (s('format'), s('for-what'), s('size')), rows, numbers=(2,))}</section>"
        f'<section class="section"><h2>{escape(s("about-data"))}</h2>{listed}</section>'
    )
    return page(site, s("downloads"), main, ((str(about["title"]), "index.html"),))


def _indicator(site: Site, data: IndicatorData, charts: int, groups: int, places: int) -> str:
    s = _sayer(site)
    root = [line for line in data.lines if line.place == site.root]
    headline = [line for line in root if not line.dims]
    plainest = sorted(root, key=lambda line: len(line.dims))
    drawn = [line for line in (headline or plainest) if line.latest][:charts]
    unit = in_language(data.facts.get("unit"), site.language)
    source = in_language(data.facts.get("source"), site.language)
    figures = "".join(figure(_figure(line, site, data, source, unit), site.language) for line in drawn)
    if not figures:
        figures = f'<p class="empty">{escape(s("nothing-whole"))}</p>'
    broken = [line for line in root if line.dims]
    local = [line for line in data.lines if line.place != site.root and not line.dims]
    beside = _facts(site, data, unit, source)
    main = (
        f'<p class="eyebrow">{goal_mark(data.goal) if 1 <= data.goal <= 17 else ""} <bdi>{escape(data.code)}</bdi></p><h1><bdi>{escape(data.name)}</bdi></h1></header>'
        f'<section class="section"><h2 class="vh">{escape(s("over-time"))}</h2><div class="stack-l">{figures}</div></section>'
        f"{_groups(site, broken, groups)}{_local(site, local, places)}{beside}"
    )
    return page(site, data.name, main, ((str(site.about["title"]), "index.html"),), "../")


def _figure(line: Line, site: Site, data: IndicatorData, source: str, unit: str) -> Any:
    spots = tuple(
        Spot(v.year, v.value, v.low, v.high, v.status == "B") for v in _one_a_year(line) if v.value is not None
    )
    have = {spot.year for spot in spots}
    missing = tuple(sorted({v.year for v in line.values if v.value is None} - have))
    target, year = data.facts.get("target_value"), data.facts.get("target_year")
    aim = (int(year or 2030), float(target)) if isinstance(target, int | float) else None
    name = site.places[line.place].name if line.place in site.places else line.place
    named = ", ".join(filter(None, (name, line.series, *line.dims.values())))
    return line_figure(
        Lines(named, spots, missing=missing, target=aim),
        unit_words(line.unit or unit, site.language) or _sayer(site)("unit-unsaid"),
        0,
        source,
        written,
        site.language,
    )


def _one_a_year(line: Line) -> list[Any]:
    """The last value of each year, so that quarters don't stand on one another."""
    return list({value.year: value for value in line.values if value.value is not None}.values())


def _groups(site: Site, lines: Sequence[Line], most: int) -> str:
    if not lines:
        return ""
    s = _sayer(site)
    rows = []
    for line in lines[:most]:
        latest = line.values[-1]
        words = "; ".join(f"{name}: {word}" for name, word in line.dims.items())
        rows.append(
            (
                f"<bdi>{escape(words)}</bdi>{_sub(line, site.language)}",
                shown(latest, site.language),
                f"<bdi>{escape(latest.period)}</bdi>",
            )
        )
    more = f'<p class="small muted">{escape(s("more", shown=most, count=len(lines)))}</p>' if len(lines) > most else ""
    made = table(s("groups"), (s("group"), s("value"), s("period")), rows, numbers=(1,))
    return f'<section class="section holds" id="groups"><div class="head"><h2>{escape(s("groups"))}</h2></div>{made}{more}</section>'


def _local(site: Site, lines: Sequence[Line], most: int) -> str:
    if not lines:
        return ""
    s = _sayer(site)
    ordered = sorted(
        lines,
        key=lambda line: (site.places[line.place].level if line.place in site.places else 99, _name(site, line.place)),
    )
    rows = []
    for line in ordered[:most]:
        latest, place = line.values[-1], site.places.get(line.place)
        named = link(f"../places/{place.file}", place.name) if place else escape(line.place)
        level = escape(place.level_name) if place else ""
        rows.append(
            (
                f"{named}{_sub(line, site.language)}",
                level,
                shown(latest, site.language),
                f"<bdi>{escape(latest.period)}</bdi>",
            )
        )
    more = f'<p class="small muted">{escape(s("more", shown=most, count=len(lines)))}</p>' if len(lines) > most else ""
    made = table(s("places"), (s("place"), s("level"), s("value"), s("period")), rows, numbers=(2,))
    return f'<section class="section holds" id="places"><div class="head"><h2>{escape(s("places"))}</h2></div>{made}{more}</section>'


def _facts(site: Site, data: IndicatorData, unit: str, source: str) -> str:
    s = _sayer(site)
    url = str(data.facts.get("source_url") or "")
    named = (
        f'<a href="{escape(url)}">{escape(source or url)}</a>'
        if url.startswith(("https://", "http://"))
        else escape(source or s("unsaid"))
    )
    units = sorted({unit_words(line.unit, site.language) for line in data.lines if line.unit}) or [unit or s("unsaid")]
    method = in_language(data.facts.get("definition"), site.language) or s("unsaid")
    csv = f"indicator_{file_code(data.code)}.csv"
    rows = [(s("unit-word"), escape(", ".join(units[:8]))), (s("source-word"), named), (s("method-word"), f'<span class="said">{escape(method[:2000])}</span>'),
            (s("downloads"), f'<a href="../downloads.html">{escape(s("downloads-all"))}</a>, <a href="../data/{csv}">CSV</a>')]  # fmt: skip
    if data.statuses:
        rows.insert(0, (s("progress-word", method=site.method), statuses(data.statuses, site.language)))
    listed = pairs((name, f"<bdi>{cell}</bdi>") for name, cell in rows)
    return f'<section class="section" id="about"><h2>{escape(s("about-indicator"))}</h2>{listed}</section>'


def _goal_line(site: Site, goal: Any, found: Sequence[IndicatorData]) -> str:
    s = _sayer(site)
    name = escape(goal.name(site.language))
    if not found:
        return f'<li>{goal_mark(goal.number)}<span>{name}</span><span></span><span class="d"><span class="nil">{escape(s("nothing-here"))}</span></span></li>'
    years = [line.latest.year for one in found for line in one.lines if line.latest]
    words = escape(s("newest", year=max(years)) if years else s("nothing-here"))
    if judged := statuses((status for one in found for status in one.statuses), site.language):
        words = f"{judged} {words}"
    count = s("indicator-count", count=len(found))
    return f'<li>{goal_mark(goal.number)}<span><a href="#g{goal.number}">{name}</a></span><span class="num small">{escape(count)}</span><span class="d small muted">{words}</span></li>'


def _indicator_table(site: Site, caption: str, found: Sequence[IndicatorData]) -> str:
    s = _sayer(site)
    rows = []
    for one in found:
        head = next((line for line in one.lines if line.place == site.root and not line.dims and line.latest), None)
        latest = head.latest if head else None
        cell = (
            escape(written(latest.value))
            if latest and latest.value is not None
            else f'<span class="nil">{escape(s("nothing-whole"))}</span>'
        )
        unit = f'<span class="sub">{escape(unit_words(head.unit, site.language))}</span>' if head and head.unit else ""
        title = f'{link(f"indicators/{file_code(one.code)}.html", one.name[:160])}<span class="sub"><bdi>{escape(one.code)}</bdi></span>'
        rows.append((title, cell + unit, escape(latest.period if latest else "")))
    return table(caption, (s("indicator"), s("value"), s("period")), rows, numbers=(1,))


def _place(
    site: Site, place: Place, rows: Sequence[tuple[IndicatorData, Line, Line | None]], count: int, s: Any
) -> str:
    above = site.places.get(place.parent)
    cells: dict[int, list[Sequence[str]]] = {}
    for one, line, parent in rows:
        latest = line.values[-1]
        same = {v.period: v for v in parent.values} if parent else {}
        beside = (
            shown(same[latest.period], site.language)
            if latest.period in same
            else f'<span class="nil">{escape(s("missing"))}</span>'
        )
        title = f"{link(f'../indicators/{file_code(one.code)}.html', one.name[:120])}{_sub(line, site.language)}"
        cells.setdefault(one.goal, []).append(
            (title, shown(latest, site.language), *((beside,) if above else ()), f"<bdi>{escape(latest.period)}</bdi>")
        )
    heads = (s("indicator"), place.name, *((above.name,) if above else ()), s("period"))
    names: Mapping[int, str] = {goal.number: goal.name(site.language) for goal in goals()}
    lists = "".join(
        f'<section class="section holds"><div class="head"><h2>{goal_mark(number) if number in names else ""} {escape(names.get(number, s("own-indicators")))}</h2></div>'
        f"{table(names.get(number, place.name), heads, found, numbers=(1, 2) if above else (1,))}</section>"
        for number, found in sorted(cells.items())
    )  # fmt: skip
    more = f'<p class="small muted">{escape(s("more", shown=len(rows), count=count))}</p>' if count > len(rows) else ""
    below = site.below.get(place.code, ())
    inside = "".join(
        f"<li>{link(site.places[code].file, site.places[code].name)}</li>"
        for code in below[:500]
        if code in site.places
    )
    inside = (
        f'<section class="section"><h2>{escape(s("places-in-it", count=len(below)))}</h2><ul class="places">{inside}</ul></section>'
        if inside
        else ""
    )
    lede = ". ".join(filter(None, (place.level_name, s("part-of", place=above.name) if above else "")))
    title = s("place-title", place=place.name, count=count)
    nothing = "" if rows else f'<p class="empty">{escape(s("nothing-here"))}</p>'
    main = (
        f'<h1>{escape(title)}</h1><p class="lede"><bdi>{escape(lede)}</bdi></p></header>{nothing}{lists}{more}{inside}'
    )
    return page(site, place.name, main, ((str(site.about["title"]), "index.html"), (s("places"), "places.html")), "../")


def _sub(line: Line, language: str) -> str:
    words = ", ".join(filter(None, (line.series, unit_words(line.unit, language))))
    return f'<span class="sub"><bdi>{escape(words)}</bdi></span>' if words else ""


def _name(site: Site, code: str) -> str:
    return site.places[code].name if code in site.places else code


def _sayer(site: Site) -> Any:
    return lambda code, **values: say(f"site-{code}", values, site.language)
