"""The funding pipeline: per joint programme what is funded, what lacks, what may come; and all of them together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.coalition.funding import Pipeline, bands, pipeline
from local2030.web.accounts.permissions import may
from local2030.web.coalition.files import csv_answer
from local2030.web.marker.joint_programmes.finding import joint_programmes
from local2030.web.marker.joint_programmes.holdings import CURRENCY, currency_of, needs_of, prospects_of, under
from local2030.web.registry.models import Thing
from local2030.web.registry.words import state_word

PROSPECT = "prospect"
HEAD = ("serial", "title", "basis", "currency", "budget", "funded_low", "funded_high", "gap_low", "gap_high",
        "prospects", "expected_low", "expected_high", "left_low", "left_high", "bands_sha256")  # fmt: skip


@require_safe
def funding(request: HttpRequest) -> HttpResponse:
    """All joint programmes; names of sources for those only who may read prospects."""
    things, prospects = joint_programmes(request.user), under(request.user, PROSPECT)
    rows = _rows(things, prospects)
    total = pipeline(needs_of(things), prospects_of(prospects), bands(), CURRENCY)
    context = {
        "rows": rows,
        "total": total,
        "currency": CURRENCY,
        "stages": stage_rows(total),
        "bands": bands(),
        "may_read": may(request.user, "read", PROSPECT),
        "may_add": may(request.user, "add", PROSPECT),
        "invented": sum(thing.fields.get("basis") == "invented" for thing in things),
        "left_out": [thing for thing in things if not _counted(thing)],
    }
    return render(request, "joint_programmes/funding.html", context)


@require_safe
def funding_file(request: HttpRequest) -> HttpResponseBase:
    """A line for each joint programme; of prospects what the reader may see."""
    rows = _rows(joint_programmes(request.user), under(request.user, PROSPECT))
    shows = may(request.user, "export", PROSPECT)
    return csv_answer(request, "funding", "joint-programme", _("Funding"), HEAD, _lines(rows, shows))


def pipeline_of(joint: Thing, prospects: list[Thing]) -> Pipeline | None:
    """One joint programme's own; None where no budget is stated."""
    found = pipeline(needs_of([joint]), prospects_of(prospects), bands(), currency_of(joint))
    return found if found.gap is not None else None


def stage_rows(found: Pipeline) -> list[dict[str, Any]]:
    """The stages with their words and bands."""
    known = bands().stages
    return [
        {
            "words": state_word(PROSPECT, stage.stage),
            "sum": stage,
            "low": known[stage.stage][0],
            "high": known[stage.stage][1],
        }
        for stage in found.stages
    ]


def _counted(thing: Thing) -> bool:
    return thing.fields.get("budget") is not None and currency_of(thing) == CURRENCY


def _rows(things: list[Thing], prospects: list[Thing]) -> list[dict[str, Any]]:
    own: dict[str, list[Thing]] = {}
    for row in prospects:
        own.setdefault(str(row.fields.get("joint") or ""), []).append(row)
    return [
        {
            "thing": thing,
            "prospects": own.get(thing.serial, []),
            "pipeline": pipeline_of(thing, own.get(thing.serial, [])),
            "currency": currency_of(thing),
        }
        for thing in things
    ]


def _lines(rows: list[dict[str, Any]], shows: bool) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        found, thing = row["pipeline"], row["thing"]
        head = (thing.serial, thing.title, thing.fields.get("basis"), row["currency"])
        if found is None:
            yield (*head, *[None] * 10, bands().sha256)
            continue
        hoped: tuple[Any, ...] = (len(row["prospects"]), *found.expected, *(found.left or (None, None)))
        yield (*head, found.budget, *found.funded, *(found.gap or (None, None)), *(hoped if shows else [None] * 5), bands().sha256)  # fmt: skip
