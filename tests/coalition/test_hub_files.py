"""The signed files for Hubs are whole, the coverage of a region is read in both ways, and a profile is counted honestly."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.coalition.coverage import gap_readings, reached
from local2030.coalition.hub_letters import letter_codes, letter_for, letter_text
from local2030.coalition.hub_profiles import PROFILE, cocreations, completeness, with_partners
from local2030.coalition.hub_questions import hub_questions
from local2030.coalition.stock import first_stock
from local2030.methods.signed_files import signed_file
from local2030.methods.stages import load

FOLDER = files("local2030.coalition")

LANGUAGES = {"en", "fr", "es", "ru", "ar", "zh"}


@pytest.mark.parametrize("name", ["hub_questions.yaml", "hub_letters.yaml"])
def test_a_signed_file_has_its_whole_head_and_words_for_languages_only(name: str) -> None:
    top, _head, digest = signed_file(FOLDER / name)
    assert len(digest) == 64

    def walk(part: object) -> None:
        if isinstance(part, dict):
            if "en" in part:
                assert part.keys() <= LANGUAGES, part  # a comma in an unquoted text makes a key of its rest
            for below in part.values():
                walk(below)
        elif isinstance(part, list):
            for below in part:
                walk(below)

    walk(top)


def test_the_questions_cover_each_criterion_for_hubs(real_data: Path) -> None:
    with (real_data / "coalition" / "criteria.csv").open(encoding="utf-8") as file:
        wanted = {row["criterion_id"] for row in csv.DictReader(file) if row["used_for"] == "Hub"}
    assert {question.criterion for question in hub_questions().questions} == wanted
    assert len({question.code for question in hub_questions().questions}) == 5


def test_every_letter_goes_out_in_a_state_that_there_is_and_names_only_known_values() -> None:
    known = {"title", "serial", "day", "reason", "due", "gap_note", "agreement_signed", "host", "contact_name"}
    folder = FOLDER / "stages"
    states = {
        kind: load(folder / f"{file}.yaml").states
        for kind, file in (("hub", "hub"), ("hub-application", "hub_application"))
    }
    top = signed_file(FOLDER / "hub_letters.yaml").top
    for code, letter in top["letters"].items():
        assert set(letter["states"]) <= states[letter["kind"]].keys(), code
        text = " ".join([*letter["text"]["en"], letter["subject"]["en"]])
        assert set(re.findall(r"\{(\w+)\}", text)) <= known, code
        for state in letter["states"]:
            assert letter_for(letter["kind"], state) == code
    assert {"received", "incomplete", "revise", "accepted", "refused", "deferred", "agreement", "renewal-due"} <= set(
        letter_codes()
    )
    assert letter_for("hub", "formalized") == "" and letter_for("hub-application", "in-review") == ""


@given(st.text(max_size=80))
def test_what_is_put_into_a_letter_stands_there_as_it_is_and_never_breaks_the_subject(text: str) -> None:
    letter = letter_text("revise", {"title": text, "reason": "{due} {nothing}", "serial": text})
    assert "{due} {nothing}" in letter.paragraphs
    assert "\n" not in letter.subject and "\r" not in letter.subject


@pytest.mark.parametrize(
    ("codes", "inside", "outside", "unknown"),
    [
        (["KE"], {"KE"}, {"UG"}, ()),
        (["ke", "m49:404", "404"], {"KE"}, {"UG"}, ()),
        (["202"], {"KE", "CV", "ZA"}, {"EG", "ES"}, ()),
        (["021"], {"US", "CA"}, {"MX"}, ()),
        (["003"], {"US", "CA", "MX", "CU"}, {"BR"}, ()),
        (["001"], {"KE", "US", "JP"}, set(), ()),
        (["nowhere", "9999", ""], set(), {"KE"}, ("nowhere", "9999", "")),
    ],
)
def test_codes_of_a_region_stand_for_their_countries(
    codes: list[str], inside: set[str], outside: set[str], unknown: tuple[str, ...]
) -> None:
    found, strange = reached(codes)
    assert inside <= found and not outside & found and strange == unknown


def test_a_region_that_can_be_read_in_two_ways_is_read_in_both() -> None:
    readings = gap_readings("MX", ["MX"], [("HGG", "US")])
    north = {reading.is_wide: reading for reading in readings if reading.gap.id == "nam"}
    assert not north[False].is_touched and north[True].is_touched
    assert north[False].already == north[True].already == ("HGG",)
    assert [reading.is_wide for reading in readings if reading.gap.id == "ssa"] == [False]
    assert len(readings) == sum(2 if len(gap.m49) > 1 else 1 for gap in first_stock().hub_gaps)


def test_a_hub_counts_by_the_place_where_it_lies_and_by_the_region_that_it_covers() -> None:
    apart = {r.gap.id: r for r in gap_readings("ES", ["011"], []) if not r.is_wide}["ssa"]
    assert not apart.by_place and "SN" in apart.by_coverage
    at_home = {r.gap.id: r for r in gap_readings("CV", [], []) if not r.is_wide}["ssa"]
    assert at_home.by_place and at_home.by_coverage == ()


def test_a_profile_is_as_complete_as_what_is_told_and_says_what_is_missing() -> None:
    assert completeness({}).missing == PROFILE
    told = completeness({name: ["x"] for name in PROFILE} | {"website": "", "members": []})
    assert (told.told, told.all, told.missing) == (len(PROFILE) - 2, len(PROFILE), ("members", "website"))


def test_work_counts_as_created_together_only_with_a_partner() -> None:
    found = cocreations(["Water plan, City of Gulu, 2024", "Atlas, City of Gulu", "Own study", "Book, 2023", " , "])
    assert [(work.title, work.partner, work.year) for work in found] == [
        ("Water plan", "City of Gulu", "2024"), ("Atlas", "City of Gulu", ""), ("Own study", "", ""), ("Book", "", "2023"),
    ]  # fmt: skip
    assert with_partners(found) == {"City of Gulu": 2}


@given(st.lists(st.text(max_size=60), max_size=8))
def test_no_line_breaks_the_count_of_work(lines: list[str]) -> None:
    found = cocreations(lines)
    assert len(found) <= len(lines) and sum(with_partners(found).values()) <= len(found)
