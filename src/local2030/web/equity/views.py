"""The page of any list that says who is left behind, and the same as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from local2030.figures.equity import MOST_DRAWN, GroupSpread
from local2030.web.equity.lens import COLUMNS, Lens, document, plain
from local2030.web.equity.of_data import of_data
from local2030.web.equity.of_programmes import of_programmes
from local2030.web.equity.of_things import of_things
from local2030.web.marker.windows.files import table_answer
from local2030.web.registry.kinds import by_slug

OWN = {("monitoring", "data"): of_data, ("marker", "programmes"): of_programmes}


@require_safe
def equity(request: HttpRequest, subject: str, of: str) -> HttpResponse:
    """The page: each group with how its values are spread, how many are known, and why the others aren't."""
    lens = lens_of(request, subject, of)
    asked = {**lens.kept, **{name: chosen for name, _label, _options, chosen in lens.choices if chosen}}
    ways = [(words, urlencode({**asked, "by": code}), code == lens.by) for code, words in lens.ways]
    question = urlencode({**asked, "by": lens.by})
    few, without = sum(row.is_few for row in lens.rows), least_known(lens)
    context: dict[str, Any] = {
        "lens": lens, "ways": ways, "file": f"{reverse('equity-file', args=(subject, of, 'csv'))}?{question}",
        "count": len(lens.rows), "drawn": min(MOST_DRAWN, len(lens.rows)), "few": few,
        "without": without, "without_count": without.members - without.known if without else 0, "api": f"/api/v1/equity/{subject}/{of}?{question}",
    }  # fmt: skip
    return render(request, "equity.html", context)


@require_safe
def equity_file(request: HttpRequest, subject: str, of: str, ending: str) -> HttpResponse:
    """The groups as CSV, XLSX or JSON, with what was asked."""
    lens = lens_of(request, subject, of, "export")
    about = {name: value for name, value in document(lens).items() if name != "groups"}
    return table_answer(request, ending, f"equity-{of}", subject, COLUMNS, plain(lens), about)


def lens_of(request: HttpRequest, subject: str, of: str, deed: str = "read") -> Lens:
    """The list that an address names; not found if there is none."""
    own = OWN.get((subject, of))
    if own is not None:
        return own(request.user, request.GET, deed)
    kind = by_slug(subject).get(of)
    if kind is None or "country" not in kind.standard:
        raise Http404
    return of_things(request.user, kind, request.GET, deed)


def least_known(lens: Lens) -> GroupSpread | None:
    """The group of which the largest part has no value, if any has none."""
    lacking = [row for row in lens.rows if row.known < row.members]
    return max(lacking, key=lambda row: ((row.members - row.known) / row.members, row.members), default=None)
