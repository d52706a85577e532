"""A list on its way out: which things, in which order, a thousand at a time; each list that leaves is logged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local2030.web.exchange.columns import FileColumn, file_columns
from local2030.web.exchange.readers import OWNER, visible, widest
from local2030.web.exchange.rows import SeenThing, loaded, seen_things
from local2030.web.history.chain import append
from local2030.web.registry.asking import ORDERS, Ask, matching
from local2030.web.registry.changing import by
from local2030.web.registry.kinds import Kind
from local2030.web.registry.models import Thing

AT_ONCE = 1_000


class Outgoing:
    """The things that a reader asked for and may take out. Keys first, rows in parts: nothing stays open for long."""

    def __init__(self, reader: Any, kind: Kind, ask: Ask) -> None:
        self.reader, self.kind, self.ask = reader, kind, ask
        self.columns: tuple[FileColumn, ...] = file_columns(kind, widest(reader, kind))
        if reader is OWNER:
            rows = Thing.objects.filter(kind=kind.code).order_by(*ORDERS[ask.order])
        else:
            rows = visible(reader, matching(reader, kind, ask), "export")
        self.keys: list[int] = list(rows.values_list("pk", flat=True))

    def __iter__(self) -> Iterator[SeenThing]:
        for start in range(0, len(self.keys), AT_ONCE):
            part = self.keys[start : start + AT_ONCE]
            rows = visible(self.reader, Thing.objects.filter(pk__in=part), "export")
            found = {t.pk: t for t in loaded(self.reader, rows)}
            ordered = [found[key] for key in part if key in found]
            yield from seen_things(self.reader, self.kind, self.columns, ordered)

    def log(self, fmt: str) -> None:
        """Enters into the history who took what out, before the first row leaves."""
        append(
            by=by(self.reader),
            deed="export",
            kind=self.kind.code,
            id=self.kind.slug,
            after={"format": fmt, "what": str(self.kind.names), "rows": len(self.keys), "query": self.ask.address()},
            audience="audit",
        )
