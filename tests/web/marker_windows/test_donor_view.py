"""The donor view: own thresholds over reviewed and published assessments; four values, what each lacks, files."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rights_cells import person
from test_web_pages import many_programmes
from windows_builders import open_window, published, record

from local2030.web.accounts.erasing import data_of, erase
from local2030.web.history.models import Entry
from local2030.web.marker.assessing.models import Standing
from local2030.web.marker.windows.models import KeptTerms

pytestmark = pytest.mark.django_db


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def four(member: Any) -> None:
    """One programme of each value at level 2 and a local share of 15%."""
    published("XM-SURE", title="Sure")
    published("XM-POSS", record("XM-POSS", {"C1": 2}, low=0.1, high=0.3), title="Possibly")
    published("XM-NOT", record("XM-NOT", low=0.01, high=0.05), title="Far below")
    published("XM-UNK", record("XM-UNK", low=None, high=None), title="Share unknown")
    many_programmes(member, 1, {"level": 1})


def verdicts(client: Client, query: str = "") -> dict[str, str]:
    rows = client.get(f"/marker/donors.json?{query}").json()["rows"]
    return {r["identifier"]: r["eligible"] for r in rows}


def test_each_of_the_four_values_is_told_from_the_others(four: None) -> None:
    assert verdicts(Client()) == {
        "XM-SURE": "sure", "XM-POSS": "possibly", "XM-NOT": "not", "XM-UNK": "unknown", "XM-DAC-9-00000": "unknown",
    }  # fmt: skip
    page = Client().get("/marker/donors/").content.decode()
    for words in (
        "eligible for sure",
        "possibly eligible",
        "not eligible",
        "unknown",
        "that isn&#x27;t 0",
        "No reviewed and published",
    ):
        assert words in page, words
    assert "20% down and up" in page and page.index("Sure") < page.index("Possibly")


def test_what_only_the_program_scored_is_unknown_and_shows_no_level(four: None) -> None:
    rows = Client().get("/marker/donors.json").json()["rows"]
    machine = next(r for r in rows if r["identifier"] == "XM-DAC-9-00000")
    assert (machine["level"], machine["basis"], machine["lacks"]) == (None, None, ["eligible-not-reviewed"])


def test_other_thresholds_another_answer_and_nothing_kept(four: None) -> None:
    found = verdicts(Client(), "level=0&share=0&coverage=0")
    assert found["XM-NOT"] == found["XM-UNK"] == "sure"
    assert verdicts(Client(), "level=1&share=25&count=possible&coverage=0")["XM-POSS"] == "sure"
    assert verdicts(Client(), "coverage=95")["XM-SURE"] == "possibly"
    assert KeptTerms.objects.count() == 0


@pytest.mark.parametrize(
    "query", ["level=9&share=abc&coverage=-1&definition=x&count=y&country=!!&goal=99", "share=1e9", "share=NaN"]
)
def test_what_cannot_be_understood_falls_back_to_the_shipped_terms(four: None, query: str) -> None:
    answer = Client().get(f"/marker/donors/?{query}")
    assert answer.status_code == 200
    assert (answer.context["ask"].level, answer.context["ask"].share) == ("2", "15")


def test_filters_by_country_goal_and_words(four: None) -> None:
    assert "XM-SURE" in verdicts(Client(), "country=KE") and "XM-SURE" not in verdicts(Client(), "country=FJ")
    assert verdicts(Client(), "text=far+below") == {"XM-NOT": "not"}
    assert verdicts(Client(), "goal=6") == {}
    assert set(verdicts(Client(), "show=sure")) == {"XM-SURE"}


def test_a_donor_keeps_own_terms_that_nobody_else_sees(four: None) -> None:
    mine, theirs = browser(person("DON")), browser(person("DON"))
    assert mine.post("/marker/donors/terms/", {"level": "3", "share": "30", "coverage": "50"}).status_code == 302
    assert mine.get("/marker/donors/").context["ask"].level == "3"
    assert theirs.get("/marker/donors/").context["ask"].level == "2"
    assert Client().get("/marker/donors/").context["ask"].level == "2"
    what_if = mine.get("/marker/donors/?level=1")
    assert "With the thresholds that you keep" in what_if.content.decode()
    entry = Entry.objects.get(deed="set-terms", audience="audit")
    assert "share" not in entry.content.text  # that they were set is told, not which
    for other in (person("SEC"), person("UN"), person("SC")):
        assert browser(other).post("/marker/donors/terms/", {"level": "3"}).status_code == 403
    assert Client().post("/marker/donors/terms/", {"level": "3"}).status_code in (302, 403)


def test_a_donor_takes_the_kept_terms_along_and_they_go_with_the_account(four: None) -> None:
    donor = person("DON")
    assert data_of(donor)["donor_terms"] is None
    browser(donor).post("/marker/donors/terms/", {"level": "3", "share": "30"})
    donor = type(donor).objects.get(pk=donor.pk)
    assert data_of(donor)["donor_terms"]["share"] == "30"
    erase(donor)
    assert KeptTerms.objects.count() == 0


def test_an_assessment_that_is_not_published_or_not_for_the_reader_counts_nowhere(four: None) -> None:
    published("XM-DRAFT", state="agreed", title="Not published yet")
    published("XM-INNER", audience="inner", title="Kept inside")
    found = verdicts(browser(person("DON", "programme:other")))
    assert "XM-DRAFT" not in found and "XM-INNER" not in found
    assert "XM-INNER" in verdicts(browser(person("SEC")))


def test_a_damaged_record_is_unknown_and_breaks_nothing(four: None) -> None:
    Standing.objects.filter(assessment__identifier="XM-SURE").update(record=b"{}")
    assert verdicts(Client())["XM-SURE"] == "unknown"


def test_the_terms_of_a_window_are_asked_of_what_was_observed(four: None) -> None:
    window = open_window(minimum_level="3", minimum_share="40")
    answer = Client().get(f"/marker/donors/?window={window.serial}")
    assert (answer.context["ask"].level, answer.context["ask"].share) == ("3", "40")
    assert window.serial in answer.content.decode()


def test_files_hold_the_list_with_what_each_lacks(four: None) -> None:
    published("XM-EVIL", title="=cmd|' /C calc'!A0")
    text = browser(person("DON")).get("/marker/donors.csv").content.decode()
    assert "'=cmd" in text and "eligible-share-unknown" in text
    assert Client().get("/marker/donors.xlsx").content[:2] == b"PK"
    assert Client().get("/marker/donors.pdf").status_code == 404


def test_few_queries_whatever_the_number_of_programmes(member: Any, django_assert_max_num_queries: Any) -> None:
    many_programmes(member, 300, {"level": 1})
    for n in range(30):
        published(f"XM-{n}")
    for _cold_and_warm in range(2):
        with django_assert_max_num_queries(12):
            page = Client().get("/marker/donors/")
        assert page.context["plus_minus"].programmes == 30
