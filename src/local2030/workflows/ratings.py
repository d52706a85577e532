"""Ratings read from a table: a row for each score that a reviewer gave to a criterion of a programme.

A row that can't be read is left out and said, with its place and how to mend it; the others are read. What only
describes a rating (its date, the local share) is left empty where it can't be read, and the rating is kept.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from local2030.formats.tables.cells import date_of, text_of, whole_of
from local2030.formats.tables.notes import Notes
from local2030.formats.tables.shapes import RATINGS
from local2030.formats.tables.table import Row, Value, read_table
from local2030.marker.criteria import Rubric
from local2030.marker.performance.records import LEVEL, Rated
from local2030.vocabulary.findings import Finding

NO_SCORE = frozenset({"", "-", "–", "n/a", "na", "none", "null"})  # written where there is no score
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,12})?)\s*(%?)")
_WHOLE = re.compile(r"(-?\d{1,6})[.,]0+")
MENDED = 100
YES_OR_NO = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}


class Ratings(NamedTuple):
    """The rows that could be read, how many couldn't, and what was odd."""

    rows: tuple[Rated, ...]
    left_out: int
    findings: tuple[Finding, ...]


def read_ratings(source: Path | bytes, name: str, rubric: Rubric, most: int, *, only: bool = False) -> Ratings:
    """The ratings of a CSV or XLSX table; `most` is the highest score there is, `only` leaves out other rubrics."""
    table = read_table(source, name, RATINGS)
    reading = _Reading(rubric, most, table.notes)
    found = [(row.line, rated) for row in table.rows if (rated := reading.rated(row)) is not None]
    wanted = [(line, rated) for line, rated in found if not only or rated.rubric == rubric.id]
    if len(wanted) < len(found):
        table.notes.add("ratings-other-rubric", "info", count=len(found) - len(wanted), rubric=rubric.id)
    _tell_twice(wanted, table.notes)
    if wanted and all(rated.score is None for _, rated in wanted):
        table.notes.add("ratings-without-score", "warning")
    return Ratings(tuple(rated for _, rated in wanted), len(table.rows) - len(found), table.notes.findings())


class _Reading:
    """Reads row after row of one file."""

    def __init__(self, rubric: Rubric, most: int, notes: Notes) -> None:
        self.most, self.notes = most, notes
        mended = {f"{rubric.id}.{n}": rubric.id for n in range(MENDED)}  # 2.0.0, 2.0.1: the same rubric, mended
        self.names = {rubric.id: rubric.id, rubric.version: rubric.id, "": rubric.id} | mended
        self.known = {c.id.casefold(): c.id for c in rubric.criteria} | {LEVEL: LEVEL}
        self.unknown: set[str] = set()

    def rated(self, row: Row) -> Rated | None:
        text = {column: text_of(value) for column, value in row.values.items()}
        for column in ("programme", "criterion"):
            if not text[column]:
                self.notes.add(f"ratings-{column}-missing", "error", row.line)
        if not text["programme"] or not text["criterion"]:
            return None
        read = {column: self._level(row, column) for column in ("claimed", "score")}
        if "unknown" in read.values():
            return None
        claimed, score = (value if isinstance(value, int) else None for value in read.values())
        low, high = self._shares(row)
        return Rated(
            text["programme"], text.get("phase", "").casefold(), self._rubric(text.get("rubric", "")),
            self._criterion(text["criterion"], row.line), text["rater"], claimed, score, self._date(row),
            text.get("agency", ""), low, high, text.get("text", ""),
            self._share(row, "place_share"), self._agreed(text.get("lrg_agreement", ""), row.line),
        )  # fmt: skip

    def _agreed(self, text: str, line: int) -> bool | None:
        if text.casefold() not in YES_OR_NO and text.casefold() not in NO_SCORE:
            self.notes.add("ratings-agreement-unknown", "warning", line, text=text)
        return YES_OR_NO.get(text.casefold())

    def _rubric(self, text: str) -> str:
        """The rubric's id; a spreadsheet makes 2 of 2.0."""
        text = f"{text}.0" if text.isdigit() else text
        return self.names.get(text, text)

    def _criterion(self, text: str, line: int) -> str:
        known = self.known.get(text.casefold())
        if known is None and text not in self.unknown:
            self.unknown.add(text)
            self.notes.add("ratings-criterion-unknown", "warning", line, criterion=text)
        return known or text

    def _level(self, row: Row, column: str) -> int | str | None:
        value = row.values.get(column, "")
        text = text_of(value).strip()
        if text.casefold() in NO_SCORE:
            return None
        written = _WHOLE.fullmatch(text)
        level = whole_of(written[1] if written else value)
        if level is not None and 0 <= level <= self.most:
            return level
        self.notes.add("ratings-score-unknown", "error", row.line, column=column, text=text, most=self.most)
        return "unknown"

    def _date(self, row: Row) -> date | None:
        day, why = date_of(row.values.get("date", ""))
        if why:
            self.notes.add("ratings-date-unreadable", "warning", row.line, text=text_of(row.values["date"]))
        return day

    def _shares(self, row: Row) -> tuple[Decimal | None, Decimal | None]:
        low, high = (self._share(row, column) for column in ("local_share_low", "local_share_high"))
        if low is not None and high is not None and low > high:
            self.notes.add("ratings-share-turned", "warning", row.line, low=str(low), high=str(high))
            return None, None
        return low, high

    def _share(self, row: Row, column: str) -> Decimal | None:
        value = row.values.get(column, "")
        text = text_of(value).strip()
        if text.casefold() in NO_SCORE:
            return None
        share = _share_of(value, text)
        if share is None or not 0 <= share <= 1:
            self.notes.add("ratings-share-unreadable", "warning", row.line, column=column, text=text)
            return None
        return share


def _share_of(value: Value, text: str) -> Decimal | None:
    """A share has no thousands, so a comma in it is a decimal sign; a spreadsheet keeps 15 digits of a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(format(value, ".15g")) if abs(value) <= 1 else None
    written = _SHARE.fullmatch(text)
    if written is None:
        return None
    share = Decimal(written[1].replace(",", "."))
    return share / 100 if written[2] else share


def _tell_twice(found: list[tuple[int, Rated]], notes: Notes) -> None:
    """Two different scores by one person for one thing: the later day counts, and that is said."""
    seen: dict[tuple[str, ...], int] = {}
    for line, rated in found:
        if rated.rater and rated.score is not None:
            key = (rated.programme, rated.phase, rated.rubric, rated.criterion, rated.rater)
            if seen.setdefault(key, rated.score) != rated.score:
                values = {"rater": rated.rater, "criterion": rated.criterion, "programme": rated.programme}
                notes.add("ratings-rated-twice", "warning", line, **values)
                seen[key] = rated.score
