"""A whole data set out, in each of the formats that others take, with its licence and source."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from local2030.web.accounts.permissions import ask
from local2030.web.history.chain import append
from local2030.web.monitoring.adopting import dataset_of
from local2030.web.registry.changing import by

WORDS: dict[str, Any] = {
    "csv": "CSV", "xlsx": "XLSX", "json": "JSON", "sdmx-csv": "SDMX-CSV 2.0", "sdmx-ml": "SDMX-ML 2.1", "sdmx-ml-generic": _("SDMX-ML 2.1, generic"),
    "open-sdg": "Open SDG", "parquet": "Parquet", "geojson": "GeoJSON",
}  # fmt: skip


@require_safe
def export_file(request: HttpRequest, dataset: str, format_: str) -> StreamingHttpResponse:
    """The bytes as they are made; that somebody took them out stands in the history."""
    from local2030.workflows.export_observations import FORMATS, stream
    from local2030.workflows.export_source import Source

    if format_ not in FORMATS:
        raise Http404
    thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    ask(request.user, "export", thing)
    name, media, pieces = stream(Source(data.store, data.manifest), format_)
    if request.method != "HEAD":
        after = {"format": format_, "what": data.name, "version": data.manifest.version}
        append(by=by(request.user), deed="export", kind="dataset", id=data.name, after=after, audience="audit")
    answer = StreamingHttpResponse(pieces, content_type=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def formats() -> list[tuple[str, Any]]:
    """The formats, the common ones first."""
    from local2030.workflows.export_observations import FORMATS

    return [
        (name, WORDS.get(name, name)) for name in (*WORDS, *(n for n in FORMATS if n not in WORDS)) if name in FORMATS
    ]
