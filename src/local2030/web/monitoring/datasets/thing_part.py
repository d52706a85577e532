"""What the row of a data set adds to its page: the way to its values."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from local2030.web.monitoring.adopting import name_of
from local2030.web.monitoring.datasets.facts import facts_of
from local2030.web.monitoring.stores import opened
from local2030.web.registry.models import Thing


def dataset_context(_reader: Any, thing: Thing) -> dict[str, Any]:
    """Name and counts of its published state; none while there is no published state."""
    try:
        data = opened(name_of(thing)) if thing.key else None
    except Http404:
        data = None
    return {"data": data, "facts": facts_of(data) if data else None}
