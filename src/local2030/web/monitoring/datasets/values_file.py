"""Values out as a table: of an indicator, of one of its cuts, or of a place."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from local2030.web.accounts.permissions import ask
from local2030.web.marker.windows.files import ENDINGS, table_answer
from local2030.web.monitoring.adopting import dataset_of
from local2030.web.monitoring.cuts import chosen, condition, cuts_of

HEAD = (
    "indicator", "series", "ref_area", "place", "freq", "time_period", "year", "obs_value", "raw_value", "unit_measure", "unit_mult",
    "dims", "obs_status", "lower_bound", "upper_bound", "source_file", "source_row",
)  # fmt: skip
MOST = 60_000


@require_safe
def values_file(request: HttpRequest, dataset: str, ending: str) -> HttpResponse:
    """The values of an indicator (of one cut, if asked) or of a place."""
    if ending not in ENDINGS:
        raise Http404
    thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    ask(request.user, "export", thing)
    indicator, place = request.GET.get("indicator", ""), request.GET.get("place", "")
    if not (indicator or place):
        raise Http404
    table = data.table
    rows = table.filter(table.indicator == indicator) if indicator else table
    if place:
        rows = rows.filter(rows.ref_area == place)
    cut = chosen(cuts_of(data, indicator), request.GET.get("cut", "")) if indicator and request.GET.get("cut") else None
    if cut is not None:
        rows = rows.filter(condition(rows, cut))
    names = [name for name in HEAD if name != "place"]
    found = data.rows(
        rows.select(names).order_by(["indicator", "ref_area", "series", "dims", "time_period"]).limit(MOST)
    )
    lines = [dict(zip(names, row, strict=True)) for row in zip(*(found[n] for n in names), strict=True)]
    for line in lines:
        line["place"] = data.register.name(line["ref_area"])
    about = {name: data.about.get(name) or "" for name in ("title", "licence", "attribution", "source_url")}
    about |= {"dataset": data.name, "version": str(data.manifest.version)}
    name = f"{data.name}-{indicator or place}".replace("/", "-")[:100]
    return table_answer(request, ending, "".join(c if c.isalnum() or c in "-._" else "-" for c in name), "dataset", HEAD, lines, about)  # fmt: skip
