"""The page of the whole history: for readers of the audit, asked in every way, turned, taken out."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from local2030.web.accounts.models import User
from local2030.web.history.chain import Deed, append, append_many, chain_head
from local2030.web.history.models import Entry
from local2030.web.history.proof import verify

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def auditor(steward: User) -> Client:
    """Sena's browser."""
    client = Client()
    client.force_login(steward)
    return client


@pytest.fixture
def filled(member: User, steward: User) -> None:
    """Entries by three, of two kinds, on two days."""
    append_many(
        [
            Deed(member, "add", "hub", "HUB-001", after={"title": "=cmd()"}, why="+a reason", at=DAY),
            Deed(steward, "change", "hub", "HUB-001", {"title": "=cmd()"}, {"title": "Kigali"}, at=DAY),
            Deed(None, "move", "commitment", "COM-001", {"state": "open"}, {"state": "late"}, at=DAY.replace(day=2)),
        ]
    )


def test_others_than_readers_of_the_audit_are_sent_away(signed_in: Client, filled: None) -> None:
    for address in ("/history/", "/history/history.csv"):
        visitor = Client().get(address)
        assert visitor.status_code == 302
        assert visitor.headers["Location"].startswith("/sign-in/")
        assert signed_in.get(address).status_code == 403
    assert not Entry.objects.filter(deed="export").exists()


def test_the_page_says_who_did_what_and_shows_the_head(auditor: Client, filled: None) -> None:
    page = auditor.get("/history/").content.decode()
    assert "<bdi>Ana Mutua</bdi> added <bdi>HUB-001</bdi>." in page
    assert "<bdi>The platform</bdi> moved it from <bdi>open</bdi> to <bdi>late</bdi>." in page
    assert str(chain_head()) in page


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [3, 2, 1]),
        ("person=ana", [1]),
        ("person=mutua+ana", [1]),
        ("person=nobody", []),
        ("kind=hub", [2, 1]),
        ("id=COM-001", [3]),
        ("deed=change", [2]),
        ("kind=hub&deed=add&person=Ana", [1]),
        ("since=2026-03-02", [3]),
        ("until=2026-03-01", [2, 1]),
        ("since=2026-03-01&until=2026-03-02", [3, 2, 1]),
        ("before=2", [1]),
        ("since=nonsense&before=-1&kind=%00", [3, 2, 1]),
        ("before=99999999999999999999999&until=9999-12-31", [3, 2, 1]),
    ],
)
def test_entries_are_found_by_person_thing_deed_and_time(
    auditor: Client, filled: None, query: str, numbers: list[int]
) -> None:
    answer = auditor.get(f"/history/?{query}")
    assert answer.status_code == 200
    assert [line.number for line in answer.context["lines"]] == numbers


def test_pages_are_turned_by_number_and_keep_the_question(auditor: Client, member: User) -> None:
    append_many(Deed(member, "add", "hub", str(n)) for n in range(120))
    seen, address = [], "?deed=add"
    while address:
        answer = auditor.get(f"/history/{address}")
        seen += [line.number for line in answer.context["lines"]]
        address = f"?{answer.context['older']}" if answer.context["older"] else ""
        assert not address or "deed=add" in address
    assert seen == list(range(120, 0, -1))


def test_a_page_takes_few_queries_however_long_the_history_is(auditor: Client, member: User) -> None:
    append_many(Deed(member, "add", "hub", str(n)) for n in range(2_000))
    auditor.get("/history/")
    with CaptureQueriesContext(connection) as asked:
        auditor.get("/history/?kind=hub&person=ana")
    assert len(asked) <= 12


def test_taking_out_is_an_entry_itself_and_no_cell_is_run(auditor: Client, filled: None, steward: User) -> None:
    answer = auditor.get("/history/history.csv?kind=hub")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["number"] for row in rows] == ["2", "1"]
    assert rows[1]["why"] == "'+a reason"
    assert rows[1]["who"] == "Ana Mutua"
    assert rows[0]["after"] == '{"title":"Kigali"}'
    said = Entry.objects.first()
    assert said is not None
    assert (said.by, said.deed, said.kind, said.audience) == (steward, "export", "audit", "audit")
    assert said.content.plain["after"] == {"what": "kind=hub", "format": "CSV"}
    assert verify().ok


def test_asking_and_turning_write_nothing(auditor: Client, filled: None) -> None:
    auditor.get("/history/?kind=hub")
    auditor.head("/history/")
    assert auditor.head("/history/history.csv").status_code == 405
    assert auditor.post("/history/history.csv").status_code == 405
    assert chain_head().number == 3


def test_deeds_on_pages_of_the_marker_stand_in_the_history(example: Any, member: User) -> None:
    rows = (
        Entry.objects.order_by("number").exclude(kind="local-government").values_list("deed", "kind", "by", "audience")
    )
    assert list(rows) == [("upload", "upload", member.pk, "public"), ("import", "upload", member.pk, "public")]
    found = Entry.objects.filter(kind="local-government").order_by("number").values_list("deed", "by")
    assert [*found] == [("add", None)] * 5 + [("gather-towns", None)]  # what the import makes known by itself
    assert Entry.objects.get(deed="import").content.plain == {"after": {"programmes": 1}}
    append(by=member, deed="add", kind="hub", id="HUB-001")
    assert verify().ok
