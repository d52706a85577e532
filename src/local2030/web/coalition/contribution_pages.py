"""What each entity contributes: the 14 side by side without a rank, and one page for each, with its file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.coalition.contributions import DELIVERED, LEFT
from local2030.web.coalition.entity_accounts import (
    CLAIMED,
    Account,
    accounts,
    evidence_of,
    numbers,
    peers_words,
)
from local2030.web.coalition.files import csv_answer
from local2030.web.coalition.holdings import Holdings, is_group
from local2030.web.coalition.reporting import may_report_for
from local2030.web.registry.models import Evidence

HEAD = ("entity", "counts_as_one", "serial", "title", "own", "state", "standing", "due", "evidence", "latest_evidence")
SUMS = ("entity", "entity_title", "pledges", "own", "delivered", "claimed_not_verified", "late", "peers_median_pledges",
        "peers_median_delivered", "peers_median_late")  # fmt: skip
PIECES, MOST = 30, 300  # on a page; the file has all
REPORTED = frozenset({*DELIVERED, *LEFT})


@require_safe
def contributions(request: HttpRequest) -> HttpResponse:
    """All entities by name, with what they promised, delivered and owe."""
    _holdings, found = accounts(request.user, timezone.localdate())
    rows = [{"account": account, "numbers": numbers(account)} for account in found]
    return render(request, "coalition/contributions.html", {"rows": rows})


@require_safe
def contributions_file(request: HttpRequest) -> HttpResponseBase:
    """The sums of all entities as CSV."""
    _holdings, found = accounts(request.user, timezone.localdate())
    rows = (tuple(plain(account)[name] for name in SUMS) for account in found)
    return csv_answer(request, "contributions", "entity", _("Contributions"), SUMS, rows)


@require_safe
def contribution(request: HttpRequest, key: str) -> HttpResponse:
    """What one entity promised, with its standing, its evidence and the spread of its peers."""
    holdings, account = _account(request, key)
    ids = [holdings.by_serial[serial].pk for pledge in account.contribution.pledges for serial in pledge]
    evidence = evidence_of(ids)
    groups = [_group(holdings, account, pledge, evidence) for pledge in account.contribution.pledges[:MOST]]
    pieces = Evidence.objects.filter(thing__in=ids, withdrawn="").select_related("thing").order_by("-pk")[:PIECES]
    partner = [
        thing
        for thing in holdings.things
        if thing.state not in LEFT
        and any(
            part.actor_id == account.entity.pk and part.role == "partner" for part in holdings.parts.get(thing.pk, ())
        )
    ]
    context = {
        "entity": account.entity,
        "key": account.entity.key or account.entity.serial,
        "account": account,
        "numbers": [{**n, "words": peers_words(n["peers"])} for n in numbers(account)],
        "parts": [
            (_("In its own name"), [g for g in groups if g["own"]], _("Nothing yet: a report on a joint promise begins the entity's own part of it.")),
            (_("With all members"), [g for g in groups if not g["own"]], _("None.")),
        ],
        "more": max(0, account.pledges - MOST),
        "partner": partner[:MOST],
        "evidence": list(pieces),
        "may_report": may_report_for(request.user, account.entity),
        "entities": [(e.key or e.serial, e.title) for e in holdings.entities],
    }  # fmt: skip
    return render(request, "coalition/contribution.html", context)


@require_safe
def contribution_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """Every promise of the entity as a row of a CSV file."""
    holdings, account = _account(request, key)
    name = f"contribution-{account.entity.serial.lower()}"
    return csv_answer(request, name, "entity", account.entity.serial, HEAD, _cells(holdings, account))


def plain(account: Account) -> dict[str, Any]:
    """An account with codes for the API and for files."""
    spread = account.peers
    return {
        "entity": account.entity.serial,
        "entity_title": account.entity.title,
        "pledges": account.pledges,
        "own": account.own,
        "delivered": account.delivered,
        "claimed_not_verified": len(account.claimed),
        "late": account.late,
        **{f"peers_median_{n}": spread[n].median if n in spread else None for n in ("pledges", "delivered", "late")},
        "peers": {n: {"low": s.low, "median": s.median, "high": s.high} for n, s in spread.items()},
        "promises": [list(pledge) for pledge in account.contribution.pledges],
        "url": f"/coalition/entities/{account.entity.key or account.entity.serial}/contribution/",
    }


def _account(request: HttpRequest, key: str) -> tuple[Holdings, Account]:
    holdings, found = accounts(request.user, timezone.localdate())
    for account in found:
        if key in (account.entity.key, account.entity.serial):
            return holdings, account
    raise Http404


def _group(holdings: Holdings, account: Account, pledge: tuple[str, ...], evidence: Any) -> dict[str, Any]:
    """Promises that count as one, as the page shows them."""
    things = [holdings.by_serial[serial] for serial in pledge]
    return {
        "own": pledge in account.contribution.own,
        "standing": _standing(account, pledge),
        "things": [
            {
                "thing": thing,
                "evidence": evidence.get(thing.pk, (0, None))[0],
                "open": thing.state not in REPORTED and thing.state != CLAIMED,
                "joint": (owner := holdings.actors.get(thing.owner_id or 0)) is not None and is_group(owner),
            }
            for thing in things
        ],
    }


def _standing(account: Account, pledge: tuple[str, ...]) -> str:
    found = account.contribution
    if pledge in found.delivered:
        return "delivered"
    return "late" if pledge in found.late else "claimed" if pledge in account.claimed else "open"


def _cells(holdings: Holdings, account: Account) -> Iterator[tuple[Any, ...]]:
    ids = [holdings.by_serial[serial].pk for pledge in account.contribution.pledges for serial in pledge]
    evidence = evidence_of(ids)
    for pledge in account.contribution.pledges:
        for serial in pledge:
            thing = holdings.by_serial[serial]
            count, day = evidence.get(thing.pk, (0, None))
            own = "yes" if pledge in account.contribution.own else "no"
            yield (account.entity.serial, "; ".join(pledge), serial, thing.title, own, thing.state,
                   _standing(account, pledge), thing.due, count, day)  # fmt: skip
