"""Two rows that claim the same observation, where the data are too many to be checked at once.

Within a portion the checks see such rows themselves. Across portions they are found by 64-bit hashes of their keys (two
different keys have the same one by chance once in ten million imports of a million rows), kept on disk and compared a
part at a time, and then judged by the same check as all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from local2030.monitoring.checks.duplicates import duplicates
from local2030.monitoring.checks.grouping import grouped
from local2030.monitoring.checks.policy import shipped_policy
from local2030.monitoring.rows import TidyRows, together
from local2030.vocabulary.findings import Finding
from local2030.workflows.observation_places import Codes, areas_of, resolve
from local2030.workflows.observation_spool import Spool
from local2030.workflows.observation_tables import key_hashes

PARTS = 16  # of the hashes; one of them is in memory at a time
AT_ONCE = 400_000  # rows that are judged at once
Hashes = np.ndarray[Any, np.dtype[np.uint64]]


def claimed_twice(spool: Spool, codes: Codes, root: str) -> tuple[dict[int, set[int]], list[Finding]]:
    """For each piece the indexes of the rows that must stay out, with their findings; nothing where all fits into one portion."""
    portions = list(spool.portions())
    if len(portions) < 2:
        return {}, []
    paths = {number: _hashed(spool, number, codes, root) for numbers in portions for number in numbers}
    twice = np.concatenate(
        [_twice([[paths[n] for n in numbers] for numbers in portions], part) for part in range(PARTS)]
    )
    out: dict[int, set[int]] = {}
    findings: list[Finding] = []
    count = sum(int(np.isin(np.load(path), twice).sum()) for path in paths.values()) if len(twice) else 0
    groups = -(-count // AT_ONCE)
    for group in range(groups):
        taken, origin = [], []
        for number, indexes in _claimants(paths, twice[twice % np.uint64(groups) == group]):
            piece = spool.pieces[number]
            piece.rows = spool.rows(number)
            resolve(piece, codes, root)
            taken.append(piece.rows.taken(indexes))
            piece.rows = TidyRows()
            origin += [(number, index) for index in indexes]
        rows = together(taken)
        judged = duplicates(rows, grouped(rows), shipped_policy())
        findings += judged.findings
        for at in judged.keep_out:
            number, index = origin[at]
            out.setdefault(number, set()).add(index)
    return out, findings


def _hashed(spool: Spool, number: int, codes: Codes, root: str) -> Path:
    """The hashes of a piece's keys, on disk."""
    path = spool.place(f"{number}.npy")
    np.save(path, key_hashes(spool.table(number), areas_of(spool.pieces[number], codes, root)))
    return path


def _twice(portions: list[list[Path]], part: int) -> Hashes:
    """The hashes of this part that stand in more than one portion."""
    found = []
    for paths in portions:
        whole = [np.load(path) for path in paths]
        found.append(np.unique(np.concatenate([one[one % np.uint64(PARTS) == part] for one in whole])))
    together = np.concatenate(found)
    together.sort()
    return np.unique(together[1:][together[1:] == together[:-1]])


def _claimants(paths: dict[int, Path], wanted: Hashes) -> Iterator[tuple[int, list[int]]]:
    """The rows of each piece that have one of these hashes."""
    for number, path in paths.items():
        indexes = np.flatnonzero(np.isin(np.load(path), wanted)).tolist()
        if indexes:
            yield number, indexes
