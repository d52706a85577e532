"""Two languages that nobody speaks: one accented and 40% longer, one from right to left. They show what breaks.

What they leave in plain English on a page isn't marked for translation.
"""

from __future__ import annotations

import re
from pathlib import Path

from local2030.web.translation.catalogue import write_catalogue
from local2030.web.translation.gathering import texts

LONGER, MIRRORED = "en_XA", "ar_XB"
ACCENTS = str.maketrans("aeiounscyzAEIOUNSCYZdglrt", "áéíóúñşçýžÁÉÍÓÚÑŞÇÝŽđğłřŧ")
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنه"
RTL = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", LETTERS + LETTERS)
KEPT = re.compile(r"(%\([^)]*\)[#0\- +]*[\d.]*[sdfr]|%[sd%]|<[^>]*>|&\w+;|https?:\S+)")
FILLER = " one two three four five six seven eight nine ten"


def write_trial_languages(folder: Path) -> None:
    """Writes both catalogues, from the texts as they are now."""
    for language, change in ((LONGER, longer), (MIRRORED, mirrored)):
        entries: dict[str, str] = {}
        for single, plural in texts():
            if not single.strip():
                continue
            if plural is None:
                entries.setdefault(single, change(single))
            else:
                entries[f"{single}\0{plural}"] = f"{change(single)}\0{change(plural)}"
        write_catalogue(folder / language / "LC_MESSAGES" / "django.mo", entries)


def longer(text: str) -> str:
    """The text in accented letters and brackets, 40% longer: "Show" becomes "[Şhów o]"."""
    missing = -(-len(text) * 2 // 5)
    return f"[{_changed(text, ACCENTS)}{(FILLER * (missing // len(FILLER) + 1))[:missing]}]"


def mirrored(text: str) -> str:
    """The text in letters that run from right to left; numbers, names of values and marks stay."""
    return _changed(text, RTL)


def _changed(text: str, table: dict[int, int]) -> str:
    parts = KEPT.split(text)
    return "".join(part if n % 2 else part.translate(table) for n, part in enumerate(parts))
