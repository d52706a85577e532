"""What follows a move of a Hub or of its application, in the same transaction and through whichever door it came.

A revision that is handed in begins a new round of reviews; letters are written; a formalized application becomes a Hub.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from local2030.coalition.hub_questions import hub_questions
from local2030.vocabulary.places import resolve
from local2030.web.coalition.kind import PROFILE
from local2030.web.coalition.letters import write_letter
from local2030.web.history.chain import append
from local2030.web.history.models import Entry
from local2030.web.registry import changing
from local2030.web.registry.kinds import stages_of
from local2030.web.registry.models import Link, Thing
from local2030.web.registry.reviewing import begin_round

CARRIED = ("title", "summary", "country", "host", *(column.name for column in PROFILE))
DECIDED_COLUMNS = frozenset({"decision", "decided", "rules"})


def application_moved(reader: Any, thing: Thing, was: str, why: str) -> None:
    """The thing has its new state already, though it isn't kept yet."""
    if was == "accepted" and thing.state == "formalized":
        _formalize(reader, thing)
    if was == "revise" and thing.state == "submitted":
        begin_round(thing)
    if was != "renewal-due":
        write_letter(thing, why)


def hub_moved(reader: Any, thing: Thing, was: str, why: str) -> None:
    """Letters to the Hub."""
    write_letter(thing, why)


def becoming(application: Thing) -> Thing | None:
    """The Hub that the application is tied to: the one it became, or the prospective one that it is for."""
    link = Link.objects.filter(thing=application, relation="becomes").select_related("other").order_by("-id").first()
    return link.other if link else None


def _formalize(reader: Any, application: Thing) -> None:
    """The Hub of an accepted application, formalized on the day of its agreement: the prospective one or a new one."""
    cells = _carried(application)
    hub, why = becoming(application), f"Application {application.serial}"
    if hub is not None and hub.state == "prospective":
        hub = changing.change(reader, hub, cells, why, hub.version)
    else:
        hub = changing.add(reader, "hub", cells, why)
        Link.objects.create(thing=application, other=hub, relation="becomes")
        append(
            by=changing.by(reader), deed="tie", kind=application.kind, id=application.serial, audience="inner",
            after={"other": hub.serial, "relation": "becomes"},
        )  # fmt: skip
    hub = changing.change(reader, hub, _decision(application), why, hub.version, allowed=DECIDED_COLUMNS)
    signed = {"agreement_signed": application.fields.get("agreement_signed") or ""}
    changing.move(reader, hub, "formalized", why, cells=signed)


def _carried(application: Thing) -> dict[str, Any]:
    """The columns of the application that the Hub has too, with the point of its place where the gazetteer is sure."""
    values = {name: application.fields.get(name) for name in CARRIED} | {
        name: getattr(application, name) for name in ("title", "summary", "country")
    }
    cells = {name: value for name, value in values.items() if value not in (None, "", [])}
    found = resolve(str(cells.get("place", "")), application.country or None).place
    if found is not None and found.lat is not None and found.lon is not None:
        cells |= {"latitude": str(round(found.lat, 2)), "longitude": str(round(found.lon, 2))}
    return cells


def _decision(application: Thing) -> dict[str, str]:
    day = decided_on(application)
    stages = stages_of(application.kind)
    version = stages.head["version"] if stages else ""
    return {
        "decision": f"Accepted by the Steering Committee on {day.isoformat()}. {application.fields.get('gap_note') or ''}"[:500].strip(),
        "decided": day.isoformat(),
        "rules": f"Hub application, states of version {version}, questions of version {hub_questions().version}",
    }  # fmt: skip


def decided_on(application: Thing) -> date:
    """The day on which the Steering Committee accepted it, as the history has it."""
    entries = Entry.objects.filter(kind=application.kind, serial=application.serial, deed="move")
    for entry in entries.select_related("content"):  # newest first
        if (entry.content.plain.get("after") or {}).get("state") == "accepted":
            return entry.at.date()
    return timezone.localdate()
