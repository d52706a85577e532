"""A place: the 17 goals at a glance, what is late, where it differs from the place above it; and the list of places."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from local2030.monitoring.progress_methods import methods
from local2030.web.monitoring import words
from local2030.web.monitoring.adopting import dataset_of
from local2030.web.monitoring.places.differences import differences
from local2030.web.monitoring.places.peers import peers_shown
from local2030.web.monitoring.places.reading import Line, lines_of, reported_of
from local2030.web.monitoring.places.register import folded
from local2030.web.monitoring.standing import method_of

GOALS, LATE_YEARS, MOST, PAGE, MANY = 17, 3, 12, 100, 120


@require_safe
def place(request: HttpRequest, dataset: str, place: str) -> HttpResponse:
    """The dashboard of a place."""
    thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    register = data.register
    here = register.by_code.get(place)
    if here is None:
        raise Http404
    parent = register.parent(place)
    method = method_of(request.GET.get("method", ""))
    reported = reported_of(data, place, parent.code if parent else "")
    lines = lines_of(data, reported, method)
    own = [line for line in lines if line.reported.own]
    gaps = differences(data, place, method.NAME)
    year = timezone.localdate().year
    late = sorted(
        (ln for ln in own if year - ln.reported.own[-1].year > LATE_YEARS), key=lambda ln: ln.reported.own[-1].year
    )
    lacking = [line for line in lines if not line.reported.own]
    goals = goals_of(lines)
    counted = Counter(line.standing.kind for line in own if line.standing)
    judged = sum(bool(line.standing and line.standing.status) for line in own)
    siblings = register.siblings(place)
    context = {
        "thing": thing, "data": data, "place": here, "place_name": register.name(place), "parent": parent,
        "parent_name": register.name(parent.code) if parent else "", "way": [(p, register.name(p.code)) for p in register.way(place)],
        "method": method, "methods": [(m.NAME, m.TITLE, m.NAME == method.NAME) for m in methods().values()],
        "goals": goals, "counts": [(kind, word, counted[kind]) for kind, word in KINDS], "own": len(own), "judged": judged, "good": counted["met"] + counted["on-track"],
        "late": late[:MOST], "late_count": len(late), "late_years": LATE_YEARS, "lacking": lacking[:MOST], "lacking_count": len(lacking),
        "gaps": gaps.rows[:MOST], "gap_count": len(gaps.rows), "worse": gaps.worse, "comparable": len(gaps.rows), "gaps_judged": gaps.judged,
        "gaps_left_out": gaps.left_out,
        "siblings": [(p, register.name(p.code)) for p in siblings[:60]], "sibling_count": len(siblings),
        "below": [(p, register.name(p.code)) for p in register.below.get(place, ())[:60]], "below_count": len(register.below.get(place, ())),
        "peers": peers_shown(data, place), "one_goal": one_goal(request.GET.get("goal", ""), goals, len(own)),
        "latest": max((ln.reported.own[-1].year for ln in own), default=None), "query": data.query,
    }  # fmt: skip
    return render(request, "monitoring/place.html", context)


def one_goal(asked: str, goals: list[dict[str, Any]], series: int) -> int | None:
    """The goal whose series are listed, where all of them would make a page too heavy; None: all are."""
    there = [goal["number"] for goal in goals if goal["own"]]
    if series <= MANY or not there:
        return None
    return int(asked) if asked in map(str, there) else there[0]


KINDS = (
    ("met", words.STATUS["target_met"][1]), ("on-track", words.STATUS["on_track"][1]),
    ("slow", words.STATUS["progress"][1]), ("back", words.STATUS["deterioration"][1]),
)  # fmt: skip


def goals_of(lines: list[Line]) -> list[dict[str, Any]]:
    """For each goal how many series stand how, how many have no status, and how many indicators report nothing here."""
    found = []
    for number in range(1, GOALS + 1):
        of_goal = [line for line in lines if line.goal == number]
        own = [line for line in of_goal if line.reported.own]
        counted = Counter(line.standing.kind for line in own if line.standing and line.standing.status)
        judged = sum(counted.values())
        found.append(
            {
                "number": number, "name": words.goal_name(number),
                "parts": [(kind, word, counted[kind]) for kind, word in KINDS if counted[kind]],
                "judged": judged, "own": len(own), "unjudged": len(own) - judged, "lacking": len(of_goal) - len(own),
                "indicators": len({line.reported.indicator for line in own}), "lines": own,
            }
        )  # fmt: skip
    return found


@require_safe
def listing(request: HttpRequest, dataset: str) -> HttpResponse:
    """All places of a data set by level, or those that a word finds."""
    thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    register = data.register
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    levels = register.levels()
    asked = request.GET.get("level", "")
    level = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in {n for n, _name, _c in levels} else None
    if text:
        places = register.found(text, 500)
    else:
        places = register.at_level(level) if level is not None else sorted(register.by_code.values(), key=lambda p: (p.level, folded(p.name)))  # fmt: skip
    if level is not None:
        places = [p for p in places if p.level == level]
    page = Paginator(places, PAGE).get_page(request.GET.get("page"))
    context = {
        "thing": thing, "data": data, "levels": levels, "level": level, "text": text, "page": page, "query": data.query,
        "rows": [(p, register.name(p.code), register.parent(p.code), len(register.below.get(p.code, ()))) for p in page.object_list],
        "count": len(places), "root": register.root,
    }  # fmt: skip
    return render(request, "monitoring/places.html", context)
