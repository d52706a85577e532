"""An indicator's page: lines of the whole territory, its groups, its places by level with maps, what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from local2030.charts.time_lines import Lines, Spot
from local2030.figures.figure import Figure
from local2030.figures.monitoring import line_figure
from local2030.formats.observations.out.head import in_language
from local2030.formats.observations.out.open_sdg_meta import file_code
from local2030.reports.monitoring_site.frame import LARGEST, page
from local2030.reports.monitoring_site.labels import line_words, unit_words
from local2030.reports.monitoring_site.levels import FEW, AtLevel, finding, level_file, map_of, table_of
from local2030.reports.monitoring_site.parts import (
    figure,
    goal_mark,
    link,
    more,
    pairs,
    sayer,
    section,
    shown,
    statuses,
    table,
    written,
)
from local2030.reports.monitoring_site.records import IndicatorData, Line, Site, Value
from local2030.vocabulary.breakdowns import in_words

STEPS = ((4, 150, 6000), (3, 80, 3500), (2, 40, 2000), (1, 20, 1000))  # lines drawn, groups, corners of a map
MOST_NOTES = 8
DIRECTIONS = ("increase", "decrease", "parity")
LEVEL_STEPS = ((12_000, 400), (6_000, 400), (3_000, 250), (1_500, 100))  # corners, rows


def indicator_page(site: Site, data: IndicatorData, levels: Sequence[AtLevel]) -> str:
    """The page; of very much, so much that it stays light."""
    for charts, groups, corners in STEPS:
        text = _indicator(site, data, levels, charts, groups, corners)
        if len(text.encode()) < LARGEST:
            break
    return text


def level_page(site: Site, data: IndicatorData, one: AtLevel) -> str:
    """The places of a level that has many: map and table."""
    s = sayer(site)
    own = f"indicators/{file_code(data.code)}.html"
    title = s("by-level", level=one.name or s("places"), name=data.name)
    for corners, rows in LEVEL_STEPS:
        main = (
            f'<p class="eyebrow">{_mark(data)} <bdi>{escape(data.code)}</bdi></p><h1><bdi>{escape(title)}</bdi></h1></header>'
            f'<section class="section">{map_of(site, one, corners)}</section>'
            f"{section(s('level-table', count=len(one.places), year=one.year), table_of(site, one, rows))}"
        )
        text = page(site, title, main, ((str(site.about["title"]), "index.html"), (data.name, own)), "../")
        if len(text.encode()) < LARGEST:
            break
    return text


def _indicator(
    site: Site, data: IndicatorData, levels: Sequence[AtLevel], charts: int, groups: int, corners: int
) -> str:
    s = sayer(site)
    root = [line for line in data.lines if line.place == site.root]
    drawn = [line for line in ([one for one in root if not one.dims] or sorted(root, key=lambda one: len(one.dims))) if line.latest]  # fmt: skip
    figures = "".join(figure(_figure(line, site, data), site.language) for line in drawn[:charts])
    lines = f'<div class="stack-l">{figures}</div>' if figures else f'<p class="empty">{escape(s("nothing-whole"))}</p>'
    main = (
        f'<p class="eyebrow">{_mark(data)} <bdi>{escape(data.code)}</bdi></p><h1><bdi>{escape(data.name)}</bdi></h1></header>'
        f'<section class="section"><h2 class="vh">{escape(s("over-time"))}</h2>{lines}{more(site, charts, len(drawn))}</section>'
        + "".join(_level(site, data, one, corners) for one in levels)
        + _groups(site, [line for line in root if line.dims], groups)
        + _notes(site, data)
        + _facts(site, data)
    )
    return page(site, data.name, main, ((str(site.about["title"]), "index.html"),), "../")


def _figure(line: Line, site: Site, data: IndicatorData) -> Figure:
    one_a_year = {v.year: v for v in line.values if v.value is not None}.values()  # quarters don't stand on one another
    spots = tuple(Spot(v.year, v.value, v.low, v.high, v.status == "B") for v in one_a_year if v.value is not None)
    missing = tuple(sorted({v.year for v in line.values} - {spot.year for spot in spots}))
    target, year = data.facts.get("target_value"), data.facts.get("target_year")
    aim = (int(year or 2030), float(target)) if isinstance(target, int | float) else None
    named = ", ".join(filter(None, (in_words(line.dims, site.language) or site.name(line.place), line.series)))
    unit = unit_words(line.unit, site.language, line.mult) or in_language(data.facts.get("unit"), site.language)
    source = in_language(data.facts.get("source"), site.language)
    lines = Lines(named, spots, missing=missing, target=aim)
    return line_figure(lines, unit or sayer(site)("unit-unsaid"), 0, source, written, site.language)


def _level(site: Site, data: IndicatorData, one: AtLevel, corners: int) -> str:
    """Few places with map and table; of many what the map finds, and the way to it."""
    s = sayer(site)
    name = one.name or s("places")
    head = s("level-head", level=name, count=len(one.places))
    if len(one.places) <= FEW:
        drawn = map_of(site, one, corners)
        beside = f'<div class="holds">{table_of(site, one)}</div>'
        return section(head, f'<div class="halves">{drawn}{beside}</div>' if drawn else beside)
    way = s("level-all" if one.name in site.sheets else "level-all-table", count=len(one.places), level=name)
    found = f"<p><bdi>{escape(finding(site, one))}</bdi> ({one.year})</p>"
    return section(head, f'{found}<p class="row">{link(level_file(data.code, one), way)}</p>')


def _groups(site: Site, lines: Sequence[Line], most: int) -> str:
    if not lines:
        return ""
    s = sayer(site)
    made = table(
        s("groups"), (s("group"), s("value"), s("period")), [_group(site, line) for line in lines[:most]], numbers=(1,)
    )
    left = more(site, min(most, len(lines)), len(lines))
    return section(s("groups"), f'<div class="stack">{made}{left}</div>' if left else made, "groups")


def _group(site: Site, line: Line) -> tuple[str, str, str]:
    latest: Value = line.values[-1]
    words = line_words(line, site.language)
    sub = f'<span class="sub"><bdi>{escape(words)}</bdi></span>' if words else ""
    name = f"<bdi>{escape(in_words(line.dims, site.language))}</bdi>{sub}"
    return name, shown(latest, site.language), f"<bdi>{escape(latest.period)}</bdi>"


def _notes(site: Site, data: IndicatorData) -> str:
    """What the checks say of its files, as they say it in their findings."""
    if not data.notes:
        return ""
    listed = "".join(f"<li>{escape(words)}</li>" for words in data.notes[:MOST_NOTES])
    left = more(site, MOST_NOTES, len(data.notes))
    return section(sayer(site)("notes"), f'<ul class="plain-list">{listed}</ul>{left}', "checks")


def _facts(site: Site, data: IndicatorData) -> str:
    s = sayer(site)
    source, url = in_language(data.facts.get("source"), site.language), str(data.facts.get("source_url") or "")
    is_web = url.startswith(("https://", "http://"))
    named = f'<a href="{escape(url)}">{escape(source or url)}</a>' if is_web else escape(source or s("unsaid"))
    units = sorted({unit_words(line.unit, site.language, line.mult) for line in data.lines if line.unit})
    units = units or [in_language(data.facts.get("unit"), site.language) or s("unsaid")]
    method = in_language(data.facts.get("definition"), site.language) or s("unsaid")
    csv = f'<a href="../data/indicator_{file_code(data.code)}.csv">CSV</a>'
    about = site.about
    rows = [
        (s("unit-word"), escape(", ".join(units[:8]))),
        (s("source-word"), named),
        (s("method-word"), f'<span class="said">{escape(method[:2000])}</span>'),
        (s("downloads"), f'{csv}, <a href="../downloads.html">{escape(s("downloads-all"))}</a>'),
        (s("licence-word"), f"{escape(str(about['licence']))}. {escape(str(about['attribution']))}"),
    ]
    if wanted := _wanted(site, data):
        rows.insert(0, (s("wanted"), escape(wanted)))
    if data.statuses:
        rows.insert(0, (s("progress-word", method=site.method), statuses(data.statuses, site.language)))
    return section(s("about-indicator"), pairs((name, f"<bdi>{cell}</bdi>") for name, cell in rows), "about")


def _wanted(site: Site, data: IndicatorData) -> str:
    """Whether more or less is wanted, and by when how much; "" where nobody said."""
    s = sayer(site)
    direction, target = str(data.facts.get("direction") or ""), data.facts.get("target_value")
    words = s(f"wanted-{direction}") if direction in DIRECTIONS else ""
    aim = (
        s("wanted-target", value=written(float(target)), year=data.facts.get("target_year") or 2030)
        if isinstance(target, int | float)
        else ""
    )
    return "; ".join(filter(None, (words, aim)))


def _mark(data: IndicatorData) -> str:
    return goal_mark(data.goal) if 1 <= data.goal <= 17 else ""
