"""Text made comparable: without accents, case and double spaces."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The text in lower case, without accents and marks, every run of white space one blank.

    >>> fold("  Alcaldía   de SOACHA ")
    'alcaldia de soacha'
    """
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.casefold().split())
