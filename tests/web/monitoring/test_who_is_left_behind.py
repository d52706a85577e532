"""Who is left behind, of any list: on the page, in the file, by the API; for each reader of what he may see."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from local2030.web.marker.models import Programme, Upload
from local2030.web.monitoring.adopting import adopt
from local2030.web.registry.changing import add
from local2030.web.registry.kinds import kinds
from local2030.web.registry.models import Thing

pytestmark = pytest.mark.django_db
SANDORIA = "/monitoring/data/equity/?dataset=sandoria"


def rows_of(client: Client, address: str) -> dict[str, dict[str, str]]:
    page, _mark, query = address.partition("?")
    answer = client.get(f"{page.rstrip('/')}.csv?{query}")
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    return {row["group"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}


def test_every_list_of_monitoring_leads_to_it(visitor: Client) -> None:
    for page, target in (
        ("/monitoring/", "/monitoring/data/equity/"), ("/monitoring/d/sandoria/", "/monitoring/data/equity/?dataset=sandoria"),
        ("/monitoring/results/", "/monitoring/results/equity/"), ("/monitoring/data-submissions/", "/monitoring/data-submissions/equity/"),
        ("/monitoring/datasets/", "/monitoring/datasets/equity/"), ("/monitoring/d/sandoria/i/8.5.2/", "indicator=8.5.2"),
        ("/marker/", "/marker/programmes/equity/"), ("/marker/map/", "/marker/programmes/equity/"),
        ("/marker/windows/", "/marker/window-proposals/equity/?of=share_low"), ("/marker/joint/", "/marker/joint-programmes/equity/"),
    ):  # fmt: skip
        assert target in visitor.get(page).content.decode(), page


def test_an_indicator_by_group_of_people_has_quantiles_with_numbers(visitor: Client) -> None:
    page = visitor.get(f"{SANDORIA}&indicator=8.5.2&by=of:Sex").content.decode()
    assert "Half lie below 6.4% in Male, and below 7.85% in Female" in page and "8 of 8" in page
    rows = rows_of(visitor, f"{SANDORIA}&indicator=8.5.2&by=of:Sex")
    assert set(rows) == {"Female", "Male"} and rows["Female"]["known"] == "8" and float(rows["Female"]["median"]) == 7.85  # fmt: skip


def test_by_type_of_place_three_districts_are_too_few_and_eight_municipalities_are_not(visitor: Client) -> None:
    rows = rows_of(visitor, f"{SANDORIA}&indicator=8.5.2")
    assert rows["District"]["few"] == "yes" and rows["District"]["median"] == ""
    assert rows["Municipality"]["few"] == "no" and rows["Municipality"]["q1"]
    page = visitor.get(f"{SANDORIA}&indicator=8.5.2").content.decode()
    assert "fewer than 5" in page and "fewer than five values are known" in page


def test_places_that_report_nothing_are_counted_as_such_and_not_as_zero(visitor: Client) -> None:
    rows = rows_of(visitor, f"{SANDORIA}&indicator=7.2.1")  # of the whole territory only
    assert rows["Municipality"]["known"] == "0" and rows["Municipality"]["nothing"] == "missing: 8"
    page = visitor.get(f"{SANDORIA}&indicator=7.2.1").content.decode()
    assert "8 no data" in page and "8 of 8 have none" in page
    level = visitor.get(f"{SANDORIA}&by=above").content.decode()
    assert all(name in level for name in ("Aldermoor", "Brinedale", "Corvane"))


def test_the_api_says_the_same_as_the_file(visitor: Client) -> None:
    found = visitor.get(f"/api/v1/equity/monitoring/data{SANDORIA.partition('equity/')[2]}&indicator=8.5.2").json()
    rows = rows_of(visitor, f"{SANDORIA}&indicator=8.5.2")
    assert {g["group"]: str(g["known"]) for g in found["groups"]} == {n: r["known"] for n, r in rows.items()}
    assert found["by"] == "type" and "of:Sex" in found["ways"] and found["groups"][0]["median"] is None


def test_what_isn_t_there_isn_t_found(visitor: Client) -> None:
    for address in ("monitoring/data/equity/?dataset=nowhere", "monitoring/data/equity/?dataset=sandoria&indicator=99.9.9",
                    "monitoring/nothings/equity/", "marker/windows/equity/"):  # fmt: skip
        assert visitor.get(f"/{address}").status_code == 404, address
    for ask in ("&by=nonsense&level=99&year=abc", "&indicator=8.5.2&year=1700&cut=zz&level=-1&by=of:Nothing"):
        assert visitor.get(SANDORIA + ask).status_code == 200


def test_a_data_set_that_one_may_not_read_is_in_no_group(visitor: Client) -> None:
    adopt()
    Thing.objects.filter(kind="dataset", key="sandoria").update(audience="inner")
    assert visitor.get(SANDORIA).status_code == 404
    assert "Sandoria" not in visitor.get("/monitoring/data/equity/").content.decode()


def test_a_list_says_how_many_countries_have_none_and_what_it_can_t_place(visitor: Client, django_assert_max_num_queries: Any) -> None:  # fmt: skip
    for country in ("KE", "UG", "TZ", "RW", "ET", ""):
        cells = {
            "title": f"In {country}",
            "country": country,
            "indicator": "8.5.2",
            "place_name": "x",
            "audience": "public",
        }
        add(None, "result", cells)
    page = visitor.get("/monitoring/results/equity/").content.decode()
    assert re.search(r"<h2[^>]*>5 of 2\d\d countries have one or more</h2>", page)
    assert "1 row names no country" in page and "29 of 29 have none" in page
    rows = rows_of(visitor, "/monitoring/results/equity/")
    assert rows["Eastern Africa"]["known"] == "5" and float(rows["Eastern Africa"]["median"]) == 1
    assert rows["Caribbean"]["known"] == "0" and rows["Caribbean"]["nothing"].startswith("none: ")
    with django_assert_max_num_queries(8):
        visitor.get("/monitoring/results/equity/")


def test_values_of_unlike_results_never_stand_in_one_group(visitor: Client) -> None:
    for n in range(6):
        for indicator, unit in (("8.5.2", "%"), ("6.1.1", "litres")):
            add(None, "result", {"title": f"r{n}", "indicator": indicator, "unit": unit, "place_name": "x", "audience": "public", "value": str(n)})  # fmt: skip
    add(None, "result", {"title": "none", "indicator": "8.5.2", "unit": "%", "place_name": "x", "audience": "public"})
    add(None, "result", {"title": "hidden", "indicator": "8.5.2", "unit": "%", "place_name": "x", "audience": "inner", "value": "99"})  # fmt: skip
    rows = rows_of(visitor, "/monitoring/results/equity/?of=value&by=region")
    assert set(rows) == {"8.5.2, %", "6.1.1, litres"}
    assert (rows["8.5.2, %"]["known"], rows["8.5.2, %"]["members"], rows["8.5.2, %"]["median"]) == ("6", "7", "2.5")


def test_programmes_stand_by_region_with_those_of_which_nobody_can_tell(
    visitor: Client, member: Any, django_assert_max_num_queries: Any
) -> None:
    upload = Upload.objects.create(by=member, name="a.xml", sha256="0" * 64, size=1, key="k")
    for n in range(6):
        _programme(upload, f"XM-{n}", " KE UG ", n / 10, 0.5)
    _programme(upload, "XM-blind", " KE ", 0.0, 0.0)
    _programme(upload, "XM-none", " HT ", None, None)
    _programme(upload, "XM-where", " ", None, None)
    rows = rows_of(visitor, "/marker/programmes/equity/")
    assert (rows["Eastern Africa"]["known"], rows["Eastern Africa"]["members"]) == ("6", "7")
    assert float(rows["Eastern Africa"]["median"]) == 25 and rows["Eastern Africa"]["nothing"] == "cannot-tell: 1"
    assert rows["Caribbean"]["nothing"] == "no-payments: 1" and rows["no country named"]["members"] == "1"
    assert set(rows_of(visitor, "/marker/programmes/equity/?country=HT")) == {"Caribbean"}
    with django_assert_max_num_queries(6):
        assert visitor.get("/marker/programmes/equity/?by=country&of=level").status_code == 200


def test_every_list_of_things_in_countries_has_the_page_and_it_is_light(visitor: Client) -> None:
    looked = 0
    for kind in kinds().values():
        answer = visitor.get(f"/{kind.subject}/{kind.slug}/equity/")
        assert answer.status_code == (200 if "country" in kind.standard else 404), kind.code
        assert len(answer.content) < 100_000
        looked += answer.status_code == 200
    assert looked > 5


def _programme(upload: Any, identifier: str, countries: str, low: float | None, coverage: float | None) -> None:
    Programme.objects.create(
        upload=upload, position=Programme.objects.count(), phase="monitoring", identifier=identifier, title=identifier, countries=countries, ls_low=low, ls_high=low,
        coverage=coverage, current=True,
    )  # fmt: skip
