"""An indicator: a place through the years beside its parent and siblings, the latest values on a map, their spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.figures.monitoring import line_figure, map_figure, strip_figure
from local2030.monitoring.distribution import Distribution, by_group
from local2030.monitoring.points import counted
from local2030.monitoring.progress_methods import methods
from local2030.vocabulary.observations import NORMAL, Point, Wanted
from local2030.web.accounts.permissions import may
from local2030.web.monitoring import words
from local2030.web.monitoring.adopting import dataset_of
from local2030.web.monitoring.cuts import MOST_SHOWN, Cut, chosen, cuts_of
from local2030.web.monitoring.flow.trail import trail_of
from local2030.web.monitoring.indicators.values import Value, Values, lines_of, values_of
from local2030.web.monitoring.maps import levels_with_map, on_map, sheet_of
from local2030.web.monitoring.places.register import Place, folded
from local2030.web.monitoring.standing import method_of, standings
from local2030.web.monitoring.stores import Opened
from local2030.web.monitoring.titles import title_of
from local2030.web.monitoring.wanted import goal_of, wanted_of

MOST_NOTES, MOST_PLACES = 40, 400


@require_safe
def indicator(request: HttpRequest, dataset: str, indicator: str) -> HttpResponse:
    """The page; place, cut, year, level and method stand in the address."""
    thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    cuts = cuts_of(data, indicator)
    plain = data.indicators.get(indicator)
    if not cuts and plain is None:
        raise Http404
    plain = plain or {"code": indicator}
    ask = Ask(request, data, cuts)
    values = values_of(data, indicator, ask.cut) if ask.cut else Values({})
    ask.settle(values)
    wanted = wanted_of(indicator, plain)
    method = method_of(request.GET.get("method", ""))
    place, parent = ask.place, data.register.parent(ask.place.code)
    siblings = [p.code for p in data.register.siblings(place.code)]
    name = data.register.name(place.code)
    above = (parent.code, data.register.name(parent.code)) if parent else ("", "")
    lines = lines_of(values, place.code, name, above, siblings, wanted)
    unit = words.unit(ask.cut.unit, ask.cut.mult) if ask.cut else ""
    unit = unit or str(plain.get("unit") or "") or _("unit not stated")
    title = title_of(data, indicator)
    source = str(plain.get("source") or data.about.get("attribution") or "")
    language = get_language() or "en"
    latest = _latest(values, place.code)
    context = {
        "thing": thing, "data": data, "indicator": indicator, "plain": plain, "title": title, "goal": goal_of(indicator, plain),
        "goal_name": words.goal_name(goal_of(indicator, plain)), "ask": ask, "cuts": cuts[:MOST_SHOWN], "unit": unit,
        "more_cuts": max(0, len(cuts) - MOST_SHOWN), "place": place, "place_name": name, "parent": parent,
        "parent_name": above[1], "way": data.register.way(place.code), "source": source, "wanted": wanted,
        "lines": line_figure(lines, unit, len(siblings), _line(source, latest), words.value, language),
        "standing": standing_of(method, values.by_place.get(place.code, ()), wanted, ask.cut), "method": method,
        "methods": [(m.NAME, m.TITLE, ask.address(method=m.NAME), m.NAME == method.NAME) for m in methods().values()],
        "latest": latest, "trail": trail_of(request.user, thing, latest.file) if latest else None, "notes": notes_of(values.by_place.get(place.code, ()))[:MOST_NOTES],
        "place_choices": choices_of(data, place, values), "may_correct": data.is_latest and may(request.user, "change", thing),
        "target": words.value(wanted.target) if wanted.target is not None else "",
        "file_query": urlencode({"indicator": indicator, **({"cut": ask.cut.id} if ask.cut else {}), **({"version": data.manifest.version} if not data.is_latest else {})}),
        **around(data, values, ask, unit, source, language),
    }  # fmt: skip
    return render(request, "monitoring/indicator.html", context)


class Ask:
    """What the address asks for; what it doesn't say is found in the values."""

    def __init__(self, request: HttpRequest, data: Opened, cuts: list[Cut]) -> None:
        self.query = {
            n: request.GET[n] for n in ("place", "cut", "year", "level", "method", "version") if request.GET.get(n)
        }
        self.data = data
        self.cut = chosen(cuts, self.query.get("cut", ""))
        self.place: Place = data.register.by_code.get(self.query.get("place", ""), data.register.root)
        self.level = 0
        self.year: int | None = None
        self.levels: list[tuple[int, str, int, str, bool]] = []
        self.years: list[int] = []

    def settle(self, values: Values) -> None:
        """The place, level and year, now that the values are known."""
        register = self.data.register
        if "place" not in self.query and self.place.code not in values.by_place and values.by_place:
            code = min(
                values.by_place,
                key=lambda c: (register.by_code[c].level if c in register.by_code else 99, register.name(c)),
            )
            self.place = register.by_code.get(code) or Place(code, "", 1, "", register.root.code)
        with_values = {register.by_code[c].level for c in values.by_place if c in register.by_code} - {
            register.root.level
        }
        asked = self.query.get("level", "")
        levels = [level for level in register.levels() if level[0] in with_values]
        if asked.isascii() and asked.isdigit() and int(asked) in with_values:
            self.level = int(asked)
        elif self.place.code != register.root.code:
            self.level = self.place.level
        else:
            drawn = set(levels_with_map(self.data)) & with_values
            self.level = max(drawn or with_values, default=0)
        self.levels = [(n, name or _("level %(n)s") % {"n": n}, count, self.address(level=n), n == self.level) for n, name, count in levels]  # fmt: skip
        places = {p.code for p in register.at_level(self.level)}
        at_level = Values({c: rows for c, rows in values.by_place.items() if c in places})
        self.years = at_level.years()
        year = self.query.get("year", "")
        self.year = int(year) if year.isascii() and year.isdigit() and int(year) in self.years else at_level.latest_year

    def address(self, **other: Any) -> str:
        """The query of an address that asks the same but for what is named."""
        return urlencode({name: value for name, value in {**self.query, **other}.items() if value not in ("", None)})


