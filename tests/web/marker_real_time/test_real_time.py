"""The level on any day, how fresh its sources are, what moved, the feed, and the examples suggested to writers."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from web_builders import PASSWORD, activity, aid_file, granted

from local2030.web.accounts.models import Role, User
from local2030.web.marker.models import Programme

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2023-03-14", "nothing known yet"),
        ("2023-05-20", "level 1 proven, 3 possible"),
        ("2023-06-01", "level 1 proven, 2 possible"),
        ("2025-06-01", "level 1 proven, 3 possible"),
        ("2025-06-02", "level 2 proven, 3 possible"),
    ],
)
def test_the_level_on_a_past_day_of_the_worked_example(
    example: Programme, client: Client, day: str, words: str
) -> None:
    page = client.get(f"/marker/programmes/{example.pk}/timeline/?on={day}").content.decode()
    assert words in page
    assert "it didn't know the programme yet" in page


def test_the_finding_is_the_title_and_today_is_what_the_programme_page_says(example: Programme, client: Client) -> None:
    page = client.get(f"/marker/programmes/{example.pk}/timeline/").content.decode()
    assert "Level 2 is proven since 2 Jun 2025; it was 1 until then" in page
    steps = json.loads(client.get(f"/marker/programmes/{example.pk}/timeline.json").content)
    last = steps["steps"][-1]
    assert (last["proven"], last["possible"]) == (example.level, example.level_possible) == (2, 3)
    assert last["share_low"] == pytest.approx(example.ls_low, abs=1e-4)


def test_a_day_that_is_none_is_told(example: Programme, client: Client) -> None:
    answer = client.get(f"/marker/programmes/{example.pk}/timeline/?on=2024-13-45")
    assert answer.status_code == 422
    assert "That is no day" in answer.content.decode()


def test_each_source_has_its_age_or_says_what_lacks(example: Programme, client: Client) -> None:
    page = client.get(f"/marker/programmes/{example.pk}/timeline/").content.decode()
    for words in ("own books", "Newest payment stated", "Word of a local government", "Published assessment"):
        assert words in page
    assert "none yet" in page  # no assessment has been published
    assert page.count("none handed in") == 0  # the example has a ledger


def test_what_this_site_said_has_each_version(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-1", receiver="Municipality of Nyeri")))
    send(signed_in, aid_file(activity("XM-1", receiver="Deloitte")), name="again.xml")
    newest = Programme.objects.get(current=True)
    page = signed_in.get(f"/marker/programmes/{newest.pk}/timeline/?on={timezone.localdate()}").content.decode()
    said = page.partition('id="said"')[2]
    assert said.count("<li>") == 2


def test_what_moved_is_told_once_and_in_words(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-1", receiver="Municipality of Nyeri")))
    send(signed_in, aid_file(activity("XM-1", receiver="Deloitte")), name="again.xml")
    page = signed_in.get("/marker/moves/").content.decode()
    assert page.count("scored for the first time") == 1
    entries = json.loads(Client().get("/marker/feed.json").content)["items"]
    assert [entry["_local2030"]["identifier"] for entry in entries] == ["XM-1", "XM-1"]
    assert entries[0]["title"] != entries[1]["title"]


def test_the_feed_is_atom_and_has_only_what_its_reader_may_see(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-OPEN", receiver="Municipality of Nyeri")))
    send(signed_in, aid_file(activity("XM-TEAM", receiver="Municipality of Nyeri")), name="t.xml", audience="team")
    visitor = ElementTree.fromstring(Client().get("/marker/feed.atom").content)
    own = signed_in.get("/marker/feed.json").content.decode()
    assert len(visitor.findall(f"{ATOM}entry")) == 1
    assert "XM-TEAM" in own and "XM-TEAM" not in Client().get("/marker/feed.json").content.decode()


def test_an_empty_store_says_what_will_stand_there(client: Client, db: Any) -> None:
    assert "Nothing has moved yet" in client.get("/marker/moves/").content.decode()
    assert json.loads(client.get("/marker/feed.json").content)["items"] == []


def test_a_visitor_and_a_team_do_not_see_the_timeline_of_others(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-TEAM", receiver="Municipality of Nyeri")), audience="team")
    row = Programme.objects.get()
    other = Client()
    other.force_login(granted(User.objects.create_user("pia", password=PASSWORD), Role.RC, "country:PE"))
    for reader in (Client(), other):
        for route in ("timeline/", "timeline.json"):
            assert reader.get(f"/marker/programmes/{row.pk}/{route}").status_code == 404


def test_examples_are_for_those_who_write_messages(example: Programme) -> None:
    assert Client().get("/marker/fresh-examples/").status_code in (302, 403)
    writer = Client()
    writer.force_login(granted(User.objects.create_user("cora", password=PASSWORD), Role.COM))
    page = writer.get("/marker/fresh-examples/").content.decode()
    assert "1 fresh example" in page
    assert "<q" in page and "p. " in page  # with a quote and its page
    assert "0 fresh examples" in writer.get("/marker/fresh-examples/?goal=14&country=PE").content.decode()


def test_what_only_a_team_sees_is_suggested_to_nobody(signed_in: Client, send: Any) -> None:
    send(signed_in, aid_file(activity("XM-TEAM", receiver="Municipality of Nyeri")), audience="team")
    assert "0 fresh examples" in signed_in.get("/marker/fresh-examples/").content.decode()
