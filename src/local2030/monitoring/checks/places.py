"""Places that the data set's register or boundary file doesn't know, once for each place, with all its rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from rapidfuzz.distance import Levenshtein

from local2030.monitoring.checks.pointing import pointing
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding

_PLAIN = re.compile(r"[\W_]+")


def places(rows: TidyRows, known: Collection[str], root: str, policy: CheckPolicy) -> Iterator[Finding]:
    """Unknown places, each with the known one that it probably is; nothing where no place is known at all."""
    if not known:
        return
    every = frozenset(known)
    unknown: dict[str, list[int]] = {
        place: [] for place in rows.ref_area.values if place not in every and place != root
    }
    for index in rows.ref_area.where(unknown.__contains__):
        unknown[rows.ref_area[index]].append(index)
    for place, indexes in unknown.items():
        if near := nearest(place, every, policy.whole("names.near")):
            yield from pointing(rows, "check-place-near", "warning", indexes, "ref_area", place=place, near=near)
        else:
            yield from pointing(rows, "check-place-unknown", "warning", indexes, "ref_area", place=place)


def nearest(place: str, known: Collection[str], letters: int) -> str:
    """The one known code that differs by so few letters, or by signs and zeros only; "" for none or several.

    Right: K0356 for K03156, 01-002 for 01002. Wrong would be 48020 for 48021, both of which are places: digits of one
    length that differ in a digit are no slip but another place.
    """
    plain = _without_signs(place)
    same = {code for code in known if _without_signs(code) == plain}
    if len(same) == 1:
        return same.pop()
    near = {
        code for code in known
        if len(code) != len(place) and Levenshtein.distance(place, code, score_cutoff=letters) <= letters
    }  # fmt: skip
    return near.pop() if len(near) == 1 else ""


def _without_signs(code: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", _PLAIN.sub("", code)).casefold()
