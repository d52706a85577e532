"""Large lists: few statements however many rows, little memory."""

from __future__ import annotations

import csv
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from exchange_builders import bring_in_here, entity, taken_out

from local2030.web.exchange import bringing_in
from local2030.web.exchange.readers import OWNER
from local2030.web.history.proof import verify
from local2030.web.registry.kinds import kind_of
from local2030.web.registry.models import Part, ScopeOf, Thing

pytestmark = pytest.mark.django_db
KIND = "next-step"


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent to the database, a prepared one for many rows counted once."""
    sent: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield sent


def new_rows(path: Path, count: int) -> Path:
    """A file of new next steps with owners and parts."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["title", "summary", "owner", "quantity", "parts"])
        for n in range(count):
            writer.writerow(
                [f"Step number {n}", "In a few words.", ("undp", "fao")[n % 2], str(n), "undp:lead; fao:partner"]
            )
    return path


def changed_rows(path: Path, goal: Path) -> Path:
    """The list with another title, owner and parts in each row."""
    with path.open(encoding="utf-8-sig", newline="") as source, goal.open("w", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(source)
        writer = csv.DictWriter(file, reader.fieldnames or ())
        writer.writeheader()
        for row in reader:
            writer.writerow(row | {"title": row["title"] + " changed", "owner": "undp", "parts": "fao:lead:accepted"})
    return goal


def bring(path: Path, folder: Path) -> int:
    """Looks at a file and applies it; gives the number of statements that applying took, its own look included."""
    looked = bring_in_here(KIND, path, folder)
    with counted() as sent:
        bringing_in.apply_here(kind_of(KIND), path, OWNER, "a test", False, looked)
    return len(sent)


def there_and_back(count: int, folder: Path) -> None:
    """Adds so many rows, takes them out, changes each, brings them back; counts statements on the way."""
    most = 20 + count / 500
    entity("UNDP"), entity("FAO")
    assert bring(new_rows(folder / "new.csv", count), folder) < most
    with counted() as sent:
        out = taken_out(KIND, "csv", folder)
    assert len(sent) < 20 + 8 * count / 1_000
    assert bring(changed_rows(out, folder / "changed.csv"), folder) < most
    rows = Thing.objects.filter(kind=KIND)
    assert rows.count() == count == rows.filter(version=2, title__endswith=" changed", owner__key="undp").count()
    assert Part.objects.filter(role="lead", certainty="accepted").count() == Part.objects.count() == count
    assert ScopeOf.objects.filter(scope="entity:undp", thing__kind=KIND).count() == count
    assert verify().ok and verify().entries >= 2 * count


def test_5000_rows_take_fewer_than_30_statements(tmp_path: Path) -> None:
    there_and_back(5_000, tmp_path)


@pytest.mark.proof
def test_100000_rows_take_fewer_than_220_statements(tmp_path: Path) -> None:
    there_and_back(100_000, tmp_path)


@pytest.mark.proof
def test_100000_rows_leave_in_less_than_300_mb_of_memory(tmp_path: Path) -> None:
    entity("UNDP"), entity("FAO")
    bring(new_rows(tmp_path / "new.csv", 100_000), tmp_path)
    for ending in ("csv", "json", "xlsx"):
        tracemalloc.start()
        taken_out(KIND, ending, tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 150_000_000, ending  # the process itself takes about 70 MB besides
