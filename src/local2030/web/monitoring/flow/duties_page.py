"""What a place must report in a year, what it has for it, and which of its data serve several duties."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from local2030.web.monitoring.adopting import dataset_of
from local2030.workflows.gap_cells import Question
from local2030.workflows.monitoring_duties import duties_document

STATES = {
    "present": ("met", _("there")),
    "stale": ("slow", _("too old")),
    "missing": ("fails", _("missing")),
    "suppressed": ("unknown", _("withheld")),
    "refused": ("unknown", _("not collected")),
}
FIRST_YEAR, LAST_YEAR = 2015, 2040
SEVERAL = 2
SHOWN = 25


@require_safe
def duties(request: HttpRequest, dataset: str) -> HttpResponse:
    """The page: duties that press first, and the data in the order of how many duties they serve."""
    thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    this_year = timezone.now().year
    year, place = _year(request.GET.get("year", ""), this_year), request.GET.get("place", "")
    if place and place not in data.register.by_code:
        raise Http404
    question = Question(Path(settings.HOME), this_year, data.name, place, version=data.manifest.version,
                        language=get_language() or "en")  # fmt: skip
    found = duties_document(question, year)
    rows = sorted(found["duties"], key=lambda row: row["due"] != "due")
    context: dict[str, Any] = {
        "thing": thing, "data": data, "place": found["place"], "year": year, "before": year - 1, "after": year + 1,
        "due": [row for row in rows if row["due"] == "due"], "other": [row for row in rows if row["due"] != "due"],
        "served": [{**row, "shown": STATES.get(row["state"])} for row in found["data"] if row["count"] >= SEVERAL],
        "own_due": sum(row["due"] == "due" and row["role"] == "reports" for row in rows), "names": {row["id"]: row["name"] for row in rows}, "register": found["register"], "facts": found["facts"],
    }  # fmt: skip
    for row in context["served"]:
        row["duty_names"] = [context["names"].get(id_, id_) for id_ in row["duties"]]
    context["several"] = len(context["served"])
    context["all"] = request.GET.get("all") == "1"
    context["lacking"] = sum(row["state"] in ("missing", "stale") for row in context["served"])
    if not context["all"]:
        context["served"] = context["served"][:SHOWN]
    return render(request, "monitoring/duties.html", context)


def _year(text: str, otherwise: int) -> int:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else otherwise
    return min(max(year, FIRST_YEAR), LAST_YEAR)
