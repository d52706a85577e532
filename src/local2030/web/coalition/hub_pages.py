"""Pages of the Hubs: one Hub's profile, all on the map, how nine became four, and the branding kit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.coalition.hub_profiles import cocreations, completeness, with_partners
from local2030.coalition.stock import first_stock
from local2030.figures.hubs import HubOnMap, hub_map, hub_timeline
from local2030.vocabulary.places import country
from local2030.web.accounts.permissions import visible
from local2030.web.coalition.application_pages import coverage_words
from local2030.web.coalition.hub_lives import counts_after, lives_of, running_counts, standings_of
from local2030.web.coalition.letters import letters_of
from local2030.web.registry.kinds import kind_of
from local2030.web.registry.models import Thing
from local2030.web.registry.reading import INNER, circles_of
from local2030.web.registry.words import state_word

SOURCE = gettext_lazy("Report of the directors' retreat, February 2025, and what was decided here since")
GOOD = "formalized"


def hub_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """What the page of a Hub has besides what every thing has."""
    fields, kind = thing.fields, kind_of("hub")
    told = completeness(fields)
    labels = {column.name: column.label for column in kind.columns}
    works = cocreations([str(line) for line in fields.get("cocreations") or ()])
    coverage = coverage_words([str(code) for code in fields.get("coverage") or ()])
    on_map = _on_map(thing, coverage["countries"])
    return {
        "told": told,
        "missing": [labels[name] for name in told.missing],
        "works": works,
        "partners": list(with_partners(works).items()),
        "coverage": coverage | {"names": [_country(code) for code in coverage["countries"]]},
        "covers_home": thing.country in coverage["countries"],
        "figure": hub_map([on_map], str(SOURCE), get_language() or "en") if on_map.point or on_map.covers else None,
        "standings": standings_of(thing),
        "in_good_standing": thing.state == GOOD,
        "letters": letters_of(thing) if INNER in circles_of(reader, thing) else [],
    }


@require_safe
def hubs_map(request: HttpRequest) -> HttpResponse:
    """All Hubs that haven't ended, on one map and as a list."""
    rows = [row for row in _hubs(request) if row.state not in ("ended", "lapsed")]
    found = []
    for row in rows:
        coverage = coverage_words([str(code) for code in row.fields.get("coverage") or ()])
        found.append((row, _on_map(row, coverage["countries"]), coverage))
    figure = hub_map([on_map for _row, on_map, _c in found], str(SOURCE), get_language() or "en")
    context = {"figure": figure, "hubs": [{"hub": row, "coverage": c, "on_map": m} for row, m, c in found]}
    return render(request, "coalition/hubs_map.html", context)


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """How the Hubs came to stand as they do: each dated state with its decision, and how many there were after it."""
    from django.utils import timezone

    rows = _hubs(request)
    steps = running_counts(rows)
    language = get_language() or "en"
    figure = hub_timeline(lives_of(rows), counts_after(steps), timezone.localdate(), str(SOURCE), language)
    context = {"figure": figure, "steps": steps, "facts": first_stock().hub_history}
    return render(request, "coalition/hubs_timeline.html", context)


@require_safe
def branding(request: HttpRequest) -> HttpResponse:
    """The branding kit: rules, words and marks, and which Hubs may use the mark now."""
    rows = _hubs(request)
    context = {"good": [row for row in rows if row.state == GOOD], "lapsed": [row for row in rows if row.state in ("lapsed", "ended", "suspended", "renewal-due")]}  # fmt: skip
    return render(request, "coalition/branding.html", context)


@require_safe
def badge(request: HttpRequest, serial: str) -> HttpResponse:
    """The mark of a Hub in good standing with its state and the day; none for any other Hub."""
    hub = get_object_or_404(visible(request.user, Thing.objects.filter(kind="hub")), serial=serial.upper())
    if hub.state != GOOD:
        raise Http404
    response = HttpResponse(_badge(hub), content_type="image/svg+xml; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Content-Disposition"] = f'inline; filename="{hub.serial}-in-good-standing.svg"'
    return response


def _badge(hub: Thing) -> str:
    standings = standings_of(hub)
    day = date_format(standings[-1]["day"]) if standings else date_format(hub.state_since)
    name = hub.title if len(hub.title) <= 34 else hub.title[:33] + "…"
    first = escape(_("Hub in good standing"))
    by = _("formalized by %(day)s") if standings and standings[-1]["is_since"] else _("formalized on %(day)s")
    second = escape(by % {"day": day})
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 96" width="320" height="96" role="img" '
        f'aria-label="{escape(hub.title)}: {first}, {second}">'
        '<rect x="1" y="1" width="318" height="94" rx="6" fill="#ffffff" stroke="#0b5c66" stroke-width="2"/>'
        '<g transform="translate(16 20) scale(2.3)" stroke="#0b5c66"><path d="M2.5 10.5a9.5 9.5 0 0 1 19 0" fill="none" '
        'stroke-width="2" stroke-dasharray="3.4 2.57"/><path d="M1.5 12.5h21a10.5 10.5 0 0 1-21 0z" fill="#0b5c66" '
        'stroke="none"/></g><g font-family="IBM Plex Sans, Arial, sans-serif">'
        f'<text x="88" y="32" font-size="15" font-weight="600" fill="#10201d">{escape(name)}</text>'
        f'<text x="88" y="54" font-size="13" fill="#0b5c66" font-weight="600">local2030 · {first}</text>'
        f'<text x="88" y="74" font-size="12" fill="#43534f">{escape(hub.serial)}, {second}</text></g></svg>'
    )


def _hubs(request: HttpRequest) -> list[Thing]:
    return list(visible(request.user, Thing.objects.filter(kind="hub")).order_by("number"))


def _on_map(thing: Thing, covers: list[str]) -> HubOnMap:
    lat, lon = thing.fields.get("latitude"), thing.fields.get("longitude")
    point = (float(lat), float(lon)) if lat is not None and lon is not None else None
    return HubOnMap(thing.title, thing.state, state_word("hub", thing.state), thing.country, point, tuple(covers))


def _country(code: str) -> str:
    place = country(code)
    return place.name if place else code
