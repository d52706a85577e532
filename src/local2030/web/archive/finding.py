"""The archive's own search: words and titles in small files of script, which a page loads when it needs them.

`search/words-co.js` has the words that begin with "co", each with the numbers of the things that have it in the title
and elsewhere; `search/things-3.js` has the titles of things 600 to 799. Numbers are differences, in base 36.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from django.contrib.auth.models import AnonymousUser

from local2030.vocabulary.folding import fold
from local2030.vocabulary.places import country
from local2030.web.accounts.permissions import visible
from local2030.web.archive.folder import Folder
from local2030.web.marker.models import Programme
from local2030.web.registry.kinds import kinds
from local2030.web.registry.models import Thing
from local2030.web.search.indexing import filed_texts
from local2030.web.search.words import words_of

A_FILE = 200  # titles
A_PAGE = 500  # titles on a page of the list from A to Z
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
NUMBERS, OTHERS = "0-9", "other"
LETTERS = (*ascii_lowercase, NUMBERS, OTHERS)


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing or a programme as the search shows it, with the words by which it is found."""

    address: str
    title: str
    serial: str
    kind: str
    country: str
    texts: tuple[str, ...]


def entries() -> Iterator[Entry]:
    """All that a visitor may see, kind by kind."""
    reader = AnonymousUser()
    names = {code: str(kind.name) for code, kind in kinds().items()}
    for code, name in names.items():
        rows = visible(reader, Thing.objects.filter(kind=code)).order_by("number")
        for thing in rows.iterator(chunk_size=1000):
            texts = (thing.serial, thing.key, *filed_texts(thing))
            yield Entry(thing.get_absolute_url(), thing.title, thing.serial, name, _name(thing.country), texts)
    for row in visible(reader, Programme.objects.filter(current=True)).order_by("pk").iterator(chunk_size=1000):
        where = ", ".join(filter(None, map(_name, row.countries.split()[:4])))
        texts = (row.identifier, row.reporter, where)
        yield Entry(f"/marker/programmes/{row.pk}/", row.title or row.identifier, row.identifier, "", where, texts)


class Index:
    """Gathers entries and writes them as files of script; gives the titles for the list from A to Z."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.titles: list[tuple[str, str, str, str]] = []  # folded, title, serial, address
        self._waiting: list[list[str]] = []
        self._words: dict[str, tuple[array[int], array[int]]] = {}

    def add(self, entry: Entry, file: str) -> None:
        """One more, whose page is that file."""
        number = len(self.titles)
        in_title = dict.fromkeys(words_of(entry.title))
        elsewhere = (word for text in entry.texts for word in words_of(text))
        for word in in_title:
            self._places(word)[0].append(number)
        for word in dict.fromkeys(elsewhere):
            if word not in in_title:
                self._places(word)[1].append(number)
        self.titles.append((fold(entry.title), entry.title, entry.serial, entry.address))
        self._waiting.append([entry.title, file, entry.serial, entry.kind, entry.country])
        if len(self._waiting) == A_FILE:
            self._write_titles()

    def close(self) -> None:
        """Writes what is left: the last titles, and all words."""
        self._write_titles()
        groups: dict[str, list[str]] = {}
        for word in sorted(self._words):
            groups.setdefault(word[:2], []).append(word)
        for start, words in groups.items():
            found = {word: [_spelt(places) for places in self._words[word]] for word in words}
            self._script(f"words-{name_of(start)}", "words", start, found)
        self._script("all", "all", len(self.titles), sorted({name_of(start) for start in groups}))

    def _places(self, word: str) -> tuple[array[int], array[int]]:
        found = self._words.get(word)
        if found is None:
            found = self._words[word] = (array("I"), array("I"))
        return found

    def _write_titles(self) -> None:
        if self._waiting:
            number = (len(self.titles) - 1) // A_FILE
            self._script(f"things-{number}", "things", number, self._waiting)
            self._waiting = []

    def _script(self, name: str, sort: str, key: Any, value: Any) -> None:
        plain = json.dumps(value, separators=(",", ":"))
        self.folder.write(f"search/{name}.js", f"archive({json.dumps(sort)},{json.dumps(key)},{plain});\n".encode())


def name_of(start: str) -> str:
    """The first letters of a word as a part of a file's name."""
    return start if start.isascii() and start.isalnum() else "-".join(f"{ord(letter):x}" for letter in start)


def by_letter(titles: Iterable[tuple[str, str, str, str]]) -> dict[str, list[tuple[str, str, str]]]:
    """Title, serial and address of each, in the order of the alphabet, under its first letter."""
    found: dict[str, list[tuple[str, str, str]]] = {letter: [] for letter in LETTERS}
    for folded, title, serial, address in sorted(titles):
        first = folded[:1]
        letter = first if first in found else NUMBERS if first.isdigit() and first.isascii() else OTHERS
        found[letter].append((title, serial, address))
    return {letter: rows for letter, rows in found.items() if rows}


def _spelt(places: array[int]) -> str:
    """Ascending numbers as their differences, in base 36."""
    parts, before = [], 0
    for place in places:
        parts.append(_base36(place - before))
        before = place
    return ",".join(parts)


def _base36(number: int) -> str:
    text = DIGITS[number % 36]
    while number := number // 36:
        text = DIGITS[number % 36] + text
    return text


def _name(code: str) -> str:
    known = country(code) if code else None
    return known.name if known else code
