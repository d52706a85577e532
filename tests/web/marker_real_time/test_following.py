"""What comes in moves the level of an assessment at once, and the alarms look at assessments over time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from web_builders import EXAMPLE, PASSWORD, granted

from local2030.web.accounts.models import Role, User
from local2030.web.marker.assessing.claims import add_claim, state_level
from local2030.web.marker.assessing.models import Assessment, Claim, Standing
from local2030.web.marker.assessing.standing import restand
from local2030.web.marker.assessing.starting import start
from local2030.web.marker.models import Programme
from local2030.web.registry import changing

IDENTIFIER = "XM-EXAMPLE-JP-2030"


@pytest.fixture
def draft(example: Programme, member: User) -> Assessment:
    return start(member, IDENTIFIER).assessment


def test_a_new_file_moves_the_assessment_and_the_old_standing_stays(
    draft: Assessment, signed_in: Client, send: Any
) -> None:
    before = list(Standing.objects.filter(assessment=draft).order_by("id"))
    newer = (
        (EXAMPLE / "activity.xml")
        .read_bytes()
        .replace(b'last-updated-datetime="2025-06-02', b'last-updated-datetime="2026-11-01')
    )
    assert newer != (EXAMPLE / "activity.xml").read_bytes()
    send(signed_in, newer, name="newer.xml")  # this time without ledger and claims
    row = Assessment.objects.get(pk=draft.pk)
    assert row.programme is not None and row.programme.upload.name == "newer.xml" and row.programme.current
    after = list(Standing.objects.filter(assessment=draft).order_by("id"))
    assert [s.because for s in after[len(before) :]] == ["aid-data"]
    assert [bytes(s.packed) for s in after[: len(before)]] == [bytes(s.packed) for s in before]
    assert after[-1].newest and not after[0].newest


def test_a_file_of_another_programme_moves_nothing(draft: Assessment, signed_in: Client, send: Any) -> None:
    from web_builders import activity, aid_file

    number = Standing.objects.count()
    send(signed_in, aid_file(activity("XM-OTHER", receiver="Municipality of Nyeri")), name="o.xml")
    assert Standing.objects.count() == number


def test_an_alarm_for_evidence_dated_after_its_claim(draft: Assessment, member: User, signed_in: Client) -> None:
    since = timezone.localdate()
    add_claim(
        member,
        draft,
        criterion="C2",
        level=2,
        kind="D",
        address="https://example.org/x",
        quote="So it is.",
        date=since,
    )
    _stated_earlier()
    page = signed_in.get("/marker/alarms/").content.decode()
    assert "bear a day after the claim that rests on them, up to 9 days" in page
    assert "fraud" not in page.lower()


def test_an_alarm_for_a_claim_changed_near_a_window(
    draft: Assessment, member: User, steward: User, signed_in: Client
) -> None:
    closes = timezone.localdate() + timedelta(days=14)
    changing.add(
        steward, "window", {"title": "Seed money", "marker": "yes", "closes": closes.isoformat(), "audience": "public"}
    )
    state_level(member, draft, "C4", 1, "")
    restand(draft, "claim", "C4")
    page = signed_in.get("/marker/alarms/").content.decode()
    assert "the claim of C4 changed from 3 to 1" in page and "14 days from a day of the window Seed money" in page


def test_a_draft_is_alarming_to_its_team_and_the_secretariat_only(draft: Assessment, member: User) -> None:
    since = timezone.localdate()
    add_claim(
        member, draft, criterion="C2", level=2, kind="D", address="https://example.org/x", quote="So.", date=since
    )
    _stated_earlier()
    stranger = Client()
    stranger.force_login(granted(User.objects.create_user("pia", password=PASSWORD), Role.RC, "country:PE"))
    for reader in (Client(), stranger):
        page = reader.get("/marker/alarms/").content.decode()
        assert "No assessment to look at yet" in page and IDENTIFIER not in page


def test_what_is_in_confidence_is_named_in_no_alarm(draft: Assessment, member: User, signed_in: Client) -> None:
    since = timezone.localdate()
    add_claim(member, draft, criterion="C2", level=2, kind="A", address="https://secret.example/x", quote="Hush.",
              date=since, in_confidence=True)  # fmt: skip
    _stated_earlier()
    assert Claim.objects.filter(in_confidence=True).exists()
    page = signed_in.get("/marker/alarms/").content.decode()
    assert "bear a day after" in page and "secret.example" not in page and "Hush" not in page


def _stated_earlier() -> None:
    """The claims were made nine days before."""
    Claim.objects.update(at=timezone.now() - timedelta(days=9))
