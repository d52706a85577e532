"""The pages that lead to all others: the goals at a glance, all places, the downloads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from local2030.formats.observations.out.open_sdg_meta import file_code
from local2030.reports.monitoring_site.frame import LARGEST, page
from local2030.reports.monitoring_site.labels import unit_words
from local2030.reports.monitoring_site.parts import (
    goal_mark,
    link,
    nothing,
    pairs,
    sayer,
    section,
    statuses,
    table,
    written,
)
from local2030.reports.monitoring_site.records import IndicatorData, Place, Site
from local2030.vocabulary.folding import fold
from local2030.vocabulary.goals import goals

STEPS = (100_000, 600, 300, 100)  # places of a level that are named


def index_page(site: Site, indicators: Sequence[IndicatorData]) -> str:
    """The 17 goals, each with its indicators and the newest value of the whole territory."""
    text = ""
    for longest in (160, 80, 40):
        text = _index(site, indicators, longest)
        if len(text.encode()) < LARGEST:
            break
    return text


def places_page(site: Site) -> str:
    """All places by level; those of a level that has too many for a page stand on the pages of the places above them."""
    text = ""
    for most in STEPS:
        text = _places(site, most)
        if len(text.encode()) < LARGEST:
            break
    return text


def downloads_page(site: Site) -> str:
    """The data in all formats, with what one may do with them."""
    s = sayer(site)
    about = site.about
    rows = [(link(file, s(f"name-{format_}")), escape(s(f"format-{format_}")), _size(size)) for format_, file, size in site.downloads]  # fmt: skip
    found = about["findings"]
    facts = [
        ("licence-word", about["licence"]), ("attribution-word", about["attribution"]), ("source-word", about["source"] or s("unsaid")),
        ("version-word", f"{about['version']}, {str(about['date'])[:10]}"), ("observations-word", f"{about['observations']:,}"),
        ("findings-word", s("findings", error=found["error"], warning=found["warning"], info=found["info"])),
        ("sha256-word", about["sha256"]),
    ]  # fmt: skip
    listed = pairs((s(name), f"<bdi>{escape(str(value))}</bdi>") for name, value in facts)
    licence = f"<p>{link('LICENSE-DATA.txt', s('licence-file'))}</p>"
    made = table(s("downloads"), (s("format"), s("for-what"), s("size")), rows, numbers=(2,)) if rows else ""
    each = f'<p class="note">{escape(s("each-indicator"))}</p>'
    main = (
        f"<h1>{escape(s('downloads-title'))}</h1></header>"
        f"{section(s('formats'), _stack(made + each))}{section(s('about-data'), _stack(listed + licence))}"
    )
    return page(site, s("downloads"), main, ((str(about["title"]), "index.html"),))


def _index(site: Site, indicators: Sequence[IndicatorData], longest: int) -> str:
    s = sayer(site)
    by_goal: dict[int, list[IndicatorData]] = {}
    for one in indicators:
        by_goal.setdefault(one.goal, []).append(one)
    covered = sum(1 for goal in goals() if by_goal.get(goal.number))
    ledger = "".join(_goal_line(site, goal, by_goal.get(goal.number, [])) for goal in goals())
    lists = [
        section(goal.name(site.language), _table(site, goal.name(site.language), by_goal[goal.number], longest),
                f"g{goal.number}", f"{goal_mark(goal.number)} ")
        for goal in goals() if by_goal.get(goal.number)
    ]  # fmt: skip
    rest = [one for one in indicators if not 1 <= one.goal <= 17]
    if rest:
        lists.append(section(s("own-indicators"), _table(site, s("own-indicators"), rest, longest), "own"))
    by_method = s("by-method", method=site.method) if site.method else s("no-status")
    lede = s("index-lede", places=len(site.places), observations=format(site.about["observations"], ","), place=site.name(site.root))  # fmt: skip
    main = (
        f'<h1>{escape(s("index-title", goals=covered, indicators=len(indicators)))}</h1><p class="lede">{escape(lede)}</p></header>'
        f'<section class="section holds"><div class="head"><h2>{escape(s("goals"))}</h2><p>{escape(by_method)}</p></div>'
        f'<ul class="ledger">{ledger}</ul></section>{"".join(lists)}'
    )
    return page(site, str(site.about["title"]), main, ())


def _places(site: Site, most: int) -> str:
    s = sayer(site)
    levels: dict[tuple[int, str], list[Place]] = {}
    for place in site.places.values():
        levels.setdefault((place.level, place.level_name), []).append(place)
    made = []
    for (_level, name), found in sorted(levels.items()):
        head = s("level-count", level=name or s("whole"), count=len(found)) if len(found) > 1 else name or s("whole")
        if len(found) > most:
            made.append(section(head, f"<p>{escape(s('too-many-places'))}</p>"))
            continue
        links = "".join(
            f"<li>{link(f'places/{p.file}', p.name)}</li>" for p in sorted(found, key=lambda p: fold(p.name))
        )
        made.append(section(head, f'<ul class="places">{links}</ul>'))
    main = f"<h1>{escape(s('places-title', count=len(site.places)))}</h1></header>{''.join(made)}"
    return page(site, s("places"), main, ((str(site.about["title"]), "index.html"),))


def _goal_line(site: Site, goal: Any, found: Sequence[IndicatorData]) -> str:
    s = sayer(site)
    name = escape(goal.name(site.language))
    if not found:
        return f'<li>{goal_mark(goal.number)}<span>{name}</span><span></span><span class="d">{nothing("nothing-here", site.language)}</span></li>'
    years = [line.latest.year for one in found for line in one.lines if line.latest]
    words = escape(s("newest", year=max(years)) if years else s("nothing-here"))
    if judged := statuses((status for one in found for status in one.statuses), site.language):
        words = f"{judged} {words}"
    count = s("indicator-count", count=len(found)) if len(found) > 1 else s("indicator-one")
    return f'<li>{goal_mark(goal.number)}<span><a href="#g{goal.number}">{name}</a></span><span class="num small">{escape(count)}</span><span class="d small muted">{words}</span></li>'


def _table(site: Site, caption: str, found: Sequence[IndicatorData], longest: int) -> str:
    s = sayer(site)
    whole = site.name(site.root)
    value = s("value") if whole == s("whole") else s("value-whole", place=whole)
    judged = (s("progress"),) if site.method else ()
    rows = [_row(site, one, longest) for one in found]
    return table(caption, (s("indicator"), value, s("period"), *judged), rows, numbers=(1,))


def _row(site: Site, one: IndicatorData, longest: int) -> tuple[str, ...]:
    head = next((line for line in one.lines if line.place == site.root and not line.dims and line.latest), None)
    latest = head.latest if head else None
    levels: Mapping[tuple[int, str], None] = dict.fromkeys(
        sorted((site.places[line.place].level, site.places[line.place].level_name)
               for line in one.lines if line.place in site.places and line.place != site.root and not line.dims)
    )  # fmt: skip
    by = ", ".join(name for _level, name in levels if name)
    sub = f"{one.code}, {sayer(site)('also-by', levels=by)}" if by else one.code
    title = f'{link(f"indicators/{file_code(one.code)}.html", one.name[:longest])}<span class="sub"><bdi>{escape(sub)}</bdi></span>'
    if one.is_sample:
        title += f'<span class="sub">{nothing("sample", site.language)}</span>'
    judged = (statuses(one.statuses, site.language),) if site.method else ()
    if latest is None or latest.value is None or head is None:
        return title, nothing("nothing-whole", site.language), "", *judged
    words = unit_words(head.unit, site.language, head.mult)
    unit = f'<span class="sub"><bdi>{escape(words)}</bdi></span>' if words else ""
    return title, escape(written(latest.value)) + unit, f"<bdi>{escape(latest.period)}</bdi>", *judged


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.0f} kB"


def _stack(body: str) -> str:
    return f'<div class="stack">{body}</div>'
