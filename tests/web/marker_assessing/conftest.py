"""The worked example in the store, and the people around an assessment of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from assessing_builders import IDENTIFIER, People
from web_builders import granted

from local2030.web.accounts.models import User
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.example import file_example
from local2030.web.marker.models import Programme
from local2030.web.registry.models import Thing


@pytest.fixture
def example(db: Any, run_jobs: Callable[[], None]) -> Programme:
    """The worked example, filed and scored."""
    keeper = granted(User.objects.create_user("keeper", first_name="Kep", last_name="Er"), "SEC")
    file_example(keeper)
    run_jobs()
    return Programme.objects.get()


@pytest.fixture
def people(db: Any) -> People:
    def one(name: str, role: str, scope: str = "") -> User:
        first = name.capitalize()
        user = User.objects.create_user(name, f"{name}@example.org", "x", first_name=first, last_name=f"{first}sson")
        return granted(user, role, scope)

    return People(
        una=one("una", "UN", "entity:undp"), sena=one("sena", "SEC"), rosa=one("rosa", "KSN", "body:ksn"),
        remy=one("remy", "KSN", "body:ksn-b"), rita=one("rita", "KSN", "body:ksn-c"),
        lena=one("lena", "LRG", "place:kisumu"), otto=one("otto", "UN", "entity:unicef"),
    )  # fmt: skip


@pytest.fixture
def county(db: Any) -> Thing:
    """A county that the worked example names."""
    from local2030.web.registry import changing

    thing = changing.add(
        None, "local-government", {"title": "County Government of Kisumu", "country": "KE"}, key="kisumu"
    )
    return thing


@pytest.fixture
def draft(example: Programme, people: People, county: Thing) -> Assessment:
    """Una's draft."""
    from local2030.web.accounts.models import Grant
    from local2030.web.marker.assessing.starting import start

    Grant.objects.create(user=people.una, role="UN", scope=f"programme:{IDENTIFIER.lower()}")
    return start(User.objects.get(pk=people.una.pk), IDENTIFIER).assessment
