"""Files that hold the same under two names, and files whose rows are of another indicator than their name says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence

import numpy as np

from local2030.methods.coded import Ints, pairs
from local2030.monitoring.checks.demonstration import FileFacts
from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import named, of_lines, pointing
from local2030.monitoring.checks.policy import CheckPolicy
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.goals import indicator

LEAST_ROWS = 3


def same_content(
    rows: TidyRows, grouping: Grouping, files: Sequence[FileFacts], policy: CheckPolicy
) -> Iterator[Finding]:
    """Files that are equal in every place, period, value, unit and dimension, in whatever order of rows."""
    of_file: dict[str, list[range]] = {}
    for file, first, end in grouping.runs:
        of_file.setdefault(file, []).append(range(first, end))
    alike: dict[tuple[int, float], list[str]] = {}
    for file, runs in of_file.items():
        count = sum(map(len, runs))
        total = sum(float(np.nansum(grouping.values[run.start : run.stop])) for run in runs)
        if count >= LEAST_ROWS:
            alike.setdefault((count, round(total, 6)), []).append(file)
    for group in alike.values():
        same: list[list[str]] = []
        for file in group if len(group) > 1 else ():
            known = next((one for one in same if _is_same(rows, of_file[file], of_file[one[0]])), None)
            same.append([file]) if known is None else known.append(file)
        for found in same:
            if len(found) > policy["most_alike"]:
                for file in found:
                    yield of_lines("check-template-content", "warning", file, (), files=len(found))
            else:
                for file in found[1:]:
                    codes = (rows.indicator[of_file[name][0].start] for name in (file, found[0]))
                    yield _same(file, found[0], *codes)
    yield from _same_bytes(of_file, files)
    yield from _other_indicator(rows, files)


def _same_bytes(here: Container[str], files: Sequence[FileFacts]) -> Iterator[Finding]:
    """Files of these rows that are byte for byte one that wasn't read again now."""
    elsewhere = {facts.sha256: facts for facts in files if facts.file not in here and facts.sha256 and facts.indicator}
    for facts in files:
        other = elsewhere.get(facts.sha256)
        if other is not None and facts.file in here and facts.indicator and other.indicator != facts.indicator:
            yield _same(facts.file, other.file, facts.indicator, other.indicator)


def _is_same(rows: TidyRows, one: Sequence[range], other: Sequence[range]) -> bool:
    """Whether two files hold the same, looked at in the order of their rows first."""
    texts = (rows.time_period, rows.ref_area, rows.unit_measure, rows.dims)
    at = [np.concatenate([np.arange(run.start, run.stop) for run in runs]) for runs in (one, other)]
    values = [_values(rows, indexes) for indexes in at]
    if values[0] == values[1] and all(np.array_equal(*(column.codes[i] for i in at)) for column in texts):
        return True
    contents = [
        Counter(zip(found, *(column.codes[indexes].tolist() for column in texts), strict=True))
        for found, indexes in zip(values, at, strict=True)
    ]
    return contents[0] == contents[1]


def _values(rows: TidyRows, indexes: Ints) -> list[float | None]:
    return list(map(rows.obs_value.values.__getitem__, rows.obs_value.codes[indexes].tolist()))


def _same(file: str, other: str, code: str, other_code: str) -> Finding:
    """Where the framework has one indicator under both codes (7.b.1 and 12.a.1) it is as it should be."""
    one, two = indicator(code), indicator(other_code)
    is_one = bool(one and two and one.unsd_code and one.unsd_code == two.unsd_code)
    values = {"other": other, "indicator": code, "other_indicator": other_code}
    if is_one:
        return of_lines("check-same-content-meant", "info", file, (), **values)
    return of_lines("check-same-content", "warning", file, (), **values)


def _other_indicator(rows: TidyRows, files: Sequence[FileFacts]) -> Iterator[Finding]:
    said = {facts.file: facts.indicator for facts in files if facts.indicator}
    if not said:
        return
    odd: dict[str, list[int]] = {}
    for index in pairs((rows.source_file, rows.indicator)).where(lambda pair: pair[1] != said.get(pair[0], pair[1])):
        odd.setdefault(rows.source_file[index], []).append(index)
    for file, indexes in odd.items():
        found = named(dict.fromkeys(rows.indicator[index] for index in indexes), 5)
        yield from pointing(
            rows, "check-file-name-other", "warning", indexes, "indicator", said=said[file], found=found
        )
