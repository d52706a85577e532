"""A data set: what it is, who may use it how, its indicators and places, what was found in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from local2030.web.accounts.permissions import may
from local2030.web.monitoring import words
from local2030.web.monitoring.adopting import dataset_of
from local2030.web.monitoring.datasets.export_file import formats
from local2030.web.monitoring.datasets.facts import facts_of
from local2030.web.monitoring.places.register import folded
from local2030.web.monitoring.stores import Opened
from local2030.web.monitoring.titles import title_of
from local2030.web.monitoring.wanted import goal_of, order_of

PAGE = 25


@require_safe
def dataset(request: HttpRequest, dataset: str) -> HttpResponse:
    """The page of a data set in one of its states."""
    thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    register, every = data.register, indicators_of(data)
    asked, text = request.GET.get("goal", ""), request.GET.get("q", "").replace("\x00", "").strip()[:80]
    goal = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else None
    page = Paginator([row for row in every if _fits(row, goal, folded(text))], PAGE).get_page(request.GET.get("page"))

    def address(number: int) -> str:
        return urlencode({**({"goal": goal} if goal else {}), **({"q": text} if text else {}), "page": number}) + (
            f"&{data.query}" if data.query else ""
        )

    context = {
        "thing": thing, "data": data, "facts": facts_of(data), "about": data.about, "indicators": page.object_list, "page": page,
        "indicator_count": len(every), "known": sum(bool(row["direction"] and row["values"]) for row in every), "goal": goal, "text": text,
        "goals": [(g, words.goal_name(g)) for g in sorted({row["goal"] for row in every if row["goal"]})],
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
        "levels": register.levels(), "root": register.root, "root_name": register.name(register.root.code),
        "first": [(p, register.name(p.code)) for level in register.levels()[:1] for p in register.at_level(level[0])[:40]],
        "may_change": may(request.user, "change", thing), "query": data.query,
        "formats": formats(),
    }  # fmt: skip
    return render(request, "monitoring/dataset.html", context)


def _fits(row: dict[str, Any], goal: int | None, text: str) -> bool:
    return (not goal or row["goal"] == goal) and (
        not text or text in folded(row["title"]) or folded(row["code"]).startswith(text)
    )


def indicators_of(data: Opened) -> list[dict[str, Any]]:
    """All indicators by goal with how many places and years report, one question."""
    table = data.table
    asked = table.group_by("indicator").agg(
        places=table.ref_area.nunique(), n=table.obs_value.count(), first=table.year.min(), last=table.year.max(),
        empty=(table.obs_value.isnull()).sum(),
    )  # fmt: skip
    found = data.rows(asked)
    counts = {
        row[0]: row[1:]
        for row in zip(*(found[n] for n in ("indicator", "places", "n", "first", "last", "empty")), strict=True)
    }
    rows = []
    for code in sorted({*counts, *data.indicators}, key=order_of):
        plain = data.indicators.get(code) or {}
        places, values, first, last, empty = counts.get(code, (0, 0, None, None, 0))
        rows.append(
            {
                "code": code, "title": title_of(data, code), "goal": goal_of(code, plain), "places": places,
                "values": values, "first": first, "last": last, "empty": empty or 0, "direction": plain.get("direction") or "",
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["goal"] or 99, order_of(row["code"])))
