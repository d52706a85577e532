"""Indicators without a headline: no row for the whole territory and for all groups together."""

from __future__ import annotations

from collections.abc import Iterator

from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import of_lines
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding


def headlines(rows: TidyRows, grouping: Grouping, root: str) -> Iterator[Finding]:
    """An info for each file and indicator that has no total, by what is lacking: the place's, the groups', or both."""
    seen: dict[tuple[str, str], set[tuple[bool, bool]]] = {}
    firsts = grouping.order[grouping.starts[:-1]].tolist()
    for index, (code, _, place, _, _, dims, _) in zip(firsts, grouping.keys, strict=True):
        seen.setdefault((rows.source_file[index], code), set()).add((place == root, not dims))
    for (file, code), found in sorted(seen.items()):
        if (True, True) in found:
            continue
        if (False, True) in found:
            kind = "check-headline-of-places-only"
        elif (True, False) in found:
            kind = "check-headline-of-groups-only"
        else:
            kind = "check-headline-missing"
        yield of_lines(kind, "info", file, (), indicator=code)
