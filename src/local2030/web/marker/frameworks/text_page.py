"""A text of a framework, measured: how many lines of its results matrix name a local actor or a place."""

from __future__ import annotations

from typing import Any

from local2030.vocabulary.organisations import counts_as_local
from local2030.web.registry.models import Thing
from local2030.workflows.framework_lines import Measure, measure

LINES_SHOWN = 200


def measured(thing: Thing) -> Measure:
    """The measure of a text; its country is its own or that of its framework."""
    return measure([str(line) for line in thing.fields.get("lines") or ()], country_of(thing))


def country_of(thing: Thing) -> str:
    """The country whose actors count as local."""
    if thing.country:
        return thing.country
    framework = Thing.objects.filter(serial=thing.fields.get("framework") or "-").first()
    return framework.country if framework else ""


def text_context(_reader: Any, thing: Thing) -> dict[str, Any]:
    """What the page of a text has besides what every thing has."""
    found = measured(thing)
    rows = [
        {
            "line": line,
            "actors": [
                (name, actor_class, counts_as_local("strict", actor_class, "")) for name, actor_class in line.actors
            ],
        }
        for line in found.read[:LINES_SHOWN]
    ]
    framework = Thing.objects.filter(serial=thing.fields.get("framework") or "-").first()
    return {"measure": found, "rows": rows, "more": max(0, found.lines - LINES_SHOWN), "framework": framework}
