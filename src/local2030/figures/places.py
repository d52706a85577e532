"""Where the money goes: a programme's places on the map of its country, a portfolio's on the map of the world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any

from local2030.charts.map import Value, place_picture
from local2030.charts.palette import SHARE_BREAKS
from local2030.charts.shapes import Sheet, country_sheet, shape_at, world_sheet
from local2030.figures.figure import Figure, NumberTable
from local2030.figures.words import percent
from local2030.vocabulary import places as gazetteer
from local2030.vocabulary.messages import say

Plain = Mapping[str, Any]

COUNT_BREAKS = (2, 5, 10, 25)
MOST_POINTS = 150
_SPOT = 6  # units: points nearer than that are drawn once
_HIGHEST = 520  # units: a tall country is drawn no higher


def place_map(programme: Plain, source: str = "", language: str = "en") -> Figure | None:
    """The programme's money by first-level unit of the country that got most; without places or shapes, no map."""
    found = [place for place in (programme.get("places") or {}).get("list", []) if place.get("country")]
    if not found:
        return None
    weights: dict[str, float] = {}
    for place in found:
        weights[place["country"]] = weights.get(place["country"], 0.0) + (place["share"] or 0.000001)
    country = max(weights, key=lambda code: weights[code])
    if not _sheet(country, 760).shapes:
        return None
    here = [place for place in found if place["country"] == country]
    by_share = any(place["share"] for place in here)
    rows = tuple((place["code"] or "", _point(place), place["share"] or 0.0, place["level"] or 0) for place in here)
    draw = partial(_country_picture, country=country, rows=rows, by_share=by_share, language=language)
    title = _title(here, bool((programme.get("places") or {}).get("equal_split")), by_share, language)
    name = getattr(gazetteer.country(country), "name", country)
    values = {"country": name, "others": len(weights) - 1}
    what = say("figure-map-what-many" if len(weights) > 1 else "figure-map-what", values, language)
    return Figure("places", title, what, title, source, _table(found, language), draw)


def portfolio_map(rows: Iterable[Plain], source: str = "", language: str = "en") -> Figure:
    """How many programmes work in each country, on the map of the world; those without a country are counted beside."""
    listed = list(rows)
    counts = Counter(country for row in listed for country in set(row.get("countries") or ()))
    nowhere = sum(not row.get("countries") for row in listed)
    names = {code: getattr(gazetteer.country(code), "name", code) for code in counts}
    values = {"programmes": f"{len(listed):,}", "countries": len(counts), "nowhere": nowhere}
    if len(counts) == 1:
        title = say("figure-world-one", {"country": next(iter(names.values()))}, language)
    else:
        title = say("figure-world" if counts else "figure-world-none", values, language)
    what = say("figure-world-what-nowhere" if nowhere else "figure-world-what", values, language)
    heads = tuple(say(f"figure-column-{column}", {}, language) for column in ("country", "programmes"))
    table = tuple((names[code], str(count)) for code, count in counts.most_common())
    draw = partial(_world_picture, counts=tuple(sorted(counts.items())), language=language)
    return Figure("world", title, what, title, source, NumberTable(heads, table), draw)


def _country_picture(
    width: int,
    country: str,
    rows: tuple[tuple[str, tuple[float, float] | None, float, int], ...],
    by_share: bool,
    language: str,
) -> str:
    sheet = _sheet(country, width)
    sums: dict[str, float] = {}
    dots: dict[tuple[float, float], tuple[float, float]] = {}
    for code, point, share, level in rows:
        if level < 1:
            continue
        unit = _unit(sheet, code, point)
        if unit:
            sums[unit] = sums.get(unit, 0.0) + (share if by_share else 1.0)
        if point:
            x, y = sheet.at(*point)
            spot = (round(x / _SPOT) * _SPOT, round(y / _SPOT) * _SPOT)
            dots.setdefault(spot, (x, y))
    points = list(dots.values())[:MOST_POINTS]
    breaks = SHARE_BREAKS if by_share else COUNT_BREAKS
    values = {
        unit: Value(total, percent(total, (), language) if by_share else f"{total:.0f}") for unit, total in sums.items()
    }
    kind = "share" if by_share else "count"
    classes = [say(f"figure-map-{kind}-{i}", {}, language) for i in range(1, 6)]
    missing = say("figure-map-missing", {}, language)
    return place_picture(width, sheet, values, points, breaks=breaks, classes=classes, missing=missing)


