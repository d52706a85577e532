"""Two languages that nobody speaks: one accented and 40% longer, one from right to left. They show what breaks.

What they leave in plain English on a page isn't marked for translation. Names of values (`%(n)s`, `{count}`), markup
and addresses are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

ACCENTS = str.maketrans("aeiounscyzAEIOUNSCYZdglrt", "áéíóúñşçýžÁÉÍÓÚÑŞÇÝŽđğłřŧ")
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنه"
RTL = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", LETTERS + LETTERS)
KEPT = re.compile(r"(%\([^)]*\)[#0\- +]*[\d.]*[sdfr]|%[sd%]|\{\w*\}|<[^>]*>|&\w+;|https?:\S+)")
FILLER = " one two three four five six seven eight nine ten"


def longer(text: str) -> str:
    """The text in accented letters and brackets, 40% longer: "Show" becomes "[Şhów o]"."""
    missing = -(-len(text) * 2 // 5)
    return f"[{_changed(text, ACCENTS)}{(FILLER * (missing // len(FILLER) + 1))[:missing]}]"


def mirrored(text: str) -> str:
    """The text in letters that run from right to left; numbers, names of values and marks stay."""
    return _changed(text, RTL)


TRIAL_LANGUAGES: Mapping[str, Callable[[str], str]] = {"en-xa": longer, "ar-xb": mirrored}


def _changed(text: str, table: dict[int, int]) -> str:
    parts = KEPT.split(text)
    return "".join(part if n % 2 else part.translate(table) for n, part in enumerate(parts))
