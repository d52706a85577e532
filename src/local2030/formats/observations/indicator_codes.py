"""The indicator that a file's name gives: `indicator_1-2-1.csv` is of 1.2.1, `10-1-1-a.csv` of 10.1.1.a."""

from __future__ import annotations

import re

_PREFIX = re.compile(r"(?:indicator|indicador|indikator|indicateur|data|datos|ind|sdg|ods)s?[ _.-]+", re.IGNORECASE)
_CODE = re.compile(r"(\d{1,2})[-._](\d{1,2}|[A-Za-z])(?:[-._]([0-9A-Za-z]{1,4}))?(?:[-._]([0-9A-Za-z]{1,4}))?")
_OWN = re.compile(r"[0-9A-Za-z]+(?:[-._][0-9A-Za-z]+){0,5}")
GOALS = 17


def code_of_name(name: str) -> str:
    """The code in a file's name, "" where there is none. What stands behind `indicator_` is a code, whatever it is.

    `indicator_SERIE-A.csv` gives SERIE-A: codes of one's own are codes. `2020.csv`, `values.csv` give nothing.
    """
    stem = name.rpartition("/")[2]
    stem = stem.rpartition(".")[0] if "." in stem[1:] else stem
    bare = _PREFIX.sub("", stem, count=1) if _PREFIX.match(stem) else stem
    if (found := _CODE.fullmatch(bare)) and 1 <= int(found[1]) <= GOALS and (found[3] or bare != stem):
        return ".".join(_without_zero(part) for part in found.groups() if part)
    if bare != stem and stem[:3].casefold() == "ind" and _OWN.fullmatch(bare):
        return bare
    return ""


def dotted(code: str) -> str:
    """A code as it is written with points: 1-2-1 and 01.02.01 are 1.2.1; a code of one's own stays as it is."""
    text = code.strip()
    found = _CODE.fullmatch(text)
    if not found or not 1 <= int(found[1]) <= GOALS:
        return text
    return ".".join(_without_zero(part) for part in found.groups() if part)


def _without_zero(part: str) -> str:
    return str(int(part)) if part.isdigit() else part
