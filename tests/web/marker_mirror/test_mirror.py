"""A local government's mirror by its link: what it shows, what is kept, what goes wrong."""

from __future__ import annotations

import logging
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import engines
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from mirror_builders import EXAMPLE, linked, town

from local2030.web.history.models import Entry
from local2030.web.logs import NoSecretLinks
from local2030.web.marker.mirror import answering, links
from local2030.web.marker.mirror.links import link_of
from local2030.web.marker.mirror.models import Attestation, TownLink
from local2030.web.marker.mirror.words import summary_of, words_on

pytestmark = pytest.mark.django_db
WHO = {"post": "Chief Officer, Finance", "body": "Department of Finance"}
PAID = f"paid|{EXAMPLE}"


def press(token: str, item: str, answer: str, **more: Any) -> Any:
    data = {"item": item, "answer": answer, **WHO, **more}
    return Client().post(f"/marker/mirror/{token}/answer/", data)


def test_the_page_shows_what_was_paid_by_year_and_takes_an_answer_without_an_account(
    example: Any, steward: Any
) -> None:
    kisumu = town()
    token, _link = linked(steward, kisumu)
    page = Client().get(f"/marker/mirror/{token}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "County Government of Kisumu" in text and "143,000" in text and "2023" in text
    answer = press(token, PAID, "partly", received="100,000", currency="USD", words="The last tranche is missing.")
    assert answer.status_code == 302 and "#i-" in answer["Location"]
    row = Attestation.objects.get(government=kisumu, subject="paid", newest=True)
    assert (row.answer, row.received, row.post) == ("partly", Decimal(100000), WHO["post"])
    again = Client().get(f"/marker/mirror/{token}/").content.decode()
    assert "−43,000" in again and "The last tranche is missing." in again


def test_payments_stand_by_year_and_add_up_to_the_cent(example: Any) -> None:
    mention = town().mentions.get(subject="paid")
    assert mention.stated["totals"] == {"USD": "143000.00"}
    assert mention.stated["years"] == [
        {"year": 2023, "amount": "60000.00", "currency": "USD"},
        {"year": 2024, "amount": "45000.00", "currency": "USD"},
        {"year": 2025, "amount": "38000.00", "currency": "USD"},
    ]
    assert mention.stated["planned"] == {"USD": "35000.00"}


def test_a_new_answer_counts_and_the_older_one_stays(example: Any, steward: Any) -> None:
    kisumu = town()
    token, _link = linked(steward, kisumu)
    press(token, PAID, "yes", received="143000", currency="USD")
    press(token, PAID, "no")
    rows = Attestation.objects.filter(government=kisumu, subject="paid").order_by("id")
    assert [(row.answer, row.newest) for row in rows] == [("", False), ("yes", False), ("no", True)]
    assert [row.answer for row in words_on(EXAMPLE)] == ["no"]


def test_the_same_answer_sent_three_times_is_kept_once_and_another_one_is_kept(example: Any, steward: Any) -> None:
    kisumu = town()
    token, _link = linked(steward, kisumu)
    for _ in range(3):
        assert press(token, PAID, "partly", received="100000.50", currency="USD", words="Late.").status_code == 302
    rows = Attestation.objects.filter(government=kisumu, subject="paid").exclude(answer="").order_by("id")
    assert rows.count() == 1 and Entry.objects.filter(deed="attest").count() == 1
    for received in ("100000.51", "100000.50"):
        press(token, PAID, "partly", received=received, currency="USD", words="Late.")
    assert [row.newest for row in rows.all()] == [False, False, True]


@pytest.mark.skipif(not engines.POSTGRESQL, reason="SQLite in memory has one connection")
@pytest.mark.django_db(transaction=True)
def test_three_copies_of_an_answer_at_the_same_moment_are_kept_once(example: Any, steward: Any) -> None:
    token, _link = linked(steward, town())
    gate, told = Barrier(3), list[int]()

    def run() -> None:
        try:
            gate.wait(30)
            told.append(press(token, PAID, "no", words="Nothing came.").status_code)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert told == [302, 302, 302] and Attestation.objects.filter(answer="no").count() == 1


def test_asked_and_silent_is_another_value_than_no(example: Any, steward: Any) -> None:
    linked(steward, town())
    towns = summary_of(EXAMPLE).towns
    assert (towns.asked, towns.silent, towns.no) == (1, 1, 0)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"post": " "}, "Say your post"),
        ({"body": ""}, "for which office"),
        ({"received": "much"}, "Enter a number"),
        ({"received": "-5", "currency": "USD"}, "greater than or equal to 0"),
        ({"received": "5"}, "Say in which currency"),
        ({"received": "5", "currency": "XXQ"}, "three letters"),
        ({"answer": "maybe"}, "maybe"),
        ({"words": "x" * 2001}, "at most 2000"),
    ],
)
def test_what_is_wrong_is_said_at_the_item_and_nothing_typed_is_lost(
    example: Any, steward: Any, missing: dict[str, str], said: str
) -> None:
    token, _link = linked(steward, town())
    data = {"item": PAID, "answer": "yes", **WHO, "words": "Kept as typed", **missing}
    page = Client().post(f"/marker/mirror/{token}/answer/", data)
    text = page.content.decode()
    assert page.status_code == 422 and said in text and 'role="alert"' in text
    assert "words" in missing or "Kept as typed" in text
    assert not Attestation.objects.exclude(answer="").exists()


