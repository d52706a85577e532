"""Breakdowns in words, by the signed file; what it doesn't know stays as it stands."""

from __future__ import annotations

import pytest
import yaml

from local2030.vocabulary.breakdowns import FILE, HEAD, column_word, frequency_word, in_words, value_word

LANGUAGES = ("en", "ar", "zh", "fr", "ru", "es")


def words_in(node):
    """Every mapping of languages to words in the file."""
    if isinstance(node, dict):
        if "en" in node:
            yield node
        else:
            for value in node.values():
                yield from words_in(value)


def test_every_word_is_there_in_six_languages_and_the_file_says_whose_it_is():
    plain = yaml.safe_load(FILE.read_text("utf-8"))
    assert all(plain.get(name) for name in HEAD)
    found = list(words_in({k: plain[k] for k in ("any", "frequencies", "ages", "columns")}))
    assert len(found) > 40 and all(tuple(sorted(LANGUAGES)) == tuple(sorted(words)) for words in found)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [("SEX", "F", "Sex: women and girls"), ("Sexo", "M", "Sex: men and boys"), ("Gender", "Boys", "Sex: Boys"), ("AGE", "Y15T24", "Age: 15 to 24 years"),
     ("Edad", "Y_GE35", "Age: 35 years and over"), ("AGE", "M0T5", "Age: 0 to 5 months"), ("AGE", "Y_LT15", "Age: under 15 years"),
     ("age group", "65+", "Age: 65+"), ("URBANISATION", "R", "Town or country: rural"), ("EDUCATION_LEV", "ISCED11_6_7", "Level of education: bachelor, master"),
     ("COMPOSITE_BREAKDOWN", "NCD_CNCR", "Group: cancer"), ("Ingreso_cuantil", "B40", "By income or wealth: bottom 40 per cent"),
     ("WASTE_KIND", "_T", "Waste kind: total"), ("Type of Crime", "Homicide", "Type of Crime: Homicide"), ("Site", "F", "Site: F")],
)  # fmt: skip
def test_a_code_of_a_known_column_is_a_word_and_anything_else_stays(column, value, words):
    assert in_words({column: value}) == words


def test_languages_and_frequencies():
    assert in_words({"SEX": "F", "AGE": "Y5T9"}, "es") == "Sexo: mujeres y niñas, Edad: 5 a 9 años"
    assert value_word("SEX", "F", "de") == "women and girls" and column_word("SEX", "zh") == "性别"
    assert (frequency_word("Q"), frequency_word("H"), in_words({})) == ("quarterly", "H", "")
