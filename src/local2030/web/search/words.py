"""Text as the words by which it is found: the same in the index and in a query, and the same on every database.

Words are folded (case, accents, hamza, harakat, tatweel, width). Scripts that don't part words (Han, kana, Thai, Lao,
Khmer, Burmese) become pairs of letters, so that any run of two letters is found; a single letter is found by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from local2030.vocabulary.folding import fold

LONGEST_WORD = 60
MOST_WORDS = 4000

_PIECE = re.compile(r"\S+")
_ELIDED = re.compile(r"(?i)(?<!\w)(?:l|d|qu|j|m|t|s|c|dell|all|nell|sull|dall)['\u2019\u02bc](?=\w)")
_UNPARTED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SCRIPTS = re.compile(f"[{_UNPARTED}\U00020000-\U0003134f]+|[^{_UNPARTED}\U00020000-\U0003134f]+")
_IS_UNPARTED = re.compile(f"[{_UNPARTED}\U00020000-\U0003134f]")


def words_of(text: str) -> list[str]:
    """The words of a text in their order, for the index; no more than 4,000.

    >>> words_of("L'\u00c9cole de T\u014dky\u014d")
    ['ecole', 'de', 'tokyo']
    """
    found: list[str] = []
    for piece in _PIECE.findall(_ELIDED.sub("", text)):
        for word in _folded(piece):
            found.extend(letters_of(word) if is_unparted(word) else (word[:LONGEST_WORD],))
        if len(found) >= MOST_WORDS:
            break
    return found[:MOST_WORDS]


def pieces_of(text: str) -> list[tuple[str, ...]]:
    """A query's pieces, each a run of words that must stand one after the other: "HUB-007" is ("hub", "007").

    A run of letters of a script that doesn't part words gives its pairs; a lone letter itself.
    """
    pieces: list[tuple[str, ...]] = []
    for piece in _PIECE.findall(_ELIDED.sub("", text)):
        run: list[str] = []
        for word in _folded(piece):
            run.extend(_pairs(word) if is_unparted(word) else (word[:LONGEST_WORD],))
        if run:
            pieces.append(tuple(run))
    return pieces


def letters_of(run: str) -> Iterable[str]:
    """A run of an unparted script for the index: each pair, and each letter by itself after them."""
    if len(run) == 1:
        return (run,)
    return (*_pairs(run), *dict.fromkeys(run))


def is_unparted(word: str) -> bool:
    """Whether the word is of a script that doesn't part words."""
    return bool(_IS_UNPARTED.match(word))


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(a + b for a, b in pairwise(run)) if len(run) > 1 else (run,)


def _folded(piece: str) -> Iterable[str]:
    if piece.isascii() and piece.isalnum():
        yield piece.lower()
        return
    for start in range(0, len(piece), 200):
        for word in fold(piece[start : start + 200]).split():
            yield from _SCRIPTS.findall(word)
