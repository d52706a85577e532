"""The Hubs: where they are and which region they cover; and how each came to stand as it does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, partial
from typing import NamedTuple

from local2030.charts.areas import Spot, area_picture
from local2030.charts.lifelines import Life, Look, Span, lifelines
from local2030.charts.shapes import Sheet, world_sheet
from local2030.figures.figure import Figure, NumberTable
from local2030.vocabulary import places as gazetteer
from local2030.vocabulary.messages import say

Point = tuple[float, float]
FORMAL = ("formalized", "renewal-due", "suspended")
ENDED = ("ended", "lapsed")


class HubOnMap(NamedTuple):
    """A Hub with its point, where it has one, and the countries that it covers, where they are named."""

    name: str
    state: str
    state_words: str
    country: str
    point: Point | None
    covers: tuple[str, ...]


class Standing(NamedTuple):
    """A state that a Hub came into, on a day; `is_since`: it was so by that day already, since when isn't known."""

    state: str
    day: date
    is_since: bool


class HubLife(NamedTuple):
    """A Hub and its standings in order; `was_before`: it counts among the Hubs of the time before the formalization."""

    name: str
    was_before: bool
    standings: tuple[Standing, ...]


def hub_map(hubs: Sequence[HubOnMap], source: str = "", language: str = "en") -> Figure:
    """The Hubs on the map of the world with the countries that they say they cover."""
    reached = frozenset(code for hub in hubs for code in hub.covers)
    told = sum(bool(hub.covers) for hub in hubs)
    values = {"hubs": len(hubs), "countries": len(reached), "told": told, "name": hubs[0].name if hubs else ""}
    if len(hubs) == 1:
        title = say("figure-hub-map-one" if reached else "figure-hub-map-one-untold", values, language)
    else:
        code = "figure-hub-map" if told else "figure-hub-map-untold" if hubs else "figure-hub-map-none"
        title = say(code, values, language)
    what = say("figure-hub-map-what", values, language)
    heads = tuple(say(f"figure-hub-column-{name}", {}, language) for name in ("hub", "state", "country", "covers"))
    untold = say("figure-hub-untold", {}, language)
    rows = tuple(
        (hub.name, hub.state_words, _name(hub.country), ", ".join(_name(code) for code in hub.covers) or untold)
        for hub in hubs
    )
    covered, other, formal, prospective = (
        say(f"figure-hub-key-{name}", {}, language) for name in ("covered", "other", "formal", "prospective")
    )
    words = (covered, other, formal, prospective)
    drawn = partial(_map, hubs=tuple(hubs), reached=reached, words=words)
    return Figure("hub-map", title, what, title, source, NumberTable(heads, rows), drawn)


def hub_timeline(
    lives: Sequence[HubLife], counts: NumberTable, today: date, source: str = "", language: str = "en"
) -> Figure:
    """The life of each Hub; `counts` is the table of how many there were after each decision."""
    before = sum(life.was_before for life in lives)
    formal = sum(bool(life.standings) and life.standings[-1].state in FORMAL for life in lives)
    title = say("figure-hub-timeline", {"before": before, "now": formal}, language)
    what = say("figure-hub-timeline-what", {"before": before, "now": formal}, language)
    looks: tuple[Look, ...] = ("hatched", "solid", "light", "outline")
    words = tuple((look, say(f"figure-hub-look-{look}", {}, language)) for look in looks)
    drawn = partial(_lives, lives=tuple(lives), today=today, words=words)
    return Figure("hub-timeline", title, what, title, source, counts, drawn)


def _map(width: int, hubs: tuple[HubOnMap, ...], reached: frozenset[str], words: tuple[str, str, str, str]) -> str:
    sheet = _world(width)
    spots = [Spot(*sheet.at(*hub.point), hub.name, hub.state in FORMAL) for hub in hubs if hub.point]
    return area_picture(width, sheet, reached, spots, words)


@cache
def _world(width: int) -> Sheet:
    return world_sheet(gazetteer.country_shapes(), width - 6, 2000 if width > 500 else 1100)


def _lives(width: int, lives: tuple[HubLife, ...], today: date, words: tuple[tuple[Look, str], ...]) -> str:
    days = [standing.day for life in lives for standing in life.standings]
    first, last = _year(min(days, default=today)) - 1.2, max(_year(today), _year(max(days, default=today))) + 0.15
    return lifelines(width, [_life(life, first, last) for life in lives], first, last, words)


def _life(life: HubLife, first: float, last: float) -> Life:
    spans: list[Span] = []
    ended = None
    for number, standing in enumerate(life.standings):
        start = _year(standing.day)
        if number == 0 and (life.was_before or standing.is_since):
            spans.append(Span(first if life.was_before else max(first, start - 0.6), start, "hatched"))
        if standing.state in ENDED:
            ended = start
            break
        end = _year(life.standings[number + 1].day) if number + 1 < len(life.standings) else last
        look: Look = (
            "solid" if standing.state == "formalized" else "light" if standing.state == "prospective" else "outline"
        )
        spans.append(Span(start, max(end, start), look))
    return Life(life.name, tuple(spans), ended)


def _year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def _name(code: str) -> str:
    place = gazetteer.country(code) if code else None
    return place.name if place else code
