"""Pages of countries: what exists there, why a Hub stands on the page, and what isn't known."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from web_builders import PASSWORD, granted

from local2030.web.accounts.models import User
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db


def hub(title: str, country: str, *coverage: str, **more: Any) -> Thing:
    cells = {"title": title, "country": country, "place": title, "coverage": list(coverage), **more}
    return changing.add(None, "hub", cells)


@pytest.fixture
def hubs() -> None:
    hub("Nairobi Hub", "KE")
    hub("Liverpool Hub", "GB", "202", "KE")
    hub("Kampala Hub", "UG", "UG")
    hub("Cairo Hub", "EG", "015")


def main_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2].partition("</main")[0]


def test_a_hub_stands_there_for_its_country_or_for_its_coverage_and_says_which(hubs: None, client: Client) -> None:
    text = main_of(client, "/countries/KE/")
    within, rest = text.split("Liverpool Hub")
    assert "Nairobi Hub" in within and "lies here" in within
    assert "and covers it" in rest and "United Kingdom" in rest
    assert "Elsewhere in Eastern Africa" in rest and "Kampala Hub" in rest and "Cairo Hub" not in text


def test_coverage_alone_puts_a_hub_on_the_page_of_a_country_far_away(hubs: None, client: Client) -> None:
    assert "Liverpool Hub" in main_of(client, "/countries/SN/")
    assert "Liverpool Hub" not in main_of(client, "/countries/EG/")


def test_a_hub_that_ended_stands_nowhere(hubs: None, client: Client) -> None:
    Thing.objects.filter(title="Nairobi Hub").update(state="ended")
    assert "Nairobi Hub" not in main_of(client, "/countries/KE/")


def test_programmes_stand_there_with_their_levels(example: Any, client: Client) -> None:
    text = main_of(client, "/countries/KE/")
    assert "Water that counts" in text and f"/marker/programmes/{example.pk}/" in text
    assert "prototype rubric, not adopted" in text
    listed = main_of(client, "/countries/")
    assert 'href="/countries/KE/"' in listed.partition("Nothing known yet")[0]


def test_what_isnt_known_is_told_as_such(client: Client) -> None:
    text = main_of(client, "/countries/FJ/")
    assert "No programme is scored here yet, and no Hub lies here or covers it." in text
    assert "nothing known yet" in text and "Not known yet" in text


def test_applications_and_inner_things_stand_there_for_those_who_may_see_them(client: Client) -> None:
    applicant = granted(User.objects.create_user("lrg", password=PASSWORD), "LRG", "place:nyeri")
    cells = {
        "title": "Nyeri asks", "country": "KE", "place": "Nyeri", "host": "County", "motivation": "m", "consent": True,
        "branding_terms": True, "contact_name": "A", "contact_mail": "a@example.org",
    }  # fmt: skip
    changing.add(applicant, "hub-application", cells)
    for who, seen in ((None, False), (applicant, True)):
        browser = Client()
        if who:
            browser.force_login(who)
        assert ("Nyeri asks" in main_of(browser, "/countries/KE/")) is seen


def test_codes_are_read_in_every_customary_form_and_nonsense_is_not_found(client: Client) -> None:
    assert client.get("/countries/ken/").url == "/countries/KE/"
    assert client.get("/countries/UK/offer/").url == "/countries/GB/offer/"
    for code in ("XX", "KENYA", "..", "%00", "1" * 300):
        assert client.get(f"/countries/{code}/").status_code == 404
        assert client.get(f"/countries/{code}/offer.pdf").status_code == 404


def test_pages_ask_few_questions(hubs: None, client: Client, django_assert_max_num_queries: Any) -> None:
    client.get("/countries/KE/")
    for address in ("/countries/", "/countries/KE/", "/countries/KE/offer/"):
        with django_assert_max_num_queries(16):
            client.get(address)


def test_scripts_in_names_stay_text(client: Client) -> None:
    hub("<script>alert(1)</script>", "KE")
    for address in ("/countries/KE/", "/countries/KE/offer/"):
        assert "<script>alert" not in main_of(client, address)
