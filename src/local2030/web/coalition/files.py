"""A list of the Coalition as a CSV file that no spreadsheet runs; each that leaves stands in the history."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse

from local2030.formats.tables.safe import safe_cell
from local2030.web.history.chain import append
from local2030.web.registry.changing import by


def csv_answer(
    request: HttpRequest, name: str, kind: str, what: str, head: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """The rows as a file of that name. `kind`, `what`: what the history says was taken out."""
    if request.method != "HEAD":
        log_export(request.user, kind, name, what, "csv", request.META.get("QUERY_STRING", "")[:300])
    answer = StreamingHttpResponse(
        (line.encode() for line in _lines(head, rows)), content_type="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def log_export(reader: Any, kind: str, name: str, what: str, form: str, query: str = "") -> None:
    """Enters into the history who took what out."""
    after = {"format": form, "what": what, "query": query}
    append(by=by(reader), deed="export", kind=kind, id=name, after=after, audience="audit")


def _lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(head)
    for row in rows:
        yield writer.writerow([safe_cell("" if value is None else str(value)) for value in row])


class _Echo:
    """A file for `csv.writer` that gives back what it is given."""

    def write(self, text: str) -> Any:
        return text
