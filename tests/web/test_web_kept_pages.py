"""Pages kept for visitors: a change is seen at once, nothing of anybody's own is kept, languages and looks don't mix."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from local2030.web import kept_pages
from local2030.web.accounts.models import User
from local2030.web.kept_pages import Page, Shelf
from local2030.web.marker.models import Correction, Programme
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
STEP, LIST = "/things/NXT-001/", "/coalition/next-steps/"
READ = re.compile(r'(?:FROM|JOIN) "([a-z]+_[a-z_]+)"')
# What visitors' pages may read. All of it is written in transactions that enter into the history or make a scoring;
# names of people are read with it, but shown to those alone who hold a role.
VERSIONED = {"registry", "marker", "assessing", "mirror", "expert", "history", "search"}


@pytest.fixture(autouse=True)
def _kept(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.KEPT_PAGES = 1_000_000
    kept_pages.shelf.clear()
    yield
    kept_pages.shelf.clear()


@pytest.fixture
def step() -> Thing:
    changing.add(None, "entity", {"title": "UNDP", "full_name": "United Nations Development Programme"}, key="undp")
    return changing.add(None, "next-step", {"title": "Write the strategy"}, key="NS02")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def queries(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as found:
        client.get(address)
    return [query["sql"] for query in found.captured_queries]


@pytest.mark.parametrize(
    "address", ["/", "/coalition/", LIST, STEP, "/countries/KE/", "/marker/", "/marker/rubric/", "/search/?q=strategy"]
)
def test_the_second_visitor_costs_one_query(step: Thing, address: str) -> None:
    first = Client().get(address)
    with CaptureQueriesContext(connection) as found:
        second = Client().get(address)
    assert len(found.captured_queries) == 1
    assert second.content == first.content
    assert {k: v for k, v in second.headers.items() if k != "X-Request-ID"} == {
        k: v for k, v in first.headers.items() if k != "X-Request-ID"
    }


def test_a_visitor_sees_a_change_at_once(step: Thing, steward: User) -> None:
    client = Client()
    assert "Write the strategy" in text(client.get(STEP)) and "Write the strategy" in text(client.get(LIST))
    changing.change(steward, step, {"title": "Burn the strategy"}, "new", step.version)
    assert "Burn the strategy" in text(client.get(STEP)) and "Burn the strategy" in text(client.get(LIST))
    assert "<mark>Burn</mark>" in text(client.get("/search/?q=burn"))


def test_another_server_process_sees_it_at_once_as_well(
    step: Thing, steward: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, here, there = Client(), Shelf(), Shelf()
    for shelf in (here, there):
        monkeypatch.setattr(kept_pages, "shelf", shelf)
        client.get(STEP)
    changing.change(steward, step, {"title": "Burn the strategy"}, "new", step.version)
    for shelf in (here, there):
        monkeypatch.setattr(kept_pages, "shelf", shelf)
        assert "Burn the strategy" in text(client.get(STEP))


def test_what_becomes_inner_is_gone_at_once(step: Thing, steward: User) -> None:
    client = Client()
    assert client.get(STEP).status_code == 200
    changing.change(steward, step, {"audience": "inner"}, "kept inside", step.version)
    assert client.get(STEP).status_code == 404
    assert "Write the strategy" not in text(client.get(LIST))


def test_a_page_made_while_somebody_writes_isnt_served_after_it(
    step: Thing, steward: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version is read first: what was made of older rows is kept under the older version."""
    keep = kept_pages.shelf.put

    def put(key: Any, page: Page, most: int) -> None:
        changing.change(steward, step, {"title": "Burn the strategy"}, "new", step.version)
        monkeypatch.setattr(kept_pages.shelf, "put", keep)
        keep(key, page, most)

    monkeypatch.setattr(kept_pages.shelf, "put", put)
    assert "Write the strategy" in text(Client().get(STEP))
    assert "Burn the strategy" in text(Client().get(STEP))


def test_a_new_score_is_seen_at_once(example: Programme, signed_in: Client, run_jobs: Callable[[], None]) -> None:
    """Scoring again after a correction enters nothing into the history, but it is a run of the marker."""
    address, client = f"/marker/programmes/{example.pk}/", Client()
    client.get(address)
    assert len(queries(client, address)) == 1
    form = {
        "actor_class": "INTL",
        "reach": "national",
        "reason": "It is none of ours.",
        "source": "https://example.org",
    }
    assert signed_in.post(f"{address}actors/0/wrong/", form).status_code == 302
    assert Correction.objects.count() == 1
    client.get(address)
    run_jobs()
    assert len(queries(client, address)) > 1


def test_who_is_signed_in_gets_his_own_page_and_leaves_none(step: Thing, signed_in: Client, member: User) -> None:
    mine = signed_in.get(STEP)
    assert "Sign out" in text(mine) and "ETag" not in mine.headers
    visitor = Client().get(STEP)
    assert "Sign out" not in text(visitor) and "Ana" not in text(visitor)
    assert "Sign out" in text(signed_in.get(STEP)) and len(queries(signed_in, STEP)) > 1


