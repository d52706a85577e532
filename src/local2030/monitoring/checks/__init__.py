"""Checks of observations, one file for each subject: what is odd, where, and what has to stay out.

Nothing is changed. A row that can't be published is named in `keep_out` and by a finding; a row that rests on too few is
given a status, and a finding says so. All else is published as it came and pointed at.

A check looks at one indicator at a time, but for files of equal content: so of a data set in which one file has changed
only the rows of the indicators in that file need be looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from local2030.monitoring.checks.absent import absent
from local2030.monitoring.checks.codes import codes
from local2030.monitoring.checks.demonstration import FileFacts, demonstration
from local2030.monitoring.checks.duplicates import duplicates
from local2030.monitoring.checks.grouping import grouped
from local2030.monitoring.checks.headlines import headlines
from local2030.monitoring.checks.jumps import jumps
from local2030.monitoring.checks.limits import limits
from local2030.monitoring.checks.lone_series import lone_series
from local2030.monitoring.checks.periods import periods
from local2030.monitoring.checks.places import places
from local2030.monitoring.checks.policy import CheckPolicy, shipped_policy
from local2030.monitoring.checks.same_content import same_content
from local2030.monitoring.checks.siblings import siblings
from local2030.monitoring.checks.small_numbers import small_numbers
from local2030.monitoring.checks.sums import sums
from local2030.monitoring.checks.unchanging import unchanging
from local2030.monitoring.checks.units import units
from local2030.monitoring.checks.validity import Span, validity
from local2030.monitoring.checks.zeros import zeros
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import LOW_RELIABILITY, ROOT_PLACE

Work = Callable[[], list[Finding]]

__all__ = ["Checked", "FileFacts", "Known", "run"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the rows.

    `indicators`: plain records by code (unit, name, growth_rate, framework_code); `places`: codes that the register or
    boundary file has (none: nothing is said of places); `populations` of places; `files`: header, code and hash of each
    file, also of those without rows; `columns`: for each file the header of each column of the long table; `root`: the
    code of the whole territory; `names`: how places are called; `spans`: the years in which a place is valid.
    """

    indicators: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    places: Collection[str] = ()
    populations: Mapping[str, float] = field(default_factory=dict)
    files: Sequence[FileFacts] = ()
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    root: str = ROOT_PLACE
    names: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """`keep_out` and the keys of `status` are indexes of rows; `policy_sha256` says by which numbers it was checked."""

    findings: tuple[Finding, ...]
    keep_out: frozenset[int]
    status: Mapping[int, str]
    policy_sha256: str


def _at_once(work: Work) -> Work:
    found = work()
    return lambda: found


def run(
    rows: TidyRows, known: Known, policy: CheckPolicy | None = None, beside: Callable[[Work], Work] = _at_once
) -> Checked:
    """Every check on these rows; `beside` may do some of the work beside the rest, until it is asked for."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # values may be of any size
        return _run(rows, known, policy or shipped_policy(), beside)


def _run(rows: TidyRows, known: Known, policy: CheckPolicy, beside: Callable[[Work], Work]) -> Checked:
    grouping = grouped(rows)
    twice = duplicates(rows, grouping, policy)
    grouping.values[list(twice.keep_out)] = np.nan  # what isn't published doesn't speak in its series either
    unlike = siblings(rows, grouping, policy)
    of_values = beside(
        lambda: [
            *jumps(rows, grouping, policy, unlike.series),
            *limits(rows, grouping, known.indicators, policy),
            *zeros(rows, grouping, policy),
            *unchanging(rows, grouping, policy),
        ]
    )
    few = small_numbers(rows, grouping, known.populations, policy)
    others = [
        *absent(rows, grouping, known.root, policy),
        *few.findings,
        *units(rows, grouping, known.indicators, policy),
        *periods(rows, grouping, policy),
        *lone_series(rows, grouping, policy),
        *sums(rows, grouping, policy),
        *codes(rows, grouping, known.indicators),
        *places(rows, known.places, known.root, policy),
        *validity(rows, known.spans),
        *headlines(rows, grouping, known.root),
        *same_content(rows, grouping, known.files, policy),
        *demonstration(rows, grouping, known.files, known.indicators),
    ]
    found = [*twice.findings, *unlike.findings, *of_values(), *others]
    headers = {facts.file: facts.header for facts in known.files}
    findings = tuple(_said(finding, known, headers) for finding in found)
    status = {index: LOW_RELIABILITY for index in few.rows if index not in twice.keep_out}
    return Checked(findings, frozenset(twice.keep_out), status, policy.sha256)


def _said(finding: Finding, known: Known, headers: Mapping[str, Sequence[str]]) -> Finding:
    """The finding with columns called as in its file, and with `what` it is of: indicator, place by name, group."""
    values = dict(finding.values)
    names = known.columns.get(finding.file or "")
    if names is not None and "column" in values:
        column = names.get(str(values.pop("column")), "")
        header = headers.get(finding.file or "", (column,))
        if column and column not in header:  # of a wide table, in which periods are columns
            column = str(values.get("period", ""))
        values |= {"column": column} if column and column in header else {}
    if "place" in values and not finding.code.startswith("check-place-"):
        code = str(values["place"])
        place = known.names.get(code) or ("" if code == known.root else code)
        parts = (values.get("indicator"), place, values.pop("group", ""))
        values |= {"what": ", ".join(str(part) for part in parts if part), "place": place or code}
    return replace(finding, values=values)
