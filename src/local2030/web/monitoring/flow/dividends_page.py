"""Social dividends that are watched beside the six transitions: what a place's data show, for all and by group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from local2030.vocabulary.goals import transitions
from local2030.web.monitoring import words
from local2030.web.monitoring.adopting import dataset_of
from local2030.workflows.monitoring_dividends import dividends


@require_safe
def dividends_page(request: HttpRequest, dataset: str) -> HttpResponse:
    """The page of a data set and place; `?transition=tr5` shows one transition only."""
    thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    place, transition = request.GET.get("place", ""), request.GET.get("transition", "")
    if (place and place not in data.register.by_code) or (transition and transition not in transitions()):
        raise Http404
    found = dividends(Path(settings.HOME), data.name, place, transition, data.manifest.version)
    for each in found["transitions"]:
        for row in each["watched"]:
            for one in row["values"]:
                one["unit_words"] = words.unit(one["unit"])
            row["group_rows"] = [{**one, "words": ", ".join(map(str, one["group"].values()))} for one in row["groups"]]
    watched = [row for each in found["transitions"] for row in each["watched"]]
    context: dict[str, Any] = {
        "thing": thing, "data": data, "place": found["place"], "transitions": found["transitions"], "watching": found["watching"],
        "known": sum(bool(row["values"]) for row in watched), "watched": len(watched), "transition": transition,
        "has_below": bool(data.register.below.get(str(found["place"]["code"]) or data.register.root.code)),
        "choices": list(transitions().values()), "lacking_groups": sum(bool(row["lacking"]) for row in watched),
    }  # fmt: skip
    return render(request, "monitoring/dividends.html", context)