def around(data: Opened, values: Values, ask: Ask, unit: str, source: str, language: str) -> dict[str, Any]:
    """The map and the spread of the places of a level in one year."""
    places = data.register.at_level(ask.level) if ask.level else []
    if not places or ask.year is None:
        return {"map": None, "strip": None, "others": []}
    of_year = values.of_year(ask.year)
    known: dict[str, float] = {}
    for found_at in places:
        value = of_year[found_at.code].value if found_at.code in of_year else None
        if value is not None:
            known[found_at.code] = value
    names = {p.code: data.register.name(p.code) for p in places}
    nothing = {
        c: str(words.NOTHING[v.status][1]) for c, v in of_year.items() if v.value is None and v.status in words.NOTHING
    }
    when, where = str(ask.year), _line(source, None)
    sheet = sheet_of(data, ask.level)
    found: dict[str, Any] = {"map": None, "strip": None}
    if sheet is not None:
        by_shape = {on_map(data, code): value for code, value in known.items()}
        found["map"] = map_figure(
            sheet, by_shape, {on_map(data, c): n for c, n in names.items()}, unit, when, where, words.value, language,
            chosen=on_map(data, ask.place.code), nothing={on_map(data, c): w for c, w in nothing.items()},
        )  # fmt: skip
    if len(known) > 1:
        above = data.register.parent(ask.place.code if ask.place.level == ask.level else places[0].code)
        top = (
            of_year.get(data.register.root.code)
            if ask.place.code == data.register.root.code
            else (of_year.get(above.code) if above else None)
        )
        parent = (data.register.name(top.place), top.value) if top is not None and top.value is not None else None
        found["strip"] = strip_figure(known, names, ask.place.code, parent, unit, when, where, words.value, language)
    ordered = sorted(known, key=lambda c: -known[c])
    shown = ordered if len(ordered) <= 16 else [*ordered[:8], *ordered[-8:]]
    found["others"] = [(names[c], c, words.value(known[c]), ordered.index(c) + 1) for c in shown]
    found["left_out"] = len(ordered) - len(shown)
    found["without"] = [(names[p.code], p.code, nothing.get(p.code, "")) for p in places if p.code not in known][:60]
    found["count_without"] = len(places) - len(known)
    found["count_places"] = len(places)
    found["equity"] = equity(data, [p.code for p in places], known)
    return found


def equity(data: Opened, codes: Sequence[str], known: Mapping[str, float]) -> list[dict[str, Any]]:
    """How the values are spread within each place above these, the widest spread first; none where there is one only."""
    above = {code: parent for code in codes if (parent := data.register.parent(code)) is not None}
    groups = by_group({code: known.get(code) for code in codes}, {code: p.code for code, p in above.items()})
    if len(groups) < 2 or not known:
        return []
    rows = [
        {"code": code, "name": data.register.name(code), "spread": spread} for code, spread in groups.items() if code
    ]
    return sorted(rows, key=lambda row: -_reach(row["spread"]))


def _reach(spread: Distribution) -> float:
    return -1.0 if spread.maximum is None or spread.minimum is None else spread.maximum - spread.minimum


def choices_of(data: Opened, place: Place, values: Values) -> list[tuple[str, str]]:
    """The places that one can go to: all that have values, or of very many those around."""
    register = data.register
    codes = set(values.by_place) | {place.code, register.root.code}
    if len(codes) > MOST_PLACES:
        near = {
            p.code
            for p in (*register.siblings(place.code), *register.below.get(place.code, ()), *register.way(place.code))
        }
        codes = (codes & near) | {place.code, register.root.code}
    rows = [register.by_code.get(code) or Place(code, "", 99, "", "") for code in codes]
    rows.sort(key=lambda p: (p.level, folded(p.name), p.code))
    return [(p.code, register.name(p.code)) for p in rows[: MOST_PLACES * 2]]


def standing_of(method: Any, rows: Sequence[Value], wanted: Wanted, cut: Cut | None) -> Any:
    """How the place stands by the method; of values by quarter or month no method here says anything."""
    if cut is None or cut.freq != "A":
        return None
    told = {v.year: (Point(v.year, v.value, v.period), v.status) for v in rows if v.value is not None}
    return standings(method, [counted(told.values())], [wanted])[0]


def notes_of(rows: tuple[Value, ...]) -> list[tuple[str, str]]:
    """What the data say of single values: a break, an estimate, one that is withheld."""
    found = []
    for row in reversed(rows):
        if row.status in words.FLAGS:
            found.append((row.period, str(words.FLAGS[row.status])))
        elif row.value is None and row.status in words.NOTHING:
            told = str(words.NOTHING[row.status][1])
            found.append((row.period, f"{told} ({_('as written')}: {row.raw})" if row.raw.strip() else told))
        elif row.status not in (NORMAL, ""):
            found.append((row.period, row.status))
    return found


def _latest(values: Values, code: str) -> Value | None:
    return next((v for v in reversed(values.by_place.get(code, ())) if v.value is not None), None)


def _line(source: str, latest: Value | None) -> str:
    if latest is None:
        return source
    told = _("latest value of %(period)s") % {"period": latest.period}
    return f"{source}, {told}" if source else told
