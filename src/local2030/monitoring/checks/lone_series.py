"""Columns of numbers that were taken for groups, so that nearly every row has become a series of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator

from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import of_lines
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding


def lone_series(rows: TidyRows, grouping: Grouping, policy: CheckPolicy) -> Iterator[Finding]:
    """A warning for each file and column by which most rows stand alone although the file has several years."""
    sizes: dict[str, int] = {}
    for file, first, end in grouping.runs:
        sizes[file] = sizes.get(file, 0) + end - first
    of_file: dict[str, list[int]] = {}
    for number, index in enumerate(grouping.order[grouping.starts[:-1]].tolist()):
        if grouping.keys[number][5]:
            of_file.setdefault(rows.source_file[index], []).append(number)
    least, share = policy["lone_series.least_rows"], policy["lone_series.least_share"]
    for file, numbers in of_file.items():
        if sizes[file] < least or len(numbers) < share * sizes[file]:
            continue
        cells: dict[str, set[str]] = {}
        for dims in {grouping.keys[number][5] for number in numbers}:
            for name, cell in json.loads(dims).items():
                cells.setdefault(name, set()).add(str(cell))
        for name, found in cells.items():
            if len(found) >= share * sizes[file] / 2 and all(map(_is_number, found)):
                yield of_lines("check-column-of-numbers", "warning", file, (), name=name, distinct=len(found))


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").replace("-", "").strip().isdigit()