def test_the_link_ends_by_its_day_by_the_secretariat_and_by_a_newer_one(example: Any, steward: Any) -> None:
    kisumu = town()
    first, _row = linked(steward, kisumu)
    second, newer = linked(steward, kisumu)
    assert Client().get(f"/marker/mirror/{first}/").status_code == 410
    assert Client().get(f"/marker/mirror/{second}/").status_code == 200
    TownLink.objects.filter(pk=newer.pk).update(ends=timezone.now() - timedelta(seconds=1))
    assert Client().get(f"/marker/mirror/{second}/").status_code == 410
    assert press(second, PAID, "yes").status_code == 410
    third, last = linked(steward, kisumu)
    links.revoke(steward, last, "sent to an old address")
    assert Client().get(f"/marker/mirror/{third}/").status_code == 410
    assert not Attestation.objects.exclude(answer="").exists()


def test_a_made_up_token_is_not_found(example: Any) -> None:
    town()
    for token in ("x", "abc.def", "a" * 60):
        assert Client().get(f"/marker/mirror/{token}/").status_code == 404
        assert press(token, PAID, "yes").status_code == 404


def test_only_the_secretariat_sends_links_and_never_too_many(example: Any, steward: Any, member: Any) -> None:
    kisumu = town()
    browser = Client()
    browser.force_login(member)
    assert browser.post(f"/marker/towns/{kisumu.serial}/asking/", {"mail": "a@kisumu.example"}).status_code == 403
    assert Client().post(f"/marker/towns/{kisumu.serial}/asking/", {"mail": "a@kisumu.example"}).status_code in (
        302,
        403,
    )
    for _n in range(links.A_DAY_FOR_ONE_TOWN):
        linked(steward, kisumu)
    browser.force_login(steward)
    answer = browser.post(f"/marker/towns/{kisumu.serial}/asking/", {"mail": "a@kisumu.example"})
    assert answer.status_code == 429


def test_the_mail_has_the_link_and_nothing_else_has_it(
    example: Any, steward: Any, django_capture_on_commit_callbacks: Any
) -> None:
    kisumu = town()
    browser = Client()
    browser.force_login(steward)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(f"/marker/towns/{kisumu.serial}/asking/", {"mail": "office@kisumu.example"}, follow=True)
    (sent,) = mail.outbox
    token = sent.body.partition("/marker/mirror/")[2].partition("/")[0]
    assert sent.to == ["office@kisumu.example"] and link_of(token).mailed is not None
    assert token not in answer.content.decode()
    assert not any(token in str(row.content.plain) for row in Entry.objects.select_related("content"))
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Gone: %s", (f"/marker/mirror/{token}/answer/",), None
    )
    assert NoSecretLinks().filter(record) and token not in record.getMessage()


def test_no_cache_keeps_the_page_no_engine_lists_it_and_its_address_goes_out_to_nobody(
    example: Any, steward: Any
) -> None:
    token, _link = linked(steward, town())
    for page in (Client().get(f"/marker/mirror/{token}/"), press(token, PAID, "yes"), press(token, PAID, "")):
        assert "no-store" in page["Cache-Control"] and "noindex" in page["X-Robots-Tag"]
        assert page["Referrer-Policy"] == "strict-origin"
    assert b'name="robots" content="noindex' in Client().get(f"/marker/mirror/{token}/").content


