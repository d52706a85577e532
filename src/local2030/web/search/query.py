"""What a reader typed, read as words: bounded, without any sign of the database's own language left in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from local2030.web.search.words import is_unparted, pieces_of

LONGEST, MOST_PIECES, SHORTEST_BEGINNING = 200, 10, 3
_QUOTED = re.compile('["\u201c\u201d\u00ab\u00bb\u201e]')


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that must follow each other. `begins`: longer words with this beginning are meant as well."""

    words: tuple[str, ...]
    begins: bool

    @property
    def singular(self) -> str:
        """The word without the s of a plural; "" where there is none to take away."""
        word = self.words[0]
        return word[:-1] if self.begins and len(word) > 3 and word.endswith("s") and not word.endswith("ss") else ""


@dataclass(frozen=True, slots=True)
class Expression:
    """A query in the database's language: anywhere, in titles only, and anywhere but not in the title."""

    anywhere: str
    title: str
    elsewhere: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: its text as typed (cut at 200 letters, before a word), its pieces (ten at most), and whether something was cut off."""

    text: str
    pieces: tuple[Piece, ...]
    cut: bool

    def expression(self, vendor: str, *, any_of: bool = False) -> Expression:
        """The query in the database's language: all pieces, or any of them."""
        if vendor == "postgresql":
            joint = " | " if any_of else " & "
            whole, title = (joint.join(_tsquery(piece, weight) for piece in self.pieces) for weight in ("", "A"))
            return Expression(whole, title, f"({whole}) & !({title})")
        whole = (" OR " if any_of else " AND ").join(_match(piece) for piece in self.pieces)
        title = f"{{title}} : ({whole})"
        return Expression(whole, title, f"({whole}) NOT ({title})")

    @property
    def spoken(self) -> tuple[tuple[str, bool], ...]:
        """How each piece was read: its words, and whether only their beginning counts."""
        return tuple((_unpaired(piece.words), piece.begins) for piece in self.pieces)


def read(text: str) -> Asked:
    """The query in a text; what stands in quotation marks is looked for as it stands.

    >>> [piece.words for piece in read('"local action" hubs').pieces]
    [('local', 'action'), ('hubs',)]
    """
    typed = " ".join(text.replace("\x00", " ").split())
    kept = typed if len(typed) <= LONGEST else typed[: LONGEST + 1].rpartition(" ")[0] or typed[:LONGEST]
    found: list[Piece] = []
    for number, part in enumerate(_QUOTED.split(kept)):
        runs = pieces_of(part)
        if number % 2 and runs:
            found.append(Piece(tuple(word for run in runs for word in run), False))
        elif not number % 2:
            found.extend(Piece(run, _begins(run)) for run in runs)
    pieces = tuple(dict.fromkeys(found))
    return Asked(kept, pieces[:MOST_PIECES], len(typed) > LONGEST or len(pieces) > MOST_PIECES)


def _begins(run: tuple[str, ...]) -> bool:
    return len(run) == 1 and len(run[0]) >= SHORTEST_BEGINNING and not is_unparted(run[0])


def _match(piece: Piece) -> str:
    words = f'"{" ".join(piece.words)}"'
    if not piece.begins:
        return words
    return f'({words}* OR "{piece.singular}")' if piece.singular else f"{words}*"


def _tsquery(piece: Piece, weight: str) -> str:
    mark = f":{weight}" if weight else ""
    if not piece.begins:
        return "(" + " <-> ".join(f"'{word}'{mark}" for word in piece.words) + ")"
    word = f"'{piece.words[0]}':*{weight}"
    return f"({word} | '{piece.singular}'{mark})" if piece.singular else word


def _unpaired(words: tuple[str, ...]) -> str:
    """Words as people would write them: pairs of letters joined to the run that they were made of."""
    text = ""
    for before, word in zip(("", *words), words, strict=False):
        if before and is_unparted(word) and is_unparted(before) and word[0] == before[-1]:
            text += word[1:]
        else:
            text += f" {word}" if text else word
    return text
