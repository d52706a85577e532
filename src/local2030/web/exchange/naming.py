"""What the cells of a file name, looked up many at a time; only what the reader may see can be named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from local2030.web.exchange.readers import visible
from local2030.web.registry.drafts import Names
from local2030.web.registry.models import Thing

AT_ONCE = 5_000


class SeenNames(Names):
    """Things by serial, key or title, of those that the reader may see; one statement for 5,000 names."""

    def __init__(self, reader: Any, names: Iterable[str]) -> None:
        super().__init__((), reader)
        wanted = [name for name in dict.fromkeys(names) if name]
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            named = Q(serial__in=part) | Q(key__in=part) | Q(title__in=part)
            for row in visible(reader, Thing.objects.filter(named)):
                for name in {row.serial, row.key, row.title} - {""}:
                    self.found.setdefault(name, []).append(row)
