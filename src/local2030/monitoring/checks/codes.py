"""Codes of indicators against the global framework: retired, moved, given to another indicator, local, or mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local2030.monitoring.checks.grouping import Grouping
from local2030.monitoring.checks.pointing import of_lines
from local2030.monitoring.rows import TidyRows
from local2030.vocabulary.findings import Finding, Severity
from local2030.vocabulary.goals import indicator, target
from local2030.vocabulary.indicator_changes import indicator_changes

FRAMEWORK_YEAR = 2023  # of the list of codes; what is younger in it says so
_GLOBAL = re.compile(r"(\d{1,2})\.(\d{1,2}|[a-z])\.(\d{1,2})", re.IGNORECASE)
_BEGINS = re.compile(r"(\d{1,2})\.(\d{1,2}|[a-z])\.(\w+)(?:\.(\w+))?", re.IGNORECASE)


def codes(rows: TidyRows, grouping: Grouping, indicators: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """What is to be said of each code, once for each file that has rows of it."""
    lines: dict[tuple[str, str], list[int]] = {}
    of_file: dict[str, set[str]] = {}
    for file, first, end in grouping.runs:
        found = rows.indicator[first:end]
        of_file.setdefault(file, set()).update(found.values)
        for code in sorted(found.values):
            at = lines.setdefault((file, code), [])
            if len(found.values) > 1:
                at += [rows.source_row[first + n] for n in found.where(code.__eq__)]
    for (file, code), at_lines in lines.items():
        said = str(indicators.get(code, {}).get("framework_code") or code)
        spoken = of_code(said)
        if spoken is None:
            continue
        name, severity, values = spoken
        whole = len(of_file[file]) == 1  # all of the file is of that code: its name is what is odd, not its rows
        yield of_lines(name, severity, file, () if whole else at_lines, "indicator", indicator=code, **values)


def of_code(code: str) -> tuple[str, Severity, dict[str, object]] | None:
    """The code of the finding, how grave, and its values; None where the code is as it should be."""
    said = code.strip().replace("-", ".").casefold()
    if not said:
        return None
    change = indicator_changes().get(said)
    current = indicator(said)
    if change is not None and change.change != "revised":
        values: dict[str, object] = {"review": change.review, "now": change.now}
        if current is None:
            return ("check-code-moved" if change.now else "check-code-retired"), "warning", values
        values |= {"label": current.label, "since": current.since}
        if change.change == "retired" and int(current.since) > FRAMEWORK_YEAR:
            return "check-code-given-again", "warning", values
        return "check-code-reused", "info", values
    if current is not None:
        return None
    if shape := _GLOBAL.fullmatch(said):
        return _unknown(shape)
    if target(said) is not None:
        return "check-code-of-target", "info", {}
    begun = _BEGINS.fullmatch(said)
    of_target = f"{begun[1]}.{begun[2]}" if begun else ""
    if begun and target(of_target) is None:
        return "check-code-no-target", "warning", {"target": of_target}
    return "check-code-local", "info", {"target": of_target or "–"}


def _unknown(shape: re.Match[str]) -> tuple[str, Severity, dict[str, object]]:
    of_target = f"{shape[1]}.{shape[2]}"
    if target(of_target) is None:
        return "check-code-no-target", "warning", {"target": of_target}
    return "check-code-unknown", "warning", {"target": of_target}
