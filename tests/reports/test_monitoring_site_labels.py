"""Codes as people read them; what is no code of ours stays as the data have it."""

from __future__ import annotations

import pytest

from local2030.reports.monitoring_site.labels import group_words, unit_words


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
    ("name", "code", "words"),
    [
        ("Sexo", "F", "Sexo: women"), ("SEX", "M", "SEX: men"), ("Energia", "F", "Energia: F"), ("Edad", "Y16T24", "Edad: 16 to 24"),
        ("Edad", "Y_GE35", "Edad: 35 and older"), ("AGE", "Y0T4", "AGE: under 5"), ("AGE", "Y_LT15", "AGE: under 15"),
        ("Discapacidad", "PWD", "Discapacidad: without a disability"), ("Ingreso_cuantil", "B40", "Ingreso cuantil: B40"),
        ("Group", "after housing costs", "Group: after housing costs"),
    ],
)  # fmt: skip
def test_what_a_value_is_of_is_said_in_words(name: str, code: str, words: str) -> None:
    assert group_words({name: code}, "en") == words


def test_several_groups_stand_beside_each_other() -> None:
    assert group_words({"Sex": "F", "Age": "Y15T24"}, "en") == "Sex: women; Age: 15 to 24"
