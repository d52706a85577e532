"""Cooperation frameworks: amber before the deadline, each local input traced or reasoned, pilots with before and after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from web_builders import PASSWORD, granted

from local2030.web.accounts.models import Role, User
from local2030.web.marker.frameworks.examples import file_examples
from local2030.web.registry import changing
from local2030.web.registry.models import Thing


@pytest.fixture
def coordinator(db: Any) -> User:
    return granted(User.objects.create_user("rosa", password=PASSWORD), Role.RC, "country:KE")


@pytest.fixture
def framework(coordinator: User) -> Thing:
    today = timezone.localdate()
    cells = {
        "title": "Framework of Kenya", "country": "KE", "period": "2027-2031", "basis": "invented",
        "analysis_due": (today + timedelta(days=30)).isoformat(), "design_due": (today + timedelta(days=300)).isoformat(),
    }  # fmt: skip
    return changing.add(coordinator, "cooperation-framework", cells)


def _consult(by: User, framework: Thing, took_part: str, **cells: str) -> Thing:
    given = {
        "title": "Meeting", "country": "KE", "framework": framework.serial, "stage": "analysis", "mechanism": "meeting",
        "day": timezone.localdate().isoformat(), "took_part": took_part,
    }  # fmt: skip
    return changing.add(by, "consultation", given | cells)


def _stages(client: Client) -> str:
    return client.get("/marker/frameworks/").content.decode()


def test_a_stage_without_local_governments_is_amber_before_its_deadline(framework: Thing, client: Client) -> None:
    page = _stages(client)
    assert "1 of 1 frameworks lacks local engagement" in page
    assert "lacking, deadline near" in page and "in 30 days" in page
    assert "not yet due" in page  # the design, in 300 days
    assert "lacking, no deadline set" in page  # implementation and review


def test_only_local_governments_that_took_part_put_it_out(framework: Thing, coordinator: User, client: Client) -> None:
    _consult(coordinator, framework, "UNDP; Deloitte; County Government of Kisumu")
    assert "1 of 2 local governments took part" in _stages(client)
    _consult(coordinator, framework, "County Government of Busia")
    page = client.get(framework.get_absolute_url()).content.decode()
    assert "engaged as asked" in page and "1 of 2 local governments" not in page


def test_a_planned_consultation_is_no_engagement_yet(framework: Thing, coordinator: User, client: Client) -> None:
    _consult(coordinator, framework, "County Government of Busia; County Government of Kisumu", day="")
    assert "0 of 1 consultations held" in _stages(client)


def _said(by: User, framework: Thing) -> Thing:
    cells = {"title": "Water", "country": "KE", "framework": framework.serial, "stage": "design",
             "from_whom": "County Government of Kisumu", "said": "Plan from our registers."}  # fmt: skip
    return changing.add(by, "local-input", cells)


def test_an_input_is_traced_to_what_it_changed(framework: Thing, coordinator: User, client: Client) -> None:
    row = _said(coordinator, framework)
    with pytest.raises(changing.Refused) as refused:
        changing.move(coordinator, row, "traced", cells={"taken_up": "part", "where": "Outcome 1"})
    assert "after" in str(refused.value.refusal.missing)
    changing.move(
        coordinator, row, "traced",
        cells={"taken_up": "whole", "where": "Budget line 4.2", "before": "None", "after": "Registers of counties",
               "moved": "120000.50", "moved_currency": "USD"},
    )  # fmt: skip
    page = client.get(framework.get_absolute_url()).content.decode()
    assert "1 local input, 1 of it changed the text or the budget" in page
    assert "Budget line 4.2" in page and "Registers of counties" in page


def test_or_to_the_reason_why_not(framework: Thing, coordinator: User, client: Client) -> None:
    row = _said(coordinator, framework)
    with pytest.raises(changing.Refused):
        changing.move(coordinator, row, "declined", cells={"taken_up": "no"})
    with pytest.raises(changing.Refused):
        changing.move(coordinator, row, "declined", cells={"taken_up": "whole", "reason": "x"})
    changing.move(coordinator, row, "declined", cells={"taken_up": "no", "reason": "No mandate for it."})
    assert "No mandate for it." in client.get(framework.get_absolute_url()).content.decode()


def test_a_local_government_says_something_under_its_own_account(framework: Thing) -> None:
    officer = granted(User.objects.create_user("otieno", password=PASSWORD), Role.LRG, "country:KE")
    own = Client()
    own.force_login(officer)
    form = {"title": "Wards", "country": "KE", "framework": framework.serial, "stage": "design",
            "from_whom": "Busia County", "said": "A seat for wards.", "why": ""}  # fmt: skip
    assert own.post("/marker/local-inputs/new/", form).status_code == 302
    row = Thing.objects.get(kind="local-input")
    assert own.post(f"/things/{row.serial}/move/traced/", {"why": "", "version": row.version}).status_code == 403
    stranger = Client()
    stranger.force_login(granted(User.objects.create_user("pia", password=PASSWORD), Role.LRG, "country:PE"))
    changed = form | {"said": "Nothing.", "version": row.version}
    assert stranger.post(f"/things/{row.serial}/change/", changed).status_code == 403
    row.refresh_from_db()
    assert row.fields["said"] == "A seat for wards."


def test_a_pilot_shows_before_and_after_with_what_nobody_knows(steward: User, client: Client) -> None:
    file_examples(steward)
    file_examples(steward)  # twice is as good as once
    pilot = Thing.objects.get(kind="pilot")
    page = client.get(pilot.get_absolute_url()).content.decode()
    assert "Before and after can&#x27;t be compared yet" in page or "Before and after can't be compared yet" in page
    later = Thing.objects.get(kind="framework-text", fields__version="draft")
    changing.move(steward, pilot, "running")
    changing.move(steward, pilot, "closed", cells={"later": later.serial, "result": "More lines name counties."})
    page = client.get(pilot.get_absolute_url()).content.decode()
    assert "the share of local lines moved by" in page
    assert "not what the pilot caused" in page
    text = client.get(later.get_absolute_url()).content.decode()
    assert "of 5 lines name a local actor or a place" in text


def test_the_examples_say_that_they_are_invented(steward: User, client: Client) -> None:
    file_examples(steward)
    row = Thing.objects.get(kind="cooperation-framework")
    assert "This framework is invented as an example" in client.get(row.get_absolute_url()).content.decode()
    assert "invented as an example" in _stages(client)


def test_pages_ask_few_questions(steward: User, client: Client, django_assert_max_num_queries: Any) -> None:
    file_examples(steward)
    with django_assert_max_num_queries(9):
        client.get("/marker/frameworks/")


def test_an_empty_store_says_what_will_stand_there(client: Client, db: Any) -> None:
    assert "No framework is followed yet" in _stages(client)
