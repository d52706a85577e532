"""Words into SDMX codes, periods into SDMX's, and what has no code."""

from __future__ import annotations

from datetime import date

import pytest

from local2030.formats.observations.as_published import carried, taken_apart, unpaired
from local2030.formats.observations.out.sdmx_coding import Coding, period_codes
from local2030.formats.observations.out.sdmx_words import dimension_code, multiplier_code, unit_code, value_code


@pytest.mark.parametrize(
    ("name", "code"),
    [("Sexo", "SEX"), ("Geschlecht", "SEX"), ("GENDER", "SEX"), ("Пол", "SEX"), ("Age group", "AGE"), ("SEX", "SEX"),
     ("Fruit", None), ("Group", None)],
)  # fmt: skip
def test_a_dimension_is_known_by_its_name_in_many_languages(name: str, code: str | None) -> None:
    assert dimension_code(name) == code


@pytest.mark.parametrize(
    ("dimension", "word", "code"),
    [
        ("SEX", "Mujeres", "F"), ("SEX", "boys", "M"), ("SEX", "Männlich", "M"), ("SEX", "F", "F"), ("SEX", "both", None),
        ("AGE", "15-24", "Y15T24"), ("AGE", "15 to 24 years", "Y15T24"), ("AGE", "65+", "Y_GE65"),
        ("AGE", "85 and over", "Y_GE85"), ("AGE", "Y16T24", "Y16T24"), ("AGE", "the young", None), ("SEX", "_T", None),
    ],
)  # fmt: skip
def test_a_word_of_a_dimension_gets_its_code_or_none(dimension: str, word: str, code: str | None) -> None:
    assert value_code(dimension, word) == code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Percentage (%)", "PT"),
        ("%", "PT"),
        ("PT", "PT"),
        ("per 100,000 population", "PER_100000_POP"),
        ("apples", None),
    ],
)
def test_a_unit_gets_its_code_or_none(word: str, code: str | None) -> None:
    assert unit_code(word) == code


@pytest.mark.parametrize(
    ("word", "code"), [("Thousands", "3"), ("Units", "0"), ("6", "6"), ("-3", "-3"), ("", None), ("heaps", None)]
)
def test_a_multiplier_is_a_power_of_ten(word: str, code: str | None) -> None:
    assert multiplier_code(word) == code


@pytest.mark.parametrize(
    ("said", "freq", "start", "end", "code"),
    [
        ("2014", "A", date(2014, 1, 1), date(2014, 12, 31), "2014"),
        ("2014/15", "A", date(2014, 1, 1), date(2015, 12, 31), "2014"),
        ("2011-12", "A", date(2011, 1, 1), date(2012, 12, 31), "2011"),
        ("2011-12", "M", date(2011, 12, 1), date(2011, 12, 31), "2011-12"),
        ("2000 Q3", "Q", date(2000, 7, 1), date(2000, 9, 30), "2000-Q3"),
        ("Jan 2020", "M", date(2020, 1, 1), date(2020, 1, 31), "2020-01"),
        ("2015-2017", "A3", date(2015, 1, 1), date(2017, 12, 31), "2015-01-01/P3Y"),
        ("H1 2020", "S", date(2020, 1, 1), date(2020, 6, 30), "2020-S1"),
        ("odd", "X", date(2020, 1, 15), date(2020, 1, 17), "2020-01-15/P3D"),
        ("odd", "X", date(2020, 1, 1), date(2020, 2, 29), "2020-01-01/P2M"),
    ],
)  # fmt: skip
def test_a_period_is_written_as_sdmx_writes_it(said: str, freq: str, start: date, end: date, code: str) -> None:
    assert period_codes([("1.2.1", said, freq, start, end)]) == {("1.2.1", said, freq): code}


def test_two_periods_of_one_year_in_an_indicator_keep_apart() -> None:
    rows = [("1.2.1", "2014", "A", date(2014, 1, 1), date(2014, 12, 31)), ("1.2.1", "2014/15", "A", date(2014, 1, 1), date(2015, 12, 31)),
            ("3.1.1", "2014/15", "A", date(2014, 1, 1), date(2015, 12, 31))]  # fmt: skip
    assert list(period_codes(rows).values()) == ["2014", "2014-01-01/P2Y", "2014"]


ROW = {
    "indicator": "1.2.1",
    "series": "",
    "ref_area": "_T",
    "unit_measure": "PT",
    "unit_mult": "",
    "dims": "",
    "freq": "A",
}


def test_what_differs_in_its_unit_only_is_another_series() -> None:
    coding = Coding({})
    one, other = coding.series(ROW, {}), coding.series({**ROW, "unit_measure": "EUR"}, {})
    assert one.key[2] == "_L_1-2-1"
    assert other.key[2] == "_L_1-2-1_2"
    assert coding.series(ROW, {}) == one


def test_the_same_code_from_other_words_is_a_breakdown_of_its_own() -> None:
    coding = Coding({})
    keys = {
        coding.series({**ROW, "dims": dims}, {}).key
        for dims in ('{"Sexo":"Mujeres"}', '{"Sex":"Female"}', '{"SEX":"F"}')
    }
    assert len(keys) == 3


def test_more_breakdowns_than_there_are_codes_are_told() -> None:
    coding = Coding({})
    for n in range(100):
        coding.series({**ROW, "dims": f'{{"Ward":"ward {n}"}}'}, {})
    assert coding.over == {"_L_1-2-1"}
    assert coding.words == {"Ward": 100}


def test_a_comment_that_looks_like_ours_is_still_the_sources_own() -> None:
    for comment in ("see [as published: not pairs]", "[as published: ]", "plain", ""):
        assert taken_apart(carried({"indicator": "1"}, {}, comment)).comment == comment
    assert taken_apart("see [as published: not pairs]").comment == "see [as published: not pairs]"
    assert unpaired("no pair here") == {}


def test_a_period_that_two_rows_date_differently_is_coded_once() -> None:
    whole, two = date(2014, 1, 1), (date(2014, 12, 31), date(2015, 12, 31))
    rows = [("1.2.1", "2014/15", "A", whole, end) for end in two] + [("1.2.1", "2014", "A", whole, two[0])]
    assert period_codes(rows) == {("1.2.1", "2014/15", "A"): "2014-01-01/P2Y", ("1.2.1", "2014", "A"): "2014"}