def test_signing_in_and_out_changes_the_page(step: Thing, member: User) -> None:
    client = Client()
    assert "Sign out" not in text(client.get(STEP))
    client.force_login(member)
    assert "Sign out" in text(client.get(STEP))
    client.logout()
    assert "Sign out" not in text(client.get(STEP))


def test_languages_and_looks_dont_mix(step: Thing) -> None:
    plain, arabic, dark, asked = Client(), Client(), Client(), Client(headers={"Accept-Language": "ar-xb"})
    arabic.cookies["django_language"] = "ar-xb"
    dark.cookies["theme"] = "dark"
    for _turn in range(2):
        assert 'dir="ltr"' in text(plain.get(STEP)) and "data-theme" not in text(plain.get(STEP))
        assert 'dir="rtl"' in text(arabic.get(STEP)) and 'dir="rtl"' in text(asked.get(STEP))
        assert 'data-theme="dark"' in text(dark.get(STEP))
    assert set(plain.get(STEP).headers["Vary"].split(", ")) >= {"Cookie", "Accept-Language"}


def test_pages_of_a_list_and_filters_dont_mix(step: Thing, steward: User) -> None:
    client = Client()
    client.get(LIST)
    assert "Write the strategy" not in text(client.get(f"{LIST}?q=nothing"))
    assert "Write the strategy" in text(client.get(LIST))


def test_a_browser_that_has_the_page_isnt_sent_it_again(step: Thing, steward: User) -> None:
    client = Client()
    tag = client.get(STEP).headers["ETag"]
    again = client.get(STEP, headers={"If-None-Match": tag})
    assert again.status_code == 304 and not again.content and again.headers["ETag"] == tag
    assert again.headers["Content-Security-Policy"] and again.headers["Cache-Control"] == "no-cache"
    changing.change(steward, step, {"title": "Burn the strategy"}, "new", step.version)
    assert client.get(STEP, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "address", ["/sign-in/", "/preferences/", "/coalition/apply/", "/api/v1/marker/programmes", "/nowhere/", "/health"]
)
def test_forms_data_and_trouble_are_never_kept(address: str) -> None:
    client = Client()
    first, second = client.get(address, follow=True), client.get(address, follow=True)
    assert second.status_code == first.status_code and not kept_pages.shelf._pages


def test_a_visitor_with_the_cookie_of_a_form_can_still_send_it(step: Thing) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(STEP)
    form = client.get("/preferences/")
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', text(form))
    assert token and client.get(STEP).status_code == 200
    assert (
        client.post("/preferences/", {"theme": "dark", "language": "en", "csrfmiddlewaretoken": token[1]}).status_code
        == 302
    )
    assert 'data-theme="dark"' in text(client.get(STEP))


def test_posts_heads_keys_and_foreign_hosts_go_past_it(step: Thing) -> None:
    client = Client()
    client.get(STEP)
    assert client.head(STEP).status_code == 200
    assert client.post(STEP).status_code == 405
    assert client.get(STEP, headers={"Host": "evil.example"}).status_code == 400
    assert client.get(STEP, headers={"Authorization": "Bearer nonsense"}).status_code in (200, 401)
    assert len(kept_pages.shelf._pages) == 1


def test_the_day_is_part_of_what_a_page_depends_on(step: Thing, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    Client().get(STEP)
    monkeypatch.setattr(kept_pages.timezone, "localdate", lambda: date(2031, 1, 1))
    assert len(queries(Client(), STEP)) > 1


def test_visitors_pages_read_only_what_the_version_tells_of(step: Thing, example: Programme) -> None:
    addresses = ("/", "/coalition/", LIST, STEP, "/countries/", "/countries/KE/", "/marker/", f"/marker/programmes/{example.pk}/",
                 "/marker/corrections/", "/marker/map/", "/search/?q=strategy", "/workstreams/all/", "/coalition/tracker/",
                 "/coalition/responsibilities/", "/coalition/contributions/", "/coalition/hubs/map/")  # fmt: skip
    read: set[str] = set()
    for address in addresses:
        read |= {table for sql in queries(Client(), address) for table in READ.findall(sql)}
    assert {table for table in read if table.split("_")[0] not in VERSIONED} <= {"accounts_user"}


def test_no_more_is_kept_than_there_is_room_for() -> None:
    shelf = Shelf()
    for number in range(10):
        shelf.put((number,), Page(b"x" * 100, {}, None), 350)
    assert [number for number in range(10) if shelf.get((number,))] == [7, 8, 9]
    shelf.put((1,), Page(b"x" * 1000, {}, None), 350)
    assert not shelf._pages and shelf._bytes == 0
