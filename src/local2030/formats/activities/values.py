"""Dates, amounts and shares as IATI files write them: well, oddly, or past reading (then None, and a finding)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from local2030.vocabulary.findings import Finding, Severity

FIRST_YEAR, LAST_YEAR = 1950, 2100
MOST = Decimal(10) ** 13  # no single payment, budget or programme of aid comes near ten million million
SHOWN_PER_CODE = 50  # findings of one code in one file that are given one by one; the rest are counted
_REMEMBERED = 50_000
_SURELY_SMALL = 13  # an unsigned number of so many characters is below the most

_PLAIN = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})", re.ASCII)
_ENGLISH = re.compile(r"[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d{1,20})?", re.ASCII)
_CONTINENTAL = re.compile(
    r"[+-]?(?:\d{1,3}(?:[. ]\d{3})+,\d{1,20}|\d{1,3}(?:\.\d{3}){2,}|\d{1,20},(?:\d{1,2}|\d{4,20}))",
    re.ASCII,
)
_SCIENTIFIC = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,20})?[eE][+-]?\d{1,2}", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:$|[TZ+\s-])", re.ASCII)
_FAR_YEAR = re.compile(r"-?\d{4,9}-\d{2}-\d{2}(?:$|[TZ+\s-])", re.ASCII)


class Tally:
    """The findings of one file: the first of each code as they are, the others only counted."""

    __slots__ = ("_counts", "_seen", "file", "fresh")

    def __init__(self, file: str) -> None:
        self.file = file
        self.fresh: list[Finding] = []
        self._counts: Counter[str] = Counter()
        self._seen: set[tuple[object, ...]] = set()

    def add(self, code: str, severity: Severity, line: int | None, **values: object) -> None:
        """Note a finding, unless the same stands already in this activity or its code has been shown enough."""
        same = (code, *((name, str(value)) for name, value in values.items()))
        if same in self._seen:
            self._counts[code] += 1
            return
        self._counts[code] += 1
        if self._counts[code] <= SHOWN_PER_CODE:
            self._seen.add(same)
            self.fresh.append(Finding(code, severity, self.file, line, _short(values)))

    def take(self) -> tuple[Finding, ...]:
        """The findings since the last call; with it an activity ends."""
        if not self.fresh:
            return ()
        taken = tuple(self.fresh)
        self.fresh = []
        self._seen.clear()
        return taken

    def rest(self) -> tuple[Finding, ...]:
        """One finding for each code that was met more often than it was shown."""
        return tuple(
            Finding(
                "more-of-the-same",
                "info",
                self.file,
                None,
                {"code": code, "count": n, "shown": SHOWN_PER_CODE},
            )
            for code, n in sorted(self._counts.items())
            if n > SHOWN_PER_CODE
        )


class Values:
    """Reads strings as dates, amounts and shares, and remembers what comes again: a file repeats itself a great deal."""

    __slots__ = ("days", "shares", "tally", "texts")

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.days: dict[str | None, date] = {}
        self.shares: dict[str, Decimal] = {}
        self.texts: dict[str, str] = {}

    def day(self, text: str | None, line: int, element: str) -> date | None:
        """A date from 1950 to 2100; the time of day, if any, is left out."""
        if not text:
            return None
        found = self.days.get(text)
        return found if found is not None else self._new_day(text, line, element)

    def _new_day(self, text: str, line: int, element: str) -> date | None:
        found = _iso_day(text)
        if found is None:
            text = text.strip()
            if text:
                far = _FAR_YEAR.match(text) and not _DAY.match(text)  # year -44 or 20233
                code = "date-absurd" if far else "date-unreadable"
                self.tally.add(code, "warning", line, element=element, stated=text)
        elif not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.tally.add("date-absurd", "warning", line, element=element, stated=text)
            return None
        elif len(self.days) < _REMEMBERED and len(text) < 40:
            self.days[text] = found
        return found

    def amount(self, text: str | None, line: int, element: str) -> Decimal | None:
        """An amount of money of at most 1e13 either way; negative ones (refunds) are as good as others."""
        if text:
            if len(text) <= _SURELY_SMALL and text.isascii() and text.replace(".", "", 1).isdigit():
                return Decimal(text)
            if _PLAIN.fullmatch(text):
                number = Decimal(text)
                if -MOST <= number <= MOST:
                    return number
        return self._odd_amount((text or "").strip(), line, element)

    def _odd_amount(self, text: str, line: int, element: str) -> Decimal | None:
        if not text:
            self.tally.add("amount-missing", "warning", line, element=element)
            return None
        number = readable_number(text)
        if number is None:
            self.tally.add("amount-unreadable", "error", line, element=element, stated=text)
            return None
        if not -MOST <= number <= MOST:
            self.tally.add("amount-absurd", "error", line, element=element, stated=text)
            return None
        if not _PLAIN.fullmatch(text):
            self.tally.add(
                "amount-format",
                "warning",
                line,
                element=element,
                stated=text,
                read_as=f"{number:f}",
            )
        return number

    def share(self, text: str | None, line: int, element: str) -> Decimal | None:
        """A percentage from 0 to 100, "%" and comma allowed."""
        if not text:
            return None
        found = self.shares.get(text)
        if found is not None:
            return found
        number = readable_number(text.strip().rstrip("%").strip())
        if number is None or not 0 <= number <= 100:
            self.tally.add("percentage-unreadable", "warning", line, element=element, stated=text)
            return None
        if len(self.shares) < _REMEMBERED:
            self.shares[text] = number
        return number

    def point(self, latitude: str, longitude: str, line: int) -> tuple[float, float] | None:
        """Degrees north and east, None where they don't lie on the globe."""
        try:
            north, east = float(latitude), float(longitude)
        except ValueError:
            self.tally.add("point-unreadable", "warning", line, stated=f"{latitude} {longitude}")
            return None
        if not (-90 <= north <= 90 and -180 <= east <= 180):
            self.tally.add("point-off-the-globe", "warning", line, stated=f"{latitude} {longitude}")
            return None
        return (north, east)


def readable_number(text: str) -> Decimal | None:
    """A number in the standard's form, or in one that can only mean one thing.

    "1,000.50" and "12.000,50" are clear; "12.000" is twelve, as the standard has it; "1.2.3" is nothing.
    """
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    if len(text) > 60:
        return None
    if _PLAIN.fullmatch(text) or _SCIENTIFIC.fullmatch(text):
        return Decimal(text)
    if _ENGLISH.fullmatch(text):
        return Decimal(text.replace(",", "").replace(" ", ""))
    if _CONTINENTAL.fullmatch(text):
        return Decimal(text.replace(".", "").replace(" ", "").replace(",", "."))
    return None


def _iso_day(text: str) -> date | None:
    """The day of an xsd:date or xsd:dateTime; None for anything else, be it a day that no calendar has."""
    try:
        if len(text) == 10 and text[4] == "-" == text[7]:
            return date.fromisoformat(text)
        match = _DAY.match(text.strip())
        return date.fromisoformat(match.group(1)) if match else None
    except ValueError:
        return None


def _short(values: Mapping[str, object]) -> dict[str, object]:
    return {name: (v[:117] + "..." if isinstance(v, str) and len(v) > 120 else v) for name, v in values.items()}
