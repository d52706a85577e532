"""Local voice in a text: the sentences in which local actors decide, speak, are asked, receive, or are merely named.

It looks for words of a signed list and quotes every sentence that it found, with its page. There is no score: a reader
judges the sentences. It can't tell whether they are true, who is meant by a person's name, or what is said between the
lines, and it reads English only; of another language it says that nothing was measured.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from local2030.methods.signed_files import HEAD, signed_file

FILE = Path(__file__).parent / "local_voice.yaml"
KINDS = ("decides", "speaks", "asked", "receives", "named")  # from the strongest
MOST_LETTERS = 2_000_000
MOST_PASSAGES = 2_000
LONGEST = 400
LONGEST_SENTENCE = 1_500
MOST_ACTORS = 20  # looked at in one sentence
_RUN = re.compile(r"\s{2,}")
_SENTENCE = re.compile(r"(?<=[.!?;:])[\"”’)]*\s+(?=[\"“‘(A-Z0-9#*-])|\n\s*\n|\n(?=\s*[#*•-])")
_WORD = re.compile(r"[\w'’-]+")
_QUOTED = re.compile(r"[“\"][^“”\"]{20,}[”\"]")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The signed list. `lists`: words by what they tell; `sha256` of the file."""

    actors: re.Pattern[str]
    lists: Mapping[str, re.Pattern[str]]
    function_words: frozenset[str]
    least: float
    reach: int
    near: int
    head: Mapping[str, Any]
    sha256: str


class Passage(NamedTuple):
    """One sentence. `word`: what gave it its kind; `planned`: said of the future; `negated`: said not to be so."""

    page: int
    text: str
    kind: str
    actor: str
    word: str
    planned: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """What was found. `read` False: the text isn't in the list's language, or has no words, so nothing was measured.

    `counts`: by kind, (told as done, told as planned); negated sentences are in neither. `cut`: the text was too long.
    """

    read: bool
    pages: int
    sentences: int
    passages: tuple[Passage, ...]
    counts: Mapping[str, tuple[int, int]]
    negated: int
    pages_with_voice: tuple[int, ...]
    cut: bool
    lexicon_sha256: str


@cache
def lexicon() -> Lexicon:
    """The list that comes with the program."""
    top, head, sha256 = signed_file(FILE, (*HEAD, "language"))
    names = (*KINDS[:-1], "passive", "negations", "future")
    return Lexicon(
        _pattern(top["actors"]),
        {name: _pattern(top[name]) for name in names},
        frozenset(top["function_words"]),
        float(top["least_function_words"]),
        int(top["reach"]),
        int(top["near"]),
        head,
        sha256,
    )


def local_voice(pages: Iterable[tuple[int, str]], words: Lexicon | None = None) -> Voice:
    """The passages of a text given as (page, text), in its order."""
    words = words or lexicon()
    listed, cut = _bounded(pages)
    if not _is_read([text for _page, text in listed], words):
        return Voice(False, len(listed), 0, (), _counts(()), 0, (), cut, words.sha256)
    sentences = 0
    found: list[Passage] = []
    for page, text in listed:
        for plain in _sentences(text):
            sentences += 1
            passage = _passage(page, plain, words) if len(found) < MOST_PASSAGES else None
            found += [passage] if passage is not None else []
    heard = sorted({p.page for p in found if p.kind in ("decides", "speaks") and not p.negated})
    return Voice(
        True, len(listed), sentences, tuple(found), _counts(found), sum(p.negated for p in found), tuple(heard),
        cut, words.sha256,
    )  # fmt: skip


def _sentences(text: str) -> Iterator[str]:
    """The sentences on one line each; one that never ends is cut, so that no text takes long."""
    for sentence in _SENTENCE.split(
        _RUN.sub(lambda run: "\n\n" if run.group().count("\n") > 1 else run.group()[:1], text)
    ):
        plain = " ".join(sentence.split())
        for start in range(0, len(plain), LONGEST_SENTENCE):
            yield plain[start : start + LONGEST_SENTENCE]


