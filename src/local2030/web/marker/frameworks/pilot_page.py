"""The page of a pilot: the framework's text before and after, and a framework that had no pilot beside it."""

from __future__ import annotations

from typing import Any

from local2030.web.accounts.permissions import visible
from local2030.web.marker.frameworks.reading import texts_of
from local2030.web.marker.frameworks.text_page import measured
from local2030.web.registry.models import Thing
from local2030.workflows.framework_lines import Measure


def pilot_context(reader: Any, thing: Thing) -> dict[str, Any]:
    """What the page of a pilot has besides what every thing has."""
    before, after = (_text(reader, thing.fields.get(name)) for name in ("baseline", "later"))
    compared = _one(reader, thing.fields.get("comparison"))
    theirs = list(texts_of(reader, compared)) if compared else []
    pair = [measured(row) for row in (theirs[0], theirs[-1])] if len(theirs) > 1 else []
    return {
        "framework": _one(reader, thing.fields.get("framework")),
        "before": before,
        "after": after,
        "moved": _moved(before["measure"], after["measure"]) if before and after else None,
        "compared": compared,
        "compared_pair": pair,
        "compared_moved": _moved(*pair) if pair else None,
    }


def _text(reader: Any, serial: Any) -> dict[str, Any] | None:
    row = _one(reader, serial)
    return {"thing": row, "measure": measured(row)} if row else None


def _one(reader: Any, serial: Any) -> Thing | None:
    return visible(reader, Thing.objects.filter(serial=serial)).first() if serial else None


def _moved(before: Measure, after: Measure) -> tuple[float, float] | None:
    """By how many points the share of lines moved, between the bounds that what isn't known leaves."""
    if before.share is None or after.share is None:
        return None
    return (100 * (after.share[0] - before.share[1]), 100 * (after.share[1] - before.share[0]))
