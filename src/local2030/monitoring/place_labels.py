"""What a cell of a place column says: nothing, the whole territory, an unknown place, or a place by name or code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from local2030.vocabulary.folding import fold

MAX_LABEL = 200
UNKNOWN_PLACE = "_U"

# Words that mean "all of it" when they stand alone or before or behind the name of the whole.
_TOTAL = frozenset(
    fold(word)
    for word in (
        "total totals all whole _t t totale totaal gesamt insgesamt ensemble todos todas geral guztira guztiak world итого всего барлығы бардыгы 合计 总计 合計 全国 المجموع الكل toplam "
        "łącznie ogółem razem celkem összesen yhteensä totalt samtliga sammanlagt ukupno skupaj kokku viso kopā"
    ).split()
) | frozenset(
    fold(words)
    for words in (
        "whole territory",
        "all areas",
        "all places",
        "all regions",
        "total general",
        "no breakdown",
        "not disaggregated",
        "total nacional",
        "lurralde osoa",
    )
)
_UNKNOWN = frozenset(
    fold(words)
    for words in (
        "_u",
        "unknown",
        "not known",
        "not stated",
        "not specified",
        "unspecified",
        "n/a",
        "desconocido",
        "no consta",
        "sin especificar",
        "ezezaguna",
        "unbekannt",
        "ohne angabe",
        "inconnu",
        "non précisé",
        "desconhecido",
        "sconosciuto",
        "неизвестно",
        "не указано",
        "unallocated",
        "other",
        "others",
        "abroad",
        "outside",
    )
)
# Words in a column's name that say how it speaks of a place, not of which level it is.
_MANNER = frozenset(
    "name names code codes id ids key label nombre nombres codigo nom noms nome nomes kode kodea izena cod cd nm "
    "description desc title the of de del".split()
)
_CODE = re.compile(r"[A-Za-z]{0,4}[-_:.]?[0-9][0-9A-Za-z._:-]*|[A-Z]{2,3}(-[A-Z0-9]{1,4})?")


@lru_cache(maxsize=65_536)
def key_of(label: str) -> str:
    """What two spellings of one label have in common; "&" is read as "and" is, by leaving both out.

    >>> key_of("Avonmouth & Lawrence Weston") == key_of("avonmouth and Lawrence-Weston")
    True
    """
    folded = fold(label[:MAX_LABEL].replace("&", " ").replace("+", " plus "))
    words = [word for word in folded.split() if word not in ("and", "y", "et", "und", "e", "eta")]
    return " ".join(words) or folded or label.strip().casefold()[:MAX_LABEL]


@lru_cache(maxsize=65_536)
def is_total(label: str) -> bool:
    """Whether the cell means the whole: empty, Total, _T, All areas..."""
    folded = fold(label.strip()[:MAX_LABEL])
    return not label.strip() or folded in _TOTAL or (not folded and label.strip() in {"*", "-", "–", "—", "."})


def is_total_of(label: str, whole: Iterable[str]) -> bool:
    """Whether the cell is one of the names of the whole (keys), alone or beside a word for total."""
    names = frozenset(whole)
    key = key_of(label)
    if key in names:
        return True
    rest = " ".join(word for word in key.split() if word not in _TOTAL)
    return rest != key and (not rest or rest in names)


@lru_cache(maxsize=4096)
def is_unknown(label: str) -> bool:
    """Whether the cell says that the place isn't known."""
    return fold(label.strip()) in _UNKNOWN or label.strip() == "?"


@lru_cache(maxsize=65_536)
def is_code(label: str) -> bool:
    """Whether the label is written like a code: ES48001, K0356, 48001, ES-BI."""
    return bool(_CODE.fullmatch(label.strip()))


@lru_cache(maxsize=1024)
def stem_of(column: str) -> str:
    """What a column's name says of the level: "Ward name" and "WARD_CODE" are both ward.

    >>> stem_of("Ward name"), stem_of("WARD_CODE")
    ('ward', 'ward')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    words = [word for word in fold(spaced).split() if word not in _MANNER]
    return " ".join(words) or fold(column) or column
