"""The gazetteer file: one SQLite file of places, name keys and polygons, opened read-only and read a page at a time.

Built by `scripts/build_gazetteer.py`. Its tables:

    country(code, iso3, m49, region, continent, currency)
    place(id, code, level, country, parent, name, lat, lon, population, weight, names, geonames)
        code NULL: gn:geonames; parent an id; lat and lon in 1/100,000 degree; names as language-TAB-name lines, English
        only where it isn't `name`; weight NULL: population
    key(bucket, entries)     entries of 6 bytes: the rest of a folded name's hash (3), the place's id (3)
    latin(country, names)    zlib of lines folded-name TAB id, for likeness
    shape(id, place, country, west, south, east, north, rings)   1/1,000 degree; see `polygons.py`
    meta(name, value)        sources, licences, date
"""

from __future__ import annotations

import sqlite3
import zlib
from array import array
from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

FILE = Path(__file__).parent / "data" / "gazetteer.sqlite"
BUCKETS = 1 << 14
ENTRY = 6
COLUMNS = "id, code, level, country, parent, name, lat, lon, population, weight, names, geonames"
KINDS = ("country", "admin1", "city")


class Place(NamedTuple):
    """A country, a first-level unit or a city. `names` are (language, name) pairs, as far as they are known."""

    code: str  # ISO 3166-1 alpha-2, ISO 3166-2, else gn:<GeoNames id> or ne:<Natural Earth id>
    name: str
    level: int  # 0 country, 1 first-level unit, 2 city
    country: str
    parent: str
    m49: str  # of the country, three digits, "" where the UN gives none
    region: str  # of the country: M49 sub-region, "" where the UN gives none
    lat: float | None
    lon: float | None
    population: int | None
    kind: str  # country, admin1, city
    names: tuple[tuple[str, str], ...]


class Row(NamedTuple):
    """A place with what only the search needs."""

    id: int
    weight: int  # people: of a unit, those of its cities in the file
    geonames: int
    place: Place


def key_of(folded: str) -> tuple[int, bytes]:
    """Bucket and three bytes that stand for a folded name (38 bits: one false hit in about a million questions)."""
    digest = blake2b(folded.encode(), digest_size=5).digest()
    return int.from_bytes(digest[:2], "big") & (BUCKETS - 1), digest[2:]


def rows_named(folded: str) -> list[Row]:
    """Every place one of whose names folds to this."""
    bucket, rest = key_of(folded)
    found = opened().execute("SELECT entries FROM key WHERE bucket = ?", (bucket,)).fetchone()
    if not found:
        return []
    packed: bytes = found[0]
    entries = (packed[i : i + ENTRY] for i in range(0, len(packed), ENTRY))
    ids = [int.from_bytes(entry[3:], "big") for entry in entries if entry[:3] == rest]
    return [row(i) for i in ids]


def row_of(code: str) -> Row | None:
    """The place with this code of ours."""
    if code.startswith("gn:"):
        number = code[3:]
        return row_of_geonames(int(number)) if number.isascii() and number.isdigit() and len(number) < 12 else None
    found = opened().execute("SELECT id FROM place WHERE code = ?", (code,)).fetchone()
    return row(found[0]) if found else None


def row_of_geonames(number: int) -> Row | None:
    """The place with this GeoNames id."""
    found = opened().execute("SELECT id FROM place WHERE geonames = ?", (number,)).fetchone()
    return row(found[0]) if found else None


@lru_cache(maxsize=4096)
def row(number: int) -> Row:
    """The place with this number in the file."""
    return _row(opened().execute(f"SELECT {COLUMNS} FROM place WHERE id = ?", (number,)).fetchone())


@cache
def country_rows() -> dict[str, Row]:
    """Every country by its alpha-2 code."""
    found = opened().execute(f"SELECT {COLUMNS} FROM place WHERE level = 0 ORDER BY id").fetchall()
    return {row[1]: _row(row) for row in found}


@lru_cache(maxsize=8)
def latin_names(country: str) -> tuple[list[str], Sequence[int]]:
    """Folded Latin names and place ids, in step: of a country, or of all for ""."""
    where, values = (" WHERE country = ?", (country,)) if country else ("", ())
    found = opened().execute(f"SELECT names FROM latin{where} ORDER BY country", values).fetchall()
    names: list[str] = []
    ids = array("I")
    for (packed,) in found:
        for line in zlib.decompress(packed).decode().split("\n"):
            name, _, number = line.partition("\t")
            names.append(name)
            ids.append(int(number))
    return names, ids


@cache
def opened() -> sqlite3.Connection:
    """The file, open for reading; SQLite takes no lock and makes no file beside it."""
    return sqlite3.connect(f"{FILE.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


@cache
def _country_facts() -> dict[str, tuple[str, str]]:
    """Alpha-2 -> (M49 number, M49 sub-region)."""
    return {code: (m49, region) for code, m49, region in opened().execute("SELECT code, m49, region FROM country")}


def _row(values: tuple[Any, ...]) -> Row:
    (
        number,
        code,
        level,
        country,
        parent,
        name,
        lat,
        lon,
        population,
        weight,
        names,
        geonames,
    ) = values
    m49, region = _country_facts().get(country, ("", ""))
    pairs = [(line[:2], line[3:]) for line in (names or "").split("\n") if line]
    if not any(language == "en" for language, _ in pairs):
        pairs.append(("en", name))
    place = Place(
        code=code or f"gn:{geonames}",
        name=name,
        level=level,
        country=country,
        parent=_code(parent) if parent else "",
        m49=m49,
        region=region,
        lat=None if lat is None else lat / 100_000,
        lon=None if lon is None else lon / 100_000,
        population=population,
        kind=KINDS[level],
        names=tuple(pairs),
    )
    return Row(number, weight or population or 0, geonames or 0, place)


@lru_cache(maxsize=4096)
def _code(number: int) -> str:
    code, geonames = opened().execute("SELECT code, geonames FROM place WHERE id = ?", (number,)).fetchone()
    return code or f"gn:{geonames}"
