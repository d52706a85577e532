"""The home page's three workstreams: every number is the length of the list that it opens, whoever reads."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone
from web_builders import PASSWORD, granted

from local2030.web.accounts.models import Role, User
from local2030.web.desk.workstreams import RESULTS, STANDINGS, STREAMS, step_kinds, steps, workstreams
from local2030.web.registry.kinds import kinds, stages_of
from local2030.web.registry.models import ScopeOf, Thing

pytestmark = pytest.mark.django_db

READERS = ("", "SEC", "UN entity:undp", "RC country:KE", "HUB hub:hub-cairo", "WG body:wg1", "DON", "COM", "KSN", "SC")


def reader(held: str) -> Any:
    if not held:
        return AnonymousUser()
    role, _blank, scope = held.partition(" ")
    return granted(User.objects.create_user(f"{role.lower()}-reader", password=PASSWORD), role, scope)


@pytest.fixture
def many() -> None:
    """Steps of every kind, state, day and audience."""
    now, today = timezone.now(), date.today()
    rows, number = [], 1000
    for kind in step_kinds():
        for state in stages_of(kind).states:  # type: ignore[union-attr]
            for audience in ("public", "coalition", "inner"):
                for due in (None, today - timedelta(days=3), today + timedelta(days=3)):
                    number += 1
                    rows.append(
                        Thing(
                            kind=kind, number=number, serial=f"{kinds()[kind].prefix}-{number}", title=f"Step {number}",
                            state=state, state_since=now, made=now, changed=now, audience=audience, due=due,
                            workstream=STREAMS[(number + number // 3 + number // 9) % 3],
                        )
                    )  # fmt: skip
    Thing.objects.bulk_create(rows)
    ScopeOf.objects.bulk_create([ScopeOf(thing=row, scope="entity:undp") for row in rows[::2]])
    ScopeOf.objects.bulk_create([ScopeOf(thing=row, scope="country:KE") for row in rows[::3]])


def test_steps_are_the_kinds_with_states_and_a_day() -> None:
    assert {"next-step", "commitment", "deliverable", "target"} <= set(step_kinds())
    assert not {"entity", "hub", "event", "term"} & set(step_kinds())


def test_every_state_of_a_step_is_open_or_a_result_or_ended_without_one(many: None) -> None:
    for kind in step_kinds():
        for code, state in stages_of(kind).states.items():  # type: ignore[union-attr]
            found = [
                name for name in ("open", "results") if Thing.objects.filter(STANDINGS[name](), kind=kind, state=code)
            ]
            assert len(found) == (0 if state.ends and code not in RESULTS else 1), (kind, code)


def test_each_number_of_the_home_page_is_the_length_of_its_list_whoever_reads(many: None) -> None:
    for held in READERS:
        who, client = reader(held), Client()
        if held:
            client.force_login(who)
        _numbers_are_lengths(client)
        assert {row["code"] for row in workstreams(who)} == set(STREAMS)


def _numbers_are_lengths(client: Client) -> None:
    home = client.get("/").content.decode()
    shown = dict(re.findall(r'href="(/workstreams/\w+/\?standing=\w+)">([\d,]+)<', home))
    assert len(shown) == 9
    for address, number in shown.items():
        page = client.get(address)
        count = page.context["page"].paginator.count
        assert number.replace(",", "") == str(count), address
        rows = set(re.findall(r'href="(/things/[\w-]+/)"', page.content.decode()))
        assert len(rows) == min(count, 50), address


def test_readers_see_different_numbers_and_late_ones_are_open(many: None) -> None:
    visitor, secretariat = workstreams(AnonymousUser()), workstreams(reader("SEC"))
    for mine, all_of_them in zip(visitor, secretariat, strict=True):
        assert mine["open"] < all_of_them["open"] and mine["results"] < all_of_them["results"]
        assert 0 < mine["late"] < mine["open"]
    late = set(steps(AnonymousUser(), "all", "late").values_list("pk", flat=True))
    assert late < set(steps(AnonymousUser(), "all", "open").values_list("pk", flat=True))


@pytest.mark.parametrize("address", ["/workstreams/none/", "/workstreams/action/?standing=none"])
def test_a_workstream_that_isnt_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("standing", ["open", "late", "results"])
def test_an_empty_list_says_what_would_stand_there(client: Client, standing: str) -> None:
    text = client.get(f"/workstreams/action/?standing={standing}").content.decode()
    assert 'class="empty"' in text


def test_the_home_page_asks_few_questions(many: None, client: Client, django_assert_max_num_queries: Any) -> None:
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get("/")
    client.force_login(granted(User.objects.create_user("ke", password=PASSWORD), Role.RC, "country:KE"))
    with django_assert_max_num_queries(12):
        assert "My desk" in client.get("/").content.decode()
