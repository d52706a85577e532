"""How openly places are published: points of camps, schools and activists never by accident."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.marker.sensitive_places import (
    FILE,
    openness,
    place_key,
    read_words,
    sensitive_word,
    shown_findings,
    shown_places,
    shown_result,
)
from local2030.vocabulary.errors import WrongUse


def place(name: str = "Site 7", **more: Any) -> dict[str, Any]:
    return {
        "name": name, "code": "KE-17", "country": "KE", "level": 1, "share": 0.25, "amount": "100.00",
        "point": [-0.123456, 34.654321], "basis": "point", "reach": "1", "line": 7, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["Dadaab Refugee Camp", "Kakuma CAMP 3", "Women's Centre Goma", "École primaire de Thiès", "Escuela No. 5", "مخيم الزعتري",
     "某某难民营", "Школа № 3", "Shule ya Msingi Nyalenda", "Office of the Human-Rights Defenders", "St. Mary's school"],
)  # fmt: skip
def test_words_of_many_languages_make_a_place_sensitive(name: str) -> None:
    assert sensitive_word(name)
    assert openness(place(name, basis="code", point=None), {}) == "rounded"


@pytest.mark.parametrize(
    "name", ["Kisumu County", "Campinas", "Campo Grande", "Schoolcraft", "Nairobi", "", "Departamento de Nariño"]
)
def test_other_places_are_not_sensitive_by_their_name(name: str) -> None:
    assert sensitive_word(name) == ""


def test_a_bare_point_is_shown_as_its_region_even_without_such_a_word() -> None:
    (shown,) = shown_places([place()], {})
    assert (shown["name"], shown["code"], shown["line"]) == ("Kisumu", "KE-17", 0)
    assert shown["point"] == [-0.1, 34.76]


def test_a_code_says_in_which_unit_a_site_lies_not_that_it_is_the_unit() -> None:
    site, unit = place("House of Amina", basis="code"), place("Kisumu County", basis="code")
    assert openness(site, {}) == "rounded" and openness(unit, {}) == "named"
    (shown,) = shown_places([unit], {})
    assert shown["name"] == "Kisumu County" and shown["point"] == [-0.1, 34.76]


def test_published_by_choice_is_exact_and_hidden_leaves_the_country_only() -> None:
    camp = place("Camp A")
    assert shown_places([camp], {place_key(camp): "public"}) == [camp]
    (hidden,) = shown_places([camp], {place_key(camp): "hidden"})
    assert (hidden["name"], hidden["code"], hidden["point"], hidden["level"]) == ("Kenya", None, None, 0)


def test_a_decision_holds_for_one_place_and_not_for_others_of_the_same_region() -> None:
    camp, other = place("Camp A"), place("Camp B")
    shown = shown_places([camp, other], {place_key(camp): "public"})
    assert [s["name"] for s in shown] == ["Camp A", "Kisumu"]


def test_a_point_in_no_known_region_becomes_its_country() -> None:
    (shown,) = shown_places([place("Camp A", code=None, point=None)], {})
    assert shown["code"] is None and shown["name"] == "Kenya"
    (nowhere,) = shown_places([place(code=None, country=None, point=[0.0, -30.0])], {})
    assert nowhere["point"] is None and nowhere["name"] == ""


SITES = st.builds(
    place,
    st.sampled_from(["Camp A", "Camp B", "School C", "Kisumu County", "Ward 9"]),
    code=st.sampled_from(["KE-17", "KE-08", None]),
    amount=st.decimals(0, 10**9, places=2).map(str),
    share=st.floats(0, 1).map(lambda x: round(x, 8)),
    point=st.sampled_from([[-0.12345, 34.65432], [-0.54321, 34.44444], None]),
    basis=st.sampled_from(["point", "code", "name"]),
)


@given(st.lists(SITES, max_size=12), st.sampled_from(["public", "rounded", "hidden", ""]))
def test_amounts_add_up_to_the_cent_whatever_is_withheld(sites: list[dict[str, Any]], choice: str) -> None:
    decisions = {place_key(sites[0]): choice} if sites and choice else {}
    shown = shown_places(sites, decisions)
    assert sum(Decimal(s["amount"]) for s in shown) == sum(Decimal(s["amount"]) for s in sites)
    assert abs(sum(s["share"] for s in shown) - sum(s["share"] for s in sites)) < 1e-6


@given(st.lists(SITES, max_size=12))
def test_no_exact_point_is_shown_unless_somebody_chose_it(sites: list[dict[str, Any]]) -> None:
    exact = {tuple(s["point"]) for s in sites if s["point"]}
    assert not exact & {tuple(s["point"]) for s in shown_places(sites, {}) if s["point"]}


@given(st.lists(SITES, max_size=8))
def test_what_is_shown_already_stays_as_it_is(sites: list[dict[str, Any]]) -> None:
    once = shown_places(sites, {})
    assert {s["name"] for s in shown_places(once, {})} <= {s["name"] for s in once}


def test_a_sensitive_place_is_not_named_in_evidence_either() -> None:
    item = {"values": {"place": "Camp A", "code": "KE-17"}, "message": "Camp A was found below the national level."}
    result = {"places": {"list": [place("Camp A")]}, "criteria": [{"id": "C1", "evidence": [item]}]}
    shown = shown_result(result, {})
    assert "Camp A" not in str(shown)
    assert result["criteria"][0]["evidence"][0]["values"]["place"] == "Camp A"


def test_findings_tell_a_point_to_the_whole_degree() -> None:
    found = {
        "code": "point-outside-country", "message": "The point (12.3456, 34.5678) of Camp A lies outside.",
        "values": {"name": "Camp A", "point": "(12.3456, 34.5678)", "activity": "X"},
    }  # fmt: skip
    (shown,) = shown_findings([found])
    assert "12.3456" not in str(shown) and "Camp A" not in str(shown) and shown["values"]["point"] == "(12, 35)"
    assert shown_findings([{"code": "other", "values": {}}]) == [{"code": "other", "values": {}}]


def test_a_list_of_words_that_can_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(FILE.read_text("utf-8").replace("words:", "wrods:"), "utf-8")
    with pytest.raises(WrongUse):
        read_words(path)
