"""The marker once kept a log of its own: an upgrade takes its lines into the chain, in their order and with their times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.apps import apps

from local2030.web.history.chain import append
from local2030.web.history.models import Entry
from local2030.web.history.proof import verify

MIGRATION = import_module("local2030.web.marker.migrations.0002_log_into_history")
DAY = datetime(2026, 1, 1, 8, tzinfo=UTC)


class _Old:
    """The apps as they were: with the old log's rows."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows

    def get_model(self, app: str, name: str) -> Any:
        if app == "history":
            return apps.get_model(app, name)
        rows = SimpleNamespace(iterator=lambda chunk_size: iter(self.rows))
        return SimpleNamespace(objects=SimpleNamespace(order_by=lambda column: rows))


def test_old_lines_keep_their_order_time_and_words_and_the_chain_proves(member: Any) -> None:
    old = [
        SimpleNamespace(
            at=DAY + timedelta(n), by_id=member.pk, deed="upload", thing="upload", thing_id=n, values={"n": n}
        )
        for n in range(3)
    ]
    old.append(
        SimpleNamespace(at=DAY, by_id=member.pk, deed="undo-correction", thing="correction", thing_id=7, values={})
    )
    MIGRATION.move(_Old(old), None)
    rows = list(Entry.objects.order_by("number").select_related("content"))
    assert [(row.at, row.deed, row.serial) for row in rows] == [(o.at, o.deed, str(o.thing_id)) for o in old]
    assert [row.content.plain for row in rows] == [
        {"after": {"n": n}} if n else {"after": {"n": 0}} for n in range(3)
    ] + [{}]
    assert {row.audience for row in rows} == {"coalition"}
    assert append(by=None, deed="add", kind="hub", id="HUB-001").number == 5
    assert verify().ok
