"""One store with first things and examples for all tests of a module; each test's own writes are undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from joint_builders import filled


@pytest.fixture(scope="module")
def stocked(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Whoever keeps the examples, in a transaction that is undone after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield filled()
        transaction.set_rollback(True)


@pytest.fixture
def keeper(stocked: Any, db: None) -> Any:
    """The same for one test."""
    return stocked
