"""How the places of a programme are shown: the page to decide it, and the places as GeoJSON and CSV as they are published."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from local2030.marker.attestations import shipped_rules, shown_cell
from local2030.marker.sensitive_places import openness, place_key, sensitive_word, sensitive_words
from local2030.web.accounts.permissions import ask, may, visible
from local2030.web.coalition.files import csv_answer, log_export
from local2030.web.marker.mirror.models import SENSITIVITIES, PlaceSensitivity
from local2030.web.marker.mirror.sensitivity import decisions_for, places_of, set_sensitivity, wanted
from local2030.web.marker.models import Programme
from local2030.web.marker.receiving import file_name

MOST = 300
HEAD = ("name", "code", "country", "level", "share", "amount", "latitude", "longitude", "sites")


@require_http_methods(["GET", "POST"])
@never_cache
def place_sensitivity(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Each place of a programme's data with how it is shown and why; one is decided at a time."""
    programme = _programme(request, programme_id)
    ask(request.user, "change", programme)
    places, wrong = places_of(programme), {}
    if request.method == "POST":
        key, choice = str(request.POST.get("place", ""))[:320], str(request.POST.get("sensitivity", ""))
        why = str(request.POST.get("why", "")).strip()[:500]
        place = wanted(places, key)
        if place is not None and choice in dict(SENSITIVITIES) and len(why) >= 5:
            set_sensitivity(request.user, programme, place, choice, why)
            messages.info(request, _("Kept. It is so from now on, on every page and in every file."))
            return redirect("place-sensitivity", programme_id=programme.pk)
        wrong = {"place": key, "why": why, "sensitivity": choice}
    decided = {
        row.key: row
        for row in PlaceSensitivity.objects.filter(identifier=programme.identifier, newest=True).select_related("by")
    }
    decisions = {key: row.sensitivity for key, row in decided.items()}
    rows = [
        {
            "place": place, "key": place_key(place), "how": openness(place, decisions), "word": sensitive_word(place.get("name") or ""),
            "decided": decided.get(place_key(place)), "bad": wrong.get("place") == place_key(place),
        }
        for place in places[:MOST]
    ]  # fmt: skip
    context = {
        "programme": programme, "rows": rows, "more": max(0, len(places) - MOST), "choices": SENSITIVITIES, "wrong": wrong,
        "words": sensitive_words(),
    }  # fmt: skip
    return render(request, "mirror/places.html", context, status=422 if wrong else 200)


@require_safe
def places_geojson(request: HttpRequest, programme_id: int) -> HttpResponse:
    """The places of a programme as GeoJSON, as openly as is right."""
    programme = _programme(request, programme_id)
    _may_export(request, programme)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]} if row["latitude"] is not None else None,
            "properties": {name: row[name] for name in HEAD if name not in ("latitude", "longitude")},
        }
        for row in _rows(programme)
    ]  # fmt: skip
    if request.method != "HEAD":
        log_export(request.user, "programme", str(programme.pk), "places", "geojson")
    response = HttpResponse(
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False),
        content_type="application/geo+json",
    )
    name = f"{file_name(programme.identifier)}-places.geojson"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@require_safe
def places_csv(request: HttpRequest, programme_id: int) -> StreamingHttpResponse:
    """The same as a table."""
    programme = _programme(request, programme_id)
    _may_export(request, programme)
    rows = ([row[name] for name in HEAD] for row in _rows(programme))
    return csv_answer(request, f"{file_name(programme.identifier)}-places", "programme", "places", HEAD, rows)


def _rows(programme: Programme) -> list[dict[str, Any]]:
    """The published places with how many sites each stands for; of sites that aren't shown singly, no count below the cell."""
    score, decisions = programme.score, decisions_for(programme.identifier)
    sites = _sites((score.as_read.get("places") or {}).get("list") or (), decisions)
    found = []
    for place in (score.result.get("places") or {}).get("list") or ():
        point, key = place.get("point") or (None, None), (place["country"], place["code"], place["name"])
        one = {name: place.get(name) for name in ("name", "code", "country", "level", "share", "amount")}
        found.append(one | {"latitude": point[0], "longitude": point[1], "sites": sites.get(key, 1)})
    return found


def _sites(listed: Any, decisions: dict[str, str]) -> dict[tuple[Any, ...], Any]:
    """For each published place that stands for others: how many, or that they are fewer than may be shown."""
    from local2030.marker.sensitive_places import shown_places

    rules, counts = shipped_rules(), dict[tuple[Any, ...], int]()
    for place in listed:
        shown = shown_places([place], decisions)[0]
        if openness(place, decisions) in ("rounded", "hidden"):
            key = (shown["country"], shown["code"], shown["name"])
            counts[key] = counts.get(key, 0) + 1
    return {key: n if shown_cell(n, rules) is not None else f"<{rules.least_cell}" for key, n in counts.items()}


def _programme(request: HttpRequest, programme_id: int) -> Programme:
    rows = visible(request.user, Programme.objects.all()).select_related("upload")
    return get_object_or_404(rows, pk=programme_id)


def _may_export(request: HttpRequest, programme: Programme) -> None:
    if not may(request.user, "export", programme):
        ask(request.user, "read", programme)
        ask(request.user, "export", programme)
