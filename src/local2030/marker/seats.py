"""The place that a local government governs, from its name: "County Government of Kisumu" in Kenya is at KE-17.

A county and the town of the same name are two governments, so the word for the level decides which of them is looked for.
Where the gazetteer isn't sure, there is no place, and the government goes by its name.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from local2030.marker.territories import SURE_REASONS
from local2030.methods.signed_files import TITLED, signed_file
from local2030.vocabulary import places
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.folding import fold

FILE = Path(__file__).parent / "seats.yaml"
LONGEST, MOST_WORDS = 200, 16


class Seat(NamedTuple):
    """A place in the gazetteer; `level` 1 is a county or the like, 2 a town."""

    code: str
    name: str
    level: int


class Words(NamedTuple):
    """The words of the file, folded."""

    first: frozenset[str]
    second: frozenset[str]
    glue: frozenset[str]


def seat(name: str, country: str) -> Seat | None:
    """The place of a local government of that country, None where the name doesn't surely tell it."""
    words, known = _words_of(name, country), seat_words()
    if not words or not country:
        return None
    level = 1 if known.first & set(words) else 2 if known.second & set(words) else None
    bare = " ".join(_bare(words, known))
    if not bare or level is None:
        return None
    found = places.resolve(bare, country, level)
    if found.place is None or found.reason not in SURE_REASONS:
        return None
    return Seat(found.place.code, found.place.name, found.place.level)


@cache
def seat_words() -> Words:
    """The words that come with the program."""
    try:
        of = signed_file(FILE, TITLED).top
        return Words(*(frozenset(fold(str(word)) for word in of[name]) for name in Words._fields))
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as trouble:
        values = {"mistakes": str(trouble).splitlines()[0], "count": 1}
        raise WrongUse(Finding("place-words-invalid", "error", FILE.name, None, values)) from None


def _words_of(name: str, country: str) -> list[str]:
    """The words of a name, without the country that it may end with: "... of Busia, Kenya"."""
    folded = fold(name[:LONGEST])
    home = places.country(country)
    tail = fold(home.name) if home is not None else ""
    if tail and folded.endswith(f" {tail}"):
        folded = folded[: -len(tail)].strip()
    return folded.split()[:MOST_WORDS]


def _bare(words: list[str], known: Words) -> list[str]:
    """What is left without the words for the level; glue stays where it stands between two words of the place."""
    kept = [word for word in words if word not in known.first | known.second]
    while kept and kept[0] in known.glue:
        kept.pop(0)
    while kept and kept[-1] in known.glue:
        kept.pop()
    return kept
