"""A scope is given only if it names something; one that doesn't is told with the nearest that there is."""

from __future__ import annotations

from typing import Any

import pytest
import rights_cells
from django.core.exceptions import ValidationError
from django.test import Client

from local2030.web.accounts.api_keys import add_key
from local2030.web.accounts.models import Grant, User
from local2030.web.accounts.people import add_person
from local2030.web.accounts.permissions import may, visible
from local2030.web.accounts.scopes import given_scope
from local2030.web.coalition.first_things import file_first_things
from local2030.web.registry.models import Thing


@pytest.fixture
def filled(db: Any) -> None:
    file_first_things()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""), ("*", ""), ("country:ke", "country:KE"), ("entity:UNDP", "entity:undp"), ("body:wg1", "body:wg1"),
        ("hub:hub-hgg", "hub:hub-hgg"), ("programme:XM-DAC-41114", "programme:xm-dac-41114"),
    ],
)  # fmt: skip
def test_what_names_something_is_kept_in_its_one_spelling(filled: None, given: str, kept: str) -> None:
    assert given_scope(given) == kept


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("entity:un-habitat", "entity:unhabitat"), ("body:wg-action", "body:wg1"), ("hub:hgg", "hub:hub-hgg"),
        ("entity:Pakistan", "nothing like it"), ("country:UK", "ISO 3166"), ("country:XX", "ISO 3166"),
        ("place:nairobi", "country:KE"), ("Kenya", "country:KE"),
    ],
)  # fmt: skip
def test_what_names_nothing_is_refused_at_every_way_of_giving(
    filled: None, steward: User, member: User, wrong: str, near: str
) -> None:
    for give in (given_scope, lambda scope: add_person("UN", scope), lambda scope: add_key("", "UN", scope)):
        with pytest.raises(ValidationError) as refused:
            give(wrong)
        assert near in " ".join(refused.value.messages)
    client = Client()
    client.force_login(steward)
    asked = {"email": "kim@example.org", "role": "UN", "scope": wrong, "until": ""}
    for address in ("/people/invite/", f"/people/{member.pk}/"):
        answer = client.post(address, asked)
        assert answer.status_code == 422
        assert near in answer.content.decode()
    assert not Grant.objects.filter(role="UN").exists()


def test_a_hub_without_a_key_goes_by_its_number(filled: None) -> None:
    Thing.objects.filter(kind="hub", key="hub-hgg").update(key="")
    serial = Thing.objects.get(kind="hub", key="").serial
    assert given_scope(f"hub:{serial.lower()}") == f"hub:{serial}"


def test_a_programme_is_reached_by_its_identifier_and_no_other_is(example: Any) -> None:
    programme = example
    type(programme).objects.filter(pk=programme.pk).update(audience="team")
    programme.refresh_from_db()
    donor = rights_cells.person("DON", given_scope(f"programme:{programme.identifier}"))
    other = rights_cells.person("DON", "programme:another")
    assert may(donor, "read", programme) and not may(other, "read", programme)
    rows = type(programme).objects.all()
    assert list(visible(donor, rows)) == [programme] and not visible(other, rows).exists()
    assert not may(donor, "change", programme)
