"""The first page of monitoring: look for a place, or take a data set."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from local2030.web.accounts.permissions import may
from local2030.web.monitoring.adopting import readable
from local2030.web.monitoring.datasets.facts import facts_of
from local2030.web.monitoring.places.register import Place
from local2030.web.monitoring.stores import Opened

MOST_FOUND = 60


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The data sets that the reader may see, with a search for places over all of them."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    sets = readable(request.user)
    found = [
        (data, place, data.register.name(place.code), data.register.parent(place.code))
        for _thing, data in sets
        for place in (data.register.found(text, MOST_FOUND) if text else ())
    ][:MOST_FOUND]
    if text and not found:
        near = []
    else:
        near = [(data, [(p, data.register.name(p.code)) for p in _first(data)]) for _thing, data in sets]
    context = {
        "sets": [(thing, data, facts_of(data)) for thing, data in sets], "text": text, "found": found, "near": near,
        "places": sum(len(data.register.by_code) for _t, data in sets), "may_add": may(request.user, "add", "local data"),
    }  # fmt: skip
    return render(request, "monitoring/overview.html", context)


def _first(data: Opened) -> list[Place]:
    register = data.register
    levels = register.levels()
    return [register.root, *(register.at_level(levels[0][0])[:12] if levels else ())]