def _world_picture(width: int, counts: tuple[tuple[str, int], ...], language: str) -> str:
    classes = [say(f"figure-map-count-{i}", {}, language) for i in range(1, 6)]
    values = {code: Value(count, str(count)) for code, count in counts}
    sheet = _world(width)
    bare = Sheet([shape._replace(name="") for shape in sheet.shapes], sheet.height, sheet.at)
    none = say("figure-map-none", {}, language)
    return place_picture(
        width, bare, values, (), breaks=COUNT_BREAKS, classes=classes, missing=none, missing_is_hatched=False
    )


@lru_cache(maxsize=64)
def _sheet(country: str, width: int) -> Sheet:
    return country_sheet(
        gazetteer.admin1_shapes(country), width - 6, min(_HIGHEST, width * 1.15), 1800 if width > 500 else 900
    )


@cache
def _world(width: int) -> Sheet:
    return world_sheet(gazetteer.country_shapes(), width - 6, 2000 if width > 500 else 1100)


def _unit(sheet: Sheet, place_code: str, point: tuple[float, float] | None) -> str:
    """The shape of a place: by its code or the unit above it, else by where its point lies."""
    codes = {shape.code for shape in sheet.shapes}
    known = gazetteer.place(place_code) if place_code else None
    for code in (place_code, known.parent if known else ""):
        if code in codes:
            return code
    if not point:
        return ""
    unit = gazetteer.place_at(*point).admin1
    if unit and unit.code in codes:
        return unit.code
    shape = shape_at(sheet.shapes, sheet.at(*point))
    return shape.code if shape else ""


def _point(place: Plain) -> tuple[float, float] | None:
    """Latitude and longitude as published, else of the place that the code names."""
    if place.get("point"):
        return float(place["point"][0]), float(place["point"][1])
    known = gazetteer.place(place["code"]) if place.get("code") and (place["level"] or 0) > 0 else None
    return (known.lat, known.lon) if known and known.lat is not None and known.lon is not None else None


def _title(here: list[Plain], equal: bool, by_share: bool, language: str) -> str:
    below = [place for place in here if (place["level"] or 0) > 0]
    if not below:
        return say("figure-map-national", {}, language)
    shares = sorted((place["share"] or 0.0 for place in below), reverse=True)
    top = max(below, key=lambda place: place["share"] or 0.0)
    values = {"count": len(below), "place": top["name"] or top["code"] or "", "share": percent(shares[0], (), language)}
    if len(below) == 1 and by_share:
        return say("figure-map-one", values, language)
    if not by_share or (equal and shares[0] - shares[-1] < 1e-9):
        counted = "figure-map-counted-one" if len(below) == 1 else "figure-map-counted"
        return say("figure-map-even" if by_share else counted, values, language)
    tied = shares.count(shares[0]) > 1
    return say("figure-map-tied" if tied else "figure-map-top", values, language)


def _table(found: list[Plain], language: str) -> NumberTable:
    heads = tuple(say(f"figure-column-{column}", {}, language) for column in ("place", "amount-plain", "share"))
    rows = sorted(found, key=lambda place: -(place["share"] or 0.0))
    return NumberTable(
        heads,
        tuple(
            (
                place["name"] or place["code"] or "",
                f"{Decimal(place['amount']):,.2f}" if place.get("amount") else "",
                "" if place["share"] is None else percent(place["share"], (), language),
            )
            for place in rows
        ),
    )
