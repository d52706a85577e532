"""Filing: the words of things are written in the transaction that writes the things, many in one statement.

Everything is filed, whoever may read it; only what every reader of the thing may read of it: title, summary, serial,
key, country, and its public columns of text. Inner columns never are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection

from local2030.vocabulary.places import country
from local2030.web.registry.kinds import Kind, kinds
from local2030.web.search.words import words_of

AT_ONCE = 2000
MOST_LETTERS = 20_000
Row = tuple[int, str, str]  # number, words of the title, words of the rest
_filed: dict[int, tuple[Kind, tuple[tuple[str, str], ...]]] = {}

_REPLACE = "INSERT OR REPLACE INTO {table}(rowid, title, body) VALUES (%s, %s, %s)"
_UPSERT = (
    "INSERT INTO {table}(rowid, {table}) SELECT number, words::tsvector"
    " FROM unnest(%s::bigint[], %s::text[]) AS filed(number, words)"
    " ON CONFLICT (rowid) DO UPDATE SET {table} = EXCLUDED.{table}"
)


def file_away(things: Iterable[Any], at_once: int = AT_ONCE) -> None:
    """Writes the words of things anew, inside the caller's transaction: one statement for each 2,000 (or `at_once`)."""
    write("search_things", (thing_row(thing) for thing in things), at_once)


def file_programmes(programmes: Iterable[Any]) -> None:
    """The same for programmes of the marker: title, identifier, publisher, countries."""
    write("search_programmes", (_programme_row(programme) for programme in programmes))


def write(table: str, rows: Iterable[Row], at_once: int = AT_ONCE) -> None:
    """Puts rows in place of those with the same number; the last one counts where a number comes twice."""
    rows = iter(rows)
    while part := {row[0]: row for row in islice(rows, at_once)}:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                vectors = [_vector(title, body) for _n, title, body in part.values()]
                cursor.execute(_UPSERT.format(table=table), [list(part), vectors])
            else:
                # In the order of their numbers FTS5 keeps all in memory; a step back makes it write what it has.
                cursor.executemany(_REPLACE.format(table=table), sorted(part.values()))


def filed_texts(thing: Any) -> Iterator[str]:
    """What of a thing is filed besides its title, text by text; in this order a passage is looked for."""
    yield thing.summary
    kind = kinds().get(thing.kind)
    for name, sort in _filed_columns(kind) if kind else ():
        value = thing.fields.get(name)
        if sort == "list":
            yield from (str(part) for part in value or ())
        elif value:
            yield str(value)


def thing_row(thing: Any) -> Row:
    """What `write` takes for a thing."""
    head = f"{thing.title} {thing.serial} {thing.key}"
    body = f"{' '.join(filed_texts(thing))} {_country_names(thing.country)}"
    return thing.pk, joined_words(head), joined_words(body)


def _programme_row(programme: Any) -> Row:
    names = " ".join(_country_names(code) for code in programme.countries.split())
    head = f"{programme.title} {programme.identifier}"
    return programme.pk, joined_words(head), joined_words(f"{programme.reporter} {names}")


def joined_words(text: str) -> str:
    """The words of a text as the index has them, blanks between."""
    return " ".join(words_of(text[:MOST_LETTERS]))


def _vector(title: str, body: str) -> str:
    """A tsvector as text: titles weigh A, the rest C. The words hold neither quotes nor backslashes."""
    places: dict[str, list[str]] = {}
    words = [*((word, "A") for word in title.split()), ("", ""), *((word, "C") for word in body.split())]
    for number, (word, weight) in enumerate(words, 1):
        if word:
            places.setdefault(word, []).append(f"{min(number, 16383)}{weight}")
    return " ".join(f"'{word}':{','.join(at[:255])}" for word, at in places.items())


def _filed_columns(kind: Kind) -> tuple[tuple[str, str], ...]:
    """Kept by the kind's identity: its hash goes through every word of it in the reader's language."""
    known = _filed.get(id(kind))
    if known is None:
        columns = tuple(
            (column.name, column.sort)
            for column in kind.columns
            if column.audience == "public" and column.sort in ("text", "long", "list")
        )
        known = _filed[id(kind)] = (kind, columns)  # held, so that no other kind gets its identity
    return known[1]


@cache
def _country_names(code: str) -> str:
    found = country(code) if code else None
    return " ".join(dict.fromkeys((found.name, *(name for _language, name in found.names)))) if found else ""
