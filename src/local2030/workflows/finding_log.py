"""Findings gathered over a run: the first thousand of each kind one by one, the rest counted. Nothing is dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from local2030.vocabulary.findings import Finding
from local2030.vocabulary.messages import remedy, say

MOST_OF_A_KIND = 1_000


class FindingLog:
    """The findings of a run, bounded by kind and file."""

    def __init__(self) -> None:
        self._listed: list[Finding] = []
        self._counts: Counter[tuple[str, str | None]] = Counter()

    def add(self, finding: Finding) -> None:
        """Take one in."""
        key = (finding.code, finding.file)
        self._counts[key] += 1
        if self._counts[key] <= MOST_OF_A_KIND:
            self._listed.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take several in."""
        for finding in findings:
            self.add(finding)

    def listed(self) -> list[Finding]:
        """All of them, and for each kind with more a line that says how many more."""
        more = [
            Finding("findings-cut", "info", file, None, {"kind": code, "count": count - MOST_OF_A_KIND})
            for (code, file), count in self._counts.items()
            if count > MOST_OF_A_KIND
        ]
        return [*self._listed, *more]


def plain_finding(finding: Finding, language: str = "en") -> dict[str, Any]:
    """A finding as JSON has it: code, values, and the sentences in the language asked for."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "file": finding.file,
        "line": finding.line,
        "values": {key: value if isinstance(value, str | int | float | bool | None) else str(value)
                   for key, value in finding.values.items()},
        "message": say(finding.code, finding.values, language),
        "remedy": remedy(finding.code, finding.values, language),
    }  # fmt: skip
