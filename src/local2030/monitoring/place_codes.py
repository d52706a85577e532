"""Codes of places: those of our own for places that came without one, and whose codes the given ones are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from hashlib import blake2b
from itertools import pairwise

from local2030.monitoring.place_records import Scheme
from local2030.vocabulary.places import countries, country, place

MAX_CODE = 80
# Countries with NUTS or the like: members, EFTA, candidates, the United Kingdom until 2020.
_NUTS = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK UK IS LI NO CH AL ME MK RS TR".split()
)


def own_code(level: str, key: str, parent: str = "") -> str:
    """A code of ours that is the same tomorrow: level and name, and the parent where two places share both.

    >>> own_code("Ward name", "stoke bishop")
    'WARD_NAME_STOKE_BISHOP'
    """
    code = f"{_slug(level)}_{_slug(key)}"
    return f"{code}@{_slug(parent)}" if parent else code


def _slug(text: str) -> str:
    """Letters A to Z and digits; what can't be written so is told apart by a hash."""
    plain = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_").upper()
    if plain and len(plain) <= 40 and all(c.isascii() for c in text):
        return plain
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest().upper()
    return f"{plain[:24]}_{digest}" if plain else digest


def scheme_of(codes: Collection[str]) -> Scheme:
    """Whose codes these are, where nine in ten of them fit; else those of some national list."""
    for scheme, fits in (("ISO3166-1", _is_country), ("M49", _is_m49), ("ISO3166-2", _is_iso2), ("NUTS", _is_nuts)):
        if codes and sum(map(fits, codes)) >= 0.9 * len(codes):
            return scheme  # type: ignore[return-value]
    return "national"


def iso_of(code: str) -> str:
    """The ISO 3166 code that a code is or stands for, "" where it isn't one."""
    if _is_country(code) or _is_m49(code):
        found = country(code)
        return found.code if found else ""
    return code if _is_iso2(code) else ""


def _is_country(code: str) -> bool:
    return len(code) in (2, 3) and code.isalpha() and code.isupper() and country(code) is not None


def _is_m49(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) == 3 and country(code) is not None


def _is_iso2(code: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code)) and place(code) is not None


def _is_nuts(code: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2}[0-9A-Z]{1,3}", code)) and code[:2] in _NUTS and any(c.isdigit() for c in code)


def whole_by_code(codes: Iterable[str]) -> str:
    """The code that all others begin with (KG among KG02, KG03 ...), "" where there is none or it may be chance."""
    known = sorted(set(codes), key=lambda code: (len(code), code))
    if len(known) < 3:
        return ""
    first, rest = known[0], known[1:]
    lettered = len(first) >= 2 and first[:2].isalpha()
    return first if lettered and all(code.startswith(first) for code in rest) else ""


def nested_codes(inner: Collection[str], outer: Collection[str]) -> dict[str, str]:
    """Inner code -> the one outer code that it begins with, where that holds of all; else nothing.

    Codes of one length each (01 and 01051, ES2 and ES21): otherwise 1 would hold 10.
    """
    lengths = {len(code) for code in outer}
    lettered = all(code[:2].isalpha() for code in (*inner, *outer))
    if not inner or (len(outer) < 2 and not lettered) or len(lengths) != 1 or {len(code) for code in inner} & lengths:
        return {}
    (length,) = lengths
    if length < 2 or min(map(len, inner)) <= length:
        return {}
    found = {code: code[:length] for code in inner if code[:length] in outer}
    return found if len(found) == len(set(inner)) and (lettered or len(set(found.values())) > 1) else {}


def lengths_of(codes: Collection[str]) -> dict[str, int]:
    """Code -> 1, 2, 3... where longer codes begin with shorter ones throughout (ES2, ES21, ES211); else nothing."""
    if not codes or not all(len(code) > 2 and code[:2].isalpha() for code in codes):
        return {}
    lengths = sorted({len(code) for code in codes})
    known = set(codes)
    if len(lengths) < 2 or any(code[:shorter] not in known for shorter, longer in pairwise(lengths)
                               for code in codes if len(code) == longer):  # fmt: skip
        return {}
    return {code: lengths.index(len(code)) + 1 for code in codes}


def is_known_country(code: str) -> bool:
    """Whether it is a country's ISO code."""
    return code in {one.code for one in countries()}
