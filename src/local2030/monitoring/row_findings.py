"""Findings on rows, gathered by what they say: one finding with the rows it holds for, however many they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from local2030.vocabulary.findings import Finding, Severity

MOST_ROWS = 10_000  # that are named one by one in a finding; `count` says how many there are
MOST_TEXTS = 200  # different texts of one code that get a finding of their own
LONGEST = 80
INFO = frozenset(
    {
        "value-empty",
        "value-percent-sign",
        "value-minus-sign",
        "value-flagged",
        "value-decimal-point",
        "value-other-digits",
    }
)


class RowFindings:
    """The findings on the rows of one table. `lines` are the lines of the rows that indexes speak of.

    `spread`: the column of the file in which the value of each of them stands, where the table is a wide one.
    """

    def __init__(self, file: str, lines: Sequence[int], spread: Sequence[str] = ()) -> None:
        self.file, self.lines, self.spread = file, lines, spread
        self.out: set[int] = set()
        self._rows: dict[tuple[str, str, str, Severity], list[int]] = {}
        self._kinds: Counter[str] = Counter()
        self._whole: list[Finding] = []

    def at(self, index: int, code: str, column: str, text: str, severity: Severity | None = None) -> None:
        """One row, by its index: the same code, column and text make one finding."""
        said: Severity = severity or ("info" if code in INFO else "warning")
        shown = text.strip()[:LONGEST] if said == "error" else ""
        if self.spread:
            column = self.spread[index] if said != "info" else f"{self.spread[0]} … {self.spread[-1]}"
        key = (code, column, shown, said)
        if key not in self._rows:
            self._kinds[code] += 1
            if self._kinds[code] > MOST_TEXTS:  # the rest of them together
                key = (code, f"{self.spread[0]} … {self.spread[-1]}" if self.spread else column, "…", said)
        self._rows.setdefault(key, []).append(self.lines[index])

    def out_of(self, index: int, code: str, column: str, text: str) -> None:
        """One row that is no observation."""
        self.out.add(self.lines[index])
        self.at(index, code, column, text, "error")

    def whole(self, code: str, column: str, text: str, count: int, severity: Severity = "info") -> None:
        """Something that holds for a column."""
        self._whole.append(
            Finding(code, severity, self.file, None, {"column": column, "text": text[:200], "count": count})
        )

    def findings(self) -> tuple[Finding, ...]:
        """All of them, in order of their first rows."""
        made = [
            Finding(code, severity, self.file, rows[0] if len(rows) == 1 else None,
                    {"column": column, "text": text, "count": len(rows), **({"rows": _once(rows)} if len(rows) > 1 else {})})
            for (code, column, text, severity), rows in self._rows.items()
        ]  # fmt: skip
        return (*made, *self._whole)


def _once(rows: Sequence[int]) -> list[int]:
    """Each row once: of a wide table it may have several of the cells."""
    return list(dict.fromkeys(rows))[:MOST_ROWS]
