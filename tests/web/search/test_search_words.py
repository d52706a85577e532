"""Words are the same however people spell them, in the index and in a query."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local2030.web.search.passages import marked, passage
from local2030.web.search.query import LONGEST, MOST_PIECES, read
from local2030.web.search.words import MOST_WORDS, pieces_of, words_of


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("École normale de Tōkyō", "ECOLE tokyo"),
        ("la gestion de l’eau potable", "eau"),
        ("إدارة المياه في القاهرة", "اداره"),
        ("مُحافَظة أسوان", "محافظة اسوان"),
        ("القاهـــرة", "القاهرة"),
        ("可持续发展目标的本地化", "发展"),
        ("可持续发展目标的本地化", "本地化"),
        ("การพัฒนาที่ยั่งยืน", "ยั่งยืน"),
        ("持続可能な開発", "可能"),
        ("हिन्दी में विकास", "विकास"),
        ("Straße und Łódź", "strasse lodz"),
        ("Города и регионы", "ГОРОДА"),
        ("ＦＵＬＬ width", "full"),
        ("HUB-007 in Nairobi", "hub-007"),
        ("hub", "hubs"),
        ("localization", "local"),
    ],
)
def test_a_text_is_found_by_another_spelling_of_it(index: sqlite3.Connection, text: str, query: str) -> None:
    assert _finds(index, text, query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("可持续发展", "展发"),
        ("local government action", '"local action"'),
        ("hub 0071", "HUB-007"),
        ("class", "clas s"),
    ],
)
def test_what_only_looks_alike_is_not_found(index: sqlite3.Connection, text: str, query: str) -> None:
    assert not _finds(index, text, query)


def test_a_single_letter_of_an_unparted_script_is_found(index: sqlite3.Connection) -> None:
    assert _finds(index, "水资源管理", "水") and _finds(index, "管理水", "水")


@given(st.text(max_size=300))
def test_no_query_ever_breaks_the_index_and_none_is_longer_than_allowed(text: str) -> None:
    asked = read(text)
    assert len(asked.text) <= LONGEST and len(asked.pieces) <= MOST_PIECES
    with sqlite3.connect(":memory:") as index:
        index.execute("CREATE VIRTUAL TABLE found USING fts5(title, body, tokenize = 'ascii')")
        for any_of in (False, True) if asked.pieces else ():
            for expression in _all(asked.expression("sqlite", any_of=any_of)):
                index.execute("SELECT count(*) FROM found WHERE found MATCH ?", [expression]).fetchone()
    for piece in asked.pieces:
        assert not any(set(word) & set("'\"\\&|!():*<> ") for word in piece.words)


@given(st.text(max_size=200))
def test_every_text_is_found_by_itself(text: str) -> None:
    filed = words_of(text)
    for run in pieces_of(text):
        assert set(run) <= set(filed)


def test_a_query_of_ten_thousand_letters_is_cut_and_says_so() -> None:
    asked = read("water " * 2000)
    assert asked.cut and len(asked.pieces) == 1 and asked.pieces[0].words == ("water",)
    assert len(words_of("a b " * 100_000)) <= MOST_WORDS + 2


def test_a_passage_is_cut_round_the_words_and_marks_them() -> None:
    text = "Nothing here. " * 40 + "The city of São Paulo manages its water well. " + "And so on. " * 40
    parts = passage(["", text], read("sao waters"))
    assert [part for part, is_hit in parts if is_hit] == ["São", "water"]
    assert sum(len(part) for part, _hit in parts) < 260
    assert parts[0][0].startswith("…")


def test_a_title_is_marked_whole_and_in_scripts_without_blanks_too() -> None:
    parts = marked("城市可持续发展报告", read("发展"))
    assert ("发展", True) in parts and "".join(part for part, _hit in parts) == "城市可持续发展报告"


def test_how_a_query_was_read_is_told_in_words_that_people_write() -> None:
    assert read('发展目标 "local action" hubs').spoken == (
        ("发展目标", False),
        ("local action", False),
        ("hubs", True),
    )


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE found USING fts5(title, body, tokenize = 'ascii', prefix = '3 4')")
        yield connection


def _finds(index: sqlite3.Connection, text: str, query: str) -> bool:
    index.execute("INSERT INTO found(title, body) VALUES (?, '')", [" ".join(words_of(text))])
    expression = read(query).expression("sqlite").anywhere
    (count,) = index.execute("SELECT count(*) FROM found WHERE found MATCH ?", [expression]).fetchone()
    return bool(count)


def _all(expression: object) -> tuple[str, ...]:
    return tuple(getattr(expression, name) for name in ("anywhere", "title", "elsewhere"))
