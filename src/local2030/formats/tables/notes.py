"""Findings gathered while a table is read: the first hundred of a kind are kept, the rest are counted."""

from __future__ import annotations

from collections import Counter

from local2030.vocabulary.findings import Finding, Severity

KEPT_OF_A_KIND = 100
LONGEST_VALUE = 120


class Notes:
    """Collects findings on one file in bounded room: 200,000 bad rows don't make 200,000 findings."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._kept: list[Finding] = []
        self._seen: Counter[tuple[str, Severity]] = Counter()

    def add(self, code: str, severity: Severity, line: int | None = None, **values: object) -> None:
        """Note one oddity; long values are cut, for they come from the file."""
        self._seen[code, severity] += 1
        if self._seen[code, severity] <= KEPT_OF_A_KIND:
            short = {k: v[:LONGEST_VALUE] if isinstance(v, str) else v for k, v in values.items()}
            self._kept.append(Finding(code, severity, self.file, line, short))

    def findings(self) -> tuple[Finding, ...]:
        """All that was kept, and for each kind with more a last word on how many more."""
        more = [
            Finding(
                "table-more-of-the-same",
                severity,
                self.file,
                None,
                {"code": code, "count": n - KEPT_OF_A_KIND},
            )
            for (code, severity), n in self._seen.items()
            if n > KEPT_OF_A_KIND
        ]
        return tuple(self._kept + more)
