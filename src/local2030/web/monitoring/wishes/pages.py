"""The table of what is wanted of each indicator: to read for who may read the data, to fill in for who may change them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from local2030.monitoring.directions import directions
from local2030.vocabulary.errors import Local2030Error, WrongUse
from local2030.vocabulary.messages import say as sentence
from local2030.web.accounts.permissions import ask, may
from local2030.web.marker.windows.files import table_answer
from local2030.web.monitoring import words
from local2030.web.monitoring.adopting import dataset_of
from local2030.web.monitoring.wishes.rows import Row, posted, rows_of
from local2030.web.monitoring.wishes.saying import LONGEST_WHY, SHORTEST_WHY, mark, say
from local2030.workflows.wanted_template import COLUMNS, wanted_template

PAGE = 25
SHOWS = ("unsaid", "proposed", "said")


class Ask:
    """What the address asks for."""

    def __init__(self, request: HttpRequest) -> None:
        query = request.GET
        self.show = query.get("show", "") if query.get("show") in SHOWS else ""
        self.goal = query.get("goal", "") if query.get("goal", "").isascii() and query.get("goal", "").isdigit() else ""
        self.version, self.page = query.get("version", "")[:8], query.get("page", "")[:6]

    def takes(self, row: Row) -> bool:
        """Whether a row is asked for."""
        return (not self.goal or row.goal == int(self.goal)) and {
            "": True, "unsaid": not row.cells["direction"], "proposed": bool(row.proposed), "said": bool(row.said),
        }[self.show]  # fmt: skip

    def address(self, **other: Any) -> str:
        """The query that asks the same but for what is named."""
        own = {"show": self.show, "goal": self.goal, "version": self.version}
        return urlencode({name: value for name, value in {**own, **other}.items() if value})


@require_http_methods(["GET", "HEAD", "POST"])
def wanted(request: HttpRequest, dataset: str) -> HttpResponse:
    """The page, and what its form says."""
    ask_ = Ask(request)
    thing, data = dataset_of(request.user, dataset, "" if request.method == "POST" else ask_.version)
    every = rows_of(data)
    page = Paginator([row for row in every if ask_.takes(row)], PAGE).get_page(ask_.page)
    rows, errors, why = list(page.object_list), [], ""
    if request.method == "POST":
        ask(request.user, "change", thing)
        codes = set(request.POST.getlist("code"))
        asked, rows = posted(request.POST, [row for row in every if row.code in codes])
        why = request.POST.get("why", "").replace("\x00", "").strip()[:LONGEST_WHY]
        errors = errors_of(rows, why)
        if not errors:
            try:
                version, found = say(request.user, thing, data, asked, why, request.POST.get("known"))
            except WrongUse:
                errors = [("", _("Somebody changed what is wanted meanwhile. Your entries stand below: look at them and save again."))]  # fmt: skip
            except Local2030Error as trouble:
                errors = [("", sentence(trouble.finding.code, trouble.finding.values))]
            else:
                tell(request, version, found)
                return redirect(f"{reverse('dataset-wanted', args=[dataset])}?{ask_.address(page=ask_.page)}")
    context = {
        "thing": thing, "data": data, "ask": ask_, "page": page, "rows": rows, "errors": errors, "why": why, "known": mark(data),
        "may_change": may(request.user, "change", thing) and data.is_latest, "proposals": directions(), **counts_of(every),
        "directions": [(value, words.direction_words(value)) for value in ("", "increase", "decrease", "parity")],
        "goals": [(g, words.goal_name(g)) for g in sorted({row.goal for row in every if row.goal})],
        "question": ask_.address(page=page.number if page.number > 1 else ""), "query": data.query,
        "before": ask_.address(page=page.previous_page_number()) if page.has_previous() else "",
        "after": ask_.address(page=page.next_page_number()) if page.has_next() else "",
    }  # fmt: skip
    return render(request, "monitoring/wanted.html", context, status=422 if errors else 200)


@require_safe
def wanted_file(request: HttpRequest, dataset: str, ending: str) -> HttpResponse:
    """The table as a file to fill in and send back: CSV, XLSX or JSON, as `monitoring wanted` prints it."""
    _thing, data = dataset_of(request.user, dataset, request.GET.get("version", ""))
    table = wanted_template(data.store.folder.parent, data.name, data.manifest.version)
    known = directions()
    about = {
        "dataset": data.name, "version": data.manifest.version, "direction": "increase, decrease, parity or empty",
        "proposed": f"{known.title} {known.version}; {known.reviewer}. Not applied until it stands under direction.",
    }  # fmt: skip
    return table_answer(request, ending, f"{data.name}-wanted", "dataset", COLUMNS, table["indicators"], about)


def counts_of(rows: list[Row]) -> dict[str, int]:
    """How many indicators there are, of how many a direction is known, and for how many one is proposed."""
    return {
        "all": len(rows), "known_count": sum(bool(row.cells["direction"]) for row in rows),
        "proposed_count": sum(bool(row.proposed) for row in rows), "said_count": sum(bool(row.said) for row in rows),
    }  # fmt: skip


def errors_of(rows: list[Row], why: str) -> list[tuple[str, str]]:
    """(field, sentence) for what can't be taken."""
    names = {"target_value": _("target"), "target_year": _("target year"), "limit": _("limit of the values")}
    found = [
        (f"{name}-{n}", _("%(code)s, %(field)s: %(text)s is no number.") % {"code": row.code, "field": names[name], "text": row.cells[name]})
        for n, row in enumerate(rows, 1) for name in sorted(row.bad)
    ]  # fmt: skip
    if len(why) < SHORTEST_WHY:
        found.append(("why", _("Say why, in one sentence of at least %(n)s letters.") % {"n": SHORTEST_WHY}))
    return found


def tell(request: HttpRequest, version: int, found: Any) -> None:
    """What became of it, in a message on the next page."""
    for finding in found.findings:
        messages.warning(request, sentence(finding.code, finding.values))
    count = len(found.changes)
    if not count:
        messages.info(request, _("Nothing differs from what was said already."))
        return
    text = ngettext(
        "Version %(version)s is published: what is wanted of %(count)s indicator is said.",
        "Version %(version)s is published: what is wanted of %(count)s indicators is said.", count,
    )  # fmt: skip
    messages.success(request, text % {"version": version, "count": count})
