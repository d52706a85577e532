"""Newer aid data bring a joint programme up to date: by rule for who may change it, else as a suggestion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from joint_builders import body, joint, person

from local2030.web.history.lines import history_of
from local2030.web.marker.models import Programme
from local2030.web.registry.models import Thing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]


def _file(day: str = "2026-10-14", budget: str = "640000", status: str = "4", place: str = "Mzimba", currency: str = "USD", end: str = "2026-09-30") -> bytes:  # fmt: skip
    return f"""<?xml version="1.0"?><iati-activities version="2.03">
<iati-activity default-currency="{currency}" last-updated-datetime="{day}T00:00:00Z">
<iati-identifier>XM-EXAMPLE-JP-01</iati-identifier><reporting-org ref="XM-EXAMPLE" type="40"><narrative>Office</narrative></reporting-org>
<title><narrative>Market days</narrative></title><activity-status code="{status}"/>
<activity-date type="2" iso-date="2024-10-12"/><activity-date type="4" iso-date="2026-09-30"/><recipient-country code="MW"/>
<location><name><narrative>{place}</narrative></name></location>
<budget type="1"><period-start iso-date="2024-10-01"/><period-end iso-date="{end}"/><value value-date="2024-10-01">{budget}</value></budget>
<transaction><transaction-type code="2"/><transaction-date iso-date="2025-01-05"/><value value-date="2025-01-05">50000.50</value></transaction>
<transaction><transaction-type code="3"/><transaction-date iso-date="2026-01-05"/><value value-date="2026-01-05">1000</value>
<receiver-org type="11"><narrative>Dedza District Council</narrative></receiver-org></transaction></iati-activity></iati-activities>""".encode()  # fmt: skip


@pytest.fixture
def sent(send: Callable[..., Any]) -> Callable[..., None]:
    """Sends a file in and lets its job run."""

    def sending(user: Any, data: bytes, audience: str = "public") -> None:
        client = Client()
        client.force_login(user)
        assert send(client, data, audience=audience).status_code == 200

    return sending


def test_what_its_own_team_sends_is_taken_over_with_a_line_of_history(sent: Callable[..., None]) -> None:
    sent(person("RC", "country:MW"), _file())
    row = joint("01")
    assert (row.fields["budget"], row.fields["committed"], row.fields["places"]) == (640000, 50000.5, ["Mzimba"])
    assert row.fields["phase"] == "closed" and row.fields["phase_history"][-1] == "2026-09-30: closed"
    assert row.fields["aid_data_of"] == "2026-10-14"
    line = history_of(person("SEC"), "joint-programme", row.serial, 5)[0]
    assert "Aid data of 2026-10-14" in str(line)


def test_of_who_may_not_change_it_the_file_is_a_suggestion_that_somebody_else_takes_over(
    sent: Callable[..., None],
) -> None:
    before = joint("01").fields
    sent(person("RC", "country:KE"), _file())
    assert joint("01").fields == before
    owner = Client()
    owner.force_login(person("UN", "entity:fao"))
    page = body(owner.get(joint("01").get_absolute_url()))
    assert "Newer aid data say otherwise" in page and "Take it over" in page
    assert "Take it over" not in body(Client().get(joint("01").get_absolute_url()))
    assert Client().post(f"/marker/joint/{joint('01').serial}/take/").status_code in (302, 403)
    assert joint("01").fields == before
    assert owner.post(f"/marker/joint/{joint('01').serial}/take/").status_code == 302
    assert joint("01").fields["budget"] == 640000
    assert "Newer aid data say otherwise" not in body(owner.get(joint("01").get_absolute_url()))


def test_older_data_and_data_for_a_team_alone_change_nothing(sent: Callable[..., None]) -> None:
    sec = person("SEC")
    sent(sec, _file())
    sent(sec, _file(day="2026-01-01", budget="1"))
    assert joint("01").fields["budget"] == 640000
    sent(sec, _file(day="2026-11-01", budget="2"), audience="team")
    assert joint("01").fields["budget"] == 640000


def test_a_budget_in_another_currency_isnt_taken_over_and_a_phase_never_goes_back_in_time(
    sent: Callable[..., None],
) -> None:
    before = joint("01").fields["budget"]
    sent(person("SEC"), _file(currency="EUR", status="1"))
    row = joint("01")
    assert row.fields["budget"] == before
    assert [line.partition(":")[0] for line in row.fields["phase_history"]] == sorted(
        line.partition(":")[0] for line in row.fields["phase_history"]
    )


def test_a_budget_for_one_of_two_years_isnt_the_programmes_budget(sent: Callable[..., None]) -> None:
    before = joint("01").fields["budget"]
    sent(person("SEC"), _file(end="2025-09-30"))
    assert joint("01").fields["budget"] == before and joint("01").fields["phase"] == "closed"


def test_other_programmes_are_left_alone(sent: Callable[..., None]) -> None:
    before = {t.serial: t.version for t in Thing.objects.filter(kind="joint-programme")}
    sent(person("SEC"), _file())
    after = {t.serial: t.version for t in Thing.objects.filter(kind="joint-programme")}
    assert {serial for serial in after if after[serial] != before[serial]} == {joint("01").serial}


def test_the_page_of_the_aid_data_names_the_joint_programme(sent: Callable[..., None]) -> None:
    sent(person("SEC"), _file())
    row = Programme.objects.get(identifier="XM-EXAMPLE-JP-01", current=True)
    assert joint("01").get_absolute_url() in body(Client().get(f"/marker/programmes/{row.pk}/"))
