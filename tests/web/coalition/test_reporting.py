"""An entity reports in three clicks, the Secretariat verifies, and nothing counts before that or twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from coalition_builders import body, focal_point
from django.test import Client
from django.utils import timezone

from local2030.web.accounts.models import User
from local2030.web.coalition.entity_accounts import accounts
from local2030.web.coalition.first_things import file_first_things
from local2030.web.history.proof import verify
from local2030.web.registry import changing
from local2030.web.registry.models import Evidence, Link, Thing

pytestmark = pytest.mark.django_db
SAID = {
    "reported": "Our strategic plan names local governments in three outcomes.",
    "what": "Strategic plan 2026", "address": "https://example.org/plan", "quote": "", "day": "2026-01-15",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _filled() -> None:
    file_first_things()


@pytest.fixture
def pledge() -> Thing:
    """Write localization into one's own strategic plan."""
    return Thing.objects.get(kind="commitment", key="C1.1")


@pytest.fixture
def undp() -> Client:
    client = Client()
    client.force_login(focal_point("undp"))
    return client


def own_of(pledge: Thing) -> Thing:
    return Thing.objects.get(kind="commitment", owner__key="undp", links__other=pledge, links__relation="part-of")


def account_of(reader: object, key: str) -> object:
    found = accounts(reader, timezone.localdate())[1]
    return next(account for account in found if account.entity.key == key)


def test_from_the_contribution_page_to_said_to_be_done_in_three_clicks(undp: Client, pledge: Thing) -> None:
    page = body(undp.get("/coalition/entities/undp/contribution/"))
    address = f"/coalition/report/{pledge.serial}/?as=undp"
    assert address in page  # first click
    assert "begins the own part of" in body(undp.get(address))
    answer = undp.post(address, {**SAID, "done": "1"})  # second click
    own = own_of(pledge)
    assert answer.status_code == 302 and answer.headers["Location"] == own.get_absolute_url()
    assert (own.state, own.fields["reported"], own.evidence.count()) == ("done-claimed", SAID["reported"], 1)
    assert Thing.objects.get(pk=pledge.pk).state == "open"
    assert verify().ok


def test_claimed_is_not_delivered_until_the_secretariat_verifies(undp: Client, pledge: Thing, steward: User) -> None:
    undp.post(f"/coalition/report/{pledge.serial}/?as=undp", {**SAID, "done": "1"})
    before = account_of(steward, "undp")
    assert (before.delivered, len(before.claimed), before.own, before.pledges) == (0, 1, 1, 11)  # type: ignore[attr-defined]
    page = body(undp.get("/coalition/entities/undp/contribution/"))
    assert "0 of 11 promises delivered" in page and "said to be done, not verified" in page
    changing.move(steward, own_of(pledge), "verified")
    after = account_of(steward, "undp")
    assert (after.delivered, len(after.claimed), after.pledges) == (1, 0, 11)  # type: ignore[attr-defined]
    other = account_of(steward, "fao")
    assert (other.delivered, other.peers["delivered"].high, other.peers["delivered"].median) == (0, 1, 0)  # type: ignore[attr-defined]
    assert "from 0 to 1" in body(undp.get("/coalition/entities/fao/contribution/"))


def test_a_second_report_is_on_the_same_own_part(undp: Client, pledge: Thing) -> None:
    address = f"/coalition/report/{pledge.serial}/?as=undp"
    undp.post(address, {**SAID, "progress": "1"})
    own = own_of(pledge)
    assert own.state == "accepted"
    undp.post(address, {**SAID, "what": "", "address": "", "progress": "1", "reported": "More of it."})
    own.refresh_from_db()
    assert (own.fields["reported"], own.evidence.count()) == ("More of it.", 1)
    assert Link.objects.filter(other=pledge, relation="part-of").count() == 1


def test_done_without_evidence_is_refused_and_nothing_is_kept(undp: Client, pledge: Thing) -> None:
    answer = undp.post(f"/coalition/report/{pledge.serial}/?as=undp", {**SAID, "what": "", "address": "", "done": "1"})
    assert answer.status_code == 409
    assert SAID["reported"] in body(answer) and "Nothing was kept yet" in body(answer)
    assert not Thing.objects.filter(owner__key="undp", kind="commitment").exists()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("wrong", [{"reported": " \u200f "}, {"address": "javascript:alert(1)"}, {"address": "", "quote": ""},
                                   {"what": ""}, {"day": "soon"}])  # fmt: skip
def test_what_cannot_be_looked_at_is_said_beside_its_field(undp: Client, pledge: Thing, wrong: dict[str, str]) -> None:
    answer = undp.post(f"/coalition/report/{pledge.serial}/?as=undp", {**SAID, **wrong, "done": "1"})
    assert answer.status_code == 422 and "Please look at this again" in body(answer)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("who", ["fao", None])
def test_nobody_reports_for_another_entity(pledge: Thing, who: str | None) -> None:
    client = Client()
    if who:
        client.force_login(focal_point(who))
    answer = client.post(f"/coalition/report/{pledge.serial}/?as=undp", {**SAID, "done": "1"})
    assert answer.status_code == (403 if who else 302)
    assert "Report on this" not in body(client.get("/coalition/entities/undp/contribution/"))
    assert not Thing.objects.filter(owner__key="undp", kind="commitment").exists()


def test_a_joint_promise_is_not_reported_by_one_entity_as_its_own(undp: Client, pledge: Thing) -> None:
    assert undp.post(f"/coalition/report/{pledge.serial}/", {**SAID, "done": "1"}).status_code == 403


def test_an_own_promise_that_is_late_counts_as_late_and_the_joint_one_is_not_counted_again(
    undp: Client, pledge: Thing, steward: User
) -> None:
    undp.post(f"/coalition/report/{pledge.serial}/?as=undp", {**SAID, "progress": "1"})
    own = own_of(pledge)
    changing.change(steward, own, {"due": (date.today() - timedelta(days=1)).isoformat()}, "agreed", own.version)
    account = account_of(steward, "undp")
    assert (account.late, account.pledges, account.peers["late"].high) == (1, 11, 0)  # type: ignore[attr-defined]


def test_a_merged_step_keeps_its_serial_and_counts_no_more(client: Client, steward: User) -> None:
    gone = Thing.objects.get(key="NS04")
    changing.move(steward, gone, "merged", "One strategy for both")
    assert "16 rows" not in body(client.get("/coalition/tracker/?kind=next-step"))
    assert "15 rows, 14 after joining" in body(client.get("/coalition/tracker/?kind=next-step"))
    assert gone.serial in body(client.get("/coalition/tracker/?state=merged"))
    assert client.get(gone.get_absolute_url()).status_code == 200
