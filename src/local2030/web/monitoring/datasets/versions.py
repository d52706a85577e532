"""The states of a data set, and what differs between two of them: both values side by side, with who, when and why."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from local2030.store.vintages import revisions
from local2030.web.monitoring import words
from local2030.web.monitoring.adopting import dataset_of
from local2030.web.monitoring.cuts import Cut
from local2030.web.monitoring.datasets.metadata import metadata_of
from local2030.web.monitoring.stores import Opened, opened
from local2030.web.monitoring.titles import title_of

PAGE, MOST_VERSIONS = 100, 60
COLUMNS = (
    "change", "indicator", "ref_area", "series", "unit_measure", "unit_mult", "dims", "freq", "time_period", "before_obs_value",
    "before_raw_value", "before_obs_status", "after_obs_value", "after_raw_value", "after_obs_status", "after_source_file",
    "after_source_row",
)  # fmt: skip


@require_safe
def versions(request: HttpRequest, dataset: str) -> HttpResponse:
    """All published states, newest first; two of them held against each other."""
    thing, data = dataset_of(request.user, dataset)
    published = list(published_of(data))
    numbers = [manifest.version for manifest in published]
    later = _asked(request, "to", numbers) or numbers[0]
    earlier = _asked(request, "from", numbers) or next((n for n in numbers if n < later), None)
    differing: dict[str, Any] = {"rows": [], "count": 0}
    if earlier is not None and earlier != later:
        differing = _differing(data, earlier, later, request.GET.get("page"))
    context = {
        "thing": thing, "data": data, "published": published[:MOST_VERSIONS], "earlier": earlier, "later": later,
        "later_manifest": next(m for m in published if m.version == later), "numbers": numbers, **differing,
    }  # fmt: skip
    return render(request, "monitoring/versions.html", context)


def published_of(data: Opened) -> Any:
    """The manifests of all published states, newest first."""
    for number in reversed(data.store.versions(data.name)):
        manifest = data.store.manifest(data.name, number)
        if manifest is not None and manifest.stage == "published":
            yield manifest


def _differing(data: Opened, earlier: int, later: int, page: str | None) -> dict[str, Any]:
    before, after = opened(data.name, str(earlier)).manifest, opened(data.name, str(later)).manifest
    table = revisions(data.store, before, after, data.connection)
    counts = data.rows(table.group_by("change").agg(n=table.count()))
    counted = dict(zip(counts["change"], counts["n"], strict=True))
    total = sum(counted.values())
    pages = Paginator(range(total), PAGE)
    shown = pages.get_page(page)
    start = (shown.number - 1) * PAGE
    order = [table.change.desc(), "indicator", "ref_area", "time_period", "series", "dims"]
    rows = data.rows(table.order_by(order).limit(PAGE, offset=start).select(list(COLUMNS)))
    lines = [_line(data, dict(zip(COLUMNS, row, strict=True))) for row in zip(*(rows[n] for n in COLUMNS), strict=True)]
    return {"rows": lines, "count": total, "counted": counted, "page": shown, **metadata_of(data.store, before, after)}


def _line(data: Opened, row: dict[str, Any]) -> dict[str, Any]:
    cut = Cut(row["series"], row["unit_measure"], row["unit_mult"], row["dims"], row["freq"], names=data.codes)
    return row | {
        "place": data.register.name(row["ref_area"]), "title": title_of(data, row["indicator"]), "cut": cut,
        "before": _told(row, "before"), "after": _told(row, "after"), "unit": words.unit(cut.unit, cut.mult),
    }  # fmt: skip


def _told(row: dict[str, Any], side: str) -> tuple[str, str]:
    """(what, a value or why there is none, as it was written)."""
    if row[f"{side}_obs_status"] is None:
        return "", ""
    value = row[f"{side}_obs_value"]
    raw = row[f"{side}_raw_value"] or ""
    if value is not None:
        return words.value(value), raw
    return str(words.NOTHING.get(row[f"{side}_obs_status"], words.NOTHING["O"])[1]), raw


def _asked(request: HttpRequest, name: str, numbers: list[int]) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) in numbers):
        raise Http404
    return int(text)
