"""Which texts are the same, or nearly: clusters with the reason and the least similarity within.

Candidates are found by words in threes and a one-permutation MinHash in bands (P. Li, A. Owen, C.-H. Zhang 2012; A.
Broder 1997), so that no text is compared with all others; each candidate pair is then measured by the share of
letters that stay in an edit (Indel ratio). Two texts that differ a little always have many triples in common; a pair
whose words are alike in a wholly different order can be missed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from rapidfuzz import fuzz

from local2030.vocabulary.words import fold

BINS, BAND = 64, 2
WORDS = 3
MOST_PAIRS = 200_000  # candidate pairs measured; beyond it texts of one band are compared with its first only
IDENTICAL, NEARLY = "texts-identical", "texts-nearly-identical"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Texts that hang together: their keys in order, `texts-identical` or `texts-nearly-identical`, least similarity."""

    keys: tuple[str, ...]
    reason: str
    least: float  # of the pairs that tie the cluster together, 0 to 1


def clusters(
    texts: Mapping[str, str], similar: float = 0.9, least_characters: int = 60, most_characters: int = 5000
) -> tuple[Cluster, ...]:
    """The clusters among these texts, by key; letters' case, accents and signs don't matter, short texts are left out.

    Only the beginning of a very long text is looked at.
    """
    same: defaultdict[str, list[str]] = defaultdict(list)
    for key, text in sorted(texts.items()):
        folded = fold(text[:most_characters])
        if len(folded) >= least_characters:
            same[folded].append(key)
    different = sorted(same)
    ties = [
        (a, b, s)
        for a, b in _candidates(different)
        if (s := fuzz.ratio(different[a], different[b], score_cutoff=similar * 100 - 0.01) / 100) >= similar
    ]
    found = []
    for members, least in _joined(len(different), ties):
        keys = tuple(sorted(key for i in members for key in same[different[i]]))
        if len(keys) > 1:
            found.append(Cluster(keys, NEARLY if len(members) > 1 else IDENTICAL, least))
    return tuple(sorted(found, key=lambda c: c.keys))


def nearest(
    text: str, others: Mapping[str, str], similar: float = 0.9, least_characters: int = 60, most_characters: int = 5000
) -> tuple[tuple[str, float], ...]:
    """The texts that are at least so similar to the one, by key, the nearest first; a short text is like none.

    The same measure as in `clusters`, for one text against many; letters' case, accents and signs don't matter.
    """
    own = fold(text[:most_characters])
    if len(own) < least_characters:
        return ()
    found = []
    for key, other in others.items():
        folded = fold(other[:most_characters])
        longest = max(len(own), len(folded))
        if longest and 2 * min(len(own), len(folded)) / (len(own) + len(folded)) >= similar:
            found.append((key, fuzz.ratio(own, folded, score_cutoff=similar * 100) / 100))
    return tuple(sorted(((key, s) for key, s in found if s >= similar), key=lambda pair: (-pair[1], pair[0])))


def shingles(text: str, words: int = WORDS) -> frozenset[str]:
    """Every run of so many words of a folded text; the whole text where it has fewer."""
    every = text.split()
    if len(every) <= words:
        return frozenset({" ".join(every)})
    return frozenset(" ".join(every[i : i + words]) for i in range(len(every) - words + 1))


def _candidates(texts: Sequence[str]) -> Iterable[tuple[int, int]]:
    """Pairs that agree in at least one band of their sketches."""
    buckets: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        sketch = _sketch(shingles(text))
        for start in range(0, BINS, BAND):
            buckets[start, *sketch[start : start + BAND]].append(i)
    pairs: set[tuple[int, int]] = set()
    for members in buckets.values():
        if len(members) * (len(members) - 1) // 2 + len(pairs) <= MOST_PAIRS:
            pairs.update(combinations(members, 2))
        else:
            pairs.update(pairwise(members))
    return sorted(pairs)


def _sketch(found: Iterable[str]) -> list[int]:
    """The least hash in each bin; an empty bin takes over that of the next one that isn't."""
    least: list[int | None] = [None] * BINS
    for shingle in found:
        number = int.from_bytes(hashlib.blake2b(shingle.encode(), digest_size=8).digest())
        place = number % BINS
        held = least[place]
        if held is None or number < held:
            least[place] = number
    filled = [i for i, value in enumerate(least) if value is not None]
    sketch = []
    for i in range(BINS):
        nearest = next((j for j in filled if j >= i), filled[0])
        sketch.append((least[nearest] or 0) + (nearest - i) % BINS)
    return sketch


def _joined(count: int, ties: Iterable[tuple[int, int, float]]) -> list[tuple[list[int], float]]:
    """Whatever hangs together, with the least similarity of its ties; a text alone is a cluster of one."""
    parent = list(range(count))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    ties = list(ties)
    for a, b, _ in ties:
        parent[max(root(a), root(b))] = min(root(a), root(b))
    members: defaultdict[int, list[int]] = defaultdict(list)
    for i in range(count):
        members[root(i)].append(i)
    least = dict.fromkeys(members, 1.0)
    for a, _, similarity in ties:
        least[root(a)] = min(least[root(a)], similarity)
    return [(members[r], least[r]) for r in members]
