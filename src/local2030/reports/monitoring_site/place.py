"""A place's page: what is reported of it, by goal, beside the place above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from local2030.formats.observations.out.open_sdg_meta import file_code
from local2030.reports.monitoring_site.frame import LARGEST, page
from local2030.reports.monitoring_site.labels import line_words
from local2030.reports.monitoring_site.parts import goal_mark, link, more, nothing, sayer, section, shown, table
from local2030.reports.monitoring_site.records import IndicatorData, Line, Place, Site
from local2030.vocabulary.goals import goals

Row = tuple[IndicatorData, Line, Line | None]  # a line of the place, and that of the place above it
OF_A_PLACE, INSIDE = 400, 500


def place_page(site: Site, place: Place, rows: Sequence[Row]) -> str:
    """What is reported of a place; of very much, the first lines."""
    most = OF_A_PLACE
    while True:
        text = _page(site, place, rows[:most], len(rows))
        if len(text.encode()) < LARGEST or most < 20:
            return text
        most //= 2


def _page(site: Site, place: Place, rows: Sequence[Row], count: int) -> str:
    s = sayer(site)
    above = site.places.get(place.parent)
    lede = ". ".join(filter(None, (place.level_name, s("part-of", place=above.name) if above else "")))
    empty = "" if rows else f'<p class="empty">{escape(s("nothing-here"))}</p>'
    main = (
        f"<h1>{escape(s('place-title', place=place.name, count=count))}</h1>"
        f'<p class="lede"><bdi>{escape(lede)}</bdi></p></header>{empty}{_by_goal(site, place, above, rows)}'
        f"{more(site, len(rows), count)}{_inside(site, place)}"
    )
    way = ((str(site.about["title"]), "index.html"), (s("places"), "places.html"))
    return page(site, place.name, main, way, "../")


def _by_goal(site: Site, place: Place, above: Place | None, rows: Sequence[Row]) -> str:
    s = sayer(site)
    cells: dict[int, list[Sequence[str]]] = {}
    for one, line, parent in rows:
        cells.setdefault(one.goal or 99, []).append(_row(site, one, line, parent, above is not None))
    heads = (s("indicator"), place.name, *((above.name,) if above else ()), s("period"))
    names: Mapping[int, str] = {goal.number: goal.name(site.language) for goal in goals()}
    made = []
    for number, found in sorted(cells.items()):
        name = names.get(number, s("own-indicators"))
        mark = f"{goal_mark(number)} " if number in names else ""
        made.append(section(name, table(name, heads, found, numbers=(1, 2) if above else (1,)), head=mark))
    return "".join(made)


def _row(site: Site, one: IndicatorData, line: Line, parent: Line | None, beside: bool) -> Sequence[str]:
    latest = line.values[-1]
    words = line_words(line, site.language)
    sub = f'<span class="sub"><bdi>{escape(words)}</bdi></span>' if words else ""
    cells = [link(f"../indicators/{file_code(one.code)}.html", one.name[:120]) + sub, shown(latest, site.language)]
    if beside:
        same = next((value for value in parent.values if value.period == latest.period), None) if parent else None
        cells.append(shown(same, site.language) if same else nothing("missing", site.language))
    return (*cells, f"<bdi>{escape(latest.period)}</bdi>")


def _inside(site: Site, place: Place) -> str:
    below = [site.places[code] for code in site.below.get(place.code, ()) if code in site.places]
    if not below:
        return ""
    links = "".join(f"<li>{link(one.file, one.name)}</li>" for one in below[:INSIDE])
    name = sayer(site)("places-in-it", count=len(below))
    return section(name, f'<ul class="places">{links}</ul>{more(site, min(len(below), INSIDE), len(below))}')
