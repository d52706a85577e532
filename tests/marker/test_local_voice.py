"""Local voice in a text: what local actors do in a sentence, quoted with its page; nothing is measured in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.marker.local_voice import KINDS, lexicon, local_voice

FILLER = "The programme is for the people of the place and it was made with them in the year that is named at the end. "


def _kind(sentence: str) -> tuple[str, bool, bool]:
    (passage,) = local_voice([(1, FILLER), (2, sentence)]).passages
    assert (passage.page, passage.text) == (2, sentence)
    return passage.kind, passage.planned, passage.negated


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Each of the four counties has one seat and one vote in the committee.", "decides"),
        ("The ward committees asked that repairs be counted.", "speaks"),
        ("The new indicator was proposed by the municipalities.", "speaks"),
        ("Mayors objected to the first draft.", "speaks"),
        ("Local authorities were asked for data.", "asked"),
        ("Workshops were held with the district council.", "asked"),
        ("The project trained women's groups in bookkeeping.", "receives"),
        ("The office lies beside the town hall.", "named"),
    ],
)
def test_what_local_actors_do_is_told_by_the_words_near_them(sentence: str, kind: str) -> None:
    assert _kind(sentence) == (kind, False, False)


def test_what_is_planned_or_denied_is_told_apart_from_what_was_done() -> None:
    assert _kind("Municipalities will propose their own indicators.") == ("speaks", True, False)
    assert _kind("Local governments did not decide on the budget.") == ("decides", False, True)
    voice = local_voice(
        [(1, FILLER + "Municipalities will propose indicators. Local governments did not decide on it.")]
    )
    assert voice.counts["speaks"] == (0, 1) and voice.counts["decides"] == (0, 0) and voice.negated == 1


def test_a_sentence_in_quotation_marks_beside_a_local_actor_is_a_voice() -> None:
    assert _kind("“We count the water points ourselves every week”, in the words of one mayor.")[0] == "speaks"


def test_another_language_is_not_measured_instead_of_being_found_silent() -> None:
    voice = local_voice([(1, "Les communes ont proposé leurs propres indicateurs et les maires ont voté le budget.")])
    assert not voice.read and voice.passages == ()
    assert not local_voice([]).read


def test_a_text_without_local_actors_is_read_and_has_no_passage() -> None:
    voice = local_voice([(1, FILLER)])
    assert voice.read and voice.passages == () and voice.sentences == 1 and voice.pages_with_voice == ()


def test_the_example_record_of_the_workshops_has_voices_on_its_page() -> None:
    from importlib.resources import files

    text = (files("local2030.workflows") / "example" / "documents" / "design-record.md").read_text("utf-8")
    voice = local_voice([(1, text)])
    assert voice.read and voice.pages_with_voice == (1,)
    assert any("ward committees asked that repairs be counted" in p.text for p in voice.passages if p.kind == "speaks")


@pytest.mark.parametrize(
    "text", ["county " * 3000, "“a" * 5000, "\n " * 9000, '."' * 9000, "county " + '"' + "a" * 20_000]
)
def test_a_text_without_an_end_of_sentence_is_cut_and_read(text: str) -> None:
    voice = local_voice([(1, FILLER * 200 + text)])
    assert voice.read and all(len(p.text) <= 400 for p in voice.passages)


def test_the_list_is_signed() -> None:
    assert all(lexicon().head.values()) and len(lexicon().sha256) == 64


@given(st.lists(st.tuples(st.integers(1, 9), st.text(max_size=300)), max_size=5))
def test_whatever_the_text_every_passage_stands_in_it_and_is_counted_once(pages: list[tuple[int, str]]) -> None:
    pages = [(number, FILLER * 3 + text) for number, text in pages]
    voice = local_voice(pages)
    told = sum(sum(pair) for pair in voice.counts.values())
    assert told + voice.negated == len(voice.passages)
    joined = {" ".join(text.split()) for _page, text in pages}
    for passage in voice.passages:
        assert passage.kind in KINDS and any(passage.text in text for text in joined)
