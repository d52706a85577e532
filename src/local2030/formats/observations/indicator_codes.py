"""The indicator that a file's name gives: `indicator_1-2-1.csv` is of 1.2.1, `10-1-1-a.csv` of 10.1.1.a."""

from __future__ import annotations

import re

_PREFIX = re.compile(r"(?:indicator|indicador|indikator|indicateur|data|datos|ind|sdg|ods)s?[ _.-]+", re.IGNORECASE)
_CODE = re.compile(r"(\d{1,2})[-._](\d{1,2}|[A-Za-z])((?:[-._][0-9A-Za-z]{1,5}){0,4})")
_YEAR = re.compile(r"[-._](19|20)\d\d(?![0-9A-Za-z])")
_OWN = re.compile(r"[0-9A-Za-z]+(?:[-._][0-9A-Za-z]+){0,5}")
GOALS = 17


def code_of_name(name: str) -> str:
    """The code in a file's name, "" where there is none. What stands behind `indicator_` is a code, whatever it is.

    `indicator_SERIE-A.csv` gives SERIE-A: codes of one's own are codes. `2020.csv`, `values.csv` give nothing.
    """
    stem = name.rpartition("/")[2]
    stem = stem.rpartition(".")[0] if "." in stem[1:] else stem
    bare = _PREFIX.sub("", stem, count=1) if _PREFIX.match(stem) else stem
    if (found := _CODE.fullmatch(bare)) and (found[3] or bare != stem) and (code := _pointed(found)):
        return code
    if bare != stem and stem[:3].casefold() == "ind" and _OWN.fullmatch(bare):
        return bare
    return ""


def dotted(code: str) -> str:
    """A code as it is written with points: 1-2-1 and 01.02.01 are 1.2.1; a code of one's own stays as it is."""
    found = _CODE.fullmatch(code.strip())
    return (found and _pointed(found)) or code.strip()


def _pointed(found: re.Match[str]) -> str:
    """With points and without leading zeros; "" where the first number is no goal, or a part a year."""
    if not 1 <= int(found[1]) <= GOALS or _YEAR.search(found[0]):
        return ""
    return ".".join(str(int(part)) if part.isdigit() else part for part in re.split(r"[-._]", found[0]))
