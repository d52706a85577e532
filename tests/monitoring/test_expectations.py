"""The signed expectations against the framework's own wording, and levels of places."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from local2030.monitoring.expectations import framework, levels_of, meant
from local2030.vocabulary.goals import indicators

# Words of the official titles after which a breakdown is asked for, and our name of it.
ASKED = {
    r"\bby [^.]*?\bsex\b": "sex", r"\bby [^.]*?\bage\b(?! group)": "age", r"\bdisabilit(?:y|ies)\b": "disability",
    r"\bby mode\b": "mode", r"\bby speed\b": "speed", r"\bby technology\b": "technology", r"type of tenure": "tenure",
    r"migrant status": "migration", r"by source$": "revenue", r"type of skill": "skill", r"by ecosystem": "ecosystem",
    r"pregnancy status": "pregnancy", r"place of occurrence": "occurrence", r"form of exploitation": "exploitation",
    r"type of mechanism": "mechanism", r"key populations": "key_population", r"occupation\b": "occupation",
}  # fmt: skip
# Titles that have the word without asking for the breakdown.
NOT_ASKED = {
    ("16.2.3", "age"),
    ("1.3.1", "disability"),
    ("4.5.1", "disability"),
    ("8.8.2", "sex"),
    ("8.8.2", "migration"),
}


def test_every_indicator_of_the_framework_has_its_demand_and_none_other() -> None:
    assert set(framework().demands) == {i.code for i in indicators()}


def test_every_breakdown_that_a_title_asks_for_stands_in_the_table(real_data: Path) -> None:
    text = (real_data / "reference" / "sdg_indicators_2023_refinement.csv").read_text("utf-8-sig")
    titles = {
        row["IndicatorsNumber"].strip(): row["Indicators"] for row in csv.DictReader(text.splitlines(), delimiter=";")
    }
    demands, lacking, read = framework().demands, [], 0
    for code, title in titles.items():
        for words, name in ASKED.items():
            if code in demands and re.search(words, title or "") and (code, name) not in NOT_ASKED:
                read += 1
                if name not in demands[code].by:
                    lacking.append((code, name, title))
    assert read > 60
    assert lacking == []


def test_what_only_a_country_can_answer_is_asked_of_no_smaller_place(real_data: Path) -> None:
    text = (real_data / "reference" / "sdg_indicators_2023_refinement.csv").read_text("utf-8-sig")
    titles = {
        row["IndicatorsNumber"].strip(): row["Indicators"] for row in csv.DictReader(text.splitlines(), delimiter=";")
    }
    countries = [c for c, t in titles.items() if t and re.match(r"\W*(?:\(a\) )?(?:Number|Proportion) of countries", t)]
    aid = [c for c, t in titles.items() if t and "official development assistance" in t]
    assert len(countries) > 12 and len(aid) > 6
    allowed = {"11.a.1", "12.7.1"}  # regions and cities have plans and purchases of their own
    wrong = [
        c for c in {*countries, *aid} - allowed if c in framework().demands and "local" in framework().demands[c].at
    ]
    assert wrong == []


def test_whatever_is_out_of_scope_somewhere_says_why() -> None:
    kinds = {"national", "regional", "local"}
    assert [d.code for d in framework().demands.values() if d.at != kinds and not d.why] == []


@pytest.mark.parametrize(
    ("column", "dimension"),
    [("Sexo", "sex"), ("SEX", "sex"), ("sex", "sex"), ("Gender", "sex"), ("Age group", "age"), ("Edad", "age"), ("AGE", "age"),
     ("Discapacidad", "disability"), ("DISABILITY_STATUS", "disability"), ("Habilidad_IT", "skill"), ("Fruit", ""), ("", "")],
)  # fmt: skip
def test_a_breakdown_is_known_by_its_words_in_several_languages(column: str, dimension: str) -> None:
    assert framework().dimension(column) == dimension


@pytest.mark.parametrize(
    ("root", "names", "kinds"),
    [
        ("national", ["", "Region", "District"], ["national", "regional", "local"]),
        ("national", ["", "Province", "County", "City", "Ward"], ["national", "regional", "local", "local", "part"]),
        ("regional", ["", "Territorio", "Comarca", "Municipio"], ["regional", "local", "local", "local"]),
        ("local", ["", "Ward"], ["local", "part"]),
        ("regional", ["", "Municipality", "Neighbourhood"], ["regional", "local", "part"]),
    ],
)
def test_levels_take_their_kind_from_the_whole_territory(root: str, names: list[str], kinds: list[str]) -> None:
    places = [{"code": str(n), "level": n, "level_name": name} for n, name in enumerate(names)]
    assert [level.kind for level in levels_of(places, root)] == kinds  # type: ignore[arg-type]


LEVELS = levels_of(
    [{"level": 0}, {"level": 1, "level_name": "Territorio"}, {"level": 2, "level_name": "Municipio"}], "regional"
)


@pytest.mark.parametrize(
    ("word", "in_scope", "numbers"),
    [
        ("", True, (0,)), ("", False, (0, 1, 2)), ("root", True, (0,)), ("all", True, (0, 1, 2)), ("2", True, (2,)),
        ("municipio", True, (2,)), ("local", True, (1, 2)), ("regional", True, (0,)), ("9", True, ()), ("Kreis", True, ()),
    ],
)  # fmt: skip
def test_a_level_is_meant_by_number_name_or_kind(word: str, in_scope: bool, numbers: tuple[int, ...]) -> None:
    assert meant(word, LEVELS, in_scope) == numbers
