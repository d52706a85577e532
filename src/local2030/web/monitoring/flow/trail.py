"""How a value came into a data set that it wasn't read into: from which one, and by which submission with its reviews."""

from __future__ import annotations

from typing import Any, NamedTuple

from local2030.store.datasets import origin_of
from local2030.web.accounts.permissions import visible
from local2030.web.monitoring.adopting import key_of
from local2030.web.registry.models import Thing


class Trail(NamedTuple):
    """Where a value was handed up from; `submission` the newest published one that the reader may see, if any."""

    name: str
    version: int
    below: Thing | None
    submission: Thing | None


def trail_of(reader: Any, above: Thing, source_file: str) -> Trail | None:
    """None for a value that was read into the data set itself."""
    origin = origin_of(source_file)
    if origin is None:
        return None
    name, version, _file = origin
    things = visible(reader, Thing.objects.filter(kind__in=("dataset", "data-submission")))
    below = things.filter(kind="dataset", key=key_of(name)).first()
    handed = things.filter(kind="data-submission", state__in=("published", "corrected"), fields__above=above.serial)
    handed = handed.filter(fields__below=below.serial, fields__version=version) if below else handed.none()
    return Trail(name, version, below, handed.order_by("-number").first())
