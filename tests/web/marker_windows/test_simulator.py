"""The allocation simulator: changed numbers move amounts to the cent; who gains and loses is named; kept and compared."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from rights_cells import person
from windows_builders import open_window, proposal

from local2030.web.marker.windows.allocating import Asking, simulate
from local2030.web.marker.windows.models import Scenario

pytestmark = pytest.mark.django_db


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sec() -> Any:
    return person("SEC")


@pytest.fixture
def window(sec: Any) -> Any:
    window = open_window(sec)
    proposal(window, title="Poor and good", level="3", country="UG", groups="least_developed")
    proposal(window, title="Rich and good", level="3", country="FJ", requested="700000")
    proposal(window, title="Poor and fair", level="2", country="ET", groups="least_developed", requested="1500000.33")
    for n in range(6):
        proposal(window, title=f"Filler {n}", country="KE", requested="900000")
    return window


def test_without_a_change_nothing_moves_and_all_is_spent_to_the_cent(sec: Any, window: Any) -> None:
    found = simulate(sec, window, Asking.of({}))
    assert found.moved == 0 and not found.gainers and not found.losers
    assert sum(x.after.amount for x in found.lines) == found.after.spent
    assert found.after.spent + found.after.left == found.budget == Decimal("3000000.00")
    assert not found.asking.is_changed


def test_a_weight_moves_amounts_and_names_who_gains_and_loses(sec: Any, window: Any) -> None:
    found = simulate(sec, window, Asking.of({"g_least_developed": "3"}))
    assert {x.proposal.title for x in found.gainers} == {"Poor and good", "Poor and fair"}
    assert "Rich and good" in {x.proposal.title for x in found.losers}
    assert sum(x.change for x in found.lines) == found.after.spent - found.before.spent
    assert found.sha256 != simulate(sec, window, Asking.of({})).sha256


def test_equity_by_region_moves_money(sec: Any, window: Any) -> None:
    region = next(g for x in simulate(sec, window, Asking.of({})).lines for g in x.request.groups if "Melanesia" in g)
    assert region == "region:Melanesia"
    found = simulate(sec, window, Asking.of({"g_r_melanesia": "2"}))
    assert [x.proposal.title for x in found.gainers] == ["Rich and good"]


def test_a_cap_leaves_money_over_and_the_page_says_so(sec: Any, window: Any) -> None:
    page = browser(sec).get(f"/marker/windows/{window.serial}/simulator/?cap=10").content.decode()
    assert simulate(sec, window, Asking.of({"cap": "10"})).after.left > 0
    assert "Left over" in page and "by caps and minimums" in page


def test_the_form_works_without_scripts_and_repeats_what_was_typed(sec: Any, window: Any) -> None:
    page = browser(sec).get(f"/marker/windows/{window.serial}/simulator/?w2=0,9&basis=intended").content.decode()
    assert 'name="w2" value="0.9"' in page  # a decimal comma is read as one
    assert "Rules" in page and "<svg" in page and "20% up" in page


@pytest.mark.parametrize("text", ["abc", "NaN", "1e999", "-1", "Infinity", "0.00001"])
def test_what_is_no_number_is_told_and_the_windows_number_holds(sec: Any, window: Any, text: str) -> None:
    answer = browser(sec).get(f"/marker/windows/{window.serial}/simulator/", {"w2": text})
    assert answer.status_code == 200
    assert "is no number" in answer.content.decode()


def test_rules_that_punish_a_better_level_are_refused(sec: Any, window: Any) -> None:
    found = simulate(sec, window, Asking.of({"w3": "0.1"}))
    assert found.faults and found.moved == 0


def test_observed_levels_count_only_where_reviewed_and_published(sec: Any, window: Any) -> None:
    found = simulate(sec, window, Asking.of({"basis": "observed"}))
    assert {x.after.code for x in found.lines} == {"allocation-not-screened"}


def test_a_scenario_is_kept_with_its_hash_and_two_are_compared(sec: Any, window: Any) -> None:
    client, base = browser(sec), f"/marker/windows/{window.serial}/"
    assert client.post(f"{base}scenarios/", {"name": "as it is"}).status_code == 302
    assert client.post(f"{base}scenarios/", {"name": "poor first", "g_least_developed": "3"}).status_code == 302
    assert client.post(f"{base}scenarios/", {"name": " "}).status_code == 302
    first, second = Scenario.objects.order_by("id")
    assert second.question == {"g_least_developed": "3", "basis": "intended"}
    assert first.rules_sha256 != second.rules_sha256
    page = client.get(f"{base}scenarios/compare/?a={first.pk}&b={second.pk}").content.decode()
    assert "poor first" in page and "least developed country" in page
    assert client.get(f"{base}scenarios/compare/?a={first.pk}&b=x").status_code == 404
    assert client.get(f"{base}scenarios/compare/").context["first"] == first
    Scenario.objects.all().delete()
    assert "Keep two scenarios" in client.get(f"{base}scenarios/compare/").content.decode()


def test_files_hold_exact_amounts_and_no_formula(sec: Any, window: Any) -> None:
    proposal(window, title="=HYPERLINK(1)")
    client, base = browser(sec), f"/marker/windows/{window.serial}/simulator"
    text = client.get(f"{base}.csv?w3=2").content.decode()
    assert "'=HYPERLINK(1)" in text and "amount_by_window_rules" in text
    found = json.loads(client.get(f"{base}.json?w3=2").content)
    assert sum(Decimal(r["amount"]) for r in found["rows"]) == Decimal(found["spent"])
    assert found["rules_sha256"] and found["sensitivity"]
    book = zipfile.ZipFile(io.BytesIO(client.get(f"{base}.xlsx").content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == 11 and "<f>" not in sheet
    assert client.get(f"{base}.pdf").status_code == 404


def test_only_the_secretariat_and_the_windows_donors_simulate(sec: Any, window: Any) -> None:
    base = f"/marker/windows/{window.serial}/simulator/"
    donor = person("DON", f"window:{window.serial}")
    page = browser(donor).get(base)
    assert page.status_code == 200 and "Rich and good" in page.content.decode()
    for reader in (person("DON", "programme:jp-1"), person("UN", "entity:undp"), person("SC")):
        assert browser(reader).get(base).status_code == 403
        assert browser(reader).get(base[:-1] + ".csv").status_code == 403
    assert Client().get(base).status_code in (302, 403)


def test_another_donors_scenarios_are_not_seen(sec: Any, window: Any) -> None:
    mine, theirs = (person("DON", f"window:{window.serial}"), person("DON"))
    browser(theirs).post(f"/marker/windows/{window.serial}/scenarios/", {"name": "secret plan"})
    assert "secret plan" in browser(sec).get(f"/marker/windows/{window.serial}/simulator/").content.decode()
    other = person("DON", "window:other")
    assert Scenario.objects.count() == 1
    assert "secret plan" not in browser(mine).get(f"/marker/windows/{window.serial}/simulator/").content.decode()
    assert browser(other).get(f"/marker/windows/{window.serial}/simulator/").status_code == 403
