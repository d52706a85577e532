"""The code page of bytes that aren't UTF-8: Western Windows-1252, or Windows-1251 and 1253 where letters are Cyrillic or Greek."""

from __future__ import annotations

import re

WESTERN, CYRILLIC, GREEK = "cp1252", "cp1251", "cp1253"
NAMES = {WESTERN: "Windows-1252", CYRILLIC: "Windows-1251 (Cyrillic)", GREEK: "Windows-1253 (Greek)"}
MOSTLY = 0.5
FEWEST = 12
_HIGH = re.compile(rb"[\xc0-\xff\xa8\xb8]")
_LETTERS = re.compile(rb"[A-Za-z\xc0-\xff\xa8\xb8]")
_WORDS = re.compile(rb"[\xc0-\xff\xa8\xb8]{3,}")
# The commonest letters of Russian (o, e, a, i, n, t) and of Greek (a, o, i, e, t, s, n) in their code pages.
_OF_RUSSIAN = re.compile(rb"[\xee\xe5\xe0\xe8\xed\xf2]")
_OF_GREEK = re.compile(rb"[\xe1\xef\xe9\xe5\xf4\xf3\xed]")


def code_page_of(lines: bytes) -> str:
    """The code page of lines that aren't UTF-8. In Western text few letters have accents, in other scripts all have."""
    high = len(_HIGH.findall(lines))
    words = b"".join(_WORDS.findall(lines))
    if high < FEWEST or len(words) < MOSTLY * high or high < MOSTLY * len(_LETTERS.findall(lines)):
        return WESTERN
    return CYRILLIC if len(_OF_RUSSIAN.findall(words)) >= len(_OF_GREEK.findall(words)) else GREEK


def decoded(line: bytes, page: str) -> str:
    """A line in a code page, in Latin-1 where it has signs that the page leaves free."""
    try:
        return line.decode(page)
    except UnicodeDecodeError:
        return line.decode("latin-1")
