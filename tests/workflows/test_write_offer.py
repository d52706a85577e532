"""From facts of a country to its offer: seven contents for every country, honest where there is nothing."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from local2030.cli.main import cli
from local2030.coalition.stock import first_stock
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.places import countries, country
from local2030.workflows.offer_facts import HubFact, OfferFacts, ProgrammeFact, facts_from_stock, plans
from local2030.workflows.write_offer import offer_of, write_offer

DAY = date(2026, 11, 23)
SAMPLE = ("KE", "GB", "VC", "BO", "VE", "HK", "FK", "UM", "GS", "TV", "EG", "CN")
LONG = "Programme for the strengthening of municipal water and sanitation services in secondary towns of the coast"


def facts(code: str, language: str = "en") -> OfferFacts:
    place = country(code)
    assert place is not None
    return facts_from_stock(place, DAY, language)


def worst(code: str, language: str = "en") -> OfferFacts:
    """As much of everything as a store could hold, each with a long name."""
    programmes = tuple(ProgrammeFact(f"{LONG} {n}", 1, 2, 3, 0.11, 0.19) for n in range(40))
    hubs = tuple(HubFact(f"Hub of {LONG} {n}", "GB", "formalized", "covers") for n in range(30))
    plain = facts(code, language)
    return replace(
        plain, programmes=programmes, programme_count=90, proven=12, hubs=hubs, intro=f"{LONG}. " * 30,
        head="123456:" + "9f" * 32, address="https://a-long-name-of-a-site.example.org/countries/KE/",
    )  # fmt: skip


def text_of(content: bytes) -> str:
    return " ".join(" ".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(content)).split())


def test_the_sample_has_the_longest_names_of_all() -> None:
    longest = sorted(countries(), key=lambda place: -len(place.name))[:3]
    assert {place.code for place in longest} <= set(SAMPLE)


@pytest.mark.parametrize("code", SAMPLE)
def test_every_country_has_its_two_pages_with_all_seven_contents(code: str) -> None:
    made = write_offer(facts(code))
    text = text_of(made.content)
    assert made.pages == 2 and made.cuts == ()
    for part in (*offer_of(facts(code)).front, *offer_of(facts(code)).back):
        assert part.title in text
    assert "ask the Secretariat" in text


@pytest.mark.parametrize("language", ["en", "en-xa", "ar-xb", "ar", "zh", "ru"])
@pytest.mark.parametrize("code", ["GB", "VC"])
def test_the_worst_case_goes_into_two_pages_in_every_language(code: str, language: str) -> None:
    made = write_offer(worst(code, language), language)
    assert made.pages == 2 and {cut.part for cut in made.cuts} >= {"intro", "marker", "guidance"}


def test_the_contents_are_those_that_the_report_asks_for(real_data: Path) -> None:
    with (real_data / "coalition" / "offer_contents.csv").open(encoding="utf-8") as file:
        asked = [row["item"] for row in csv.DictReader(file)]
    made = offer_of(facts("KE"))
    assert [part.title.casefold() for part in (*made.front, *made.back)] == [item.casefold() for item in asked]
    assert [plan.stock for plan in plans()] == [item.id for item in first_stock().offer_contents]


def test_every_key_of_the_contents_is_in_the_stock() -> None:
    found = facts("KE").own
    for plan in plans():
        assert len(found[plan.code]) == sum(len(keys) for keys in plan.keys.values()), plan.code


def test_where_nothing_exists_it_says_none_yet_and_nothing_is_made_up() -> None:
    made = offer_of(facts("TV"))
    parts = {part.code: part for part in (*made.front, *made.back)}
    for code in ("marker", "roster", "flagships", "guidance", "capacity", "finance"):
        assert parts[code].none_yet.startswith("None yet"), code
    assert parts["tools"].none_yet == ""
    assert made.lede.startswith("No programme is scored yet, and no Hub")


def test_a_hub_in_the_country_comes_before_those_that_cover_it_or_lie_near() -> None:
    hubs = (
        HubFact("Near", "EG", "prospective", "near"), HubFact("Covers", "GB", "formalized", "covers"),
        HubFact("Here", "KE", "formalized", "in"),
    )  # fmt: skip
    made = offer_of(replace(facts("KE"), hubs=hubs))
    guidance = next(part for part in made.back if part.code == "guidance")
    assert [line.text for line in guidance.lines[:3]] == ["Here", "Covers", "Near"]
    assert "Egypt" in guidance.lines[2].note and guidance.none_yet == ""


@pytest.mark.parametrize(
    ("programme", "said"),
    [
        (ProgrammeFact("P", 1, 2, 3, 0.11, 0.19), "Evidence proves level 1; up to 2 is possible. It claims 3. Local share 11–19%."),
        (ProgrammeFact("P", 2, 2, None, None, None), "Evidence proves level 2."),
        (ProgrammeFact("P", 0, 0, 1, None, None), "Evidence proves level 0. It claims 1."),
        (ProgrammeFact("P", None, None, 2, None, None), "Too little data to tell its level. It claims 2."),
    ],
)  # fmt: skip
def test_a_programme_is_told_with_what_is_known_and_no_more(programme: ProgrammeFact, said: str) -> None:
    made = offer_of(replace(facts("KE"), programmes=(programme,), programme_count=1))
    assert made.front[0].lines[0].note == said and made.front[0].none_yet == ""


def test_programmes_that_are_not_listed_are_counted() -> None:
    found = replace(facts("KE"), programmes=(ProgrammeFact("P", 1, 1, None, None, None),), programme_count=31)
    assert offer_of(found).front[0].left == 30


def test_the_command_writes_the_offer_without_a_store_and_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCAL2030_HOME", str(tmp_path / "nowhere"))
    monkeypatch.delenv("LOCAL2030_DATABASE_URL", raising=False)
    out = tmp_path / "ke.pdf"
    told = CliRunner().invoke(cli, ["coalition", "offer", "Kenya", "--out", str(out), "--format", "json"])
    assert told.exit_code == 0, told.output
    answer = json.loads(told.output)
    assert (answer["country"], answer["pages"], answer["source"]) == ("KE", 2, "stock")
    assert len(pypdfium2.PdfDocument(out)) == 2 and not (tmp_path / "nowhere").exists()
    refused = CliRunner().invoke(cli, ["coalition", "offer", "Atlantis", "--out", str(out)])
    assert isinstance(refused.exception, WrongUse)


@pytest.mark.proof
def test_all_countries_of_the_world_have_their_two_pages() -> None:
    for place in countries():
        for found in (facts(place.code), worst(place.code)):
            assert write_offer(found).pages == 2, place.code
