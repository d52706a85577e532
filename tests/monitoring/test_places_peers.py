"""Peers: near in what both have, whatever the units; few shared indicators are said and don't win by chance."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.monitoring.peers import LEAST, peers_of
from local2030.monitoring.place_records import LocalPlace
from local2030.vocabulary.messages import say

CODES = [f"M{n}" for n in range(8)]
PLACES = {code: LocalPlace(code, code, 3, "Town", "A" if n < 4 else "B") for n, code in enumerate(CODES)}
PROFILES = {code: {"jobs": 10.0 + n, "water": 5.0 * n, "waste": 100.0 - n**2} for n, code in enumerate(CODES)}


def names(code: str, profiles: dict[str, dict[str, float]], **more: object) -> list[str]:
    return [peer.code for peer in peers_of(code, profiles, PLACES, **more)]  # type: ignore[arg-type]


def test_the_nearest_values_are_the_nearest_peers() -> None:
    assert names("M0", PROFILES)[:3] == ["M1", "M2", "M3"]
    assert set(names("M4", PROFILES)[:2]) == {"M3", "M5"}


def test_reasons_name_what_is_alike_and_what_is_apart() -> None:
    first, *_, last = peers_of("M0", PROFILES, PLACES, most=7)
    assert first.reasons == ("peer-same-level", "peer-same-parent", "peer-like-values") and first.coverage == 1
    assert "peer-same-parent" not in last.reasons and last.apart
    assert all(say(code, {"indicators": "", "kind": "", "shared": 1, "own": 2}) != code for code in first.reasons)


@pytest.mark.parametrize("factor", [1e-9, 1000.0, -1.0])
def test_the_unit_of_an_indicator_does_not_matter(factor: float) -> None:
    other = {code: {**row, "jobs": row["jobs"] * factor} for code, row in PROFILES.items()}
    assert names("M2", other) == names("M2", PROFILES)


def test_few_shared_indicators_are_said_and_do_not_win() -> None:
    many = {f"i{n}": float(n) for n in range(12)}
    profiles = {code: {name: value + k for name, value in many.items()} for k, code in enumerate(CODES)}
    profiles["M1"] = {name: value + 0.3 for name, value in many.items()}
    profiles["M7"] = {name: many[name] for name in ("i0", "i1", "i2")}  # the very same, but only three of twelve
    found = {peer.code: peer for peer in peers_of("M0", profiles, PLACES, most=7)}
    assert next(iter(found)) == "M1"
    assert "peer-few-shared" in found["M7"].reasons and found["M7"].coverage == 0.25
    profiles["M7"] = {name: many[name] for name in ("i0", "i1")}
    assert len(profiles["M7"]) < LEAST and "M7" not in names("M0", profiles, most=7)


def test_people_and_kind_count_where_they_are_known() -> None:
    places = dict(PLACES)
    for n, code in enumerate(CODES):
        places[code] = replace(places[code], population=1000.0 * 4**n, urban="urban" if n in (0, 5) else "rural")
    flat = {code: {"a": float(n % 2), "b": float(n % 3 == 0), "c": float(n % 2)} for n, code in enumerate(CODES)}
    found = peers_of("M0", flat, places, most=7)
    kinds = {peer.code for peer in found if "peer-same-kind" in peer.reasons}
    assert kinds == {"M5"} and not [peer for peer in found if "peer-like-people" in peer.reasons]


def test_nobody_is_compared_with_another_level_or_without_values() -> None:
    places = {**PLACES, "A": LocalPlace("A", "A", 2, "County", "_T")}
    assert "A" not in {peer.code for peer in peers_of("M0", {**PROFILES, "A": PROFILES["M0"]}, places, most=20)}
    assert peers_of("M0", {"M0": {"jobs": 1.0}}, PLACES) == ()
    assert peers_of("Erewhon", PROFILES, PLACES) == () and peers_of("M0", {}, PLACES) == ()


VALUES = st.dictionaries(st.sampled_from("abcdef"), st.floats(allow_nan=True, allow_infinity=True), max_size=6)


@given(st.dictionaries(st.sampled_from(CODES), VALUES, min_size=1))
def test_distances_are_finite_symmetric_and_never_to_oneself(profiles: dict[str, dict[str, float]]) -> None:
    found = {code: {peer.code: peer for peer in peers_of(code, profiles, PLACES, most=10)} for code in profiles}
    for code, peers in found.items():
        assert code not in peers
        for other, peer in peers.items():
            assert math.isfinite(peer.distance) and peer.distance >= 0 and 0 <= peer.coverage <= 1
            assert found[other][code].distance == pytest.approx(peer.distance, abs=1e-3)
