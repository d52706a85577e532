"""The offer on the site: who writes its first words, who sees what in it, and that it fails loudly."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone
from web_builders import PASSWORD, granted

from local2030.cli.coalition import coalition
from local2030.reports.coordinator_offer import shortening
from local2030.reports.coordinator_offer.shortening import Rule, shipped_rules
from local2030.web.accounts.models import User
from local2030.web.history.chain import chain_head
from local2030.web.history.models import Entry
from local2030.web.registry import changing
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
PAGE, PDF = "/countries/KE/offer/", "/countries/KE/offer.pdf"


def browser(role: str = "", scope: str = "") -> Client:
    client = Client()
    if role:
        client.force_login(granted(User.objects.create_user(f"{role}{scope[-2:]}", password=PASSWORD), role, scope))
    return client


def text_of(answer: Any) -> str:
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/pdf"
    pages = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    assert len(pages) == 2
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def test_everybody_reads_the_offer_and_its_pdf_with_the_head_of_the_history() -> None:
    changing.add(None, "hub", {"title": "Nairobi Hub", "country": "KE", "place": "Nairobi"})
    text = text_of(browser().get(PDF))
    assert "Kenya: what the Coalition can bring" in text and "Nairobi Hub" in text
    assert str(chain_head()) in text and "From what is published on this platform." in text
    page = browser().get(PAGE).content.decode()
    assert "Nairobi Hub" in page and "<textarea" not in page


def test_the_country_team_and_the_secretariat_write_the_introduction_and_nobody_else() -> None:
    for role, scope in (("", ""), ("RC", "country:UG"), ("UN", "entity:undp"), ("LRG", "country:KE"), ("SC", "")):
        assert "<textarea" not in browser(role, scope).get(PAGE).content.decode()
    for role, scope in (("RC", "country:KE"), ("SEC", "")):
        client = browser(role, scope)
        version = Thing.objects.filter(kind="offer").values_list("version", flat=True).first() or 0
        answer = client.post(PAGE, {"intro": f"We begin in the counties, says {role}.", "version": version})
        assert answer.status_code == 302
        assert f"We begin in the counties, says {role}." in text_of(Client().get(PDF))
    row = Thing.objects.get(kind="offer")
    assert (row.key, row.country, row.version) == ("offer-KE-en", "KE", 2)
    assert list(Entry.objects.filter(serial=row.serial).order_by("number").values_list("deed", flat=True)) == [
        "add",
        "change",
    ]


def test_who_may_not_write_is_refused_and_nothing_is_kept() -> None:
    for client in (browser("RC", "country:UG"), browser("UN", "entity:undp"), browser("SC")):
        assert client.post(PAGE, {"intro": "Mine", "version": 0}).status_code == 403
    answer = browser().post(PAGE, {"intro": "Mine", "version": 0})
    assert answer.status_code == 403 or answer.url.startswith("/sign-in/")
    assert not Thing.objects.filter(kind="offer").exists()


def test_the_second_of_two_writers_is_told_and_loses_nothing() -> None:
    client = browser("RC", "country:KE")
    client.post(PAGE, {"intro": "First words.", "version": 0})
    client.post(PAGE, {"intro": "Second words.", "version": 1})
    answer = client.post(PAGE, {"intro": "Words of another window.", "version": 1})
    text = answer.content.decode()
    assert answer.status_code == 409 and "Words of another window." in text and "Second words." in text
    assert Thing.objects.get(kind="offer").fields["intro"] == "Second words."


def test_an_introduction_that_is_too_long_is_refused_and_an_empty_one_takes_it_away() -> None:
    client = browser("RC", "country:KE")
    assert client.post(PAGE, {"intro": "x" * 2001, "version": 0}).status_code == 422
    client.post(PAGE, {"intro": "Some words.", "version": 0})
    client.post(PAGE, {"intro": "", "version": 1})
    assert "Some words." not in text_of(client.get(PDF))


def test_an_old_introduction_is_called_stale() -> None:
    client = browser("RC", "country:KE")
    client.post(PAGE, {"intro": "Some words.", "version": 0})
    assert "look whether it still holds" not in client.get(PAGE).content.decode()
    age = timedelta(days=shipped_rules().stale_after_days + 1)
    Thing.objects.filter(kind="offer").update(changed=timezone.now() - age)
    assert "look whether it still holds" in client.get(PAGE).content.decode()


def test_an_introduction_that_somebody_adds_by_the_general_form_is_not_taken() -> None:
    other = granted(User.objects.create_user("ug", password=PASSWORD), "RC", "country:UG")
    changing.add(other, "offer", {"title": "t", "country": "KE", "intro": "Not for you to say."})
    assert "Not for you to say." not in text_of(Client().get(PDF))


def test_a_visitors_offer_holds_nothing_that_isnt_published(example: Any) -> None:
    from local2030.web.marker.models import Programme

    Programme.objects.update(audience="team")
    assert "Water that counts" not in text_of(Client().get(PDF))
    assert "Water that counts" in text_of(browser("SEC").get(PDF))
    assert "Water that counts" not in text_of(Client().get(PDF)), "what was kept for one isn't shown to another"


def test_a_longer_offer_is_shortened_by_rule_and_says_by_how_much() -> None:
    for n in range(30):
        changing.add(
            None,
            "hub",
            {"title": f"Hub {n} " + "of the far coast and the high hills " * 8, "country": "KE", "place": "x"},
        )
    text = browser().get(PAGE).content.decode()
    assert "Shortened by rule" in text and "Guidance for engaging local governments:" in text
    assert "more at http://testserver/countries/KE/" in text_of(browser().get(PDF))


def test_an_offer_that_would_overflow_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = shipped_rules()
    bare = replace(rules, always=(Rule("next", "items", 3),), front=(), back=())
    monkeypatch.setattr("local2030.reports.coordinator_offer.shipped_rules", lambda: bare)
    client = browser("RC", "country:KE")
    client.post(PAGE, {"intro": "A long word. " * 150, "version": 0})
    for n in range(40):
        changing.add(None, "hub", {"title": f"Hub {n} " + "of the coast " * 20, "country": "KE", "place": "x"})
    for address, status in ((PAGE, 200), (PDF, 422)):
        answer = client.get(address)
        assert answer.status_code == status
        text = answer.content.decode()
        assert "doesn&#x27;t go into two pages" in text and "Shorten the introduction" in text
    assert shortening.shipped_rules() is rules


def test_the_command_reads_the_store_as_its_owner_and_says_so(example: Any, tmp_path: Any, monkeypatch: Any) -> None:
    from local2030.web.marker.models import Programme

    Programme.objects.update(audience="team")
    monkeypatch.setattr("local2030.cli.coalition._has_store", lambda: True)
    told = CliRunner().invoke(coalition, ["offer", "KE", "--out", str(tmp_path / "o.pdf"), "--format", "json"])
    assert told.exit_code == 0, told.output
    answer = json.loads(told.output)
    assert answer["source"] == "owner" and answer["head"] == str(chain_head()) and answer["pages"] == 2
    pages = pypdfium2.PdfDocument(tmp_path / "o.pdf")
    assert "Water that counts" in pages[0].get_textpage().get_text_range()
    assert "as its owner sees it" in pages[0].get_textpage().get_text_range()
