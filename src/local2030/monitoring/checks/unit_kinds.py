"""What kind of number a unit makes: a share of a whole, a rate, a count, money, an index, a change.

By words and codes in several languages; "" where the unit doesn't say, and then nothing is concluded from it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Kind = Literal["share", "rate", "count", "money", "index", "change", ""]

_CHANGE = re.compile(
    r"change|growth|\bgap\b|differen|balance|saldo|variaci|crecimiento|brecha|diferenc|wachstum|veränderung|croissance|écart|"
    r"evoluci|\bnet\b|neto|deficit|surplus|\bpp\b|percentage points?|annual rate",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"%|\bpt\b|per ?cent|percent|proportion|porcentaje|pourcent|prozent|anteil|процент|доля|ehuneko", re.IGNORECASE
)
_RATE = re.compile(
    r"\bper[ _]|_per_|^per_|/|\brates?\b|\btasa\b|\btaux\b|\bpor \d|\bpro \d|\bje \d|ratio", re.IGNORECASE
)
_COUNT = re.compile(
    r"^(?:number|numbers|no\.?|n|count|counts|persons?|people|ps|nr|households?|cases|deaths|units?|thousands?|millions?|"
    r"personas|número|numero|anzahl|personen|nombre|trips|total trips|organisations|licences)$",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[£$€¥₽₴₸₹]|\b(?:eur|usd|gbp|euros?|dollars?|pounds?|kgs)\b|^(?:eur|usd|gbp)_", re.IGNORECASE)
_INDEX = re.compile(r"^ix$|index|indice|índice|\bscore\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def kind(unit: str) -> Kind:
    """The kind of a unit: kind("PT") is a share, kind("% change") is a change, kind("PER_100000_POP") a rate."""
    text = unit.strip()
    if not text:
        return ""
    if _CHANGE.search(text):
        return "change"
    if _INDEX.search(text):
        return "index"
    if _SHARE.search(text):
        return "share"
    if _RATE.search(text):
        return "rate"
    if _MONEY.search(text):
        return "money"
    return "count" if _COUNT.search(text) else ""


def says_change(text: str) -> bool:
    """Whether a name or unit speaks of a change, a gap or a balance, which may well be negative."""
    return _CHANGE.search(text) is not None


def are_unlike(one: str, other: str) -> bool:
    """Whether two units can't be of one thing: amounts against relations, or people against money."""
    kinds = {kind(one), kind(other)}
    return "" not in kinds and len(kinds) > 1 and not kinds.isdisjoint(("count", "money"))
