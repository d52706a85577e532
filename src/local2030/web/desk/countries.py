"""The list of countries and the thin page of one: what exists there, and what isn't known yet."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.vocabulary.folding import fold
from local2030.vocabulary.places import Place, country
from local2030.vocabulary.places import countries as all_countries
from local2030.web.desk.here import Here, here, known_countries, region_mates
from local2030.web.marker.portfolio import country_name


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Countries of which something is known, with how much; the others by name."""
    known = known_countries(request.user)
    places = sorted(all_countries(), key=lambda place: fold(country_name(place.code)))
    rows = [{"code": p.code, "name": country_name(p.code), "region": p.region, **known.get(p.code, {})} for p in places]
    context = {
        "known": [row for row in rows if row["code"] in known],
        "others": [row for row in rows if row["code"] not in known],
    }
    return render(request, "desk/countries.html", context)


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One country."""
    place = place_of(code)
    if code != place.code:
        return redirect("country", place.code)
    found, known = here(request.user, place), known_countries(request.user)
    mates = [{"code": p.code, "name": country_name(p.code), **known.get(p.code, {})} for p in region_mates(place)]
    context = {
        "here": found,
        "name": country_name(place.code),
        "finding": finding(found),
        "mates": sorted((m for m in mates if m["code"] in known), key=lambda m: fold(str(m["name"]))),
        "silent": sorted((m for m in mates if m["code"] not in known), key=lambda m: fold(str(m["name"]))),
        "gaps": _gaps(found),
    }
    return render(request, "desk/country.html", context)


def place_of(code: str) -> Place:
    """The country of a code in an address, also of one that ISO withdrew; 404 if there is none."""
    place = country(code) if len(code) <= 3 else None
    if place is None:
        raise Http404
    return place


def finding(found: Here) -> str:
    """What the page says first."""
    sums, hubs = found.sums, len(found.hubs_in) + len(found.hubs_covering)
    values: dict[str, Any] = {"programmes": sums.programmes, "proven": sums.proven, "hubs": hubs}
    if not sums.programmes and not hubs:
        return _("No programme is scored here yet, and no Hub lies here or covers it.")
    if not sums.programmes:
        return _("No programme is scored here yet. Hubs that lie here or cover it: %(hubs)s.") % values
    if not hubs:
        text = _(
            "Evidence proves localization for %(proven)s of %(programmes)s scored programmes. No Hub covers it yet."
        )
        return text % values
    return (
        _("Evidence proves localization for %(proven)s of %(programmes)s scored programmes. Hubs: %(hubs)s.") % values
    )


def _gaps(found: Here) -> list[str]:
    """What isn't known, told as such."""
    gaps = []
    if not found.sums.programmes:
        gaps.append(_("Programmes: no file of aid data that names the country has been scored. None may work there."))
    elif found.sums.coverage is None:
        gaps.append(_("Money: no payment is on record, so nobody can tell what reached local actors."))
    if not found.events:
        gaps.append(_("Events: none of the Coalition's list takes place here."))
    gaps.append(_("Indicators, reviews and experts of the country: nothing known yet; those parts aren't built."))
    return gaps
