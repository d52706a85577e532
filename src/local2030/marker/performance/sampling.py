"""Which programmes are looked at again: a stratified sample (level x agency x region) that anybody can draw anew.

Each stratum gives its part by largest remainders, at least one where there is room; within a stratum the order is that
of a hash over the seed and the programme's identifier. So the same seed gives the same sample whatever the order of the
list, and one programme more or less leaves the rest as it was, but for its own stratum. Every fifth is read by three,
the others by two (marker design, section 9).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

LEAST = 30  # all if there are fewer
READERS, MORE_READERS = 2, 3
EVERY = 5  # one in five is read by three


class Candidate(NamedTuple):
    """A programme that can be drawn, with what tells its stratum; "" where it isn't known."""

    identifier: str
    level: str
    agency: str
    region: str


class Drawn(NamedTuple):
    """A programme of the sample, in the order in which it was drawn, and by how many it is to be read."""

    position: int
    programme: Candidate
    readers: int


def stratified_sample(candidates: Iterable[Candidate], seed: str, least: int = LEAST) -> tuple[Drawn, ...]:
    """The sample: `least` programmes over all strata, all of them if there are fewer."""
    strata: defaultdict[tuple[str, str, str], list[Candidate]] = defaultdict(list)
    for candidate in {c.identifier: c for c in sorted(candidates)}.values():
        strata[candidate[1:]].append(candidate)
    ordered = {key: sorted(rows, key=lambda c: _draw(seed, c.identifier)) for key, rows in sorted(strata.items())}
    parts = portions({key: len(rows) for key, rows in ordered.items()}, least, seed)
    chosen = [candidate for key, rows in ordered.items() for candidate in rows[: parts[key]]]
    chosen.sort(key=lambda c: _draw(f"{seed}/order", c.identifier))
    most = -(-len(chosen) // EVERY)
    return tuple(Drawn(n, c, MORE_READERS if n <= most else READERS) for n, c in enumerate(chosen, 1))


def portions(sizes: Mapping[tuple[str, str, str], int], wanted: int, seed: str) -> dict[tuple[str, str, str], int]:
    """How many each stratum gives: in proportion, one at least where the sample has room for all strata."""
    whole = sum(sizes.values())
    if whole <= wanted:
        return dict(sizes)
    first = dict.fromkeys(sizes, 1 if len(sizes) <= wanted else 0)
    left = wanted - sum(first.values())
    rest = {key: size - first[key] for key, size in sizes.items()}
    exact = {key: Fraction(left * size, whole - sum(first.values())) for key, size in rest.items()}
    parts = {key: first[key] + int(exact[key]) for key in sizes}
    by_remainder = sorted(sizes, key=lambda key: (-(exact[key] - int(exact[key])), _draw(seed, "/".join(key))))
    for key in by_remainder[: wanted - sum(parts.values())]:
        parts[key] += 1
    return parts


def assigned(
    drawn: Sequence[Drawn], reviewers: Sequence[str], against: Mapping[tuple[str, str], str], seed: str
) -> tuple[dict[int, tuple[str, ...]], tuple[int, ...]]:
    """Who reads what, and the positions for which there are too few without a conflict of interest.

    `against` has (reviewer, identifier) for every conflict. Each programme goes to those who have least to read so far,
    of equals by a hash of the seed, so that no pair of reviewers always meets.
    """
    load = dict.fromkeys(reviewers, 0)
    found: dict[int, tuple[str, ...]] = {}
    short = []
    for item in drawn:
        name = item.programme.identifier
        free = [r for r in reviewers if (r, name) not in against]
        free.sort(key=lambda r: (load[r], _draw(f"{seed}/{name}", r)))
        found[item.position] = tuple(free[: item.readers])
        for reader in found[item.position]:
            load[reader] += 1
        if len(found[item.position]) < item.readers:
            short.append(item.position)
    return found, tuple(short)


def _draw(seed: str, text: str) -> str:
    return hashlib.sha256(f"{seed}\0{text}".encode()).hexdigest()
