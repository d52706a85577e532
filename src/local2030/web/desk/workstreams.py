"""The three workstreams: how many steps are open, late and brought home; each number is the length of a list here.

A step is a thing of any kind that has states and a day by which it is due: next steps, commitments, deliverables, targets.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.cache import cache as kept
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.coalition.contributions import DELIVERED
from local2030.web.accounts.permissions import visible
from local2030.web.accounts.standing import standing_of
from local2030.web.history.chain import chain_head
from local2030.web.registry.asking import ended_states, late_rows
from local2030.web.registry.kinds import kinds
from local2030.web.registry.models import WORKSTREAMS, Thing
from local2030.web.registry.reading import show_owners

PAGE = 50
KEPT_SECONDS = 3600
ALL = "all"
STREAMS = tuple(code for code, _words in WORKSTREAMS if code)
RESULTS = frozenset(DELIVERED | {"available", "used", "reached"})  # what has been brought, in any kind of step


@cache
def step_kinds() -> tuple[str, ...]:
    """The kinds that are steps, as their tables say."""
    return tuple(code for code, kind in kinds().items() if kind.stages and "due" in kind.standard)


def is_open() -> Q:
    """Not ended and not yet brought."""
    return ~Q(state__in=set(ended_states()) | RESULTS)


def is_late() -> Q:
    """Open, and its day or that of its state has passed."""
    return is_open() & (late_rows() | Q(state="late"))


def is_result() -> Q:
    """Brought: verified, closed, available, used, reached."""
    return Q(state__in=RESULTS)


STANDINGS: dict[str, Callable[[], Q]] = {"open": is_open, "late": is_late, "results": is_result}


def steps(reader: Any, stream: str, standing: str) -> QuerySet[Thing]:
    """The steps of a workstream that stand so, as far as the reader may see them; what is due first stands first."""
    rows = visible(reader, Thing.objects.filter(kind__in=step_kinds()))
    if stream != ALL:
        rows = rows.filter(workstream=stream)
    return rows.filter(STANDINGS[standing]()).order_by(F("due").asc(nulls_last=True), "kind", "number")


def workstreams_now(reader: Any) -> list[dict[str, Any]]:
    """The same; for visitors, who all see one thing, kept until the history grows or the day ends."""
    if standing_of(reader).reader is not None:
        return workstreams(reader)
    key = f"workstreams:{chain_head().hash}:{timezone.localdate()}:{get_language()}"
    found: list[dict[str, Any]] | None = kept.get(key)
    if found is None:
        found = workstreams(reader)
        kept.set(key, found, KEPT_SECONDS)
    return found


def workstreams(reader: Any) -> list[dict[str, Any]]:
    """Each workstream with its three numbers, in one query."""
    rows = visible(reader, Thing.objects.filter(kind__in=step_kinds(), workstream__in=STREAMS)).order_by()
    counts = {name: Count("pk", filter=condition()) for name, condition in STANDINGS.items()}
    found = {row["workstream"]: row for row in rows.values("workstream").annotate(**counts)}
    nothing = dict.fromkeys(STANDINGS, 0)
    return [{"code": code, "what": _what(code), **nothing, **found.get(code, {})} for code in STREAMS]


@require_safe
def listing(request: HttpRequest, stream: str) -> HttpResponse:
    """The steps behind one number."""
    standing = request.GET.get("standing", "open")
    if stream not in (*STREAMS, ALL) or standing not in STANDINGS:
        raise Http404
    rows = steps(request.user, stream, standing).select_related("owner")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    show_owners(request.user, page.object_list)
    context = {
        "stream": stream,
        "standing": standing,
        "page": page,
        "title": _title(stream, standing, page.paginator.count),
        "what": _what(stream),
        "choices": [(code, words) for code, words in standing_words().items()],
        "kind_names": {code: kinds()[code].name for code in step_kinds()},
    }
    return render(request, "desk/workstream.html", context)


def standing_words() -> dict[str, str]:
    """How the three lists are called."""
    return {"open": _("Open"), "late": _("Late"), "results": _("Results")}


def _title(stream: str, standing: str, count: int) -> str:
    titles = {
        "open": _("%(stream)s: %(count)s open steps"),
        "late": _("%(stream)s: %(count)s late steps"),
        "results": _("%(stream)s: %(count)s results"),
    }
    name = _("All workstreams") if stream == ALL else str(dict(WORKSTREAMS)[stream])
    return titles[standing] % {"stream": name, "count": count}


def _what(stream: str) -> str:
    return {
        "advocacy": _("Local and regional governments heard in global processes."),
        "action": _("Support on the ground: country teams, Hubs, Working Groups, Flagships."),
        "monitoring": _("What is measured and shown, the Localization Marker first."),
    }.get(stream, _("Next steps, commitments, deliverables and targets of all workstreams."))
