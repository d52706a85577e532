"""From promise to ground, the funding pipeline, what the marker changed: each page for whom it is, and nothing twice."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from joint_builders import body, joint, person

from local2030.web.history.proof import verify
from local2030.web.marker.joint_programmes.examples import PROSPECTS, file_examples
from local2030.web.registry.changing import tie
from local2030.web.registry.models import Thing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeper")]
NAMES = ("a foundation", "a development bank", "three district councils")


def _signed_in(role: str, scope: str = "") -> Client:
    client = Client()
    client.force_login(person(role, scope))
    return client


def _rows(address: str, client: Client | None = None) -> list[dict[str, str]]:
    text = body((client or Client()).get(address)).lstrip("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_examples_are_filed_once_and_all_say_that_they_are_invented(keeper: Any) -> None:
    assert file_examples(keeper) == 0
    rows = Thing.objects.filter(kind__in=("training", "prospect", "design-change"))
    assert rows.count() > 20
    assert all("(invented)" in row.title and row.fields["basis"] == "invented" for row in rows)
    assert verify().ok


def test_a_programme_under_two_commitments_counts_once_in_the_last_line() -> None:
    rows = {row["commitment"]: row for row in _rows("/marker/joint/promises.csv")}
    serials = Thing.objects.filter(kind="commitment").values_list("key", "serial")
    by_key = dict(serials)
    water = joint().serial
    assert water in rows[by_key["C3.1"]]["serials"].split("; ")
    assert water in rows[by_key["C3"]]["serials"].split("; ")  # the pledge lies inside the commitment
    linked = rows["all"]["serials"].split("; ")
    assert linked.count(water) == 1 and len(linked) == len(set(linked)) == int(rows["all"]["programmes"])
    planned = sum(Thing.objects.get(serial=serial).fields["budget"] for serial in linked)
    assert float(rows["all"]["planned_low"]) == planned


def test_unlinked_commitments_are_listed_and_a_new_tie_takes_one_off(keeper: Any) -> None:
    alone = Thing.objects.get(kind="commitment", key="C4.3")
    page = body(Client().get("/marker/joint/promises/"))
    assert f"{alone.serial}</span></li>" in page.partition('id="unlinked"')[2]
    tie(keeper, joint("05"), alone, "serves")
    page = body(Client().get("/marker/joint/promises/"))
    assert f"{alone.serial}</span></li>" not in page.partition('id="unlinked"')[2]


def test_the_page_of_a_commitment_shows_its_programmes_and_trainings_and_an_unknown_one_is_not_there() -> None:
    serial = Thing.objects.get(kind="commitment", key="C3.1").serial
    page = body(Client().get(f"/marker/joint/promises/{serial}/"))
    assert joint().title in page and "Reading a water budget (invented)" in page and "Invented as examples" in page
    assert Client().get("/marker/joint/promises/COM-999/").status_code == 404


@pytest.mark.parametrize("address", ["promises/", "funding/", "influence/"])
def test_each_page_takes_few_queries(address: str) -> None:
    client = Client()
    client.get(f"/marker/joint/{address}")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/marker/joint/{address}").status_code == 200
    assert len(asked) <= 12


def test_everybody_sees_the_gap_and_only_some_the_names_of_sources() -> None:
    public = body(Client().get("/marker/joint/funding/")) + body(Client().get(joint("01").get_absolute_url()))
    assert "are lacking" in public and not any(name in public for name in NAMES)
    assert Client().get("/marker/prospects/").status_code == 200
    assert not any(name in body(Client().get("/marker/prospects/")) for name in NAMES)
    donor = _signed_in("DON")
    assert "three district councils" in body(donor.get(joint("01").get_absolute_url()))
    assert str(len(PROSPECTS)) in body(donor.get("/marker/prospects/"))


def test_a_donor_of_one_programme_and_a_country_team_see_their_own_prospects_only() -> None:
    for role, scope in (("DON", "programme:xm-example-jp-01"), ("RC", "country:MW"), ("UN", "entity:fao")):
        client = _signed_in(role, scope)
        listed = body(client.get("/marker/prospects/"))
        assert "Cold rooms for two markets" in listed, (role, scope)
        assert "Loan for a second yard" not in listed, (role, scope)
    for role in ("LRG", "HUB", "KSN", "COM", "WG", "SC"):
        assert "Cold rooms" not in body(_signed_in(role).get("/marker/prospects/")), role


def test_nobody_enters_a_training_or_prospect_under_a_programme_that_isnt_his_by_form_api_or_file() -> None:
    other, own = _signed_in("UN", "entity:unicef"), _signed_in("UN", "entity:fao")
    cells = {
        "title": "Money", "source_kind": "public", "source": "somebody", "basis": "reported",
        "joint": joint("01").serial, "low": "5", "currency": "USD",
    }  # fmt: skip
    before = Thing.objects.filter(kind="prospect").count()
    answer = other.post("/marker/prospects/new/", cells)
    assert answer.status_code == 422 and "isn’t yours to change" in body(answer).replace("&#x27;", "’").replace(
        "'", "’"
    )
    sent = other.post("/api/v1/marker/prospects", {"values": cells}, "application/json")
    assert sent.status_code == 422, sent.content
    rows = f"title,source_kind,source,basis,joint\nMoney,public,somebody,reported,{joint('01').serial}\n".encode()
    looked = other.post("/marker/prospects/import/", {"file": SimpleUploadedFile("p.csv", rows)}, follow=True)
    assert "isn’t yours to change" in body(looked).replace("&#x27;", "’").replace("'", "’")
    assert Thing.objects.filter(kind="prospect").count() == before
    assert own.post("/marker/prospects/new/", cells).status_code == 302
    made = Thing.objects.filter(kind="prospect").order_by("-number")[0]
    assert {scope.scope for scope in made.scopes.all()} >= {"programme:xm-example-jp-01", "country:MW", "entity:fao"}


def test_the_file_of_the_pipeline_keeps_prospects_from_who_may_not_read_them() -> None:
    public = {row["serial"]: row for row in _rows("/marker/joint/funding.csv")}[joint("01").serial]
    inside = {row["serial"]: row for row in _rows("/marker/joint/funding.csv", _signed_in("SEC"))}[joint("01").serial]
    assert (public["prospects"], public["expected_high"]) == ("", "") and public["gap_low"] == inside["gap_low"]
    assert inside["prospects"] == "2" and float(inside["expected_high"]) > 0 and public["basis"] == "invented"


def test_the_report_on_the_marker_counts_programmes_amounts_and_quotes() -> None:
    page = body(Client().get("/marker/joint/influence/"))
    assert "The marker surely changed 3 programmes before approval, 5 at most" in page
    assert "220,401.00 to 355,401.00" in page
    assert "Each of the four counties has one seat and one vote" in page
    assert "Nobody drew them by lot" in page or "It can&#x27;t be told" in page
    rows = _rows("/marker/joint/influence.csv")
    assert len(rows) == 6 and {row["basis"] for row in rows} == {"invented"}


def test_the_report_is_a_pdf_too() -> None:
    answer = Client().get("/marker/joint/influence.pdf")
    assert answer.status_code == 200 and body_bytes(answer).startswith(b"%PDF")


def body_bytes(answer: Any) -> bytes:
    return bytes(answer.content)
