"""From the first page of an application to a Hub whose standing lapses: every step through the doors that people use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import hub_journey as way
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from local2030.web.accounts.models import Role, User
from local2030.web.coalition.models import Letter
from local2030.web.history.proof import verify
from local2030.web.registry.daily import daily_moves
from local2030.web.registry.models import Link, Review, Thing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mails(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_an_application_goes_all_the_way_and_its_hub_lapses(
    steward: User, django_capture_on_commit_callbacks: Any
) -> None:
    chair = way.person("chair", Role.SC)
    with django_capture_on_commit_callbacks(execute=True):
        thing, address = way.begin()
    assert mail.outbox[0].to == ["wanjiku@kisumu.example"] and address in mail.outbox[0].body
    visitor = Client()
    assert visitor.get(address).status_code == 200 and visitor.get(thing.get_absolute_url()).status_code == 404

    refused = visitor.post(address + "hand-in/")  # without consent and terms it isn't handed in
    assert refused.status_code == 409 and "agrees to this application" in refused.content.decode()
    way.agree(address)
    assert visitor.post(address + "hand-in/").status_code == 302
    assert _state(thing) == "submitted"

    assert way.go(steward, thing, "incomplete", "Name the region that you cover.").status_code == 302
    page = visitor.get(address).content.decode()
    assert "Name the region that you cover." in page and "Something is missing" in page
    form = visitor.get(address + "write/where/")
    data = {"country": "KE", "place": "Kisumu", "setting": ["urban"], "coverage": "014\nSO", "languages": "en; sw"}
    data |= {"version": form.context["version"]}
    assert visitor.post(address + "write/where/", data).status_code == 302
    way.screened(address, thing, steward)
    assert _state(thing) == "screened"
    closed = visitor.post(address + "write/where/", data | {"version": _version(thing)})
    assert closed.status_code == 422  # open for changes no longer

    people = way.reviewers()
    rival = way.granted(way.person("rival", Role.KSN, "country:KE"), Role.RC, "country:KE")
    page_of_reviewers = f"/coalition/applications/{thing.serial}/reviewers/"
    listed = way.client_of(steward).get(page_of_reviewers).content.decode()
    assert "holds a role in the same country:KE" in listed and "from the region" in listed
    assert way.client_of(steward).post(page_of_reviewers, {"person": rival.pk}).status_code == 422
    too_early = way.go(steward, thing, "in-review")
    assert too_early.status_code == 409
    way.ask(thing, steward, people)

    assert way.go(steward, thing, "recommended").status_code == 409  # no review is in
    way.judge(thing, people, 2)
    below = way.go(steward, thing, "recommended")
    assert below.status_code == 409 and _state(thing) == "in-review"

    assert way.go(steward, thing, "revise", "Show results.").status_code == 302
    assert "Comment of one 2" in visitor.get(address).content.decode()
    assert visitor.post(address + "hand-in/").status_code == 302
    assert Review.objects.filter(thing=thing, round=2, done=None).count() == 3
    assert "Comment of one" not in visitor.get(address).content.decode()
    data = {"eligible": "yes", "screening_note": "Revised."}
    way.client_of(steward).post(f"/coalition/applications/{thing.serial}/screen/", data)
    assert way.go(steward, thing, "in-review").status_code == 302
    assert way.go(steward, thing, "recommended").status_code == 409  # the scores of round 1 don't count
    way.judge(thing, people, 4, "Better now")
    assert way.go(steward, thing, "recommended").status_code == 302

    decide = f"/coalition/applications/{thing.serial}/decide/"
    note = way.client_of(chair).get(decide).context["form"]["gap_note"].value()
    assert "Sub-Saharan Africa" in note
    assert way.client_of(steward).get(decide).status_code == 403
    unread = way.client_of(chair).post(decide, {"to": "accepted", "gap_note": "", "why": ""})
    assert unread.status_code == 409 and _state(thing) == "recommended"
    assert way.client_of(chair).post(decide, {"to": "accepted", "gap_note": note, "why": ""}).status_code == 302

    signed = timezone.localdate().isoformat()
    assert way.go(steward, thing, "formalized", agreement_signed="").status_code == 409
    assert way.go(steward, thing, "formalized", agreement_signed=signed).status_code == 302
    hub = Link.objects.get(thing=thing, relation="becomes").other
    assert (hub.kind, hub.state, hub.fields["agreement_signed"]) == ("hub", "formalized", signed)
    assert hub.fields["coverage"] == ["014", "SO"] and hub.title == "Kisumu Hub"
    assert "Accepted by the Steering Committee" in hub.fields["decision"]
    codes = list(Letter.objects.filter(thing=thing).values_list("code", flat=True))
    assert codes == ["received", "incomplete", "received", "revise", "received", "accepted", "agreement"]
    badge = visitor.get(f"/coalition/hubs/{hub.serial}/badge.svg")
    assert badge.status_code == 200 and "Hub in good standing" in badge.content.decode()

    today = timezone.localdate()
    assert daily_moves(today + timedelta(days=700)) is None
    _signed_long_ago(hub)
    assert "1" in str(daily_moves(today))
    assert _state(hub) == "renewal-due" and _state(thing) == "formalized"
    assert Letter.objects.filter(thing=hub, code="renewal-due").exists()
    assert "renewed" in visitor.get(address).content.decode()  # the applicant reads the Hub's letters too
    Thing.objects.filter(pk=hub.pk).update(state_since=timezone.now() - timedelta(days=61))
    daily_moves(today)
    assert _state(hub) == "lapsed"
    assert visitor.get(f"/coalition/hubs/{hub.serial}/badge.svg").status_code == 404
    assert verify().ok


def test_below_the_threshold_it_goes_on_only_with_an_exception_on_record(steward: User) -> None:
    thing, address = way.begin()
    way.agree(address)
    way.screened(address, thing, steward)
    people = way.reviewers()
    way.ask(thing, steward, people)
    way.judge(thing, people, 2)
    assert way.go(steward, thing, "recommended").status_code == 409
    assert (
        way.go(steward, thing, "recommended", exception="The only one in its region; the mean is 2.").status_code == 302
    )
    thing.refresh_from_db()
    assert "mean is 2" in thing.fields["exception"]
    assert "mean is 2" not in Client().get(address).content.decode()
    told = way.client_of(steward).get(thing.get_absolute_url()).content.decode()
    assert "mean is 2" in told and "Below the threshold" in told


def test_the_prospective_hub_itself_is_formalized_where_the_application_is_its_own(steward: User) -> None:
    from local2030.web.registry import changing

    prospective = changing.add(None, "hub", {"title": "Kisumu", "place": "Kisumu", "country": "KE"})
    thing, address = way.begin()
    way.agree(address)
    assert Client().post(address + "hand-in/").status_code == 302
    page = f"/coalition/applications/{thing.serial}/screen/"
    assert "No other Hub" in way.client_of(steward).get(page).content.decode()
    assert way.client_of(steward).post(page, {"hub": prospective.serial}).status_code == 302
    data = {"eligible": "yes", "screening_note": "All there."}
    assert way.client_of(steward).post(page, data).status_code == 302
    people = way.reviewers()
    way.ask(thing, steward, people)
    way.judge(thing, people, 4)
    assert way.go(steward, thing, "recommended").status_code == 302
    chair = way.person("chair", Role.SC)
    assert way.go(chair, thing, "accepted", gap_note="Eastern Africa").status_code == 302
    assert way.go(steward, thing, "formalized", agreement_signed=timezone.localdate().isoformat()).status_code == 302
    prospective.refresh_from_db()
    assert prospective.state == "formalized" and prospective.title == "Kisumu Hub"
    assert Thing.objects.filter(kind="hub").count() == 1


def _signed_long_ago(hub: Thing) -> None:
    long_ago = timezone.localdate() - timedelta(days=740)
    hub.refresh_from_db()
    hub.fields["agreement_signed"] = long_ago.isoformat()
    hub.save()


def _state(thing: Thing) -> str:
    thing.refresh_from_db()
    return thing.state


def _version(thing: Thing) -> int:
    thing.refresh_from_db()
    return thing.version
