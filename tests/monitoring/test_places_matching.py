"""The match with the gazetteer: by code, by name with the point as witness; unknown rather than wrong."""

from __future__ import annotations

from typing import Any

import pytest

from local2030.monitoring.place_matching import Match, country_of, matches
from local2030.monitoring.place_records import LocalPlace
from local2030.vocabulary.messages import say

ROOT = LocalPlace("_T", "", 0, "", "")


def place(code: str, name: str, level: int = 3, parent: str = "_T", **more: Any) -> LocalPlace:
    return LocalPlace(code, name, level, "Level", parent, **more)


def match(*places: LocalPlace, within: str = "ES") -> Match:
    return matches((ROOT, *places), within)[1]


def test_a_name_with_its_point_is_sure() -> None:
    found = match(place("ES48020", "Bilbao", lat=43.26, lon=-2.93))
    assert found.found is not None and found.found.name == "Bilbao"
    assert (
        (found.sure, found.reason) == ("sure", "match-name-and-point") and found.far_km is not None and found.far_km < 5
    )


def test_a_name_alone_is_likely_at_most_and_a_name_far_away_is_let_go() -> None:
    assert match(place("x", "Bilbao")).sure == "likely"
    far = match(place("ES20051", "Legazpi", lat=43.05, lon=-2.33))  # there is one in Madrid
    assert (far.found, far.sure, far.reason) == (None, "unsure", "match-name-far") and far.runners_up


@pytest.mark.parametrize(("name", "lat", "lon"), [("Plentzia", 43.4, -2.95), ("Arakaldo", 43.15, -2.94)])
def test_a_likeness_of_letters_is_never_taken(name: str, lat: float, lon: float) -> None:
    found = match(place("x", name, lat=lat, lon=lon))
    assert found.found is None and found.runners_up  # Palencia, Barakaldo


def test_names_of_two_languages_are_asked_by_their_parts() -> None:
    found = match(place("x", "Donostia / San Sebastián", lat=43.31, lon=-1.98))
    assert found.found is not None and found.found.country == "ES" and found.sure == "sure"


@pytest.mark.parametrize(("code", "scheme", "known"), [("KE", "ISO3166-1", "KE"), ("404", "M49", "KE"), ("KEN", "ISO3166-1", "KE"), ("ES-PV", "ISO3166-2", "ES-PV")])  # fmt: skip
def test_codes_of_the_un_and_of_iso_are_sure(code: str, scheme: Any, known: str) -> None:
    found = match(place(code, "whatever", 1, scheme=scheme), within="")
    assert found.found is not None and found.found.code == known and found.sure == "sure"


def test_two_places_that_claim_one_are_both_let_go_unless_one_lies_in_the_other() -> None:
    here = {"lat": 43.26, "lon": -2.93}
    both = matches((ROOT, place("A", "Bilbao", **here), place("B", "Bilbao", **here)), "ES")[1:]
    assert [(m.found, m.reason) for m in both] == [(None, "match-claimed-twice")] * 2
    county, town = matches((ROOT, place("A", "Bilbao", 2, **here), place("B", "Bilbao", 3, "A", **here)), "ES")[1:]
    assert county.found is None and town.found is not None


def test_the_country_is_where_the_points_lie() -> None:
    assert country_of([ROOT, place("a", "a", lat=43.26, lon=-2.93), place("b", "b", lat=42.85, lon=-2.68)]) == "ES"
    assert country_of([place("a", "a", lat=43.26, lon=-2.93), place("b", "b", lat=-1.28, lon=36.82)]) == ""
    assert country_of([place("ES211", "Araba", scheme="NUTS")]) == "ES" and country_of([ROOT]) == ""


def test_what_no_list_has_is_none_and_every_reason_has_words() -> None:
    found = matches((ROOT, place("x", "Xyzzyx"), place("E05010885", "E05010885")), "GB")
    assert [(m.sure, m.reason) for m in found] == [
        ("none", "match-whole"),
        ("none", "match-none"),
        ("none", "match-none"),
    ]
    for one in found:
        assert say(one.reason, {"name": "x", "place": "y", "far_km": 1}) != one.reason
