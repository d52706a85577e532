"""What the checks found in a data set: by severity, code and file, each with its row and its cure; as page and as file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from local2030.web.marker.windows.files import ENDINGS, table_answer
from local2030.web.monitoring.adopting import dataset_of
from local2030.workflows.observation_findings import said_finding

PAGE, MOST_ROWS = 50, 40
SEVERITIES = ("error", "warning", "info")
HEAD = ("severity", "code", "file", "row", "column", "message", "remedy")
Plain = Mapping[str, Any]


class Ask:
    """What the address asks for."""

    def __init__(self, request: HttpRequest) -> None:
        query = request.GET
        self.severity = query.get("severity", "") if query.get("severity") in SEVERITIES else ""
        self.code = query.get("code", "").replace("\x00", "")[:80]
        self.file = query.get("file", "").replace("\x00", "").strip()[:120]
        self.version = query.get("version", "")[:8]

    def takes(self, finding: Plain) -> bool:
        """Whether a finding is asked for."""
        return (
            (not self.severity or finding["severity"] == self.severity)
            and (not self.code or finding["code"] == self.code)
            and (not self.file or self.file.casefold() in str(finding.get("file") or "").casefold())
        )

    def address(self, **other: Any) -> str:
        """The query that asks the same but for what is named."""
        own = {"severity": self.severity, "code": self.code, "file": self.file, "version": self.version}
        return urlencode({name: value for name, value in {**own, **other}.items() if value})


@require_safe
def checks(request: HttpRequest, dataset: str) -> HttpResponse:
    """The page: gravest first."""
    thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    ask, every = Ask(request), data.findings
    found = sorted(filter(ask.takes, every), key=_order)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    language = get_language() or "en"
    counts = Counter(finding["severity"] for finding in every)
    codes = Counter((f["severity"], f["code"]) for f in every if not ask.severity or f["severity"] == ask.severity)
    context = {
        "thing": thing, "data": data, "ask": ask, "page": page, "count": len(found),
        "findings": [shown(finding, language) for finding in page.object_list],
        "severities": [(name, counts[name], ask.address(severity=name, code="")) for name in SEVERITIES],
        "codes": [(code, number) for (_s, code), number in sorted(codes.items(), key=lambda item: -item[1])],
        "counts": counts, "all": len(every), "question": ask.address(), "without": ask.address(severity="", code="", file=""),
        "before": ask.address(page=page.previous_page_number()) if page.has_previous() else "",
        "after": ask.address(page=page.next_page_number()) if page.has_next() else "",
    }  # fmt: skip
    return render(request, "monitoring/checks.html", context)


@require_safe
def checks_file(request: HttpRequest, dataset: str, ending: str) -> HttpResponse:
    """The findings asked for as a file, all of them."""
    _thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    if ending not in ENDINGS:
        raise Http404
    ask = Ask(request)
    rows = [plain_row(said(finding, "en")) for finding in sorted(filter(ask.takes, data.findings), key=_order)]
    about = {
        "dataset": data.name,
        "version": data.manifest.version,
        "note": "Rows as in a text editor, the header is 1.",
    }
    return table_answer(request, ending, f"{data.name}-checks", "dataset", HEAD, rows, about)


def said(finding: Plain, language: str) -> dict[str, Any]:
    """A finding of the store with its sentences in that language."""
    return said_finding(finding, language) if "values" in finding else dict(finding)


def shown(finding: Plain, language: str) -> dict[str, Any]:
    """A finding as the page shows it: of very many rows the first."""
    found = said(finding, language)
    rows = [row for row in (found.get("rows") or ()) if row is not None] or ([found["row"]] if found.get("row") else [])
    return found | {"shown_rows": ", ".join(map(str, rows[:MOST_ROWS])), "row_count": len(rows), "more_rows": max(0, len(rows) - MOST_ROWS)}  # fmt: skip


def plain_row(found: Plain) -> dict[str, Any]:
    """A finding as a row of a file; of several rows a list with semicolons."""
    rows: Iterable[Any] = found.get("rows") or ([found["row"]] if found.get("row") else [])
    return {**{name: found.get(name) or "" for name in HEAD}, "row": "; ".join(map(str, rows))}


def _order(finding: Plain) -> tuple[Any, ...]:
    severity = finding["severity"]
    return (SEVERITIES.index(severity) if severity in SEVERITIES else 9, str(finding.get("file") or ""), finding.get("row") or 0, finding["code"])  # fmt: skip
