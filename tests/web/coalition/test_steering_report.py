"""The report to the Steering Committee: what its reader may read and no more, as page, PDF and command alike."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from coalition_builders import body, focal_point
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from local2030.web.accounts.models import User
from local2030.web.coalition.first_things import file_first_things
from local2030.web.coalition.steering import steering_document
from local2030.web.coalition.steering_command import written
from local2030.web.history.chain import chain_head
from local2030.web.registry import changing
from local2030.web.registry.models import Evidence, Thing

pytestmark = pytest.mark.django_db
TODAY = date.today()
SINCE = TODAY - timedelta(days=30)


@pytest.fixture(autouse=True)
def _filled() -> None:
    file_first_things()


def part(document: dict[str, object], code: str) -> list[list[str]]:
    """The cells of a part of the report."""
    return next([row["cells"] for row in s["rows"]] for s in document["sections"] if s["code"] == code)  # type: ignore[attr-defined]


def step(steward: User, **cells: str) -> Thing:
    undp = Thing.objects.get(key="undp")
    return changing.add(
        steward, "next-step", {"title": "A step", "owner": undp.serial, **cells}, parts=[(undp, "lead", "identified")]
    )


def test_late_claimed_decided_and_aged_stand_in_their_parts(steward: User) -> None:
    late = step(steward, title="Late one", due=(TODAY - timedelta(days=3)).isoformat())
    done = step(steward, title="Done one")
    changing.move(steward, done, "accepted", "Taken on at the retreat")
    changing.add_evidence(steward, done, "Minutes", "https://example.org/m", "", TODAY - timedelta(days=400))
    changing.move(steward, Thing.objects.get(pk=done.pk), "done-claimed")
    document = steering_document(steward, SINCE, TODAY)
    assert [row[-1] for row in part(document, "late") if late.serial in row[0]] == ["3 days"]
    assert [row[0] for row in part(document, "claimed")] == [f"Done one (next step {done.serial})"]
    assert [(row[2], row[3]) for row in part(document, "decided")] == [
        ("accepted → said to be done", ""), ("open → accepted", "Taken on at the retreat"),
    ]  # fmt: skip
    assert [row[0] for row in part(document, "stale")] == [f"Done one (next step {done.serial})"]
    assert document["chain"]["head"] == str(chain_head())


def test_what_the_calendar_moved_and_what_came_before_the_period_is_no_decision(steward: User) -> None:
    moved = step(steward, due=(TODAY - timedelta(days=3)).isoformat())
    moved = changing.move(steward, moved, "accepted")
    changing.move_by_date(moved, TODAY)
    assert [row[2] for row in part(steering_document(steward, SINCE, TODAY), "decided")] == ["open → accepted"]
    assert part(steering_document(steward, TODAY + timedelta(days=1), TODAY), "decided") == []


def test_evidence_that_was_withdrawn_or_renewed_is_not_aged(steward: User) -> None:
    thing = changing.move(steward, step(steward), "accepted")
    old = changing.add_evidence(steward, thing, "Old", "https://example.org", "", TODAY - timedelta(days=900))
    assert len(part(steering_document(steward, SINCE, TODAY), "stale")) == 1
    new = changing.add_evidence(steward, thing, "New", "https://example.org", "", TODAY)
    assert part(steering_document(steward, SINCE, TODAY), "stale") == []
    changing.withdraw_evidence(steward, Evidence.objects.get(pk=new.pk), "wrong paper")
    assert len(part(steering_document(steward, SINCE, TODAY), "stale")) == 1
    changing.withdraw_evidence(steward, Evidence.objects.get(pk=old.pk), "wrong paper")
    assert part(steering_document(steward, SINCE, TODAY), "stale") == []


def test_the_public_version_has_public_things_only(steward: User, client: Client) -> None:
    secret = step(steward, title="A quiet step", due=(TODAY - timedelta(days=3)).isoformat(), audience="coalition")
    inner = step(steward, title="An inner step", due=(TODAY - timedelta(days=3)).isoformat(), audience="inner")
    changing.move(steward, secret, "accepted", "quietly")
    public = json.dumps(steering_document(AnonymousUser(), SINCE, TODAY))
    assert "quiet" not in public and "An inner step" not in public
    member = json.dumps(steering_document(focal_point("fao"), SINCE, TODAY))
    assert "A quiet step" in member and inner.serial not in member
    assert inner.serial in json.dumps(steering_document(steward, SINCE, TODAY))
    client.force_login(steward)
    assert "An inner step" in body(client.get("/coalition/steering-report/"))
    assert "An inner step" not in body(client.get("/coalition/steering-report/?public=1"))


@pytest.mark.parametrize("since", ["2026-01-01", "soon", "", "9999-12-31", "0001-01-01"])
def test_page_and_pdf_take_any_day(client: Client, since: str) -> None:
    assert client.get("/coalition/steering-report/", {"since": since}).status_code == 200


def test_the_pdf_is_tagged_names_its_title_and_prints_the_head_of_the_history(client: Client, steward: User) -> None:
    import pypdfium2

    step(steward, title="Late مرحبا <b>&amp; #set page(width: 1pt)", due=(TODAY - timedelta(days=3)).isoformat())
    answer = client.get("/coalition/steering-report.pdf")
    head = chain_head()
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_range() for page in pdf).replace("\r\n", "").replace("\n", "")
    assert b"/MarkInfo" in answer.content and b"pdfuaid" in answer.content
    assert pdf.get_metadata_dict()["Title"] == "Report to the Steering Committee"
    assert (
        f"{head.number}:{head.hash[:20]}" in text
        and "4–5 flagships" in text
        and "UNICEF" in text
        and "#set page" in text
    )


def test_the_command_writes_it_for_the_owner_and_for_the_public(tmp_path: Path, steward: User) -> None:
    step(steward, title="An inner step", due=(TODAY - timedelta(days=3)).isoformat(), audience="inner")
    mine = written(tmp_path / "a.pdf", None, public=False, language="en")
    public = written(tmp_path / "b.pdf", None, public=True, language="en")
    assert mine["rows"]["late"] == public["rows"]["late"] + 1 + hidden()
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


def hidden() -> int:
    """Late deliverables, which the public doesn't read."""
    return (
        Thing.objects.filter(kind="deliverable", due__lt=TODAY)
        .exclude(state__in=("available", "used", "merged", "dropped"))
        .count()
    )
