"""Which database: what an address may say, and that a refusal tells why without telling the password."""

from __future__ import annotations

import threading
from pathlib import Path

import engines
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from local2030.web.database import NAME, database
from local2030.web.locks import alone, one_writer

HOME = Path("/nowhere")


def test_without_an_address_it_is_a_file_in_the_store() -> None:
    found = database({}, HOME)
    assert found["NAME"] == HOME / "store.sqlite3"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


def test_every_part_of_an_address_is_taken() -> None:
    found = database({NAME: "postgresql://kim:a%40b%2Fc@db.example:6543/hub%20one?sslmode=verify-full"}, HOME)
    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "kim", "a@b/c", "db.example", "6543", "hub one"
    ]  # fmt: skip
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert database({NAME: "postgres://u@/d?host=/run/socket"}, HOME)["HOST"] == "/run/socket"
    assert database({NAME: "postgresql://u@[::1]/d"}, HOME)["HOST"] == "::1"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("mysql://u:hunter22@h/d", "must begin with postgresql://"),
        ("hunter22", "must begin with postgresql://"),
        ("postgresql://u:hunter22@h", "must name one database"),
        ("postgresql://u:hunter22@h/d/e", "must name one database"),
        ("postgresql://u:hunter22@h:99999/d", "can't be read"),
        ("postgresql://u:hunter22@[::1/d", "can't be read"),
        ("postgresql://u:hunter22@h:x/d", "can't be read"),
        ("postgresql://u:hunter22@h/d?sslmode=maybe", "sslmode must be one of"),
        ("postgresql://u:hunter22@h/d?options=-c%20x", "'options' after the ?"),
        ("postgresql://u:hunter22@h/d?connect_timeout=-1", "connect_timeout"),
        ("postgresql://u:hunter#22@h/d", "write # as %23"),
    ],
)
def test_an_address_that_is_none_is_refused_with_the_reason(address: str, says: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        database({NAME: address}, HOME)
    assert says in str(refused.value) or "can't be read" in str(refused.value)
    assert "hunter" not in str(refused.value)


def test_the_tests_run_on_the_engine_that_was_asked_for(db: object) -> None:
    assert connection.vendor == ("postgresql" if engines.POSTGRESQL else "sqlite")


@pytest.mark.skipif(
    not engines.POSTGRESQL, reason="SQLite in memory has one connection; its transactions begin IMMEDIATE"
)
@pytest.mark.django_db(transaction=True)
def test_two_who_want_the_same_lock_follow_each_other() -> None:
    """Each reads and then writes what follows from it; without the lock both would read the same."""
    from local2030.web.accounts.models import User

    inside, seen = threading.Barrier(2, timeout=10), []

    def add() -> None:
        try:
            inside.wait()
            with transaction.atomic():
                one_writer("test")
                count = User.objects.count()
                seen.append(count)
                User.objects.create(username=f"number-{count}")
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(seen) == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_after_a_test_that_empties_the_tables_there_is_what_the_migrations_wrote() -> None:
    from django.core.management import call_command

    from local2030.web.history.models import Head
    from local2030.web.marker.models import Programme
    from local2030.web.search.indexing import write

    def rows() -> dict[str, int]:
        with connection.cursor() as cursor:
            found = {}
            inside = ("search_things_", "search_programmes_")  # how FTS5 keeps its words
            for table in (t for t in connection.introspection.table_names(cursor) if not t.startswith(inside)):
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                found[table] = cursor.fetchone()[0]
        return found

    before = rows()
    assert Head.objects.get(id=1).number == 0 and not Programme.objects.exists()
    write("search_things", [(1, "Kisumu", "")])
    Head.objects.update(number=7)
    call_command("flush", interactive=False, verbosity=0)
    assert Head.objects.get(id=1).number == 0
    assert rows() == before


def test_the_lock_outside_of_transactions_has_one_holder() -> None:
    with alone("here") as first, alone("here") as second:
        assert (first, second) == (True, False)
    with alone("here") as again:
        assert again


def test_a_lock_in_a_transaction_is_not_asked_for_outside_of_one() -> None:
    with pytest.raises(RuntimeError):
        one_writer("test")
