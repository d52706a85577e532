"""When: a span of whole days, both ends belonging to it, and the ways in which people write one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 2200

_DAY = r"(\d{4})-(\d{2})-(\d{2})"
_YEAR = re.compile(r"(\d{4})")
_YEARS = re.compile(r"(\d{4})\s*[/–-]\s*(\d{4}|\d{2})")
_QUARTER = re.compile(r"(\d{4})[- ]?Q([1-4])|Q([1-4])[- /](\d{4})", re.IGNORECASE)
_HALF = re.compile(r"(\d{4})[- ]?[HS]([12])", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_ONE_DAY = re.compile(_DAY)
_DAYS = re.compile(_DAY + r"\s*(?:/|–|\.\.| to | - )\s*" + _DAY)


class Period(NamedTuple):
    """From `start` to `end`, both included; `start` is never after `end` in a period that `period` gives."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days; one for a single day."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: object) -> bool:
        """Whether the day lies in the period."""
        return isinstance(day, date) and self.start <= day <= self.end

    def overlap(self, other: Period) -> Period | None:
        """The days that both have, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None

    def share_in(self, other: Period) -> float:
        """What part of this period's days lies in the other, 0 to 1."""
        common = self.overlap(other)
        return common.days / self.days if common else 0.0

    def __str__(self) -> str:
        """The shortest way to write it that `period` reads back: 2023, 2023-Q1, 2023-05, 2022/2023, or its days."""
        start, end = self
        if self == _of_months(start.year, start.month, 1):
            return f"{start.year:04}-{start.month:02}"
        if start.month == start.day == 1 and (end.month, end.day) == (12, 31):
            return f"{start.year:04}" if start.year == end.year else f"{start.year:04}/{end.year:04}"
        if start.month % 3 == 1 and self == _of_months(start.year, start.month, 3):
            return f"{start.year:04}-Q{start.month // 3 + 1}"
        return start.isoformat() if start == end else f"{start.isoformat()}/{end.isoformat()}"


def period(text: str) -> Period | None:
    """The period a text names: 2023, 2023/2024, 2023-Q1, 2023-H1, 2023-05, a day, or two days with a slash.

    Two years mean all of both ("2023/24" too; a fiscal year that begins in between can't be known from this). What
    isn't one of these, ends before it begins, or lies outside 1900-2200 gives None.
    """
    text = text.strip()
    if len(text) > 40 or not all(c.isascii() or c == "–" for c in text):
        return None
    try:
        found = _read(text)
    except ValueError:
        return None
    if found is None or found.start > found.end or not FIRST_YEAR <= found.start.year <= found.end.year <= LAST_YEAR:
        return None
    return found


def _read(text: str) -> Period | None:
    if m := _YEAR.fullmatch(text):
        return _of_months(int(m[1]), 1, 12)
    if m := _MONTH.fullmatch(text):
        if 1 <= int(m[2]) <= 12:
            return _of_months(int(m[1]), int(m[2]), 1)
        return _of_years(m[1], m[2])
    if m := _YEARS.fullmatch(text):
        return _of_years(m[1], m[2])
    if m := _QUARTER.fullmatch(text):
        return _of_months(int(m[1] or m[4]), 3 * int(m[2] or m[3]) - 2, 3)
    if m := _HALF.fullmatch(text):
        return _of_months(int(m[1]), 6 * int(m[2]) - 5, 6)
    if m := _ONE_DAY.fullmatch(text):
        day = date(int(m[1]), int(m[2]), int(m[3]))
        return Period(day, day)
    if m := _DAYS.fullmatch(text):
        numbers = [int(n) for n in m.groups()]
        return Period(date(*numbers[:3]), date(*numbers[3:]))
    return None


def _of_years(first: str, last: str) -> Period | None:
    """2023/2024 and 2023/24: all days of both. "2023-05" never comes here, it is a month."""
    end = int(last) if len(last) == 4 else int(first[:2] + last)
    return Period(date(int(first), 1, 1), date(end, 12, 31))


def _of_months(year: int, month: int, months: int) -> Period:
    past = year * 12 + month - 1 + months
    return Period(date(year, month, 1), date(past // 12, past % 12 + 1, 1) - timedelta(days=1))
