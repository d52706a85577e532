"""Place columns become a hierarchy: true repositories, conflicts with their rows, and laws that no order of rows breaks."""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from local2030.monitoring.boundaries import Boundary, boundary_of
from local2030.monitoring.hierarchy import hierarchy_of
from local2030.monitoring.place_records import (
    Hierarchy,
    LocalPlace,
    PlaceColumns,
    PlaceEdit,
    Root,
    ancestors,
    place_of,
    plain_place,
)
from local2030.vocabulary.messages import say


def columns(names: str, *rows: str, file: str = "a.csv", code: str = "") -> PlaceColumns:
    """Rows as "Araba|Añana|", the code last."""
    cells = {tuple(row.split("|")): n for n, row in reversed(list(enumerate(rows, 2)))}
    return PlaceColumns(file, tuple(names.split("|")) if names else (), cells, code)


def codes(found: Hierarchy) -> list[str]:
    return [finding.code for finding in found.findings]


def code(found: Hierarchy, sheet: PlaceColumns, row: str) -> str:
    return found.code_of(sheet)[tuple(row.split("|"))]


def square(code: str, x: float, y: float, size: float, name: str = "") -> dict[str, object]:
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    properties = {"code": code, "name": name or f"Place {code}"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def file_of(*features: Mapping[str, object], file: str = "level.geojson") -> Boundary:
    return boundary_of(file, {"type": "FeatureCollection", "features": list(features)})


def read_columns(folder: Path, labels: Iterable[str], code: str) -> list[PlaceColumns]:
    """The place columns of every CSV of a true repository."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            header, *rows = csv.reader(stream)
        label = [name for name in header if name in labels]
        last = [name for name in header if name == code]
        seats = [header.index(name) for name in (*label, *last)]
        if seats:
            cells: dict[tuple[str, ...], int] = {}
            for line, row in enumerate(rows, 2):
                if len(row) == len(header):
                    cells.setdefault(tuple(row[at] for at in seats), line)
            found.append(PlaceColumns(path.name, tuple(label), cells, code if last else ""))
    return found


def read_boundaries(folder: Path) -> list[Boundary]:
    return [boundary_of(path.name, json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.geojson"))]


def test_basque_provinces_comarcas_and_municipalities_are_one_tree(real_data: Path) -> None:
    folder = real_data / "open-sdg" / "eustat-basque"
    sheets = read_columns(folder / "data", ("Territorio", "Comarca", "Municipio"), "GeoCode")
    found = hierarchy_of(sheets, read_boundaries(folder / "maps"))
    assert found.levels == ("Territorio", "Comarca", "Municipio")
    assert Counter(place.level for place in found.places) == {0: 1, 1: 3, 2: 20, 3: 252}
    by_code = found.by_code
    tops = {code: ancestors(code, by_code)[-2] for code in by_code if by_code[code].level == 3}
    # A municipality's code begins with its province's number: 01 Araba, 20 Gipuzkoa, 48 Bizkaia; so does a comarca's.
    province = {"ES01": "ES211", "ES20": "ES212", "ES48": "ES213"}
    assert all(province[code[:4]] == top for code, top in tops.items())
    assert all(province[p.code[:4]] == p.parent for p in found.places if p.level == 2)
    assert all(by_code[p.parent].code[:4] == p.code[:4] for p in found.places if p.level == 3)
    assert by_code["ES48020"].name == "Bilbao" and by_code[by_code["ES48020"].parent].name.startswith("Bilbo Handia")
    assert {p.basis for p in found.places if p.level > 1} == {"borders"}
    told = {(f.code, f.values.get("level"), f.values.get("count")) for f in found.findings}
    assert ("place-parents-by-borders", "Municipio", 252) in told
    assert ("boundary-area-without-data", "Municipio", 4) in told  # commons that belong to no municipality
    assert sum(len(sheet.tuples) for sheet in sheets) > 5000
    assert all(set(found.code_of(sheet)) >= set(sheet.tuples) for sheet in sheets)


def test_without_borders_nobody_says_in_what_a_municipality_lies(real_data: Path) -> None:
    folder = real_data / "open-sdg" / "eustat-basque"
    found = hierarchy_of(read_columns(folder / "data", ("Territorio", "Comarca", "Municipio"), "GeoCode"))
    assert [f.values["level"] for f in found.findings if f.code == "place-parents-unknown"] == ["Comarca", "Municipio"]
    assert {p.parent for p in found.places if p.level} == {"_T"}


def test_a_second_import_without_the_borders_gives_the_same_register(real_data: Path) -> None:
    folder = real_data / "open-sdg" / "eustat-basque"
    sheets = read_columns(folder / "data", ("Territorio", "Comarca", "Municipio"), "GeoCode")
    first = hierarchy_of(sheets, read_boundaries(folder / "maps"))
    earlier = [place_of(json.loads(json.dumps(plain_place(place)))) for place in first.places]
    second = hierarchy_of(sheets, (), earlier=earlier)
    assert second.places == first.places and second.codes == first.codes


def test_bristol_wards_of_two_columns_are_one_level_and_a_constant_code_is_the_city(real_data: Path) -> None:
    folder = real_data / "open-sdg" / "bristol"
    sheets = read_columns(folder / "data", ("Ward", "Ward name"), "GeoCode")
    found = hierarchy_of(sheets, read_boundaries(folder / "geojson"))
    assert found.levels == ("Ward",) and len(found.places) == 35
    assert found.boundaries[0]["vintage"] == "2020" and found.boundaries[0]["crs"] == "CRS84"
    assert found.places[0].codes == ("E06000023",) and "place-whole-constant" in codes(found)
    assert not [f for f in found.findings if f.severity != "info"]


def test_kyrgyz_codes_are_below_their_country_and_one_code_has_no_area(real_data: Path) -> None:
    folder = real_data / "reference" / "sdmx-kg"
    texts = (path.read_text("utf-8-sig") for path in sorted((folder / "data").glob("*.xml")))
    areas = {(area,): 1 for text in texts for area in re.findall(r'REF_AREA="([^"]*)"', text)}
    found = hierarchy_of([PlaceColumns("data", ("REF_AREA",), areas)], read_boundaries(folder))
    assert found.root == "KG" and found.places[0].iso == "KG" and len(found.places) == 10
    assert {p.parent for p in found.places[1:]} == {"KG"}
    assert found.by_code["KG05"].name == "Batken"
    near = next(f for f in found.findings if f.code == "boundary-code-near")
    assert (near.values["code"], near.values["area"], near.values["area_name"]) == ("KG02", "9", "Ysyk-Köl")


def test_rows_that_name_all_levels_give_the_parents() -> None:
    sheet = columns("Province|County|Town", "||", "Araba||", "Araba|Añana|", "Araba|Añana|Erriberagoitia",
                    "Araba|Kuartango|Kuartango", "Bizkaia|Durango|Elorrio", "Bizkaia|Durango|Durango")  # fmt: skip
    found = hierarchy_of([sheet])
    by_name = {(p.level, p.name): p for p in found.places}
    assert by_name[3, "Elorrio"].parent == by_name[2, "Durango"].code == "COUNTY_DURANGO"
    assert by_name[3, "Durango"].parent == by_name[2, "Durango"].code
    assert by_name[2, "Durango"].parent == by_name[1, "Bizkaia"].code
    assert code(found, sheet, "||") == "_T" and code(found, sheet, "Araba||") == "PROVINCE_ARABA"
    assert not [f for f in found.findings if f.severity != "info"]


def test_columns_in_any_order_are_nested_by_what_stands_in_them() -> None:
    found = hierarchy_of([columns("Town|Province", "Elorrio|Bizkaia", "Durango|Bizkaia", "Laguardia|Araba", "|Araba")])
    assert found.levels == ("Province", "Town")


def test_total_words_and_the_name_of_the_whole_mean_the_root() -> None:
    sheet = columns("Area", "Total", "", "Euskadi", "_T", "C.A. de Euskadi", "All areas", "Araba", "Bizkaia")
    found = hierarchy_of([sheet], root=Root("ES21", "Euskadi", ("C.A. de Euskadi",)))
    meant = {row[0]: place for row, place in found.code_of(sheet).items()}
    assert {row for row, place in meant.items() if place == "ES21"} == {"Total", "", "Euskadi", "_T", "C.A. de Euskadi", "All areas"}  # fmt: skip
    assert found.places[0].name == "Euskadi" and len(found.places) == 3


def test_the_region_that_no_area_is_stands_for_the_whole() -> None:
    drawn = file_of(
        square("ES211", 0, 0, 1, "Araba"), square("ES212", 1, 0, 1, "Gipuzkoa"), square("ES213", 2, 0, 1, "Bizkaia")
    )
    sheet = columns("Area", "Euskadi", "Araba", "Gipuzkoa", "Bizkaia")
    found = hierarchy_of([sheet], [drawn])
    assert code(found, sheet, "Euskadi") == "_T" and codes(found) == ["place-whole-assumed"]
    assert code(found, sheet, "Araba") == "ES211"
    other = columns("Area", "Erewhon", "Araba", "Gipuzkoa", "Bizkaia")
    assert code(hierarchy_of([other], [drawn]), other, "Erewhon") == "LEVEL_EREWHON"  # the file is called level.geojson


def test_two_towns_of_one_name_are_told_apart_by_what_holds_them() -> None:
    sheet = columns("Province|Town", "Álava|San Juan", "Bizkaia|San Juan", "Bizkaia|Durango", "|San Juan")
    found = hierarchy_of([sheet])
    towns = [code(found, sheet, row) for row in ("Álava|San Juan", "Bizkaia|San Juan", "|San Juan")]
    assert towns == ["TOWN_SAN_JUAN@ALAVA", "TOWN_SAN_JUAN@BIZKAIA", "TOWN_SAN_JUAN"]
    assert {"place-name-two-parents", "place-name-unsure"} <= set(codes(found))
    unsure = next(f for f in found.findings if f.code == "place-name-unsure")
    assert (unsure.file, unsure.line) == ("a.csv", 5)


def test_conflicts_are_told_with_their_rows() -> None:
    sheet = columns("Province|Town|Code", "Araba|Elorrio|48032", "Bizkaia|Elorrio|48032", "Bizkaia|Durango|48032",
                    "Bizkaia|Ermua|48034", "Bizkaia|Ermua|48035", "Araba|Laguardia|01028")  # fmt: skip
    sheet = PlaceColumns(sheet.file, sheet.columns[:2], sheet.tuples, "Code")
    found = {f.code: f for f in hierarchy_of([sheet]).findings}
    assert found["place-code-two-names"].values["rows"] == [2, 3, 4]
    assert found["place-two-parents"].values["rows"] == [2, 3, 4]
    assert found["place-name-two-codes"].values["rows"] == [5, 6]
    assert found["place-name-two-codes"].values["codes"] == "48034, 48035"


def test_codes_beside_names_are_taken_and_stand_for_the_name_elsewhere() -> None:
    one = columns("Ward", "Ashley|E01", "Easton|E02", "Filwood|E03", code="Code")
    two = columns("Ward name", "ashley", "Easton ", "Filwood", "Total", file="b.csv")
    three = columns("", "E01", "E03", file="c.csv", code="GeoCode")
    found = hierarchy_of([one, two, three])
    assert found.levels == ("Ward",) and len(found.places) == 4
    assert [code(found, two, row) for row in ("ashley", "Easton ", "Total")] == ["E01", "E02", "_T"]
    assert code(found, three, "E03") == "E03" and found.by_code["E03"].name == "Filwood"


def test_a_code_column_is_found_where_nobody_said_it() -> None:
    sheet = columns("Ward|Ward code", "Ashley|E01", "Easton|E02", "|")
    found = hierarchy_of([sheet])
    assert found.levels == ("Ward",) and code(found, sheet, "Easton|E02") == "E02"


def test_borders_say_what_rows_do_not_and_contradict_what_they_do() -> None:
    upper = file_of(square("A", 0, 0, 2), square("B", 2, 0, 2), file="upper.geojson")
    lower = file_of(
        *(square(f"{c}{n}", x + 0.2 + n, 0.5, 0.5) for c, x in (("A", 0), ("B", 2)) for n in (0, 1)),
        file="lower.geojson",
    )
    found = hierarchy_of(
        [columns("Up", "A", "B"), columns("Low", "A0", "A1", "B0", "B1", file="b.csv")], [upper, lower]
    )
    assert {p.code: p.parent for p in found.places if p.level == 2} == {"A0": "A", "A1": "A", "B0": "B", "B1": "B"}
    sheet = columns("Up|Low", "A|A0", "A|A1", "A|B0", "B|B1")
    against = next(
        f for f in hierarchy_of([sheet], [upper, lower]).findings if f.code == "place-parent-against-borders"
    )
    assert (against.values["code"], against.values["rows_say"], against.values["borders_say"]) == ("B0", "A", "B")


def test_codes_of_two_lengths_nest_where_all_do() -> None:
    upper, lower = columns("Dep", "01", "48"), columns("Com", "01051", "48020", "48001", file="b.csv")
    found = hierarchy_of([upper, lower])
    assert found.by_code["48020"].parent == "48" and found.by_code["48020"].basis == "code"
    some = hierarchy_of([upper, columns("Com", "01051", "48020", "20069", file="b.csv")])
    assert {p.parent for p in some.places if p.level} == {"_T"}


def test_codes_of_several_lengths_in_one_column_are_several_levels() -> None:
    found = hierarchy_of([columns("geo", "ES", "ES2", "ES3", "ES21", "ES30", "ES211", "ES212")])
    assert found.root == "ES" and found.levels == ("NUTS 1", "NUTS 2", "NUTS 3")
    assert {p.code: p.parent for p in found.places if p.level == 3} == {"ES211": "ES21", "ES212": "ES21"}
    loose = hierarchy_of([columns("geo", "K0356", "K03156", "K03200")])
    assert loose.levels == ("geo",)


def test_a_code_beside_a_word_for_the_whole_is_the_root() -> None:
    sheet = columns("Area|Code", "World|1", "Kenya|404", "Uganda|800")
    sheet = PlaceColumns(sheet.file, sheet.columns[:1], sheet.tuples, "Code")
    found = hierarchy_of([sheet])
    assert (found.root, found.places[0].name) == ("1", "World") and code(found, sheet, "World|1") == "1"
    assert {p.scheme for p in found.places[1:]} == {"M49"} and found.by_code["404"].iso == "KE"


def test_a_places_file_gives_codes_parents_and_days() -> None:
    sheet = columns("Ward", "Ashley", "Cabot", "Clifton Wood")
    edits = [
        PlaceEdit("N", "North", "District", line=2),
        PlaceEdit("E01", "Ashley", "Ward", "N", names={"cy": "Onnen"}, line=3),
        PlaceEdit("E02", "Cabot", "Ward", "North", valid_to="2016-05-01", replaced_by=("E03",), line=4),
        PlaceEdit("E03", "Clifton", "Ward", also=("Clifton Wood",), line=5),
    ]
    found = hierarchy_of([sheet], edits=edits)
    assert found.levels == ("District", "Ward")
    assert [code(found, sheet, row) for row in ("Ashley", "Cabot", "Clifton Wood")] == ["E01", "E02", "E03"]
    by_code = found.by_code
    assert (by_code["E01"].parent, by_code["E01"].basis, by_code["E01"].names["cy"]) == ("N", "file", "Onnen")
    assert by_code["E02"].parent == "N" and by_code["E02"].replaced_by == ("E03",) and by_code["E02"].valid_to
    again = hierarchy_of([sheet], earlier=found.places)
    assert again.places == found.places


def test_a_place_file_makes_no_place_its_own_ancestor() -> None:
    sheet = columns("Province|Town", "Araba|Oion", "Bizkaia|Elorrio")
    edits = [PlaceEdit("PROVINCE_ARABA", parent="TOWN_OION", line=2), PlaceEdit("TOWN_OION", parent="Erewhon", line=3)]
    found = hierarchy_of([sheet], edits=edits)
    assert [(f.code, f.line) for f in found.findings if f.severity == "error"] == [
        ("places-file-parent-below", 2),
        ("places-file-parent-unknown", 3),
    ]


def test_nothing_to_go_by_is_the_root_alone() -> None:
    assert [p.code for p in hierarchy_of([]).places] == ["_T"]


LABELS = st.sampled_from(["", "Total", "Araba", "araba ", "Bizkaia", "Durango", "San Juan", "01", "48020", "?", "='x'", "東京", "x" * 300])  # fmt: skip
CODES = st.sampled_from(["", "", "01", "48020", "E5", "_T", "=1+1"])
SHEETS = st.lists(
    st.tuples(
        st.sampled_from([("A", "B", "C"), ("A", "B"), ("B",), ("Ward name",), ("C", "A")]),
        st.booleans(),
        st.lists(st.tuples(st.lists(LABELS, min_size=3, max_size=3), CODES), min_size=1, max_size=12),
    ),
    min_size=1,
    max_size=4,
)


def sheets_of(drawn: Iterable[tuple[tuple[str, ...], bool, list[tuple[list[str], str]]]]) -> list[PlaceColumns]:
    found = []
    for n, (names, coded, rows) in enumerate(drawn):
        cells: dict[tuple[str, ...], int] = {}
        for line, (row, code) in enumerate(rows, 2):
            cells.setdefault((*row[: len(names)], *([code] * coded)), line)
        found.append(PlaceColumns(f"{n}.csv", names, cells, "Code" if coded else ""))
    return found


@given(SHEETS)
@settings(max_examples=60)
def test_every_tuple_has_one_place_and_no_place_is_its_own_ancestor(drawn: list) -> None:  # type: ignore[type-arg]
    sheets = sheets_of(drawn)
    found = hierarchy_of(sheets)
    by_code = found.by_code
    assert len(by_code) == len(found.places)
    for sheet in sheets:
        meant = found.code_of(sheet)
        assert all(meant[cells] in by_code for cells in sheet.tuples)
    for place in found.places:
        over = ancestors(place.code, by_code)
        assert place.code not in over
        assert (over[-1] if over else place.code) == found.root
        assert all(by_code[up].level < place.level for up in over)
    for finding in found.findings:
        assert "{" not in say(finding.code, finding.values)


@given(SHEETS, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_rows_and_files_does_not_matter(drawn: list, chance: random.Random) -> None:  # type: ignore[type-arg]
    sheets = sheets_of(drawn)
    mixed = []
    for sheet in sheets:
        items = list(sheet.tuples.items())
        chance.shuffle(items)
        mixed.append(PlaceColumns(sheet.file, sheet.columns, dict(items), sheet.code_column))
    chance.shuffle(mixed)
    one, other = hierarchy_of(sheets), hierarchy_of(mixed)
    assert one.places == other.places and one.codes == other.codes
    assert Counter(map(repr, one.findings)) == Counter(map(repr, other.findings))


@given(SHEETS)
@settings(max_examples=60)
def test_read_again_with_its_own_register_all_stays(drawn: list) -> None:  # type: ignore[type-arg]
    sheets = sheets_of(drawn)
    first = hierarchy_of(sheets)
    assume(not [finding for finding in first.findings if finding.severity != "info"])  # rows that contradict each other
    assert hierarchy_of(sheets, earlier=first.places).codes == first.codes


def test_a_register_survives_json() -> None:
    place = LocalPlace(
        "E02", "Cabot", 2, "Ward", "N", "own", "2000", "2016", ("E03",), 1.5, 2.5, names={"cy": "x"}, is_said=True
    )
    assert place_of(json.loads(json.dumps(plain_place(place)))) == place


def test_of_a_thousand_findings_the_first_are_told_and_the_rest_counted() -> None:
    cells = {(f"Town {n // 2}", f"C{n:05}"): n + 2 for n in range(2000)}
    found = hierarchy_of([PlaceColumns("a.csv", ("Town",), cells, "Code")])
    told = Counter(codes(found))
    assert told == {"place-name-two-codes": 300, "place-more-of-these": 1}
    assert found.findings[-1].values["count"] == 700 and len(found.places) == 2001
