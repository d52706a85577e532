"""Why two places weren't compared in a series: what differs, or who doesn't report it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

# The parts of a series' key besides its place, and what is said where only that part differs; the nearest miss first.
PARTS = (
    ("freq", "compare-frequency-differs"),
    ("unit_mult", "compare-multiplier-differs"),
    ("unit_measure", "compare-unit-differs"),
    ("dims", "compare-breakdown-differs"),
    ("series", "compare-series-differs"),
)
ORDER = ("dataset", "indicator", "series", "unit_measure", "unit_mult", "dims", "freq")


class Unlike(NamedTuple):
    """A series that isn't compared, the code of the reason, and its values."""

    key: tuple[str, ...]
    code: str
    values: dict[str, str]


def why_not(
    mine: Collection[tuple[str, ...]], theirs: Collection[tuple[str, ...]], compared: Collection[tuple[str, ...]]
) -> Iterator[Unlike]:
    """A row for each series of mine that isn't compared; of theirs only totals of indicators that I don't have at all.

    Keys as in ORDER.
    """
    both = set(mine) & set(theirs)
    seen = {key[:2] for key in theirs}
    for key in sorted(set(mine) - set(compared)):
        if key in both:
            yield Unlike(key, "compare-no-common-period", {})
        elif key[:2] not in seen:
            yield Unlike(key, "compare-not-reported-by-other", {})
        else:
            yield _nearest(key, [other for other in theirs if other[:2] == key[:2]])
    own = {key[:2] for key in mine}
    told: set[tuple[str, ...]] = set()
    for key in sorted(theirs, key=lambda k: (k[5] != "", k)):
        if key[:2] not in own and key[:2] not in told:
            told.add(key[:2])
            yield Unlike(key, "compare-not-reported-here", {})


def _nearest(key: tuple[str, ...], others: Collection[tuple[str, ...]]) -> Unlike:
    """The reason by the series that differs in the fewest parts."""
    other = min(sorted(others), key=lambda o: sum(a != b for a, b in zip(key, o, strict=True)))
    for name, code in PARTS:
        n = ORDER.index(name)
        if key[n] != other[n]:
            differing = [part for part, _code in PARTS if key[ORDER.index(part)] != other[ORDER.index(part)]]
            if len(differing) == 1:
                return Unlike(key, code, {"here": key[n] or "-", "there": other[n] or "-"})
            return Unlike(key, "compare-several-differ", {"parts": ", ".join(differing)})
    return Unlike(key, "compare-no-common-period", {})
