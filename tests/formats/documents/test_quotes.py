"""A quote is found whatever the layout did to it, and not found where a letter or a figure differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.formats.documents.quotes import folded_text, is_long_enough, pages_with


@pytest.mark.parametrize(
    ("quote", "page", "found", "why"),
    [
        ("the county assembly approved", "The County\nAssembly  approved", True, "case, spaces and lines"),
        ("the county assembly approved", "the county assem-\nbly approved", True, "a hyphen at the line's end"),
        ("the county assembly approved", "the county assem\u00adbly approved", True, "a soft hyphen"),
        ("the county assembly approved", "the county assem\ufffebly approved", True, "a hyphen as pdfium gives it"),
        ("efficient final offices", "e\ufb03cient \ufb01nal o\ufb03ces", True, "ligatures"),
        (
            "'approved' - in full - by all",
            "\u201capproved\u201d \u2014 in full \u2013 by all",
            True,
            "quotes and dashes",
        ),
        ("Municipalité d'Évian", "Municipalite\u0301 d\u2019E\u0301vian", True, "accents written apart"),
        ("बेसलाइन सर्वेक्षण २०२४", "बेसलाइन  सर्वेक्षण २०२४ में", True, "another script keeps its vowel signs"),
        ("the county assembly approved", "the county assembly improved", False, "another word"),
        ("received 1.5 million", "received 15 million", False, "the decimal point is kept"),
        ("received 15% of it all", "received 15 of it all", False, "the per cent sign is kept"),
        ("बेसलाइन सर्वेक्षण", "बेसलाइन सरवकषण", False, "vowel signs are letters"),
    ],
)
def test_a_quote_is_found_by_its_letters(quote: str, page: str, found: bool, why: str) -> None:
    assert pages_with(quote, [folded_text(page)]) == ([1] if found else []), why


@pytest.mark.parametrize(
    ("quote", "enough"), [("abcdefghijk", False), ("a b-c.d e f g h i j k", False), ("abcdefghijkl", True)]
)
def test_twelve_letters_are_enough(quote: str, enough: bool) -> None:
    assert is_long_enough(quote) is enough


@given(
    before=st.text(max_size=20),
    quote=st.text(st.characters(categories=("Ll", "Lu")), min_size=1),
    after=st.text(max_size=20),
)
def test_what_was_copied_from_a_page_is_always_found_on_it(before: str, quote: str, after: str) -> None:
    assert pages_with(quote, [folded_text(f"{before} {quote} {after}")]) == [1]
