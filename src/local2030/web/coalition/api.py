"""The API of the tracker, the responsibilities and the contributions: what their pages show, with codes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from local2030.web.coalition.contribution_pages import plain as plain_account
from local2030.web.coalition.duties import Sentence, doubles, gaps, matrix_of
from local2030.web.coalition.duty_pages import plain_cells
from local2030.web.coalition.entity_accounts import accounts
from local2030.web.coalition.holdings import DUTIES
from local2030.web.coalition.tracker import TrackerAsk, lines, matching, tied, totals
from local2030.web.coalition.tracker_pages import plain as plain_line
from local2030.web.registry.api_answers import answer
from local2030.web.registry.kinds import by_slug

router = Router(tags=["coalition"])
MOST = 200


class TrackerFilters(Schema):
    """What the tracker is narrowed by."""

    kind: str = Field("", description="commitment or next-step")
    who: str = Field("", description="serial or key of an entity, body or Hub")
    outcome: str = Field("", description="serial or key of an outcome")
    state: str = ""
    late: bool = False
    page: int = Field(1, ge=1, le=10_000_000)
    per_page: int = Field(50, ge=1, description="200 at most")


class DutyFilters(Schema):
    """What the matrix is narrowed by."""

    by: str = Field("", description="outcomes, commitments, next-steps, events or bodies; all if empty")


@router.get("/tracker", summary="Commitments and next steps, with totals that count nothing twice")
def tracker(request: HttpRequest, asked: Query[TrackerFilters]) -> HttpResponse:
    """`rows` is how many there are, `once` how many promises they are when what overlaps counts once."""
    ask = TrackerAsk(asked.kind, asked.who[:64], asked.outcome[:64], asked.state[:64], asked.late)
    ties, rows = tied(request.user), matching(request.user, ask)
    size, found = min(asked.per_page, MOST), totals(rows, ties).all
    start = (asked.page - 1) * size
    shown = list(rows.select_related("owner")[start : start + size]) if start < found.rows else []
    promises = [plain_line(line) for line in lines(request.user, shown, ties)]
    pages = max(1, -(-found.rows // size))
    return answer(
        request, {"rows": found.rows, "once": found.once, "page": asked.page, "pages": pages, "promises": promises}
    )


@router.get("/responsibilities", summary="Who answers for what, and what is empty or doubled")
def responsibilities(request: HttpRequest, asked: Query[DutyFilters]) -> HttpResponse:
    """Cells that aren't empty; `empty` and `doubled` as codes and sentences."""
    kind = by_slug("coalition").get(asked.by)
    if asked.by and (kind is None or kind.code not in DUTIES):
        raise HttpError(422, "`by` must be outcomes, commitments, next-steps, events or bodies.")
    kinds = (kind.code,) if kind is not None else DUTIES
    holdings, matrix = matrix_of(request.user)
    return answer(
        request,
        {
            "entities": [
                {"serial": e.serial, "title": e.title, "own": matrix.counts[e.serial]} for e in holdings.entities
            ],
            "things": [{"serial": d.id, "kind": d.kind, "title": d.title} for d in matrix.duties if d.kind in kinds],
            "cells": list(plain_cells(holdings, matrix, kinds)),
            "empty": [_sentence(s) for s in gaps(holdings, matrix, kinds)],
            "doubled": [_sentence(s) for s in doubles(holdings, matrix, kinds)],
        },
    )


@router.get("/contributions", summary="What each entity promised, delivered and owes, with the spread of its peers")
def contributions(request: HttpRequest) -> HttpResponse:
    """By name; never a rank."""
    _holdings, found = accounts(request.user, timezone.localdate())
    return answer(request, {"entities": [plain_account(account) for account in found]})


@router.get("/contributions/{key}", summary="The contribution of one entity")
def contribution(request: HttpRequest, key: str) -> HttpResponse:
    """`key`: its key or serial."""
    _holdings, found = accounts(request.user, timezone.localdate())
    for account in found:
        if key in (account.entity.key, account.entity.serial):
            return answer(request, plain_account(account))
    raise HttpError(404, "Not found.")


def _sentence(found: Sentence) -> dict[str, Any]:
    return {"code": found.code, "text": found.text, "things": [thing.serial for thing in found.things]}
