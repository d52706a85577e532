"""Points of camps, schools and activists: at every door of the site they are rounded, until somebody chooses otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from mirror_builders import EXAMPLE
from web_builders import activity, aid_file, granted

from local2030.web.accounts.models import Role, User
from local2030.web.history.models import Entry
from local2030.web.marker.mirror.models import PlaceSensitivity
from local2030.web.marker.models import Programme

pytestmark = pytest.mark.django_db
LAT, LON = "-0.41234", "36.91234"


def location(name: str, lat: str = LAT, lon: str = LON) -> str:
    return (
        f"<location><name><narrative>{name}</narrative></name>"
        f'<point srsName="http://www.opengis.net/def/crs/EPSG/0/4326"><pos>{lat} {lon}</pos></point></location>'
    )


@pytest.fixture
def programme(signed_in: Client, send: Any) -> Programme:
    """One with a camp, a shelter beside it and a point outside of its country."""
    where = (
        location("Quagga Camp")
        + location("Shelter for Women", "-0.45678", "36.95678")
        + location("Far", "48.8566", "2.3522")
    )
    send(signed_in, aid_file(activity("XM-1").replace("<transaction>", f"{where}<transaction>", 1)))
    return Programme.objects.get()


def doors(programme: Programme) -> dict[str, str]:
    found = {}
    for door in ("", "score.json", "score.csv", "places.geojson", "places.csv"):
        page = Client().get(f"/marker/programmes/{programme.pk}/{door}")
        assert page.status_code == 200, door
        found[door or "page"] = (b"".join(page.streaming_content) if page.streaming else page.content).decode()
    for door in (
        f"/api/v1/marker/programmes/{programme.pk}",
        f"/marker/uploads/{programme.upload_id}/",
        "/marker/map/",
        "/history/",
    ):
        page = Client().get(door)
        found[door] = page.content.decode() if page.status_code == 200 else ""
    return found


def test_no_door_gives_the_point_or_the_name_of_a_camp_or_a_shelter(programme: Programme) -> None:
    for door, text in doors(programme).items():
        for secret in (LAT[1:], LON, "0.4568", "36.9568", "Quagga", "Shelter", "48.8566", "2.3522"):
            assert secret not in text, (door, secret)
    found = json.loads(Client().get(f"/marker/programmes/{programme.pk}/score.json").content)["programmes"][0][
        "places"
    ]["list"]
    assert [(p["level"], p["basis"]) for p in found if p["country"] == "KE"] == [(1, "code")]


def test_the_report_as_pdf_gives_none_either(programme: Programme) -> None:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(Client().get(f"/marker/programmes/{programme.pk}/score.pdf").content)
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    carried = [bytes(pdf.get_attachment(n).get_data()).decode() for n in range(pdf.count_attachments())]
    for secret in ("Quagga", "Shelter for", LAT[1:], LON):
        assert not any(secret in part for part in (text, *carried)), secret


def test_the_store_keeps_the_data_as_they_were_published(programme: Programme) -> None:
    assert [p["name"] for p in programme.score.as_read["places"]["list"]] == ["Quagga Camp", "Shelter for Women", "Far"]


def test_who_answers_for_the_programme_publishes_one_place_by_choice_with_a_reason(
    programme: Programme, signed_in: Client
) -> None:
    address = f"/marker/programmes/{programme.pk}/places/"
    page = signed_in.get(address).content.decode()
    assert "Quagga Camp" in page and "because of the word" in page
    data = {"place": "name:quagga camp", "sensitivity": "public", "why": "Its site is on every map"}
    assert signed_in.post(address, data | {"why": ""}).status_code == 422
    assert signed_in.post(address, data | {"sensitivity": "loud"}).status_code == 422
    doors(programme)  # figures and pages drawn before
    assert signed_in.post(address, data).status_code == 302
    found = doors(programme)
    assert "Quagga Camp" in found["page"] and LON in found["score.json"] and LON in found["places.geojson"]
    assert "Shelter" not in found["score.json"] and "36.9568" not in found["places.geojson"]
    assert not any("Quagga" in str(row.content.plain) for row in Entry.objects.select_related("content"))
    assert signed_in.post(address, data | {"sensitivity": "hidden"}).status_code == 302
    assert "Quagga" not in "".join(doors(programme).values())
    assert PlaceSensitivity.objects.filter(newest=True).count() == 1 and PlaceSensitivity.objects.count() == 2


def test_nobody_else_sees_or_decides(programme: Programme) -> None:
    address = f"/marker/programmes/{programme.pk}/places/"
    other = Client()
    other.force_login(granted(User.objects.create_user("ugo", password=None), Role.RC, "country:UG"))
    assert Client().get(address).status_code in (302, 403) and other.get(address).status_code == 403
    data = {"place": "name:quagga camp", "sensitivity": "public", "why": "because of nothing"}
    assert other.post(address, data).status_code == 403 and not PlaceSensitivity.objects.exists()


def test_a_decision_on_one_source_says_nothing_on_another(programme: Programme, signed_in: Client, send: Any) -> None:
    data = {"place": "name:quagga camp", "sensitivity": "public", "why": "Its site is on every map"}
    signed_in.post(f"/marker/programmes/{programme.pk}/places/", data)
    send(signed_in, aid_file(activity("XM-2").replace("<transaction>", f"{location('Quagga Camp')}<transaction>", 1)))
    second = Programme.objects.get(identifier="XM-2")
    assert "Quagga" not in doors(second)["score.json"]


def test_the_count_of_sites_below_ten_is_left_out_of_files(signed_in: Client, send: Any) -> None:
    for number in (9, 10):
        sites = "".join(location(f"Camp {n}", f"-0.41{n:03d}") for n in range(number))
        send(signed_in, aid_file(activity(f"XM-{number}").replace("<transaction>", f"{sites}<transaction>", 1)))
    few, many = (doors(Programme.objects.get(identifier=f"XM-{n}"))["places.csv"] for n in (9, 10))
    assert few.splitlines()[1].endswith(",<10") and many.splitlines()[1].endswith(",10")


def test_counties_keep_their_names_and_lose_only_the_last_metres_of_their_points(example: Programme) -> None:
    found = json.loads(Client().get(f"/marker/programmes/{example.pk}/score.json").content)["programmes"][0]["places"][
        "list"
    ]
    assert [p["name"] for p in found] == ["Kisumu County", "Homa Bay County", "Busia County", "Kakamega County"]
    assert found[0]["point"] == [-0.1, 34.76] and example.identifier == EXAMPLE


def test_no_point_of_a_real_file_is_given_out_as_it_was_published(real_data: Any, signed_in: Client, send: Any) -> None:
    send(signed_in, (real_data / "iati" / "unhcr_2023.xml").read_bytes(), name="unhcr.xml")
    exact, shown, looked = set(), set(), 0
    for programme in Programme.objects.all():
        score = programme.score
        exact |= {tuple(p["point"]) for p in score.as_read["places"]["list"] if p["point"]}
        shown |= {tuple(p["point"]) for p in score.result["places"]["list"] if p["point"]}
        looked += len(score.as_read["places"]["list"])
    assert looked > 500 and len(exact) > 100 and shown
    assert not exact & shown
