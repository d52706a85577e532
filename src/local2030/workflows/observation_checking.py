"""The pieces of an import through the checks, and out as tables: each row with its place, or kept out with a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from local2030.methods.coded import coded, pairs
from local2030.monitoring.checks import Checked, Known, run
from local2030.monitoring.rows import TidyRows, together
from local2030.vocabulary.findings import Finding
from local2030.workflows.beside import beside
from local2030.workflows.observation_claims import claimed_twice
from local2030.workflows.observation_places import Codes, resolve
from local2030.workflows.observation_reading import Piece
from local2030.workflows.observation_spool import PORTION, Spool
from local2030.workflows.observation_tables import SeriesCount, table_of

if TYPE_CHECKING:
    import pyarrow as pa


MANY = 10_000  # rows, from which on half of the checks are done in a process beside this one


class Checking:
    """Iterate `tables(...)`; `findings`, `observations` and `series` (by source file) are whole afterwards."""

    def __init__(self, spool: Spool, codes: Codes, root: str, known: Known) -> None:
        self.spool, self.codes, self.root, self.known = spool, codes, root, known
        self.findings: list[Finding] = []
        self.observations: dict[str, int] = {}
        self.series: dict[str, int] = {}
        self.indicators: dict[str, dict[str, None]] = {}

    def tables(self, dataset: str, import_id: str) -> Iterator[pa.Table]:
        """What is published, portion by portion."""
        claims, told = claimed_twice(self.spool, self.codes, self.root)
        self.findings += told
        counted = SeriesCount()
        portions = list(self.spool.portions())
        self.findings += self._cut_up(portions)
        for numbers in portions:
            rows, ends = self._together(numbers, claims)
            checked = run(rows, self.known, beside=beside) if len(rows) > MANY else run(rows, self.known)
            self.findings += checked.findings
            rows = self._kept(rows, checked, numbers, ends)
            self._count(rows)
            table = table_of(rows, dataset, import_id)
            counted.add(table)
            del rows
            yield table
        self.series = counted.by_file()

    def _cut_up(self, portions: Sequence[Sequence[int]]) -> Iterator[Finding]:
        """What is told of the files that are checked in several portions."""
        files = Counter(file for numbers in portions for file in {self.spool.pieces[n].file: None for n in numbers})
        for file, count in files.items():
            if count > 1:
                yield Finding("load-in-portions", "info", file, None, {"count": count, "most": PORTION})

    def _together(self, numbers: Sequence[int], claims: Mapping[int, set[int]]) -> tuple[TidyRows, list[int]]:
        """The rows of these pieces below each other, and where each piece ends; the pieces let go of theirs."""
        parts: list[TidyRows] = []
        ends: list[int] = []
        for number in numbers:
            piece = self.spool.pieces[number]
            piece.rows = self.spool.rows(number)
            resolve(piece, self.codes, self.root)
            if number in claims:
                piece.out += _rows_gone(piece, piece.rows, range(len(piece.rows)), claims[number])
                piece.rows = _without(piece.rows, claims[number])
            parts.append(piece.rows)
            piece.rows = TidyRows()
            ends.append((ends[-1] if ends else 0) + len(parts[-1]))
        return together(parts), ends

    def _kept(self, rows: TidyRows, checked: Checked, numbers: Sequence[int], ends: Sequence[int]) -> TidyRows:
        if checked.status:
            said = list(rows.obs_status)
            for index, status in checked.status.items():
                said[index] = status
            rows.obs_status = coded(said)
        if not checked.keep_out:
            return rows
        start = 0
        for number, end in zip(numbers, ends, strict=True):
            out = [n for n in range(start, end) if n in checked.keep_out] if end > start else []
            if out:
                self.spool.pieces[number].out += _rows_gone(
                    self.spool.pieces[number], rows, range(start, end), set(out)
                )
            start = end
        return _without(rows, checked.keep_out)

    def _count(self, rows: TidyRows) -> None:
        for file, indicator in pairs((rows.source_file, rows.indicator)).values:
            self.indicators.setdefault(file, {})[indicator] = None
        counts = np.bincount(rows.source_file.codes, minlength=len(rows.source_file.values)).tolist()
        for file, count in zip(rows.source_file.values, counts, strict=True):
            self.observations[file] = self.observations.get(file, 0) + count


def _without(rows: TidyRows, out: Collection[int]) -> TidyRows:
    return rows.taken(np.delete(np.arange(len(rows)), sorted(out)))


def _rows_gone(piece: Piece, rows: TidyRows, span: range, out: set[int]) -> int:
    """How many rows of the file have no observation any more; of a wide table a row goes with the last of its cells."""
    if piece.mapping is None or not piece.mapping.spread:
        return len(out)
    left = {rows.source_row[n] for n in span if n not in out}
    return len({rows.source_row[n] for n in out} - left)


def columns_by_file(pieces: Sequence[Piece]) -> dict[str, Mapping[str, str]]:
    """How the columns of the long table are called in each file."""
    return {piece.file: piece.columns for piece in pieces if piece.columns}
