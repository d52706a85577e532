"""The page of what is found."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.web.marker.models import Programme
from local2030.web.registry.kinds import kinds
from local2030.web.registry.models import WORKSTREAMS
from local2030.web.search.finding import MOST_SHOWN, PAGE, PROGRAMME, Filters, find
from local2030.web.search.indexing import filed_texts
from local2030.web.search.passages import marked, passage
from local2030.web.search.query import Asked, read

NUMBER = 4  # digits of a page's number that are read


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the reader may see of all that matches, nearest first, twenty a page; how the query was read."""
    asked, filters = read(request.GET.get("q", "")), _filters(request)
    number = request.GET.get("page", "")[:NUMBER]
    found = find(request.user, asked, filters, int(number) if number.isascii() and number.isdigit() else 1)
    words = dict(_choices("kind")) | dict(_choices("workstream"))
    context = {
        "asked": asked,
        "filters": filters,
        "found": found,
        "hits": [_line(hit, asked, words) for hit in found.hits],
        "kind_choices": [(code, words.get(code, code), n) for code, n in found.facets.get("kind", {}).items()],
        "workstream_choices": [(c, words.get(c, c), n) for c, n in found.facets.get("workstream", {}).items()],
        "country_choices": list(found.facets.get("country", {}).items()),
        "is_narrow": bool(filters.kind or filters.workstream or filters.country),
        "without": _address(asked, Filters(), 1),
        "before": _address(asked, filters, found.page - 1) if found.page > 1 else "",
        "after": _address(asked, filters, found.page + 1) if found.page < found.pages else "",
        "most": MOST_SHOWN if found.count > MOST_SHOWN else 0,
        "first": (found.page - 1) * PAGE + 1,
    }
    return render(request, "search/search.html", context)


def _filters(request: HttpRequest) -> Filters:
    """What is narrowed by; codes that nothing has are left out."""

    def known(name: str) -> str:
        value = request.GET.get(name, "")
        return value if any(value == code for code, _words in _choices(name)) else ""

    country = request.GET.get("country", "").upper()
    fits = len(country) == 2 and country.isascii() and country.isalpha()
    return Filters(known("kind"), known("workstream"), country if fits else "")


def _choices(name: str) -> list[tuple[str, str]]:
    if name == "workstream":
        return [(code, str(words)) for code, words in WORKSTREAMS if code]
    return [(PROGRAMME, _("joint programme")), *((code, str(kind.name)) for code, kind in kinds().items())]


def _line(hit: Any, asked: Asked, words: dict[str, str]) -> dict[str, Any]:
    if isinstance(hit, Programme):
        title, texts, kind, serial = hit.title or hit.identifier, [hit.reporter], PROGRAMME, hit.identifier
        address, countries = f"/marker/programmes/{hit.pk}/", hit.countries.split()
    else:
        title, texts, kind, serial = hit.title, filed_texts(hit), hit.kind, hit.serial
        address, countries = hit.get_absolute_url(), [hit.country] if hit.country else []
    return {
        "row": hit,
        "is_thing": kind != PROGRAMME,
        "title": marked(title[:300], asked),
        "passage": passage(texts, asked),
        "kind": words.get(kind, kind),
        "serial": serial,
        "address": address,
        "countries": countries[:4],
        "more_countries": max(0, len(countries) - 4),
    }


def _address(asked: Asked, filters: Filters, page: int) -> str:
    parts = {"q": asked.text, "kind": filters.kind, "workstream": filters.workstream, "country": filters.country}
    return urlencode({name: value for name, value in {**parts, "page": page if page > 1 else ""}.items() if value})
