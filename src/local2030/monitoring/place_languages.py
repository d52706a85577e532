"""Columns that name the same places in several languages: one level, and names by language.

    Municipality, Municipio, Udalerria        Province, Province (eu)        name_es, name_eu

Two columns are translations where their names say so and each place of the one goes with one place of the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from local2030.monitoring.place_records import PlaceColumns
from local2030.vocabulary.folding import fold

# What one level is called, with the language; a word of several languages stands with the one most likely in a pair.
_LEVELS: tuple[Mapping[str, str], ...] = (
    {"municipality": "en", "municipio": "es", "udalerria": "eu", "udalerri": "eu", "municipi": "ca", "concello": "gl", "gemeinde": "de",
     "commune": "fr", "comune": "it", "gemeente": "nl", "kommun": "sv", "kommune": "da", "kunta": "fi", "obec": "cs", "gmina": "pl"},
    {"province": "en", "provincia": "es", "probintzia": "eu", "territorio historico": "es", "lurralde historikoa": "eu",
     "historical territory": "en", "provinz": "de", "provincie": "nl", "maakunta": "fi"},
    {"region": "en", "eskualdea": "eu", "regione": "it", "regiao": "pt", "regio": "nl", "облус": "ky", "область": "ru", "oblast": "en",
     "район": "ru", "regione it": "it"},
    {"district": "en", "distrito": "es", "barrutia": "eu", "bezirk": "de", "districte": "ca", "distretto": "it"},
    {"country": "en", "pais": "es", "herrialdea": "eu", "pays": "fr", "land": "de", "paese": "it", "страна": "ru", "олко": "ky"},
    {"county": "en", "comarca": "es", "comarques": "ca", "kreis": "de", "konderria": "eu"},
    {"city": "en", "ciudad": "es", "hiria": "eu", "ville": "fr", "stadt": "de", "citta": "it", "город": "ru", "шаар": "ky"},
    {"place": "en", "lugar": "es", "lieu": "fr", "ort": "de", "lekua": "eu", "luogo": "it"},
    {"neighbourhood": "en", "barrio": "es", "auzoa": "eu", "quartier": "fr", "stadtteil": "de", "quartiere": "it"},
)  # fmt: skip
_TONGUES = frozenset(
    "en es eu fr de it pt ca gl nl sv da fi no nb pl cs ru ky uk ar ja zh ko el ro hu bg hr sr sk sl et lv lt mt ga cy tr".split()
)
_TAG = re.compile(r"(.*?)[\s_.(\[/-]+([a-z]{2})[)\]]?\s*", re.IGNORECASE)


class Translated(NamedTuple):
    """The column that stands for all of them, and where the names in each language stand among the columns."""

    kept: int
    languages: Mapping[str, int]


def translated(sheet: PlaceColumns) -> tuple[Translated, ...]:
    """The groups of label columns of a sheet that say the same in several languages."""
    if len(sheet.columns) < 2 or len(sheet.tuples) < 2:
        return ()
    said = [_said(name) for name in sheet.columns]
    groups: list[list[int]] = []
    for a, b in combinations(range(len(said)), 2):
        if said[a] & said[b] and _language(sheet.columns[a]) != _language(sheet.columns[b]) and _alike(sheet, a, b):
            group = next((one for one in groups if a in one), None)
            if group is None:
                groups.append([a, b])
            elif b not in group:
                group.append(b)
    return tuple(
        Translated(min(one), {_language(sheet.columns[n]) or sheet.columns[n]: n for n in sorted(one)})
        for one in groups
    )


def in_one_language(sheet: PlaceColumns) -> PlaceColumns:
    """The sheet without the columns that are translations of others; its tuples are in the same order."""
    gone = {n for one in translated(sheet) for n in one.languages.values() if n != one.kept}
    if not gone:
        return sheet
    width = len(sheet.names)
    columns = tuple(name for n, name in enumerate(sheet.columns) if n not in gone)
    tuples = {tuple(c[n] for n in range(width) if n not in gone): line for c, line in sheet.tuples.items()}
    return replace(sheet, columns=columns, tuples=tuples) if len(tuples) == len(sheet.tuples) else sheet


def names_by_language(
    sheets: Sequence[PlaceColumns],
) -> dict[tuple[str, ...], dict[tuple[str, ...], Mapping[str, str]]]:
    """Of each tuple of cells the names by language of its finest place, where its sheet has several languages."""
    found: dict[tuple[str, ...], dict[tuple[str, ...], Mapping[str, str]]] = {}
    for sheet in sheets:
        groups = translated(sheet)
        if not groups:
            continue
        said = found.setdefault(sheet.names, {})
        label_at = range(len(sheet.columns))
        for cells in sheet.tuples:
            finest = max((n for n in label_at if cells[n].strip()), default=-1)
            group = next((one for one in groups if finest in one.languages.values()), None)
            if group:
                said[cells] = {tongue: cells[n].strip() for tongue, n in group.languages.items() if cells[n].strip()}
    return found


def _said(name: str) -> set[str]:
    """What a column's name says of the level: the number of each group of words it is in, or itself without its language."""
    folded = fold(name)
    base = _TAG.fullmatch(name.strip())
    bare = fold(base[1]) if base and base[2].casefold() in _TONGUES else folded
    return {str(n) for n, words in enumerate(_LEVELS) if bare in words or folded in words} | {bare}


def _language(name: str) -> str:
    found = _TAG.fullmatch(name.strip())
    if found and found[2].casefold() in _TONGUES:
        return found[2].casefold()
    return next((words[fold(name)] for words in _LEVELS if fold(name) in words), "")


def _alike(sheet: PlaceColumns, a: int, b: int) -> bool:
    """Whether each label of the one column goes with one of the other, both filled or both empty."""
    pairs = {(cells[a].strip(), cells[b].strip()) for cells in sheet.tuples}
    full = [(one, other) for one, other in pairs if one and other]
    if (
        len(full) < 2
        or any(one and not other for one, other in pairs)
        or any(other and not one for one, other in pairs)
    ):
        return False
    return len({one for one, _ in full}) == len(full) == len({other for _, other in full})
