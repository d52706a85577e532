"""What is told of files, indicators and places as a whole: codes, templates, copies, sums, headlines."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from check_rows import checked, lines_of, series, told

from local2030.monitoring.checks import FileFacts
from local2030.monitoring.checks.codes import of_code
from local2030.monitoring.checks.places import nearest
from local2030.vocabulary.goals import indicator
from local2030.vocabulary.indicator_changes import indicator_changes

SMOOTH = [45.2, 46.1, 45.8, 46.9, 47.3, 46.8, 47.9, 48.4]

CODES: list[tuple[str, str, str]] = [
    ("1.2.1", "", ""), ("11.B.2", "", ""), ("2.4.1", "", ""), ("2.2.4", "", ""),
    ("1.a.3", "check-code-moved", "warning"), ("17.6.2", "check-code-moved", "warning"),
    ("11.c.1", "check-code-retired", "warning"), ("13.3.2", "check-code-retired", "warning"),
    ("8.9.2", "check-code-given-again", "warning"), ("17.6.1", "check-code-reused", "info"),
    ("13.2.1", "check-code-reused", "info"), ("1-2-9", "check-code-unknown", "warning"),
    ("18.1.1", "check-code-no-target", "warning"), ("3.14.1", "check-code-no-target", "warning"),
    ("10.1.1.x", "check-code-local", "info"), ("2.1", "check-code-of-target", "info"), ("7.13", "check-code-local", "info"),
    ("11.c", "check-code-of-target", "info"), ("1.3.E1", "check-code-local", "info"), ("SERIE-A", "check-code-local", "info"),
    ("OCECA-1-2-1-1A", "check-code-local", "info"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "finding", "severity"), CODES)
def test_codes_against_the_framework(code: str, finding: str, severity: str) -> None:
    found = of_code(code)
    assert (found[0], found[1]) == (finding, severity) if finding else found is None
    files = [one for one in checked(series(SMOOTH, indicator=code)).findings if one.code.startswith("check-code")]
    assert [(one.code, one.severity, one.line) for one in files] == ([(finding, severity, None)] if finding else [])


def test_a_retired_code_among_others_of_a_file_is_pointed_at_by_its_rows() -> None:
    rows = [*series(SMOOTH), *series([3.0, 4.0], indicator="1.a.3", unit_measure="PT")]
    assert told(checked(rows)) == [("check-code-moved", [10, 11])]


def test_the_changes_are_those_of_the_2020_review(real_data: Path) -> None:
    folder = real_data / "reference"
    archived = {
        row["number"]: row["archive_type"]
        for row in csv.DictReader((folder / "indicators_archived_2020_review.csv").open(encoding="utf-8"))
    }
    changed = {
        row["number"]: row["change_type"]
        for row in csv.DictReader((folder / "indicators_changed_2020_review.csv").open(encoding="utf-8-sig"))
    }
    ours = indicator_changes()
    assert set(ours) == set(archived) | set(changed)
    current = (folder / "sdg_indicators_2023_refinement.csv").read_text("utf-8")
    for code, change in ours.items():
        stays = f"; {code};" in current or f";{code};" in current
        assert stays == (code not in ("1.a.3", "8.9.2", "11.c.1", "13.3.2", "17.6.2")), code
        said = archived.get(code) or changed[code]
        wanted = {
            "revised": {"revised"},
            "replaced": {"replaced", "retired"},
            "deleted": {"retired", "replaced"},
            "moved": {"moved"},
        }
        assert change.change in wanted[said], code
        assert not change.now or indicator(change.now) is not None, code


def test_sums_that_miss_their_total_in_a_table_where_the_others_add_up() -> None:
    years, rows = range(8), []
    for part, share in (("", 1.0), ("Female", 0.55), ("Male", 0.45)):
        dims = f'{{"Sex":"{part}"}}' if part else ""
        rows += series([round(1000 * share + 20 * n * share) for n in years], dims=dims, unit_measure="Persons")
    assert told(checked(rows)) == []
    rows[12]["obs_value"], rows[12]["raw_value"] = 667.0, "667"
    (found,) = [one for one in checked(rows).findings if one.code == "check-parts-not-total"]
    assert lines_of(found) == [6, 14, 22] and found.values["total_row"] == 6 and found.values["dimension"] == "Sex"


@pytest.mark.parametrize("unit", ["PT", "PER_1000_POP", "IX"])
def test_shares_and_rates_do_not_add_up_and_nothing_is_said(unit: str) -> None:
    rows = [row for dims in ("", '{"Sex":"F"}', '{"Sex":"M"}') for row in series(SMOOTH, dims=dims, unit_measure=unit)]
    assert told(checked(rows)) == []


def test_a_missing_part_is_no_miss() -> None:
    rows = []
    for dims, share in (("", 1.0), ('{"Sex":"F"}', 0.5), ('{"Sex":"M"}', 0.5)):
        rows += series([share * (1000 + n) for n in range(8)], dims=dims, unit_measure="Persons")
    rows[9]["obs_value"] = None
    assert told(checked(rows)) == []


KNOWN = ("K03154", "K03155", "K03156", "48020", "48021", "01002")
NEAR = [
    ("K0356", "K03156"),
    ("K0315", ""),
    ("K3156", "K03156"),
    ("48-020", "48020"),
    ("1002", "01002"),
    ("48022", ""),
    ("Bilbao", ""),
    ("k03156", "K03156"),
]


@pytest.mark.parametrize(("place", "near"), NEAR)
def test_the_known_place_that_is_probably_meant(place: str, near: str) -> None:
    assert nearest(place, KNOWN, 1) == near


def test_unknown_places_are_told_once_with_all_their_rows() -> None:
    rows = [
        *series(SMOOTH),
        *series([45.0, 46.0], ref_area="48-020"),
        *series([44.0], ref_area="X9"),
        *series([44.0], ref_area="48021"),
    ]
    assert told(checked(rows, places=KNOWN)) == [("check-place-near", [10, 11]), ("check-place-unknown", [12])]
    assert told(checked(rows)) == [], "where no place is known nothing is said of places"


HEADLINES: list[tuple[str, list[dict[str, Any]], str]] = [
    ("a headline", [{}], ""),
    ("places only", [{"ref_area": "A"}], "check-headline-of-places-only"),
    ("groups only", [{"dims": '{"Sex":"F"}'}], "check-headline-of-groups-only"),
    ("neither", [{"ref_area": "A", "dims": '{"Sex":"F"}'}], "check-headline-missing"),
]


@pytest.mark.parametrize(("why", "rows", "code"), HEADLINES, ids=[row[0] for row in HEADLINES])
def test_an_indicator_without_a_headline(why: str, rows: list[dict[str, Any]], code: str) -> None:
    assert [one[0] for one in told(checked(rows), info=True) if "headline" in one[0]] == ([code] if code else [])


def copies(*codes: str, backwards: bool = False) -> list[dict[str, Any]]:
    rows = []
    for n, code in enumerate(codes):
        made = series(SMOOTH, indicator=code, source_file=f"{code}.csv")
        rows += made[::-1] if backwards and n else made
    return rows


def test_files_of_equal_content_under_two_indicators() -> None:
    assert told(checked(copies("1.2.1", "3.1.1", backwards=True))) == [("check-same-content", [])]
    found = told(checked(copies("7.b.1", "12.a.1")), info=True)
    assert ("check-same-content-meant", []) in found, "the framework has one indicator under both codes"
    other = [*copies("1.2.1"), *series([*SMOOTH[:-1], 48.5], indicator="3.1.1", source_file="3.1.1.csv")]
    assert told(checked(other)) == []


def test_many_files_of_equal_content_are_a_templates() -> None:
    codes = ("1.2.1", "3.1.1", "3.1.2", "4.1.2", "5.2.1", "8.1.1")
    assert told(checked(copies(*codes))) == [("check-template-content", [])] * 6


def test_a_file_that_is_read_alone_is_known_as_a_copy_by_its_bytes() -> None:
    header = ("Year", "Value")
    facts = [FileFacts("new.csv", header, "1.2.1", "aa"), FileFacts("old.csv", header, "3.1.1", "aa")]
    (found,) = [
        one for one in checked(series(SMOOTH, source_file="new.csv"), files=facts).findings if "same" in one.code
    ]
    assert (found.code, found.file, found.values["other"]) == ("check-same-content", "new.csv", "old.csv")
    facts[1] = FileFacts("old.csv", header, "3.1.1", "bb")
    assert told(checked(series(SMOOTH, source_file="new.csv"), files=facts)) == []


def test_a_file_whose_rows_are_of_another_indicator_than_its_name() -> None:
    facts = [FileFacts("indicator_1-2-1.csv", ("Year", "Value"), "1.2.1")]
    rows = [*series(SMOOTH), *series([3.0], indicator="3.1.1")]
    assert told(checked(rows, files=facts)) == [("check-file-name-other", [10])]


DEMONSTRATIONS: list[tuple[str, tuple[str, ...], str, str]] = [
    ("data.csv", ("Year", "Fruit", "Value"), "", "check-demonstration"),
    ("data.csv", ("Year", "Value"), '{"Kind":"Apple","Place":"Mars"}', "check-demonstration"),
    ("data.csv", ("Year", "Value"), '{"District":"Orange"}', ""),
    ("data.csv", ("Year", "Value"), '{"Vegetable":"apples"}', ""),
    ("demo_indicator.csv", ("Year", "Value"), "", "check-demonstration-name"),
    ("democracy.csv", ("Year", "Value"), "", ""),
]


@pytest.mark.parametrize(("file", "header", "dims", "code"), DEMONSTRATIONS)
def test_what_comes_with_a_template(file: str, header: tuple[str, ...], dims: str, code: str) -> None:
    rows = series(SMOOTH, source_file=file, dims=dims)
    found = [one[0] for one in told(checked(rows, files=[FileFacts(file, header)]), info=True) if "demonstr" in one[0]]
    assert found == ([code] if code else [])


def test_a_demonstration_file_without_a_single_row_is_found_by_its_header() -> None:
    assert told(checked([], files=[FileFacts("a.csv", ("Planet", "x"))])) == [("check-demonstration", [])]


def test_texts_of_a_template_in_the_metadata() -> None:
    said = {"1.2.1": {"name": {"en": "Poverty"}, "definition": "Lorem ipsum dolor sit amet"}}
    assert told(checked(series(SMOOTH), indicators=said)) == [("check-demonstration-text", [])]


LONE: list[tuple[str, list[str], bool]] = [
    ("another number in each row", [f'{{"Standard error":"{n / 7:.3f}"}}' for n in range(12)], True),
    ("names in each row", [f'{{"Site":"Site {n}"}}' for n in range(12)], False),
    ("a few numbers", [f'{{"Decile":"{n % 4}"}}' for n in range(12)], False),
    ("no groups", [""] * 12, False),
    ("too few rows", [f'{{"Standard error":"{n / 7:.3f}"}}' for n in range(9)], False),
]


@pytest.mark.parametrize(("why", "dims", "found"), LONE, ids=[row[0] for row in LONE])
def test_a_column_of_numbers_that_was_taken_for_groups(why: str, dims: list[str], found: bool) -> None:
    rows = [{"year": 2010 + n, "obs_value": 45.0 + n % 3, "dims": text} for n, text in enumerate(dims)]
    assert [one[0] for one in told(checked(rows)) if "column" in one[0]] == ["check-column-of-numbers"] * found
