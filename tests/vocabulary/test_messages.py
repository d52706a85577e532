"""Sentences in other languages: trial catalogues, what a language lacks, values in a sentence from right to left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from local2030.vocabulary import messages
from local2030.vocabulary.messages import FSI, PDI, RLM, catalogue, is_english, remedy, say, say_again, text_in
from local2030.vocabulary.messages.trial import TRIAL_LANGUAGES, longer, mirrored


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Catalogues of our own: English whole, French and Arabic in part."""
    written = {
        "en": '[whole]\ntext = "{count} files of {name}."\none = "One file."\nremedy = "Look."\n[lacking]\ntext = "In English."',
        "fr": '[whole]\ntext = "{count} fichiers de {name}."',
        "ar": '[whole]\ntext = "{count} ملفات {name}."\nremedy = "{name}: 5%"\n[share]\ntext = "وصل {share}% منها"',
    }
    for language, text in written.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "room.toml").write_text(text, "utf-8")
    monkeypatch.setattr(messages, "__file__", str(tmp_path / "__init__.py"))
    catalogue.cache_clear()
    yield
    catalogue.cache_clear()


def test_a_language_says_what_it_has_and_english_stands_in_for_the_rest(folders: None) -> None:
    values = {"count": 3, "name": "Ana"}
    assert say("whole", values, "fr") == "3 fichiers de Ana."
    assert say("whole", values, "fr-ca") == "3 fichiers de Ana."
    assert say("whole", {"count": 1, "name": "Ana"}, "fr") == "1 fichiers de Ana.", "no sentence of two languages"
    assert remedy("whole", values, "fr") == "Look."
    assert say("lacking", values, "fr") == "In English."
    assert say("whole", values, "xx") == "3 files of Ana."
    assert say("unheard-of", values, "fr") == "unheard-of"


def test_values_keep_their_own_order_in_a_sentence_from_right_to_left(folders: None) -> None:
    assert say("whole", {"count": 3, "name": "Ana (KE)"}, "ar") == f"{RLM}{FSI}3{PDI} ملفات {FSI}Ana (KE){PDI}."
    assert say("share", {"share": "11–19"}, "ar") == f"وصل {FSI}11–19%{PDI} منها", "a sign stays with its figure"
    assert FSI not in say("lacking", {}, "ar")
    assert FSI not in say("whole", {"count": 3, "name": "Ana"}, "fr")


def test_what_was_said_is_said_again_only_where_code_and_values_do(folders: None) -> None:
    values = {"count": 3, "name": "Ana"}
    assert say_again("3 files of Ana.", "whole", values, "fr") == "3 fichiers de Ana."
    assert say_again("Look.", "whole", values, "fr-be", part="remedy") == "Look."
    for code, given in (("whole", {"count": 3}), ("whole", None), ("gone", values), (None, values)):
        assert say_again("3 files of Ana.", code, given, "fr") == "3 files of Ana."
    assert say_again("As it was.", "whole", values, "en-gb") == "As it was."
    assert say_again("", "whole", values, "fr") == ""


@pytest.mark.parametrize("language", TRIAL_LANGUAGES)
def test_trial_catalogues_have_every_sentence_with_its_values_as_they_are(language: str) -> None:
    for code, entry in catalogue("en").items():
        for part, text in entry.items():
            if not text:
                continue
            other = catalogue(language)[code][part]
            assert other != text or not re.search("[a-z]", re.sub(r"\{\w*\}", "", text)), code
            named = [[name for _, name, *_ in Formatter().parse(each)] for each in (text, other)]
            assert [name for name in named[0] if name] == [name for name in named[1] if name], code
    said = say("quote-found", {"document": "Minutes of Soacha"}, language)
    assert "Minutes of Soacha" in said and "quote" not in said


def test_trial_languages_are_no_english_and_need_no_folder() -> None:
    assert not any(is_english(language) for language in TRIAL_LANGUAGES)
    assert is_english("en") and is_english("en-gb") and not is_english("fr")
    assert say("level-1", {}, "en-xa") == longer("limited")
    assert say("level-1", {}, "ar-xb") == mirrored("limited")


def test_texts_by_language_fall_back_to_english() -> None:
    texts = {"en": "Finance", "fr": "Argent"}
    assert [text_in(texts, language) for language in ("en", "fr", "fr-ca", "es")] == [
        "Finance",
        "Argent",
        "Argent",
        "Finance",
    ]
    assert text_in(texts, "en-xa") == longer("Finance")
