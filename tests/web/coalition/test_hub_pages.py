"""Pages of the Hubs: profile, map, timeline from nine to four, branding kit; with the first stock and with none."""

from __future__ import annotations

from datetime import date
from typing import Any

import hub_journey as way
import pytest
from django.test import Client

from local2030.web.accounts.models import Role, User
from local2030.web.coalition.first_things import file_first_things
from local2030.web.coalition.hub_lives import running_counts
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db


def test_the_timeline_replays_nine_to_four_with_a_decision_for_each_state(
    django_assert_max_num_queries: Any,
) -> None:
    file_first_things()
    steps = running_counts(Thing.objects.filter(kind="hub"))
    counts = [(s["before"], s["formalized"], s["prospective"], s["ended"]) for s in steps]
    assert counts == [(9, 0, 0, 0), (4, 0, 0, 5), (0, 4, 4, 5)]
    assert [s["day"] for s in steps] == [None, date(2023, 12, 31), date(2025, 2, 5)]
    assert all(decision for step in steps[1:] for _what, decision in step["told"])
    page = Client().get("/coalition/hubs/timeline/")
    text = page.content.decode()
    assert page.status_code == 200 and "9 Hubs before the formalization of 2023, 4 formalized Hubs now" in text
    assert "31 Dec 2023" not in text  # no day is made up
    for page_of in ("map", "timeline", "branding"):
        with django_assert_max_num_queries(12):
            assert Client().get(f"/coalition/hubs/{page_of}/").status_code == 200


def test_what_happens_later_is_told_with_its_day(steward: User) -> None:
    file_first_things()
    hub = Thing.objects.get(key="hub-shizuoka")
    changing.move(steward, hub, "suspended", "The host is gone.")
    steps = running_counts(Thing.objects.filter(kind="hub"))
    assert (steps[-1]["formalized"], steps[-1]["told"][0][1]) == (4, "The host is gone.")
    changing.move(steward, hub, "ended", "It closes.")
    assert running_counts(Thing.objects.filter(kind="hub"))[-1]["formalized"] == 3
    assert "3 formalized Hubs now" in Client().get("/coalition/hubs/timeline/").content.decode()


@pytest.mark.parametrize("page", ["map", "timeline", "branding"])
def test_a_page_without_any_hub_says_so(page: str) -> None:
    assert Client().get(f"/coalition/hubs/{page}/").status_code == 200


def test_a_profile_tells_region_apart_from_country_and_work_with_partners(steward: User) -> None:
    cells = {
        "title": "Coast <b>Hub</b>", "place": "Mombasa", "country": "KE", "coverage": "TZ; MZ; XX9", "latitude": "-4.05",
        "longitude": "39.67", "cocreations": "Reef atlas, Town of Kilifi, 2025; Own study",
    }  # fmt: skip
    hub = changing.add(None, "hub", cells)
    page = Client().get(hub.get_absolute_url()).content.decode()
    for words in ("2 countries", "own country isn't among them", "XX9", "2 pieces of work", "1 partner",
                  "Profile: 3 of 10 told", "covers 2 countries", "Coast &lt;b&gt;Hub"):  # fmt: skip
        assert words in page, words
    assert "<b>Hub" not in page and "badge.svg" not in page


@pytest.mark.parametrize(
    ("state", "code"),
    [("formalized", 200), ("prospective", 404), ("renewal-due", 404), ("suspended", 404), ("lapsed", 404)],
)
def test_the_mark_is_there_for_hubs_in_good_standing_only(state: str, code: int) -> None:
    hub = changing.add(None, "hub", {"title": 'A "quoted" & <script>', "place": "x", "country": "KE"})
    Thing.objects.filter(pk=hub.pk).update(state=state)
    answer = Client().get(f"/coalition/hubs/{hub.serial}/badge.svg")
    assert answer.status_code == code
    if code == 200:
        from xml.etree import ElementTree

        assert answer.headers["Content-Type"].startswith("image/svg+xml") and "<script" not in answer.content.decode()
        ElementTree.fromstring(answer.content)
    kit = Client().get("/coalition/hubs/branding/").content.decode()
    assert (f"/coalition/hubs/{hub.serial}/badge.svg" in kit) == (code == 200)


def test_letters_to_a_hub_are_read_by_the_hub_and_the_secretariat_only(steward: User) -> None:
    hub = changing.add(None, "hub", {"title": "Coast", "place": "x", "country": "KE"})
    Thing.objects.filter(pk=hub.pk).update(state="formalized")
    changing.move(steward, Thing.objects.get(pk=hub.pk), "renewal-due")
    words = "24 months old"
    own = way.person("own", Role.HUB, f"hub:{hub.serial}")
    assert words in way.client_of(own).get(hub.get_absolute_url()).content.decode()
    assert words in way.client_of(steward).get(hub.get_absolute_url()).content.decode()
    other = way.person("other", Role.HUB, "hub:elsewhere")
    for client in (Client(), way.client_of(other)):
        assert words not in client.get(hub.get_absolute_url()).content.decode()