def _passage(page: int, sentence: str, words: Lexicon) -> Passage | None:
    """The sentence with the strongest kind that any actor in it has; None without a local actor."""
    matches = list(islice(words.actors.finditer(sentence), MOST_ACTORS))
    if not matches:
        return None
    tokens = [(match.start(), match.group().casefold().replace("’", "'")) for match in _WORD.finditer(sentence)]
    best: tuple[int, str, str, int] | None = None
    for match in matches:
        place = _at(tokens, match.start())
        kind, word, at = _kind(tokens, place, len(match.group().split()), words)
        if kind == "named" and _QUOTED.search(sentence):
            kind, word = "speaks", "“”"
        rank = KINDS.index(kind)
        if best is None or rank < best[0]:
            best = (rank, match.group(), word, at)
    assert best is not None
    rank, actor, word, at = best
    before = [text for _start, text in tokens[max(0, at - words.near) : at]] if word else []
    planned = any(words.lists["future"].fullmatch(text) for text in before)
    negated = any(words.lists["negations"].fullmatch(text) for text in before)
    return Passage(page, sentence[:LONGEST], KINDS[rank], actor, word, planned, negated)


def _kind(tokens: Sequence[tuple[int, str]], place: int, length: int, words: Lexicon) -> tuple[str, str, int]:
    """What the actor at that word does: kind, the word that says so, and where it stands."""
    after = range(place + length, min(len(tokens), place + length + words.reach))
    before = range(max(0, place - words.reach), place)
    for kind in ("decides", "speaks"):
        for at in after:
            if words.lists[kind].fullmatch(tokens[at][1]):
                return ("asked" if _is_passive(tokens, at, words) else kind), tokens[at][1], at
        for at in before:  # proposed by the counties
            if words.lists[kind].fullmatch(tokens[at][1]) and "by" in [t for _s, t in tokens[at + 1 : place]]:
                return kind, tokens[at][1], at
    for kind in ("asked", "receives"):
        for at in (*after, *reversed(before)):
            if words.lists[kind].fullmatch(tokens[at][1]):
                return kind, tokens[at][1], at
    return "named", "", place


def _is_passive(tokens: Sequence[tuple[int, str]], at: int, words: Lexicon) -> bool:
    """Whether it is done to them: were asked, will be told."""
    return any(words.lists["passive"].fullmatch(text) for _start, text in tokens[max(0, at - 2) : at])


def _at(tokens: Sequence[tuple[int, str]], start: int) -> int:
    return next((n for n, (begin, text) in enumerate(tokens) if begin + len(text) > start), 0)


def _counts(passages: Iterable[Passage]) -> dict[str, tuple[int, int]]:
    found = Counter((p.kind, p.planned) for p in passages if not p.negated)
    return {kind: (found[kind, False], found[kind, True]) for kind in KINDS}


def _is_read(texts: Iterable[str], words: Lexicon) -> bool:
    tokens = [match.group().casefold() for text in texts for match in _WORD.finditer(text[:20_000])][:20_000]
    return bool(tokens) and sum(token in words.function_words for token in tokens) / len(tokens) >= words.least


def _bounded(pages: Iterable[tuple[int, str]]) -> tuple[list[tuple[int, str]], bool]:
    left, listed, cut = MOST_LETTERS, [], False
    for page, text in pages:
        cut = cut or len(text) > left
        listed.append((page, text[:left]))
        left -= min(left, len(text))
    return listed, cut


def _pattern(entries: Iterable[str]) -> re.Pattern[str]:
    """Any of the entries as whole words, whatever their case; the longest first."""
    ordered = sorted(map(str, entries), key=len, reverse=True)
    parts = [
        r"\s+".join(re.escape(word).replace(r"\*", r"[\w'’-]{0,20}") for word in entry.split()) for entry in ordered
    ]
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(parts)})(?![\w’-])", re.IGNORECASE)
