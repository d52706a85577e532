"""A local government's mirror by its link: what it shows, what is kept, what goes wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from mirror_builders import EXAMPLE, linked, town

from local2030.web.marker.mirror.models import Attestation, TownLink

pytestmark = pytest.mark.django_db
WHO = {"post": "Chief Officer, Finance", "body": "Department of Finance"}


def press(token: str, item: str, answer: str, **more: Any) -> Any:
    data = {"item": item, "answer": answer, **WHO, **more}
    return Client().post(f"/marker/mirror/{token}/answer/", data)


def test_the_page_shows_what_was_paid_by_year_and_takes_an_answer_without_an_account(example: Any, steward: Any) -> None:
    kisumu = town()
    token, _link = linked(steward, kisumu)
    page = Client().get(f"/marker/mirror/{token}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "County Government of Kisumu" in text and "143,000" in text and "2023" in text and "105,000" not in text
    answer = press(token, f"paid|{EXAMPLE}", "partly", received="100,000", currency="USD", words="The last tranche is missing.")
    assert answer.status_code == 302 and "#i-" in answer["Location"]
    row = Attestation.objects.get(government=kisumu, subject="paid", newest=True)
    assert (row.answer, row.received, row.post) == ("partly", Decimal(100000), WHO["post"])
    again = Client().get(f"/marker/mirror/{token}/").content.decode()
    assert "−43,000" in again and "The last tranche is missing." in again
