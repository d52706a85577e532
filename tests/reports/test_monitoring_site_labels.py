"""Codes as people read them; what is no code of ours stays as the data have it."""

from __future__ import annotations

import pytest

from local2030.reports.monitoring_site.labels import line_words, unit_words
from local2030.reports.monitoring_site.records import Line


@pytest.mark.parametrize(
    ("unit", "mult", "words"),
    [
        ("PT", "", "per cent"), ("PER_100000_POP", "", "per 100,000 people"), ("W_PER_CAPITA", "", "watts per person"),
        ("PER_1000_LIVE_BIRTHS", "0", "per 1,000 live births"), ("kWh", "", "kWh"), ("Percentage (%)", "", "Percentage (%)"),
        ("EUR", "6", "euros, millions"), ("", "3", "thousands"), ("TCO2E", "", "TCO2E"), ("", "", ""),
    ],
)  # fmt: skip
def test_a_unit_is_said_in_words(unit: str, mult: str, words: str) -> None:
    assert unit_words(unit, "en", mult) == words


@pytest.mark.parametrize(
    ("series", "unit", "mult", "freq", "words"),
    [
        ("SI_POV_DAY1", "PT", "", "A", "SI_POV_DAY1, per cent"),
        ("", "EUR", "6", "Q", "euros, millions, quarterly"),
        ("", "", "", "", ""),
    ],
)
def test_a_line_is_said_by_series_unit_and_how_often_it_is_measured(
    series: str, unit: str, mult: str, freq: str, words: str
) -> None:
    assert line_words(Line(series, unit, {}, "_T", (), freq, mult), "en") == words
