"""The pages of things: what is shown to whom, what a form says, what two people at once are told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from web_builders import PASSWORD, granted

from local2030.web.accounts.models import Role, User
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db


@pytest.fixture
def step() -> Thing:
    undp = changing.add(
        None, "entity", {"title": "UNDP", "full_name": "United Nations Development Programme"}, key="undp"
    )
    return changing.add(None, "next-step", {"title": "Write the strategy", "owner": undp.serial}, key="NS02")


@pytest.fixture
def secretariat(steward: User) -> Client:
    client = Client()
    client.force_login(steward)
    return client


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_everybody_reads_the_list_and_the_thing(step: Thing, client: Client) -> None:
    assert "Write the strategy" in page(client.get("/coalition/next-steps/"))
    text = page(client.get("/things/NXT-001/"))
    assert "UNDP" in text and "open" in text and "What you can do now" not in text


@pytest.mark.parametrize("address", ["/things/NXT-999/", "/coalition/unicorns/", "/things/NXT-001/move/nowhere/"])
def test_what_isnt_there_is_not_found(step: Thing, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_inner_thing_is_unknown_to_others_at_every_address(step: Thing, client: Client) -> None:
    changing.add(None, "next-step", {"title": "Inside matter", "audience": "inner"})
    other = Client()
    other.force_login(granted(User.objects.create_user("fao", password=PASSWORD), Role.UN, "entity:fao"))
    for browser in (client, other):
        for tail in ("", "change/", "move/dropped/", "evidence/", "parts/", "links/"):
            assert browser.get(f"/things/NXT-002/{tail}").status_code == 404
        assert "Inside matter" not in page(browser.get("/coalition/next-steps/"))


def test_who_may_know_but_not_act_is_told_so_and_a_visitor_is_asked_to_sign_in(step: Thing, client: Client) -> None:
    asked = client.get("/things/NXT-001/change/")
    assert (asked.status_code, asked.url) == (302, "/sign-in/?next=/things/NXT-001/change/")
    client.force_login(granted(User.objects.create_user("fao", password=PASSWORD), Role.UN, "entity:fao"))
    assert client.get("/things/NXT-001/change/").status_code == 403
    assert client.get("/coalition/entities/new/").status_code == 403


def test_a_form_with_errors_keeps_what_was_typed(secretariat: Client) -> None:
    answer = secretariat.post("/coalition/events/new/", {"title": "", "city": "Sevilla", "start": "2025"})
    assert answer.status_code == 422
    assert "Sevilla" in page(answer) and not Thing.objects.exists()


def test_a_thing_is_added_changed_and_tells_its_history(secretariat: Client) -> None:
    answer = secretariat.post(
        "/coalition/events/new/", {"title": "FfD4", "city": "Sevilla", "why": "named in the report"}
    )
    assert answer.status_code == 302 and answer.url == "/things/EVT-001/"
    form = {"title": "FfD4", "city": "Seville", "version": "1", "why": "English spelling"}
    assert secretariat.post("/things/EVT-001/change/", form).status_code == 302
    text = page(secretariat.get("/things/EVT-001/"))
    assert "Seville" in text and "English spelling" in text and "Sevilla" in text


def test_the_second_of_two_writers_is_told_and_loses_nothing(secretariat: Client) -> None:
    secretariat.post("/coalition/events/new/", {"title": "FfD4", "city": "Sevilla"})
    secretariat.post("/things/EVT-001/change/", {"title": "FfD4 conference", "city": "Sevilla", "version": "1"})
    mine = {"title": "FfD4", "city": "Seville, Spain", "version": "1"}
    answer = secretariat.post("/things/EVT-001/change/", mine)
    text = page(answer)
    assert answer.status_code == 409
    assert "FfD4 conference" in text and "Seville, Spain" in text and 'name="version" value="2"' in text
    assert Thing.objects.get().title == "FfD4 conference"
    assert secretariat.post("/things/EVT-001/change/", {**mine, "version": "2"}).status_code == 302
    assert Thing.objects.get().fields["city"] == "Seville, Spain"


def test_a_refused_move_says_why_and_what_is_missing(step: Thing, secretariat: Client) -> None:
    secretariat.post("/things/NXT-001/move/accepted/", {"version": "1"})
    answer = secretariat.post("/things/NXT-001/move/done-claimed/", {"version": "2"})
    assert answer.status_code == 409 and "evidence" in page(answer)
    assert Thing.objects.get(serial="NXT-001").state == "accepted"


def test_a_move_without_a_reason_where_one_is_asked_is_refused(step: Thing, secretariat: Client) -> None:
    assert secretariat.post("/things/NXT-001/move/dropped/", {"version": "1"}).status_code == 409
    assert (
        secretariat.post("/things/NXT-001/move/dropped/", {"version": "1", "why": "done elsewhere"}).status_code == 302
    )


def test_scripts_in_text_stay_text(secretariat: Client) -> None:
    bad = '<script>alert(1)</script>"><img src=x onerror=1>'
    secretariat.post("/coalition/events/new/", {"title": bad, "summary": bad, "city": bad, "why": bad})
    secretariat.post("/things/EVT-001/evidence/", {"what": bad, "quote": bad})
    for address in ("/things/EVT-001/", "/coalition/events/", "/things/EVT-001/change/"):
        text = page(secretariat.get(address))
        assert "<script>alert" not in text and "<img src=x" not in text and "&lt;script&gt;" in text


def test_evidence_has_an_address_on_the_web_or_a_passage(step: Thing, secretariat: Client) -> None:
    for fields in ({"what": "x"}, {"what": "x", "address": "javascript:alert(1)"}, {"what": "", "quote": "q"}):
        assert secretariat.post("/things/NXT-001/evidence/", fields).status_code == 422
    assert secretariat.post("/things/NXT-001/evidence/", {"what": "x", "quote": "q"}).status_code == 302


def test_ties_lead_to_things_that_the_reader_may_see_only(step: Thing) -> None:
    changing.add(None, "next-step", {"title": "Inside matter", "audience": "inner"})
    focal = granted(User.objects.create_user("fo", password=PASSWORD), Role.UN, "entity:undp")
    client = Client()
    client.force_login(focal)
    assert client.post("/things/NXT-001/links/", {"relation": "overlaps", "other": "NXT-002"}).status_code == 422
    other = changing.add(None, "next-step", {"title": "Another"})
    assert client.post("/things/NXT-001/links/", {"relation": "overlaps", "other": other.serial}).status_code == 302
    assert "Another" in page(client.get("/things/NXT-001/"))


def test_a_list_of_fifty_thousand_asks_few_questions(
    step: Thing, client: Client, django_assert_max_num_queries: Any
) -> None:
    from django.utils import timezone

    now = timezone.now()
    rows = [
        Thing(kind="next-step", number=n, serial=f"NXT-{n:03d}", title=f"Step {n}", state="open", state_since=now,
              made=now, changed=now, due=date.today() + timedelta(days=n % 400), country="KE")
        for n in range(2, 3002)
    ]  # fmt: skip
    Thing.objects.bulk_create(rows)
    client.get("/coalition/next-steps/")
    with django_assert_max_num_queries(12):
        text = page(client.get("/coalition/next-steps/?order=due&state=open&country=KE&page=7"))
    assert "3,000" in text
