"""Concentration of local money by recipient and place: amounts add up, what isn't known is an interval, hidden places don't show."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rights_cells import person
from test_web_pages import many_programmes
from windows_builders import open_window, proposal

from local2030.marker.sensitive_places import HIDDEN
from local2030.web.marker.mirror.models import PlaceSensitivity
from local2030.web.marker.models import Programme
from local2030.web.marker.windows.spread import first_level, newest_of, spread_bytes, spread_of

pytestmark = pytest.mark.django_db


def paid(name: str, amount: str, actor_class: str = "LRG", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "ref": None,
        "class": actor_class,
        "reach": "local",
        "amount": amount,
        "role": "receiver",
        **more,
    }


def result(
    actors: list[dict[str, Any]], places: list[dict[str, Any]] | None = None, bought: str = "0"
) -> dict[str, Any]:
    """A plain score with these receivers and places."""
    classes: dict[str, Decimal] = {}
    for actor in actors:
        classes[actor["class"]] = classes.get(actor["class"], Decimal(0)) + Decimal(actor["amount"])
    totals = {"in_scope": str(sum(classes.values())), "local_procurement": bought,
              "outgoing_by_class": {k: str(v) for k, v in classes.items()}}  # fmt: skip
    return {"identifier": "X", "totals": totals, "actors": actors, "places": {"list": places or []}}


def place(code: str, amount: str, level: int = 1, name: str = "") -> dict[str, Any]:
    return {
        "name": name,
        "code": code,
        "country": "KE",
        "level": level,
        "amount": amount,
        "basis": "code",
        "point": None,
    }


def filed(member: Any, *results: dict[str, Any]) -> Any:
    """Programmes with these scores, their spread made."""
    many_programmes(member, len(results), {"level": 1})
    for programme, one in zip(Programme.objects.order_by("pk"), results, strict=True):
        programme.scores.update(spread=spread_bytes(one))
    return newest_of(Programme.objects.all())


def test_the_same_receiver_in_two_programmes_is_one(member: Any) -> None:
    scores = filed(
        member, result([paid("City of Nyeri", "60"), paid("Kisumu", "40")]), result([paid(" city of NYERI", "100")])
    )
    found = spread_of(scores, "strict")
    assert (found.programmes, found.recipients.n, found.recipients.total) == (2, 2, Decimal(200))
    assert found.recipients.top[1].low == Decimal("0.8") and found.recipient_names[0] == "City of Nyeri"
    assert found.recipients.hhi is not None and found.recipients.hhi.low == Decimal("0.68") == found.recipients.hhi.high


def test_unknown_receivers_and_shops_widen_the_interval_and_foreign_ones_do_not_count(member: Any) -> None:
    actors = [paid("Kisumu", "50"), paid("?", "25", "UNK"), paid("Shop", "25", "LPRIV"), paid("Abroad", "900", "INTL")]
    found = spread_of(filed(member, result(actors, bought="25")), "strict").recipients
    assert (found.total, found.unknown) == (Decimal(100), Decimal(50))
    assert (found.top[1].low, found.top[1].high) == (Decimal("0.5"), Decimal(1))
    partners = spread_of(newest_of(Programme.objects.all()), "lrg").recipients
    assert partners.unknown == 50 and partners.n == 1


def test_receivers_beyond_those_listed_are_unknown(member: Any) -> None:
    one = result([paid("Kisumu", "50")])
    one["totals"]["outgoing_by_class"]["LCSO"] = "150"
    assert spread_of(filed(member, one), "strict").recipients.unknown == 150


def test_places_are_rolled_up_to_first_level_units_and_hidden_ones_are_unknown(member: Any) -> None:
    rows = [place("KE-17", "60"), place("KE-08", "30"), place("KE", "10", level=0)]
    scores = filed(member, result([paid("Kisumu", "100")], rows))
    found = spread_of(scores, "strict")
    assert (found.places.n, found.places.unknown) == (2, Decimal(10))
    assert found.place_names[0] == "Kisumu, KE"
    PlaceSensitivity.objects.create(
        identifier=Programme.objects.get().identifier, key="code:KE-17", name="Kisumu", sensitivity=HIDDEN, why="safety",
        at=timezone.now(),
    )  # fmt: skip
    found = spread_of(scores, "strict")
    assert (found.places.n, found.places.unknown, found.place_names) == (1, Decimal(70), ("Homa Bay, KE",))
    assert first_level("KE") == "" and first_level("nothing") == "" and first_level("KE-17") == "KE-17"


def test_a_damaged_row_is_left_out_and_no_money_is_said(member: Any) -> None:
    scores = filed(member, result([paid("Kisumu", "1")]))
    Programme.objects.get().scores.update(spread=b"broken")
    found = spread_of(scores, "strict")
    assert (found.programmes, found.recipients.code) == (0, "concentration-no-money")
    assert "No money with a known place or receiver" in Client().get("/marker/concentration/").content.decode()


def test_page_and_files_say_the_interval(member: Any) -> None:
    filed(member, result([paid("=SUM(A1)", "60"), paid("Kisumu", "40")], [place("KE-17", "100")]))
    page = Client().get("/marker/concentration/?country=KE").content.decode()
    page_all = Client().get("/marker/concentration/").content.decode()
    assert "The largest receiver has 60%" in page + page_all and "Herfindahl" in page_all
    assert "'=SUM(A1)" in Client().get("/marker/concentration.csv").content.decode()
    found = Client().get("/marker/concentration.json").json()
    assert (found["recipients_hhi_low"], found["recipients_top_1_low"]) == ("0.52", "0.6")


def test_a_programme_that_the_reader_may_not_see_counts_nowhere(member: Any) -> None:
    filed(member, result([paid("Kisumu", "60")]))
    Programme.objects.update(audience="team")
    assert Client().get("/marker/concentration.json").json()["programmes"] == 0


def test_a_windows_page_shows_where_its_local_money_goes(member: Any) -> None:
    filed(member, result([paid("Kisumu", "60"), paid("Nyeri", "40")]))
    window = open_window()
    proposal(window, identifier=Programme.objects.get().identifier)
    client = Client()
    client.force_login(person("SEC"))
    page = client.get(f"/things/{window.serial}/").content.decode()
    assert "The largest receiver has 60%" in page and "1 of 1 programmes is known here" in page
