"""What would lift a proposal: what its published assessment lacks, not what the machine's score lacked before."""

from __future__ import annotations

import json
import zlib

import pytest
from django.test import Client
from rights_cells import person
from windows_builders import open_window, proposal, published

pytestmark = pytest.mark.django_db


def test_the_lift_list_is_that_of_the_published_assessment() -> None:
    made = proposal(open_window(), identifier="XM-LIFT")
    client = Client()
    client.force_login(person("SEC"))
    page = f"/things/{made.serial}/"
    assert "no score of this identifier yet" in client.get(page).content.decode()
    row = published("XM-LIFT")
    assert "Its published assessment names no step" in client.get(page).content.decode()
    step = {"message": "Two more councils sign the plan", "reason": "C2 asks for them"}
    whole = {"programmes": [{"identifier": "XM-LIFT", "lift": [step]}]}
    row.standings.update(packed=zlib.compress(json.dumps(whole).encode()))
    text = client.get(page).content.decode()
    assert step["message"] in text and row.thing.serial in text and "made by software only" not in text
