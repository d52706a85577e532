"""From the years that a series has to the years that it is expected to have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.monitoring.rhythm import expected_years, rhythm, waves, years_back


@pytest.mark.parametrize(
    ("years", "otherwise", "every", "why"),
    [
        ((2015, 2016, 2017), 5, 1, "every year"),
        ((2014, 2016, 2018, 2021), 1, 2, "the commonest distance"),
        ((2010, 2015), 1, 5, "two values are a distance"),
        ((2010, 2011, 2013), 1, 1, "of equals the smaller"),
        ((2019,), 4, 4, "one value has no rhythm: the framework's"),
        ((), 3, 3, "none neither"),
        ((2019,), 0, 1, "a rhythm is at least a year"),
    ],
)
def test_the_rhythm_is_the_commonest_distance(years: tuple[int, ...], otherwise: int, every: int, why: str) -> None:
    assert rhythm(years, otherwise) == every, why


@pytest.mark.parametrize(
    ("years", "every", "until", "expected", "why"),
    [
        ((2018, 2020), 1, 2022, (2018, 2019, 2020, 2021, 2022), "holes and what is due since"),
        ((2016, 2018, 2021), 2, 2024, (2016, 2018, 2021, 2023), "2020 lies too near 2021; 2023 follows it"),
        ((2016, 2020), 4, 2023, (2016, 2020), "the next one is due in 2024"),
        ((2016, 2020), 4, 2024, (2016, 2020, 2024), "and so it is"),
        ((2025,), 1, 2024, (2025,), "early values are there all the same"),
        ((), 1, 2024, (), "nothing follows from nothing"),
    ],
)
def test_holes_and_what_is_due_are_expected(
    years: tuple[int, ...], every: int, until: int, expected: tuple[int, ...], why: str
) -> None:
    assert expected_years(years, every, until) == expected, why


def test_a_year_in_which_few_places_reported_is_no_wave_of_the_level() -> None:
    assert waves({2019: 240, 2020: 119, 2021: 120, 2022: 251}) == (2019, 2022)
    assert waves({2019: 2, 2020: 1}) == (2019, 2020)
    assert waves({}) == ()


def test_years_before_the_first_follow_the_rhythm_back_to_2015() -> None:
    assert years_back(2021, 2, 2015) == (2015, 2017, 2019)
    assert years_back(2015, 1, 2015) == ()


@given(st.sets(st.integers(1990, 2030), min_size=1), st.integers(1, 10), st.integers(2000, 2035))
def test_what_was_reported_is_always_expected_and_nothing_beyond_what_is_due(
    years: set[int], every: int, until: int
) -> None:
    found = expected_years(tuple(sorted(years)), every, until)
    assert years <= set(found) and max(found) <= max(until, *years) and list(found) == sorted(set(found))
