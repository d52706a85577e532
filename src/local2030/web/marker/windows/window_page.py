"""What the page of a window has besides what every thing has: what it asks for, what was proposed, and where to go on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from local2030.marker.criteria import rubric
from local2030.methods.stage_conditions import day_of
from local2030.web.accounts.permissions import may, visible
from local2030.web.marker.models import Programme
from local2030.web.marker.score_records import spread_ready
from local2030.web.marker.windows.concentration_pages import figures_of
from local2030.web.marker.windows.kind import DEFINITION_WORDS
from local2030.web.marker.windows.models import Decision, Scenario
from local2030.web.marker.windows.plus_minus import kept_block
from local2030.web.marker.windows.proposing import money, percent, proposals_of, shortfall
from local2030.web.marker.windows.reviewed import published
from local2030.web.marker.windows.spread import newest_of, spread_of
from local2030.web.registry.models import Thing
from local2030.web.registry.words import state_word

MOST = 200


def window_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """Proposals that the reader may see, with their level and share beside what the window asks for."""
    rows = list(visible(reader, proposals_of(thing)).order_by("number")[:MOST])
    sent = [row for row in rows if row.state not in ("draft", "withdrawn")]
    asked = sum((money(row.fields.get("requested")) or Decimal(0) for row in sent), Decimal(0))
    decisions = visible(reader, Decision.objects.filter(window=thing, newest=True))
    programmes = programmes_of(reader, sent)
    return {
        **around(reader, thing, programmes, [str(row.fields.get("identifier") or "") for row in sent]),
        "currency": thing.fields.get("currency") or "",
        "budget": money(thing.fields.get("budget")),
        "opens": day_of(thing.fields.get("opens")),
        "closes": day_of(thing.fields.get("closes")),
        "asked": asked,
        "sent": len(sent),
        "least_share": percent(thing.fields.get("minimum_share")),
        "definition": DEFINITION_WORDS.get(thing.fields.get("definition") or "strict", ""),
        "proposals": [line_of(thing, row) for row in rows],
        "may_simulate": may(reader, "simulate", thing),
        "may_decide": may(reader, "decide", "tranche advice"),
        "may_propose": thing.state == "open" and may(reader, "add", "window-proposal"),
        "decisions": decisions.count(),
        "scenarios": visible(reader, Scenario.objects.filter(window=thing)).count(),
    }


def around(reader: Any, window: Thing, programmes: list[Programme], identifiers: list[str]) -> dict[str, Any]:
    """How concentrated the money of its programmes is, and how their reviewed levels would look with other thresholds."""
    definition = str(window.fields.get("definition") or "strict")
    records = [(p.standing, p.record) for p in published(reader, identifiers=identifiers) if p.record is not None]
    found: dict[str, Any] = {"plus_minus": kept_block(records, rubric(), definition, "reviewed")}
    if programmes:
        scores = newest_of(programmes)
        spread = spread_of(scores, definition, spread_ready(scores, rubric()))
        found |= {"concentration": figures_of(spread), "known_programmes": len(programmes)}
    return found


def programmes_of(reader: Any, proposals: list[Thing]) -> list[Programme]:
    """The programmes of the proposals as they were sent in last, as far as the reader may see them."""
    identifiers = {str(row.fields.get("identifier") or "") for row in proposals} - {""}
    rows = visible(reader, Programme.objects.filter(current=True, identifier__in=identifiers)).order_by("id")
    return list({row.identifier: row for row in rows}.values())


def line_of(window: Thing, proposal: Thing) -> dict[str, Any]:
    """A proposal as a row of a table."""
    fields = proposal.fields
    level = fields.get("level")
    return {
        "thing": proposal,
        "state": state_word(proposal.kind, proposal.state),
        "requested": money(fields.get("requested")),
        "level": None if level in (None, "") else int(level),
        "low": _part(fields.get("share_low")),
        "high": _part(fields.get("share_high", fields.get("share_low"))),
        "below": bool(shortfall(window, proposal)),
        "justified": fields.get("justified") is True,
    }


def _part(value: Any) -> float | None:
    return None if value is None else float(value) / 100
