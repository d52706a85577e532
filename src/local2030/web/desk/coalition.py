"""The Coalition's first facts as one page, from the stock that ships with the package."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from local2030.coalition.records import Stock
from local2030.coalition.stock import first_stock, name_of


@require_safe
def coalition(request: HttpRequest) -> HttpResponse:
    """Entities, Hubs, next steps, events and commitments as the Coalition's own report has them."""
    return render(request, "desk/coalition.html", facts(get_language() or "en"))


@cache
def facts(language: str) -> dict[str, Any]:
    """What the page shows; names in place of ids, dates in the reader's language."""
    stock = first_stock()
    return {
        "stock": stock,
        "formalized": sum(hub.state == "formalized" for hub in stock.hubs),
        "steps": [
            {
                "what": step.what,
                "who": _names(stock, step.leads),
                "others": _names(stock, step.partners),
                "due": [due_words(stock, due) for due in step.due],
                "note": step.note,
            }
            for step in stock.next_steps
        ],
        "events": [
            {"event": event, "when": _when(event.start, event.end)}
            for event in sorted(stock.events, key=lambda event: event.start or "9999")
        ],
        "commitments": [
            {"what": c.what, "part": bool(c.parent), "who": name_of(stock, c.by)} for c in stock.commitments
        ],
    }


def due_words(stock: Stock, due: str) -> str:
    """When something is due: a day, a span, before an event, at once, each year."""
    if due.startswith("before:"):
        return _("before %(event)s") % {"event": name_of(stock, due.removeprefix("before:"))}
    if due == "yearly":
        return _("each year")
    if due == "immediate":
        return _("at once")
    return _when(*due.partition("/")[::2])


def _names(stock: Stock, ids: tuple[str, ...]) -> str:
    return ", ".join(name_of(stock, id) for id in ids)


def _when(start: str, end: str) -> str:
    first, last = _day(start), _day(end)
    return first if not last or last == first else f"{first} – {last}"


def _day(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text), "DATE_FORMAT")
    except ValueError:
        return text
