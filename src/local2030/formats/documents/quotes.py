"""Whether a quote stands on a page, letter for letter, whatever the layout did to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

SHORTEST_QUOTE = 12  # letters and digits; a shorter one is found everywhere
_POINT_IN_NUMBER = re.compile(r"(?<=\d)[.,](?=\d)")


def folded_text(text: str) -> str:
    """The letters, digits and decimal points of a text in order, and nothing else.

    Ligatures, case, hyphens at line ends, quotation marks, dashes and spaces all go. `1.5 million` becomes
    `1·5million` and so isn't found in `15 million`.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    marked = _POINT_IN_NUMBER.sub("\u00b7", plain)
    return "".join(c for c in marked if c == "\u00b7" or c == "%" or unicodedata.category(c)[0] in "LNM")


def is_long_enough(quote: str) -> bool:
    """Whether a quote is long enough to prove something by being found."""
    return sum(c.isalnum() for c in folded_text(quote)) >= SHORTEST_QUOTE


def pages_with(quote: str, folded_pages: Sequence[str]) -> list[int]:
    """The numbers (from 1) of the pages, already folded, on which the quote stands."""
    wanted = folded_text(quote)
    return [number for number, page in enumerate(folded_pages, 1) if wanted in page]
