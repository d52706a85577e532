"""The dated states of Hubs, from the public history and, before it, from the first stock of facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from local2030.coalition.rows import SETTLED, TOLD, stock_rows
from local2030.coalition.stock import first_stock
from local2030.figures.figure import NumberTable
from local2030.figures.hubs import FORMAL, HubLife, Standing
from local2030.web.history.models import Entry
from local2030.web.registry.models import Thing
from local2030.web.registry.words import state_word


def standings_of(hub: Thing) -> list[dict[str, Any]]:
    """The states of one Hub in order, each with its day, whether it is only "by" that day, and the decision."""
    return _standings([hub]).get(hub.serial, [])


def lives_of(hubs: Iterable[Thing]) -> list[HubLife]:
    """All Hubs as rows of the timeline; those of the time before first."""
    rows = list(hubs)
    standings = _standings(rows)
    lives = [
        HubLife(
            hub.title,
            _was_before(hub),
            tuple(Standing(s["state"], s["day"], s["is_since"]) for s in standings.get(hub.serial, ())),
        )
        for hub in rows
    ]
    return sorted(
        lives, key=lambda life: (not life.was_before, not (life.standings and life.standings[-1].state in FORMAL))
    )


def running_counts(hubs: Iterable[Thing]) -> list[dict[str, Any]]:
    """Each day on which something was decided or told, what it was, and how many Hubs there were after it."""
    rows = list(hubs)
    standings = _standings(rows)
    found = [(s["day"], hub, s) for hub in rows for s in standings.get(hub.serial, ())]
    now: dict[str, str] = {hub.serial: "before" for hub in rows if _was_before(hub)}
    steps = [
        _step(None, [(_("Hubs of the time before the formalization; the report gives their number only"), "")], now)
    ]
    for day in sorted({day for day, _hub, _s in found}):
        told = []
        for when, hub, standing in found:
            if when == day:
                now[hub.serial] = standing["state"]
                told.append((f"{hub.title}: {standing['words']}", standing["decision"]))
        steps.append(_step(day, told, now))
    return steps


def counts_after(steps: Iterable[dict[str, Any]]) -> NumberTable:
    """The running counts as the table of the figure."""
    heads = (_("After"), _("Hubs of the time before"), _("formalized"), _("prospective"), _("ended"))
    return NumberTable(
        heads,
        tuple(
            (
                step["day_words"],
                str(step["before"]),
                str(step["formalized"]),
                str(step["prospective"]),
                str(step["ended"]),
            )
            for step in steps
        ),
    )


def _step(day: date | None, told: list[tuple[str, str]], now: dict[str, str]) -> dict[str, Any]:
    states = list(now.values())
    return {
        "day": day,
        "day_words": date_format(day) if day and day != SETTLED else _("2023") if day else _("before 2023"),
        "told": told,
        "before": states.count("before"),
        "formalized": sum(state in FORMAL for state in states),
        "prospective": states.count("prospective"),
        "ended": sum(state in ("ended", "lapsed") for state in states),
    }


def _was_before(hub: Thing) -> bool:
    """Whether the stock counts it among the nine Hubs of the time before the formalization."""
    if hub.key.startswith("hub-not-named"):
        return True
    return any(record.id == hub.key and record.state == "formalized" for record in first_stock().hubs)


def _standings(hubs: list[Thing]) -> dict[str, list[dict[str, Any]]]:
    """For each Hub its states in order: two statements, however many Hubs."""
    by_serial = {hub.serial: hub for hub in hubs}
    entries = Entry.objects.filter(kind="hub", serial__in=by_serial, audience="public").select_related("content")
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in entries.order_by("number"):
        said = entry.content.plain
        state = (said.get("after") or {}).get("state")
        if not state:
            continue
        hub = by_serial[entry.serial]
        stock = _since().get(hub.key) if not found.get(hub.serial) else None
        why = str(said.get("why") or "")
        found.setdefault(hub.serial, []).append(
            {
                "state": str(state),
                "words": state_word("hub", str(state)),
                "day": stock or entry.at.date(),
                "is_since": stock == TOLD,
                "day_words": _day_words(stock) if stock else date_format(entry.at.date()),
                "decision": why,
                "rules": "",
                "from_stock": stock is not None,
            }
        )
    for serial, standings in found.items():
        fields = by_serial[serial].fields
        decided = [s for s in standings if s["state"] == "formalized" or s["from_stock"]]
        if decided and fields.get("decision"):
            decided[-1] |= {"decision": str(fields["decision"]), "rules": str(fields.get("rules") or "")}
    return found


def _day_words(day: date) -> str:
    if day == SETTLED:
        return _("2023; the report gives no day")
    return _("by %(day)s") % {"day": date_format(day)} if day == TOLD else date_format(day)


@cache
def _since() -> dict[str, date]:
    """The day that the stock gives for the first state of each of its Hubs."""
    return {row.key: row.since for row in stock_rows(first_stock()) if row.kind == "hub" and row.since}