def test_a_forwarded_link_is_ended_by_whoever_got_it_and_its_answers_count_for_nothing(
    example: Any, steward: Any
) -> None:
    kisumu = town()
    right, _first = linked(steward, kisumu)
    press(right, PAID, "yes", received="143000", currency="USD")
    forwarded, link = linked(steward, kisumu)
    press(forwarded, PAID, "no")
    press(forwarded, f"place|{EXAMPLE}", "no")
    assert [row.answer for row in words_on(EXAMPLE)] == ["no", "no"]
    page = Client().post(f"/marker/mirror/{forwarded}/wrong-town/")
    assert page.status_code == 200 and "The link has ended" in page.content.decode()
    assert Client().get(f"/marker/mirror/{forwarded}/").status_code == 410
    assert Attestation.objects.filter(link=link, doubtful=True).count() == 2
    assert [(row.subject, row.answer) for row in words_on(EXAMPLE)] == [("paid", "yes")]
    assert Attestation.objects.get(government=kisumu, subject="place", newest=True).answer == ""
    assert Client().post(f"/marker/mirror/{forwarded}/wrong-town/").status_code == 410
    browser = Client()
    browser.force_login(steward)
    assert "went to the wrong town" in browser.get(f"/marker/towns/{kisumu.serial}/asking/").content.decode()
    assert kisumu.title in browser.get("/marker/towns/waiting/").content.decode()


def test_an_answer_in_confidence_is_on_no_public_page_file_or_history(example: Any, steward: Any) -> None:
    kisumu = town()
    token, _link = linked(steward, kisumu)
    press(token, PAID, "no", words="Quagga never came", in_confidence="on")
    doors = ("/marker/", f"/marker/programmes/{example.pk}/", kisumu.get_absolute_url(), "/marker/towns/", "/marker/towns.csv",
             "/history/", f"/api/v1/marker/things/{kisumu.serial}")  # fmt: skip
    for door in doors:
        page = Client().get(door)
        text = (b"".join(page.streaming_content) if page.streaming else page.content).decode()
        assert page.status_code in (200, 302), door
        assert "Quagga" not in text and "we never saw this" not in text, door
    summary = summary_of(EXAMPLE)
    assert summary.confided is None and summary.towns.no == 0 and summary.open == []
    assert not Entry.objects.filter(serial=kisumu.serial, deed="attest").exists()
    browser = Client()
    browser.force_login(steward)
    assert "Quagga" in browser.get(f"/marker/towns/{kisumu.serial}/asking/").content.decode()


def test_every_tenth_answer_is_called_back_and_one_that_was_not_said_so_counts_no_more(
    example: Any, steward: Any
) -> None:
    kisumu = town()
    token, _link = linked(steward, kisumu)
    for n in range(9):
        press(token, f"place|{EXAMPLE}", "yes", words=f"{n}")
    press(token, PAID, "no")
    (row,) = Attestation.objects.filter(call_back=True)
    assert row.subject == "paid"
    browser = Client()
    browser.force_login(steward)
    assert kisumu.title in browser.get("/marker/towns/waiting/").content.decode()
    address = f"/marker/towns/{kisumu.serial}/words/{row.pk}/called/"
    assert browser.post(address, {"result": "otherwise", "what": "The clerk pressed it."}).status_code == 302
    row.refresh_from_db()
    assert (row.call_result, row.doubtful, row.newest) == ("otherwise", True, False)
    assert [w.subject for w in words_on(EXAMPLE)] == ["place"]


def test_a_link_takes_only_so_many_answers_an_hour(example: Any, steward: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(answering, "AN_HOUR_BY_ONE_LINK", 2)
    token, _link = linked(steward, town())
    assert [press(token, PAID, "yes", words=f"{n}").status_code for n in range(3)] == [302, 302, 429]


def test_an_item_of_another_town_can_not_be_answered(example: Any, steward: Any) -> None:
    token, _link = linked(steward, town("County Government of Busia, Kenya"))
    assert press(token, "paid|XM-OTHER", "yes").status_code == 302
    assert press(token, f"claim:1|{EXAMPLE}", "yes").status_code == 302
    assert not Attestation.objects.exclude(answer="").exists()


def test_the_page_takes_at_most_fifteen_queries(example: Any, steward: Any, django_assert_max_num_queries: Any) -> None:
    token, _link = linked(steward, town())
    with django_assert_max_num_queries(15):
        Client().get(f"/marker/mirror/{token}/")
