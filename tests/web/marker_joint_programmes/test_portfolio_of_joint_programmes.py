"""The portfolio shows what the report counts, says that the rest is invented, and joins what the marker knows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from local2030.web.registry.models import Thing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]


def test_the_portfolio_shows_26_of_30_and_says_that_they_are_invented() -> None:
    page = Client().get("/marker/joint/").content.decode()
    assert "26 of 30 joint programmes are in implementation" in page
    assert "30 entries on this page describe nothing that exists" in page
    assert "report: 26 of 30" in page  # the published count stands in the picture


def test_the_portfolio_takes_few_queries_however_many_programmes() -> None:
    client = Client()
    client.get("/marker/joint/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/marker/joint/").status_code == 200
    assert len(asked) <= 12


def test_every_file_says_where_each_row_is_from() -> None:
    own = b"".join(Client().get("/marker/joint.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert len(own.splitlines()) == 31
    assert all(",invented," in line for line in own.splitlines()[1:])
    for ending in ("csv", "json"):
        listed = b"".join(Client().get(f"/marker/joint-programmes.{ending}").streaming_content).decode()  # type: ignore[attr-defined]
        assert listed.count("XM-EXAMPLE-JP-") == 30
        assert "basis" in listed and listed.count("(invented)") + listed.count("(worked example, invented)") == 30


def test_each_programme_says_on_its_page_that_it_is_invented() -> None:
    for thing in Thing.objects.filter(kind="joint-programme").order_by("number")[:2]:
        page = Client().get(thing.get_absolute_url()).content.decode()
        assert "there is no such programme" in page
        assert "in implementation" in page


def test_a_phase_filter_that_is_none_of_ours_shows_all() -> None:
    assert "4 in this phase" not in Client().get("/marker/joint/?phase=zzz").content.decode()
    assert "3 in this phase" in Client().get("/marker/joint/?phase=design").content.decode()
