"""The API of monitoring: what the pages show, as documents; rights asked; files sent in as by the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
BASE = "/api/v1/monitoring"
DATA = f"{BASE}/data/sandoria"
TIDY = b"indicator,place,year,unit,value\n1.2.1,Amberly,2020,PT,12.5\n1.2.1,Amberly,20x1,PT,11.9\n"


def got(client: Client, address: str, code: int = 200) -> Any:
    answer = client.get(address)
    assert answer.status_code == code, (address, answer.status_code, answer.content[:300])
    return answer.json()


def test_data_sets_are_listed_with_what_they_hold(visitor: Client) -> None:
    (found,) = got(visitor, f"{BASE}/data")
    assert found["name"] == "sandoria" and found["licence"] == "CC0 1.0" and found["version"] == 2
    assert found["rows_read"] == found["published"] + found["reported"]
    assert got(visitor, f"{DATA}?version=1")["version"] == 1
    assert [v["version"] for v in got(visitor, f"{DATA}/versions")] == [2, 1]
    assert len(got(visitor, f"{DATA}/places")) == 12 and len(got(visitor, f"{DATA}/indicators")) >= 22
    assert {m["name"] for m in got(visitor, f"{BASE}/methods")} >= {"statcan-2.4", "unsd-2023"}


def test_questions_to_the_engines_give_their_documents(visitor: Client) -> None:
    assert got(visitor, f"{DATA}/gaps?place=SN-B1")["schema"].startswith("local2030/monitoring-gaps")
    rows = got(visitor, f"{DATA}/progress?method=unsd-2023&place=SN-B1&headline=true")
    assert rows["method"]["name"] == "unsd-2023" and rows["series"]
    compared = got(visitor, f"{DATA}/compare?place=SN-B1&with=parent&headline=true")
    assert compared["with"]["code"] == "SN-B" and compared["compared"] > 5
    assert got(visitor, f"{DATA}/momentum?level=2")["places"]
    assert len(got(visitor, f"{DATA}/peers?place=SN-B1&most=3")["peers"]) <= 3
    assert got(visitor, f"{DATA}/checks?severity=warning&version=1")
    one = got(visitor, f"{DATA}/observations?indicator=1.2.1&place=SN-B1")
    assert len(one["rows"]) == 9 and not one["more"]
    assert visitor.get(f"{DATA}/export/csv").status_code == 200


@pytest.mark.parametrize(
    ("address", "code"),
    [("/progress?method=magic", 422), ("/compare?place=nowhere", 422), ("/compare?place=_T", 422), ("/observations", 422),
     ("/gaps?place=nowhere", 422), ("/peers?place=nowhere", 422), ("?version=99", 404), ("/export/docx", 404),
     ("/checks?severity=odd", 422)],
)  # fmt: skip
def test_what_can_not_be_meant_is_refused_in_words(visitor: Client, address: str, code: int) -> None:
    answer = visitor.get(f"{DATA}{address}")
    assert answer.status_code == code and b"Traceback" not in answer.content


def test_who_may_not_know_of_it_gets_nothing(visitor: Client) -> None:
    got(visitor, f"{BASE}/data")
    Thing.objects.filter(kind="dataset").update(audience="inner")
    assert got(visitor, f"{BASE}/data") == []
    for part in ("", "/versions", "/indicators", "/places", "/observations?indicator=1.2.1", "/checks", "/gaps", "/progress",
                 "/compare?place=SN-B1", "/momentum", "/peers?place=SN-B1", "/export/csv"):  # fmt: skip
        assert visitor.get(f"{DATA}{part}").status_code == 404, part


def test_files_are_sent_in_looked_at_and_published(
    officer: Client, visitor: Client, run_jobs: Callable[[], None]
) -> None:
    data = {"sent": SimpleUploadedFile("towns.csv", TIDY), "title": "Two towns"}
    assert visitor.post(f"{BASE}/data", data).status_code == 401
    answer = officer.post(f"{BASE}/data", {**data, "sent": SimpleUploadedFile("towns.csv", TIDY)})
    assert answer.status_code == 202, answer.content
    number = answer.json()["number"]
    assert officer.post(f"{BASE}/uploads/{number}/publish").status_code == 409
    run_jobs()
    told = got(officer, f"{BASE}/uploads/{number}")
    document = told["document"]
    assert (document["rows_read"], document["published"], document["reported"]) == (2, 1, 1)
    assert any(f["severity"] == "error" and f["row"] == 3 for f in document["findings"])
    assert visitor.get(f"{BASE}/uploads/{number}").status_code == 401
    assert officer.post(f"{BASE}/uploads/{number}/publish").json()["published_version"] == 2
    assert got(visitor, f"{BASE}/data/two-towns")["observations"] == 1
    assert officer.post(f"{BASE}/data", {"title": "No file"}).status_code == 422


def test_an_index_is_reckoned_out_of_files(officer: Client, visitor: Client) -> None:
    wide, bounds = b"id,a,b\nX,10,50\nY,20,70\n", b"code,goal,lower,optimum\na,1,0,20\nb,2,0,100\n"
    data = {"values": SimpleUploadedFile("v.csv", wide), "bounds": SimpleUploadedFile("b.csv", bounds)}
    answer = officer.post(f"{BASE}/index", data)
    assert answer.status_code == 200 and [p["overall"] for p in answer.json()["places"]] == [50.0, 85.0]
    assert visitor.post(f"{BASE}/index", {}).status_code in (401, 422)
