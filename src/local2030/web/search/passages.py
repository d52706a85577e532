"""The passage of a text in which the words of a query stand, in parts that are marked or not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from local2030.vocabulary.folding import fold
from local2030.web.search.query import Asked, Piece
from local2030.web.search.words import is_unparted, words_of

LONGEST, BEFORE, MOST_LETTERS = 240, 60, 20_000
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
Part = tuple[str, bool]


def passage(texts: Iterable[str], asked: Asked) -> tuple[Part, ...]:
    """The first text with a word of the query, cut to some 240 letters round it; else the beginning of the first text."""
    first = ""
    for text in texts:
        text = " ".join(text[:MOST_LETTERS].split())
        first = first or text
        spots = spots_in(text, asked)
        if spots:
            start = 0 if spots[0][0] < LONGEST - BEFORE else text.rfind(" ", 0, spots[0][0] - BEFORE) + 1
            return tuple(_parts(text, spots, start, start + LONGEST))
    return ((_shortened(first, 0, LONGEST), False),) if first else ()


def marked(text: str, asked: Asked) -> tuple[Part, ...]:
    """The whole text with the words of the query marked."""
    return tuple(_parts(text, spots_in(text, asked), 0, len(text)))


def spots_in(text: str, asked: Asked) -> list[tuple[int, int]]:
    """Where words of the query begin and end in the text."""
    spots: list[tuple[int, int]] = []
    for found in _WORD.finditer(text):
        word = found.group()
        if is_unparted(word) or any(map(is_unparted, word)):
            spots.extend(_runs(word, found.start(), asked.pieces))
        elif any(_is_meant(folded, piece) for folded in words_of(word) for piece in asked.pieces):
            spots.append(found.span())
    return sorted(spots)


def _is_meant(word: str, piece: Piece) -> bool:
    if not piece.begins:
        return word in piece.words
    return word.startswith(piece.words[0]) or word == piece.singular


def _runs(word: str, offset: int, pieces: Iterable[Piece]) -> Iterable[tuple[int, int]]:
    folded = fold(word)
    for piece in pieces:
        run = piece.words[0] + "".join(pair[1:] for pair in piece.words[1:]) if is_unparted(piece.words[0]) else ""
        at = folded.find(run) if run and len(folded) == len(word) else -1
        if at >= 0:
            yield offset + at, offset + at + len(run)


def _parts(text: str, spots: list[tuple[int, int]], start: int, end: int) -> Iterable[Part]:
    end = len(text) if end >= len(text) else text.rfind(" ", start + 1, end) if " " in text[start + 1 : end] else end
    at = start
    if start > 0:
        yield "… ", False
    for begin, stop in spots:
        if begin < at or stop > end:
            continue
        if begin > at:
            yield text[at:begin], False
        yield text[begin:stop], True
        at = stop
    if at < end:
        yield text[at:end], False
    if end < len(text):
        yield " …", False


def _shortened(text: str, start: int, end: int) -> str:
    return "".join(part for part, _marked in _parts(text, [], start, end))
