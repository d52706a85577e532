"""Gaps as a matrix that one can walk: indicators in rows, years in columns; for all places of a level or for one place."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from local2030.web.marker.windows.files import table_answer
from local2030.web.monitoring import words
from local2030.web.monitoring.adopting import dataset_of
from local2030.web.monitoring.engines import gaps
from local2030.web.monitoring.titles import title_of

PAGE = 25
HEAD = (
    "indicator", "name", "goal", "level", "level_name", "places", "expected", "present", "missing", "stale", "suppressed", "refused",
    "not_applicable", "out_of_scope", "share", "newest", "rule", "reason",
)  # fmt: skip


@require_safe
def matrix(request: HttpRequest, dataset: str) -> HttpResponse:
    """The page."""
    thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    place = _place(request, data)
    found = gaps(data, place)
    rows = found["by"]["indicator"]
    levels = sorted({(row["level"], row["level_name"]) for row in rows})
    asked = {name: request.GET.get(name, "") for name in ("level", "goal", "version")} | {"place": place}
    level = (
        int(asked["level"]) if asked["level"] in {str(n) for n, _name in levels} else (levels[0][0] if levels else 0)
    )
    goals = sorted({row["goal"] for row in rows if row["goal"]})
    goal = int(asked["goal"]) if asked["goal"] in {str(g) for g in goals} else None
    shown = [row for row in rows if (place or row["level"] == level) and (goal is None or row["goal"] == goal)]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    years = list(range(found["years"][0], found["years"][1] + 1))

    def address(**other: Any) -> str:
        return urlencode({name: value for name, value in {**asked, **other}.items() if value not in ("", None)})

    context = {
        "thing": thing, "data": data, "years": years, "levels": levels, "level": level, "goals": goals, "goal": goal,
        "rows": [line_of(data, row, years, place) for row in page.object_list], "page": page, "totals": found["totals"],
        "closing": found["closing"], "gaps": found["gaps"], "place": place, "place_name": data.register.name(place) if place else "",
        "question": address(), "before": address(page=page.previous_page_number()) if page.has_previous() else "",
        "after": address(page=page.next_page_number()) if page.has_next() else "", "measure": found["measure"],
        "framework": found["framework"], "goal_names": [(g, words.goal_name(g)) for g in goals],
        "by_year": found["by"]["year"], "query": data.query, "root_level": levels[0][0] if levels else 0,
    }  # fmt: skip
    return render(request, "monitoring/gaps.html", context)


@require_safe
def matrix_file(request: HttpRequest, dataset: str, ending: str) -> HttpResponse:
    """All rows as a file."""
    _thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    found = gaps(data, _place(request, data))
    about = {"dataset": data.name, "version": data.manifest.version, "years": "-".join(map(str, found["years"]))}
    return table_answer(request, ending, f"{data.name}-gaps", "dataset", HEAD, found["by"]["indicator"], about)


def line_of(data: Any, row: dict[str, Any], years: list[int], place: str) -> dict[str, Any]:
    """An indicator as a row: a cell for each year, which leads to the indicator in that year."""
    title = title_of(data, row["indicator"])
    cells = []
    for year in years:
        found = row["years"].get(str(year), {})
        kind, said = cell_of(found)
        ask = {"year": year, **({"place": place} if place else {"level": row["level"]} if row["level"] else {})}
        cells.append({"kind": kind, "words": said, "year": year, "ask": urlencode(ask)})
    return {"row": row, "title": title, "cells": cells, "share": row["share"]}


def cell_of(found: dict[str, int]) -> tuple[str, str]:
    """The mark of a cell and its words: of several places how many have it."""
    present, total = found.get("present", 0), sum(found.values())
    if not total:
        return "ground", _("not due")
    if found.get("out_of_scope", 0) + found.get("not_applicable", 0) == total:
        return "out", _("outside the scope, or not applicable")
    due = total - found.get("out_of_scope", 0) - found.get("not_applicable", 0)
    if present == due:
        return "have", _("there is a value") if due == 1 else _("all %(n)s have a value") % {"n": due}
    if present:
        return "old", ngettext("%(have)s of %(n)s has a value", "%(have)s of %(n)s have a value", due) % {
            "have": present,
            "n": due,
        }
    if found.get("suppressed", 0) + found.get("refused", 0) == due:
        return "hid", _("withheld")
    if found.get("stale"):
        return "hatch", _("no value: the series has stopped")
    return "hatch", _("no value")


def _place(request: HttpRequest, data: Any) -> str:
    place = request.GET.get("place", "")
    if place and place not in data.register.by_code:
        raise Http404
    return str(place)
