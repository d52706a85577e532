"""Columns that name the same places in several languages are one level; columns of two levels stay two."""

from __future__ import annotations

from local2030.monitoring.hierarchy import hierarchy_of
from local2030.monitoring.place_records import Hierarchy, PlaceColumns


def of(columns: tuple[str, ...], *tuples: tuple[str, ...], code: str = "") -> Hierarchy:
    return hierarchy_of([PlaceColumns("a.csv", columns, {cells: n for n, cells in enumerate(tuples, 2)}, code)])


def test_three_languages_are_one_level_with_names_by_language() -> None:
    found = of(
        ("Municipality", "Municipio", "Udalerria"), ("", "", ""), ("Bilbao", "Bilbao", "Bilbo"),
        ("San Sebastian", "San Sebastián", "Donostia"), ("Vitoria", "Vitoria", "Gasteiz"),
    )  # fmt: skip
    assert found.levels == ("Municipality",) and len(found.places) == 4
    place = next(one for one in found.places if one.name == "San Sebastian")
    assert place.names == {"en": "San Sebastian", "es": "San Sebastián", "eu": "Donostia"}
    assert {one.parent for one in found.places if one.level} == {found.places[0].code}


def test_two_levels_in_two_languages_each_and_a_code() -> None:
    found = of(
        ("Provincia", "Probintzia", "Municipio (es)", "Municipio (eu)"), ("Bizkaia", "Bizkaia", "", "", "48"),
        ("Álava", "Araba", "", "", "01"), ("Bizkaia", "Bizkaia", "Bilbao", "Bilbo", "48020"),
        ("Bizkaia", "Bizkaia", "Baracaldo", "Barakaldo", "48013"), ("Álava", "Araba", "Vitoria", "Gasteiz", "01059"), code="Código",
    )  # fmt: skip
    assert found.levels == ("Provincia", "Municipio (es)")
    by_code = {one.code: one for one in found.places}
    assert by_code["01059"].parent == "01" and by_code["01059"].names == {"es": "Vitoria", "eu": "Gasteiz"}
    assert by_code["01"].names == {"es": "Álava", "eu": "Araba"}


def test_levels_that_go_with_one_another_stay_apart() -> None:
    found = of(("Province", "City"), ("Valencia", "Valencia"), ("Sevilla", "Sevilla"), ("Murcia", "Murcia"))
    assert found.levels == ("Province", "City")
    found = of(("Region", "Región"), ("North", "Norte"), ("North", "Sur"), ("East", "Este"))
    assert len(found.levels) == 2  # no translation: North is two places
