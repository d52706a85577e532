"""Breakdowns and series on pages: by the data set's own lists, by our words, by their codes, in the reader's language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from local2030.web.monitoring.code_names import CodeNames
from local2030.web.monitoring.cuts import Cut

OWN = CodeNames(
    {"SEX": {"F": {"en": "Female", "ru": "Женщины"}}, "ZONE": {"Z1": {"ru": "Север"}}, "SERIES": {"SI_POV": {"en": "Poor people"}}}
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "dims", "words"),
    [("en", '{"SEX":"F"}', "Sex: Female"), ("ru", '{"SEX":"F"}', "Пол: Женщины"), ("fr", '{"SEX":"F"}', "Sexe: femmes et filles"),
     ("en", '{"ZONE":"Z1"}', "Zone: Север"), ("en", '{"ZONE":"Z2"}', "Zone: Z2"), ("en", "", "")],
)  # fmt: skip
def test_a_breakdown_is_named_by_the_nearest_words(language: str, dims: str, words: str) -> None:
    with override(language):
        assert Cut("", "", "", dims, "A", names=OWN).words == words


def test_a_series_is_named_only_where_there_are_several() -> None:
    with override("en"):
        assert Cut("SI_POV", "", "", "", "A", names=OWN).series_words == "Poor people"
        assert Cut("SI_ODD", "", "", "", "Q", names=OWN).series_words == "series SI_ODD"
        assert Cut("SI_POV", "", "", "", "A", names=OWN, one_series=True).words == ""
        assert Cut("", "", "", "", "Q").often == "quarterly"


def test_two_equal_cuts_of_a_state_are_one() -> None:
    assert {Cut("a", "b", "", "", "A", names=OWN): 1}[Cut("a", "b", "", "", "A", names=OWN)] == 1
    assert Cut("a", "b", "", "", "A", names=OWN).id == Cut("a", "b", "", "", "A").id
