"""Data sets: how many of the indicators each place has; or the values of one indicator, by place and by group of people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from local2030.figures.equity import Member
from local2030.web.accounts.permissions import ask as ask_right
from local2030.web.accounts.permissions import may
from local2030.web.equity.lens import Lens, way_of
from local2030.web.monitoring import words
from local2030.web.monitoring.adopting import dataset_of, readable
from local2030.web.monitoring.cuts import Cut, chosen, condition, cuts_of
from local2030.web.monitoring.places.register import Place
from local2030.web.monitoring.stores import Opened, opened
from local2030.web.monitoring.titles import title_of
from local2030.web.monitoring.wanted import order_of

SILENT = "silent"
WAYS: tuple[tuple[str, Any], ...] = (("type", gettext_lazy("Type of place")), ("above", gettext_lazy("Place above")))
NOTHING: dict[str, Any] = {code: text for code, (_kind, text) in words.NOTHING.items()}
NOTHING |= {SILENT: gettext_lazy("report nothing"), "missing": gettext_lazy("no data")}
GROUP = "of:"  # before the name of a dimension: of:Sex


def of_data(reader: Any, query: Mapping[str, str], deed: str) -> Lens:
    """All data sets, one of them (`dataset`), or one indicator of it (`indicator`)."""
    name = query.get("dataset", "")
    if not name:
        return _all_sets(reader, query, deed)
    thing, data = dataset_of(reader, name, query.get("version", ""))
    if deed != "read":
        ask_right(reader, deed, thing)
    return _one_indicator(data, query) if query.get("indicator") else _one_set(data, query)


def _all_sets(reader: Any, query: Mapping[str, str], deed: str) -> Lens:
    ways = (("dataset", gettext_lazy("Data set")), WAYS[0])
    by = way_of(query.get("by", ""), ways)
    members = tuple(
        Member(share, (data.about.get("title") or data.name if by == "dataset" else _type(place),), SILENT)
        for thing, data in readable(reader)
        if deed == "read" or may(reader, deed, thing)
        for place, share in _shares(data)
    )
    return Lens(_("Data sets"), reverse("monitoring"), _coverage(), "%", "", members, ways, by, nothing=NOTHING)


def _one_set(data: Opened, query: Mapping[str, str]) -> Lens:
    by = way_of(query.get("by", ""), WAYS)
    level = _level(data, query, {place.code for place, _share in _shares(data)})
    shown = [(p, share) for p, share in _shares(data) if by == "type" or p.level == level]
    members = tuple(Member(share, _groups(data, place, by), SILENT) for place, share in shown)
    return _of_set(data, query, _coverage(), "%", members, WAYS, by, level)


def _one_indicator(data: Opened, query: Mapping[str, str]) -> Lens:
    indicator = query["indicator"]
    cuts = cuts_of(data, indicator)
    if not cuts:
        raise Http404
    cut = chosen(cuts, query.get("cut", ""))
    assert cut is not None
    dims = sorted({c.groups[0][0] for c in cuts if len(c.groups) == 1 and _same(c, cut)})
    ways = (*WAYS, *((f"{GROUP}{name}", name) for name in dims))
    by = way_of(query.get("by", ""), ways)
    found = _values(data, indicator, cut, by)
    level = _level(data, query, {place for place, _y, _g, value, _s in found if value is not None})
    here = {p.code for p in (data.register.by_code.values() if by == "type" else data.register.at_level(level))}
    here -= {data.register.root.code}
    years = sorted({y for place, y, _g, value, _s in found if value is not None and place in here}, reverse=True)
    asked = query.get("year", "")
    year = int(asked) if asked in {str(y) for y in years} else (years[0] if years else 0)
    told = {(place, group): (value, status) for place, y, group, value, status in found if y == year and place in here}
    groups = sorted({group for _place, group in told})
    members = tuple(
        Member(value, (group,) if by.startswith(GROUP) else _groups(data, data.register.by_code[place], by), status)
        for group in groups or [""]
        for place in sorted(here)
        for value, status in (told.get((place, group), (None, "missing")),)
    )
    unit = words.unit(cut.unit, cut.mult) or str((data.indicators.get(indicator) or {}).get("unit") or "") or _("unit not stated")  # fmt: skip
    what = _("%(indicator)s (%(unit)s) in %(year)s, a value a place.") % {
        "indicator": title_of(data, indicator), "unit": unit, "year": year or "–",
    }  # fmt: skip
    choices = (("year", gettext_lazy("Year"), tuple((str(y), str(y)) for y in years), str(year)),)
    return _of_set(data, query, what, unit, members, ways, by, level, indicator, choices, cut)


def _of_set(
    data: Opened, query: Mapping[str, str], what: str, unit: str, members: tuple[Member, ...], ways: Any, by: str,
    level: int, indicator: str = "", more: tuple[Any, ...] = (), cut: Cut | None = None,
) -> Lens:  # fmt: skip
    codes = sorted((code for code in data.indicators), key=order_of)
    listed = (("", _("how many indicators each place has")), *((c, f"{c} {title_of(data, c)}"[:90]) for c in codes))
    levels = tuple((str(n), name or _("level %(n)s") % {"n": n}) for n, name, _count in data.register.levels())
    choices = [("indicator", gettext_lazy("Of what"), listed, indicator), *more]
    if by != "type" and len(levels) > 1:
        choices.append(("level", gettext_lazy("Places of the level"), levels, str(level)))
    kept = {"dataset": data.name, "version": query.get("version", ""), "cut": query.get("cut", "") if cut else ""}
    back = reverse("indicator", args=(data.name, indicator)) if indicator else reverse("dataset", args=(data.name,))
    notes = (_("Only of: %(words)s") % {"words": cut.words},) if cut and not cut.is_total else ()  # fmt: skip
    return Lens(
        data.about.get("title") or data.name, f"{back}?{data.query}" if data.query else back, what, unit,
        data.about.get("attribution") or "", members, ways, by, names={"": _("none named")}, nothing=NOTHING,
        choices=tuple(choices), kept={name: value for name, value in kept.items() if value}, notes=notes,
    )  # fmt: skip


def _values(data: Opened, indicator: str, cut: Cut, by: str) -> list[tuple[str, int, str, float | None, str]]:
    """(place, year, group, value, status), the last of a year; of all groups of a dimension, or of the cut."""
    table = data.table
    rows = table.filter(table.indicator == indicator)
    dimension = by.removeprefix(GROUP) if by.startswith(GROUP) else ""
    rows = rows.filter(condition(rows, cut) if not dimension else _alike(rows, cut))
    names = ("ref_area", "year", "dims", "obs_value", "obs_status", "time_period")
    found = data.rows(rows.select(list(names)).order_by(["ref_area", "dims", "time_period"]))
    return [
        (place, year, group, value, status if status in words.NOTHING else "missing")
        for place, year, dims, value, status, _p in zip(*(found[n] for n in names), strict=True)
        for group in ([""] if not dimension else _of_dimension(dims, dimension))
    ]


def _of_dimension(dims: str, dimension: str) -> Iterator[str]:
    groups = Cut("", "", "", dims, "").groups
    if len(groups) == 1 and groups[0][0] == dimension:
        yield groups[0][1]


def _alike(table: Any, cut: Cut) -> Any:
    """The rows that differ from the cut in their groups only."""
    return (
        (table.series == cut.series) & (table.unit_measure == cut.unit) & (table.unit_mult == cut.mult)
        & (table.freq == cut.freq)
    )  # fmt: skip


def _same(one: Cut, other: Cut) -> bool:
    return (one.series, one.unit, one.mult, one.freq) == (other.series, other.unit, other.mult, other.freq)


def _shares(data: Opened) -> list[tuple[Place, float | None]]:
    """Each place below the whole territory with how many in a hundred of the indicators it has a value of, to a tenth."""
    counts, all_of = _counts(data.name, data.manifest.version, str(settings.HOME))
    places = (p for code, p in data.register.by_code.items() if code != data.register.root.code)
    return [(p, round(100 * counts[p.code] / all_of, 1) if p.code in counts and all_of else None) for p in places]


@lru_cache(maxsize=64)
def _counts(name: str, version: int, _home: str) -> tuple[dict[str, int], int]:
    """How many indicators each place has a value of, and how many there are: one question, kept, for a state never changes."""
    data = opened(name, str(version))
    known = data.table.filter(data.table.obs_value.notnull())
    found = data.rows(known.group_by("ref_area").agg(n=known.indicator.nunique()))
    all_of = data.rows(known.aggregate(n=known.indicator.nunique()))["n"][0]
    return dict(zip(found["ref_area"], found["n"], strict=True)), max(int(all_of), len(data.indicators))


def _level(data: Opened, query: Mapping[str, str], codes: set[str]) -> int:
    """The level asked for, else the finest that has values."""
    levels = [n for n, _name, _count in data.register.levels()]
    asked = query.get("level", "")
    if asked.isascii() and asked.isdigit() and int(asked) in levels:
        return int(asked)
    found = {data.register.by_code[c].level for c in codes if c in data.register.by_code} & set(levels)
    return max(found, default=levels[0] if levels else 0)


def _groups(data: Opened, place: Place, by: str) -> tuple[str, ...]:
    above = data.register.parent(place.code)
    return (_type(place),) if by == "type" else (data.register.name(above.code) if above else "",)


def _type(place: Place) -> str:
    return place.level_name or _("level %(n)s") % {"n": place.level}


def _coverage() -> str:
    return _("How many in a hundred of the data set's indicators a place has a value of, of any year.")
