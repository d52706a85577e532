"""What is found is only what the reader may see: hits, counts, facets and passages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from web_builders import PASSWORD, activity, aid_file, granted

from local2030.web.accounts.models import Role, User
from local2030.web.registry import changing
from local2030.web.registry.models import Thing
from local2030.web.search.finding import PAGE, Filters, find
from local2030.web.search.indexing import file_away
from local2030.web.search.query import read

pytestmark = pytest.mark.django_db
HOSTILE = (
    '"', '""', "'", "*", "a*", "NEAR(a b)", "a AND", "OR", "NOT a", "title:a", "{title}: a", "-a", "^a", "a + b", "a:b",
    "(((", ")", "\\", "%", "_", "';--", "a\x00b", "<script>alert(1)</script>", "\u202eabc", "🏙️", "&|!<->", "a'b\\'c", "٪",
    "x" * 10_000, "w " * 5_000, '"' * 500,
)  # fmt: skip


@pytest.fixture
def step() -> Thing:
    return changing.add(
        None, "next-step", {"title": "Water for Nairobi", "summary": "A plan <b>for</b> wells", "workstream": "action"}
    )


@pytest.fixture
def secret(member: User) -> Thing:
    cells = {
        "title": "Water place of Kisumu", "place": "Kisumu", "host": "County", "motivation": "Links", "country": "KE",
        "contact_name": "Wanjiku Hidden", "contact_mail": "wanjiku@example.org", "consent": "yes", "branding_terms": "yes",
    }  # fmt: skip
    return changing.add(None, "hub-application", cells)


def test_a_visitor_neither_finds_nor_counts_what_he_may_not_see(step: Thing, secret: Thing, steward: User) -> None:
    changing.add(None, "commitment", {"title": "Water inside", "audience": "coalition", "workstream": "advocacy"})
    page = Client().get("/search/", {"q": "water"})
    found = page.context["found"]
    assert (found.count, [hit.serial for hit in found.hits]) == (1, [step.serial])
    assert found.facets == {"kind": {"next-step": 1}, "workstream": {"action": 1}, "country": {}}
    for word in ("Kisumu", "inside", secret.serial):
        assert word not in page.content.decode()
    mine = find(steward, read("water"))
    assert mine.count == 3 and mine.facets["country"] == {"KE": 1}
    assert Client().get("/search/", {"q": "kisumu"}).context["found"].count == 0


def test_inner_columns_are_never_filed_not_even_for_those_who_may_read_them(secret: Thing, steward: User) -> None:
    assert find(steward, read("kisumu")).count == 1
    assert find(steward, read("wanjiku")).count == 0


def test_a_programme_of_the_team_is_found_by_its_members_only(signed_in: Client, member: User, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-1", "Deep wells"), activity("XM-2", "Roads")), audience="team")
    assert [hit.identifier for hit in find(member, read("wells")).hits] == ["XM-1"]
    assert [hit.identifier for hit in find(member, read("xm-2 kenya")).hits] == ["XM-2"]
    assert Client().get("/search/", {"q": "wells"}).context["found"].count == 0
    assert find(member, read("wells"), Filters(kind="programme", country="KE")).count == 1
    assert find(member, read("wells"), Filters(kind="hub")).count == 0


def test_a_change_is_found_at_once_and_the_old_words_no_more(step: Thing) -> None:
    step.title = "Energy for Nairobi"
    step.save()
    file_away([step])
    assert find(None, read("energy")).count == 1
    assert find(None, read("water")).count == 0


def test_a_serial_finds_the_thing_itself_and_a_phrase_only_what_stands_side_by_side(step: Thing) -> None:
    changing.add(None, "next-step", {"title": "Nairobi for water"})
    assert [hit.serial for hit in find(None, read(step.serial)).hits] == [step.serial]
    assert find(None, read('"water for"')).count == 1
    assert find(None, read("for water nairobi")).count == 2


def test_where_no_place_has_all_words_those_with_some_are_shown_and_it_is_said(step: Thing) -> None:
    page = Client().get("/search/", {"q": "water zebra"})
    assert page.context["found"].any_of and page.context["found"].count == 1
    assert "one or more of them" in page.content.decode()


def test_facets_count_what_each_choice_would_give(step: Thing) -> None:
    changing.add(None, "event", {"title": "Water week", "country": "KE", "workstream": "advocacy"})
    changing.add(None, "event", {"title": "Water day", "country": "UG", "workstream": "advocacy"})
    found = find(None, read("water"), Filters(kind="event", country="KE"))
    assert found.count == 1
    assert found.facets == {"kind": {"event": 1}, "workstream": {"advocacy": 1}, "country": {"KE": 1, "UG": 1}}


def test_words_in_titles_come_first_and_pages_hold_twenty(step: Thing) -> None:
    for number in range(PAGE):
        changing.add(None, "theme", {"title": f"Theme {number}", "summary": "About water and more water"})
    first, second = (find(None, read("water"), page=page) for page in (1, 2))
    assert first.hits[0].pk == step.pk and len(first.hits) == PAGE and len(second.hits) == 1
    assert not {hit.pk for hit in first.hits} & {hit.pk for hit in second.hits}
    assert find(None, read("water"), page=9999).page == 2


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40, "²"])
def test_a_page_that_is_none_is_the_first_or_the_last(step: Thing, page: str) -> None:
    assert Client().get("/search/", {"q": "water", "page": page}).status_code == 200


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_page_or_runs_in_it(step: Thing, text: str) -> None:
    answer = Client().get("/search/", {"q": text, "kind": text, "country": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_stored_text_is_shown_and_never_run(step: Thing) -> None:
    assert "A plan &lt;b&gt;for&lt;/b&gt; <mark>wells</mark>" in Client().get("/search/?q=wells").content.decode()


def test_the_page_says_what_search_is_for_when_nothing_was_asked() -> None:
    answer = Client().get("/search/")
    assert answer.status_code == 200 and "HUB-007" in answer.content.decode()


def test_the_page_asks_at_most_twelve_questions(step: Thing, secret: Thing, django_assert_max_num_queries: Any) -> None:
    person = granted(User.objects.create_user("q", password=PASSWORD), Role.RC, "country:KE")
    Thing.objects.filter(pk=secret.pk).update(state="submitted")  # a draft isn't its country's yet
    changing.set_scopes(Thing.objects.get(pk=secret.pk))
    client = Client()
    client.force_login(person)
    with django_assert_max_num_queries(12):
        assert client.get("/search/", {"q": "water"}).context["found"].count == 2


def test_many_things_are_filed_in_few_statements(django_assert_max_num_queries: Any) -> None:
    now = timezone.now()
    things = [
        Thing(kind="theme", number=n, serial=f"B-{n}", title=f"Bulk {n}", state_since=now, made=now, changed=now)
        for n in range(5000)
    ]
    Thing.objects.bulk_create(things)
    with django_assert_max_num_queries(6):
        file_away(things)
        assert not file_away([])
    assert find(None, read("bulk")).count == 5000
