"""Texts that came twice."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from local2030.methods.similarity import IDENTICAL, NEARLY, clusters, shingles

BASE = (
    "The programme works with three county governments whose plans and budgets name water as the first need; "
    "their own statistics offices report every quarter what was reached in each ward."
)
OTHER = (
    "Two national ministries run the activity from the capital and report once a year to the donor, without any "
    "figures for districts, towns or villages in which the money is spent."
)


def test_identical_but_for_case_and_spaces():
    found = clusters({"a": BASE, "b": "  " + BASE.upper().replace(" ", "  "), "c": OTHER})
    assert [(c.keys, c.reason, c.least) for c in found] == [(("a", "b"), IDENTICAL, 1.0)]


def test_a_changed_word_is_nearly_identical():
    found = clusters({"a": BASE, "b": BASE.replace("three", "four"), "c": OTHER})
    assert [(c.keys, c.reason) for c in found] == [(("a", "b"), NEARLY)]
    assert 0.9 <= found[0].least < 1


def test_different_texts_and_short_ones_are_left_alone():
    assert clusters({"a": BASE, "b": OTHER}) == ()
    assert clusters({"a": "Not applicable.", "b": "Not applicable."}) == ()
    assert clusters({}) == () and clusters({"a": ""}) == ()


def test_a_chain_of_small_changes_hangs_together_and_says_how_alike_it_is():
    second = BASE.replace("three county", "four county")
    third = second.replace("water as the first", "roads as the first")
    found = clusters({"a": BASE, "b": second, "c": third})
    assert found[0].keys == ("a", "b", "c") and found[0].least >= 0.9


def test_one_copy_in_two_hundred_texts_is_found():
    draw = random.Random(3)
    texts = {f"t{i}": " ".join(f"word{draw.randrange(900)}" for _ in range(60)) for i in range(200)}
    words = texts["t7"].split()
    texts["copy"] = " ".join([*words[:20], "changed", *words[21:]])
    assert [c.keys for c in clusters(texts)] == [("copy", "t7")]


def test_many_copies_of_one_text_are_one_cluster():
    found = clusters({f"t{i:04}": BASE for i in range(3000)})
    assert len(found) == 1 and len(found[0].keys) == 3000


@given(st.dictionaries(st.text(max_size=3), st.text(max_size=200), max_size=6), st.randoms())
def test_order_doesnt_matter_and_nothing_breaks(texts, draw):
    keys = list(texts)
    draw.shuffle(keys)
    assert clusters(texts, least_characters=1) == clusters({k: texts[k] for k in keys}, least_characters=1)


def test_shingles_of_a_short_text_are_the_text():
    assert shingles("one two") == {"one two"} and shingles("a b c d") == {"a b c", "b c d"}
