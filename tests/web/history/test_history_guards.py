"""The store itself refuses what would alter the history, and lets blanking through."""

from __future__ import annotations

from typing import Any

import pytest
from chains import a_chain, run
from django.db import IntegrityError, connection, transaction

from local2030.web.history.blanking import blank_entry
from local2030.web.history.guards import put_on, take_off
from local2030.web.history.models import Entry
from local2030.web.history.proof import verify


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_entry SET deed = 'x' WHERE number = 2",
        "DELETE FROM history_entry WHERE number = 2",
        "UPDATE history_content SET text = 'x' WHERE entry_id = 2",
        "UPDATE history_content SET text = '' WHERE entry_id = 2",
        "DELETE FROM history_content WHERE entry_id = 2",
    ],
)
def test_a_store_refuses_to_alter_its_history(db: Any, statement: str) -> None:
    a_chain()
    put_on(connection)
    put_on(connection)
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        run(statement)
    blank_entry(Entry.objects.get(number=4), "blanking is no altering")
    assert verify().ok
    take_off(connection)
    with transaction.atomic():
        run(statement)
        assert not verify().ok
        transaction.set_rollback(True)
