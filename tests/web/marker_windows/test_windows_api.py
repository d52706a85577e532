"""The API of the room says what the pages say, to whom they say it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from rights_cells import person
from windows_builders import open_window, proposal, published

pytestmark = pytest.mark.django_db
BASE = "/api/v1/marker"


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_allocation_by_the_api_adds_up_to_the_cent_and_is_for_those_who_may() -> None:
    window = open_window()
    for _n in range(3):
        proposal(window)
    address = f"{BASE}/windows/{window.serial}/simulation?w3=2"
    found = browser(person("SEC")).get(address).json()
    assert sum(Decimal(p["amount"]) for p in found["proposals"]) == Decimal(found["spent"])
    assert len(found["rules_sha256"]) == 64 and found["sensitivity"]
    assert browser(person("UN")).get(address).status_code == 403
    assert Client().get(address).status_code in (401, 403)
    assert browser(person("SEC")).get(f"{BASE}/windows/WIN-999/simulation").status_code == 404


def test_the_second_tranche_by_the_api_is_the_funds_before_the_decision() -> None:
    window = open_window()
    proposal(window, None, "funded")
    address = f"{BASE}/windows/{window.serial}/tranche-two"
    assert browser(person("SEC")).get(address).json()["programmes"][0]["advice"] == "hold-for-evidence"
    for reader in (person("DON", f"window:{window.serial}"), person("SC"), person("UN")):
        assert browser(reader).get(address).status_code == 404
    assert Client().get(address).status_code == 404


def test_donors_concentration_and_thresholds_are_open(example: Any) -> None:
    published("XM-1")
    found = Client().get(f"{BASE}/donors?level=0&share=0&coverage=0").json()
    assert found["counts"]["sure"] == 1 and found["terms"]["level"] == "0"
    found = Client().get(f"{BASE}/concentration").json()
    assert found["programmes"] == 1 and found["largest"][0]["of"] == "recipient"
    found = Client().get(f"{BASE}/plus-minus").json()
    assert found["programmes"] == 1 and sum(found["levels"]) == 1 and len(found["rows"]) == 56
