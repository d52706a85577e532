"""All local governments with what they were asked and answered; and the same as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from local2030.marker.attestations import ANSWERS, Tally, shipped_rules, shown_cell
from local2030.vocabulary.folding import fold
from local2030.web.accounts.permissions import may, visible
from local2030.web.coalition.files import csv_answer
from local2030.web.marker.mirror.models import Attestation, Mention
from local2030.web.marker.mirror.towns import KIND
from local2030.web.marker.models import Programme
from local2030.web.registry.models import Link, Thing

PAGE = 50
HEAD = ("serial", "local_government", "country", "place", "programmes", "asked", *ANSWERS, "no_answer")


@require_safe
def local_governments(request: HttpRequest) -> HttpResponse:
    """Local governments by country and name, those that were asked first."""
    rows = towns_for(request.user)
    countries = list(rows.order_by().values("country").annotate(number=Count("pk")).order_by("country"))
    country, text = _country(request), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = narrowed(rows, country, text)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines_of(request.user, page.object_list),
        "countries": countries,
        "country": country,
        "q": text,
        "least": shipped_rules().average_of_at_least,
        "may_ask": may(request.user, "add", KIND),
    }
    return render(request, "mirror/towns.html", context)


@require_safe
def local_governments_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same, all of them, a line each; counts of answers below the least cell are left out."""
    rows = narrowed(
        towns_for(request.user), _country(request), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    )
    return csv_answer(request, "local-governments", KIND, "local governments", HEAD, _cells(request.user, rows))


def towns_for(reader: Any) -> QuerySet[Thing]:
    """The local governments that the reader may see; those that were joined to another aren't told apart any more."""
    joined = Link.objects.filter(thing=OuterRef("pk"), relation="same-as")
    asked = Attestation.objects.filter(government=OuterRef("pk"))
    rows = visible(reader, Thing.objects.filter(kind=KIND)).exclude(Exists(joined))
    return rows.annotate(was_asked=Exists(asked)).order_by("-was_asked", "country", "title", "number")


def narrowed(rows: QuerySet[Thing], country: str, text: str) -> QuerySet[Thing]:
    """Those of a country, with the text in their name."""
    if country:
        rows = rows.filter(country=country)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(town_names__key__contains=fold(text))).distinct()
    return rows


def lines_of(reader: Any, towns: Iterable[Thing]) -> list[dict[str, Any]]:
    """Each local government with its programmes and the tally of its answers that may be named: three statements in all."""
    towns = list(towns)
    seen = visible(reader, Programme.objects.filter(current=True))
    of = Mention.objects.filter(government__in=towns, programme__in=seen.values("pk"))
    programmes = dict(of.order_by().values_list("government").annotate(n=Count("identifier", distinct=True)))
    counts: dict[int, dict[str, int]] = {}
    said = Attestation.objects.filter(government__in=towns, newest=True, doubtful=False)
    for town, answer, confided, number in (
        said.order_by().values_list("government", "answer", "in_confidence").annotate(n=Count("pk"))
    ):
        tallied = counts.setdefault(town, {})
        key = "" if confided else answer
        tallied[key] = tallied.get(key, 0) + number
    return [
        {"town": town, "programmes": programmes.get(town.pk, 0), "tally": _tally(counts.get(town.pk, {}))}
        for town in towns
    ]


def _tally(counts: dict[str, int]) -> Tally:
    return Tally(sum(counts.values()), counts.get("", 0), *(counts.get(answer, 0) for answer in ANSWERS))


def _cells(reader: Any, rows: QuerySet[Thing]) -> Iterator[list[Any]]:
    rules, towns = shipped_rules(), list(rows)
    for start in range(0, len(towns), 500):
        for line in lines_of(reader, towns[start : start + 500]):
            town, t = line["town"], line["tally"]
            counts = (t.asked, t.yes, t.partly, t.no, t.contested, t.silent)
            shown = [f"<{rules.least_cell}" if shown_cell(n, rules) is None else n for n in counts]
            yield [town.serial, town.title, town.country, town.fields.get("place") or "", line["programmes"], *shown]


def _country(request: HttpRequest) -> str:
    code = request.GET.get("country", "").upper()
    return code if len(code) == 2 and code.isalpha() and code.isascii() else ""
