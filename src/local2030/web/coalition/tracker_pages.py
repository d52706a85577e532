"""The tracker: one list of all that was promised, with the groups that count once, as a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.web.accounts.permissions import may, visible
from local2030.web.coalition.files import csv_answer
from local2030.web.coalition.tracker import (
    Line,
    TrackerAsk,
    followers,
    is_late,
    lines,
    matching,
    promised,
    tied,
    totals,
    with_followers,
)
from local2030.web.registry.kinds import kind_of
from local2030.web.registry.models import CERTAINTIES, Thing
from local2030.web.registry.words import state_word, state_words

PAGE, AT_ONCE = 50, 500
HEAD = ("serial", "kind", "title", "state", "late", "owner", "certainty", "due_as_written", "due", "evidence",
        "counts_once_with", "part_of", "at_odds_with", "workstream", "source", "address")  # fmt: skip


@require_safe
def tracker(request: HttpRequest) -> HttpResponse:
    """What was asked for, a page at a time, with totals that count nothing twice."""
    ask, reader = TrackerAsk.of(request.GET), request.user
    ties, rows = tied(reader), matching(reader, ask)
    found = totals(rows, ties)
    under = followers(found.inside, ties)
    hidden = [key for keys in under.values() for key in keys]
    paginator = Paginator(rows.exclude(pk__in=hidden).select_related("owner"), PAGE)
    paginator.count = found.all.rows - len(hidden)
    page = paginator.get_page(request.GET.get("page"))
    shown = with_followers(list(page.object_list), under)
    actors = visible(reader, Thing.objects.filter(kind__in=("entity", "body", "outcome"))).order_by("kind", "number")
    choices = [(row.kind, row.key or row.serial, row.title) for row in actors.only("kind", "key", "serial", "title")]
    context = {
        "ask": ask,
        "page": page,
        "lines": lines(reader, shown, ties),
        "certainties": {code: str(words) for code, words in CERTAINTIES if code},
        "total": found.all,
        "late": found.late,
        "kinds": [(code, kind_of(code).names, ask.address(kind=code)) for code in ("commitment", "next-step")],
        "all_kinds": ask.address(kind=""),
        "states": _states(promised(reader)),
        "actors": [(key, title) for kind, key, title in choices if kind != "outcome"],
        "outcomes": [(key, title) for kind, key, title in choices if kind == "outcome"],
        "before": ask.address(page.previous_page_number()) if page.has_previous() else "",
        "after": ask.address(page.next_page_number()) if page.has_next() else "",
        "without_late": ask.address(late=False),
        "only_late": ask.address(late=True),
        "question": ask.address(),
        "may_add": may(reader, "add", "commitment"),
    }
    return render(request, "coalition/tracker.html", context)


@require_safe
def tracker_file(request: HttpRequest) -> HttpResponseBase:
    """The same list as CSV, whole."""
    ask = TrackerAsk.of(request.GET)
    keys = list(matching(request.user, ask, "export").values_list("pk", flat=True))
    return csv_answer(request, "tracker", "commitment", _("Tracker"), HEAD, _cells(request.user, keys))


def plain(line: Line) -> dict[str, Any]:
    """A line with codes for the API and for files."""
    thing = line.thing
    return {
        "serial": thing.serial,
        "kind": thing.kind,
        "title": thing.title,
        "state": thing.state,
        "state_words": state_word(thing.kind, thing.state),
        "workstream": thing.workstream,
        "owner": thing.owner.serial if thing.owner else None,
        "leads": [
            {"actor": actor.serial, "title": actor.title, "role": role, "certainty": certainty}
            for actor, role, certainty in line.leads
        ],
        "due_as_written": line.as_written,
        "due": thing.due,
        "evidence": line.evidence,
        "counts_once_with": [other.serial for other in line.others],
        "part_of": [whole.serial for whole in line.wholes],
        "at_odds_with": [other.serial for other in line.against],
        "source": thing.source,
        "url": thing.get_absolute_url(),
    }


def _cells(reader: Any, keys: list[int]) -> Iterator[list[Any]]:
    ties = tied(reader)
    late = set(promised(reader).filter(is_late()).order_by().values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        rows = promised(reader, "export").filter(pk__in=part).select_related("owner").order_by("kind", "number")
        for line in lines(reader, list(rows), ties):
            told = plain(line)
            yield [
                told["serial"], told["kind"], told["title"], told["state"], "yes" if line.thing.pk in late else "no",
                "; ".join(lead["title"] for lead in told["leads"]),
                "; ".join(lead["certainty"] or "not said" for lead in told["leads"]), told["due_as_written"],
                told["due"], told["evidence"], "; ".join(told["counts_once_with"]), "; ".join(told["part_of"]),
                "; ".join(told["at_odds_with"]), told["workstream"], told["source"], told["url"],
            ]  # fmt: skip


def _states(rows: Any) -> list[tuple[str, str, int]]:
    """Each state that some promise is in, with how many rows are."""
    counted = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    words = state_words("commitment") | state_words("next-step")
    return [
        (code, words.get(code, code), counted[code])
        for code in (*words, *sorted(counted.keys() - words.keys()))
        if code in counted
    ]
