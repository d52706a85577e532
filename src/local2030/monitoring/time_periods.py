"""The period of an observation: what it is called, how often there is one, its days, and the year it counts for.

A period of more than a year counts for the year in which it begins (2014/15 for 2014, as Open SDG has it).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from local2030.vocabulary.folding import fold
from local2030.vocabulary.periods import Period, period

FIRST, LAST = 1900, 2100
LONGEST = 40
NEAR = 50  # years of two digits up to here are of this century

_POINT_ZERO = re.compile(r"(\d{4})\.0+")
_YEARS = re.compile(r"(\d{4})\s*[/–—-]\s*(\d{4}|\d{2})")
_QUARTER = re.compile(r"(\d{4})[-/ ]?[QqTtкК]\.?\s?([1-4])|[QqTtкК]\.?\s?([1-4])[-/ ]?\s?(\d{4})|(\d{4})-?Q([1-4])")
_HALF = re.compile(r"(\d{4})[-/ ]?[HhSsBb]([12])|[HhSs]([12])[-/ ](\d{4})")
_MONTH = re.compile(r"(\d{4})[-/. ]?[Mm]?(0[1-9]|1[0-2])|(\d{4})[Mm]([1-9])")
_SLASHED = re.compile(r"(\d{4})\s?/\s?(\d{2})")
_MONTH_YEAR = re.compile(r"(0[1-9]|1[0-2])[/.](\d{4})")
_WEEK = re.compile(r"(\d{4})[- ]?[Ww](\d{1,2})")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_WORDED = re.compile(r"([^\W\d_]{3,12})\.?[\s-]+(?:de |of )?(\d{4})|(\d{4})[\s-]+([^\W\d_]{3,12})\.?")
_SHORT_YEAR = re.compile(r"([^\W\d_]{3,4})\.?[-' ]['’]?(\d\d)")  # Jan-19, as spreadsheets show months
_LED = re.compile(
    r"(?:fy|ay|year|ano|jahr|annee|school year|financial year|fiscal year|schuljahr|curso)\s?(\d{4}(?:\s?[/-]\s?\d{2,4})?)",
    re.I,
)
_TRAILED = re.compile(r"(\d{4})\s?(?:г|г\.|год|ж|ж\.|жыл|年|年度|год\.|-жыл)")

_MONTHS = (
    "january enero janvier januar gennaio urtarrila januari январь",
    "february febrero fevrier februar febbraio otsaila februari февраль",
    "march marzo mars marz martxoa maart март",
    "april abril avril aprile apirila апрель",
    "may mayo mai maggio maiatza mei май",
    "june junio juin juni giugno ekaina июнь",
    "july julio juillet juli luglio uztaila июль",
    "august agosto aout abuztua augustus август",
    "september septiembre septembre settembre iraila setembro сентябрь",
    "october octubre octobre oktober ottobre urria outubro октябрь",
    "november noviembre novembre azaroa novembro ноябрь",
    "december diciembre decembre dezember dicembre abendua dezembro декабрь",
)  # fmt: skip
_MONTH_OF = {word[:n]: i for i, words in enumerate(_MONTHS, 1) for word in words.split() for n in (3, 4, len(word))
             if not (i == 7 and word[:n] in ("jui",)) }  # fmt: skip


class TimePeriod(NamedTuple):
    """`freq` in SDMX letters: A year, S half, Q quarter, M month, W week, D day, A3 three years (A2, A5 ...).

    `form` says how it was written where there is anything to tell: split-year, many-years, point-zero...; "" if plain.
    """

    freq: str
    start: date
    end: date
    year: int
    form: str = ""


def read_periods(texts: Iterable[str]) -> dict[str, TimePeriod | None]:
    """What each of a column's distinct texts says; None where it is no period between 1900 and 2100.

    2011/12 is always a year that ends in the next one. 2011-12 is December, unless all of the column that could be a
    month would also do as such a year, and there are several of them or one (2012-13) that can't be a month.
    """
    distinct = list(texts)
    found = {text: read_period(text) for text in distinct}
    hyphened = [m for m in map(re.compile(r"\s*(\d{4})-(\d{2})\s*").fullmatch, distinct) if m]
    follows = [(int(m[1]) + 1) % 100 == int(m[2]) for m in hyphened]
    if hyphened and all(follows) and (len(follows) > 1 or any(int(m[2]) > 12 for m in hyphened)):
        for m in hyphened:
            found[m[0]] = _split(int(m[1]), int(m[1]) + 1)
    return found


@lru_cache(maxsize=20_000)
def read_period(text: str) -> TimePeriod | None:
    """The period that a text names, None where it names none."""
    bare = text.strip().strip("'\"").strip()
    if not bare or len(bare) > LONGEST:
        return None
    if not bare.isascii() and any(c.isdecimal() and not c.isascii() for c in bare):
        bare = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in bare)
    try:
        found = _plain_year(bare) or _read(bare)
    except ValueError:
        return None
    if found is None or not FIRST <= found.year <= LAST or found.end.year > LAST + 10:
        return None
    return found


def _plain_year(bare: str) -> TimePeriod | None:
    if len(bare) == 4 and bare.isascii() and bare.isdigit():
        year = int(bare)
        return TimePeriod("A", date(year, 1, 1), date(year, 12, 31), year)
    return None


def _read(bare: str) -> TimePeriod | None:
    if m := _POINT_ZERO.fullmatch(bare):
        return _of_year(int(m[1]), "point-zero")
    if m := _QUARTER.fullmatch(bare):
        return _months(int(m[1] or m[4] or m[5]), 3 * int(m[2] or m[3] or m[6]) - 2, 3, "Q")
    if m := _HALF.fullmatch(bare):
        return _months(int(m[1] or m[4]), 6 * int(m[2] or m[3]) - 5, 6, "S")
    if (m := _SLASHED.fullmatch(bare)) and (int(m[1]) + 1) % 100 == int(m[2]):
        return _split(int(m[1]), int(m[1]) + 1)
    if m := _MONTH.fullmatch(bare):
        return _months(int(m[1] or m[3]), int(m[2] or m[4]), 1, "M")
    if m := _MONTH_YEAR.fullmatch(bare):
        return _months(int(m[2]), int(m[1]), 1, "M")
    if m := _YEARS.fullmatch(bare):
        first = int(m[1])
        last = int(m[2]) if len(m[2]) == 4 else first // 100 * 100 + int(m[2])
        last += 100 if last < first and len(m[2]) == 2 and first % 100 == 99 else 0
        return None if last < first else _split(first, last)
    if m := _WEEK.fullmatch(bare):
        start = date.fromisocalendar(int(m[1]), int(m[2]), 1)
        return TimePeriod("W", start, start + timedelta(days=6), int(m[1]), "week")
    if m := _DAY.fullmatch(bare):
        return _of_day(date(int(m[1]), int(m[2]), int(m[3])), "day")
    if m := _DAY_FIRST.fullmatch(bare):
        return _day_first(int(m[1]), int(m[3]), int(m[4]))
    return _worded(bare) or _days(period(bare))


def _worded(bare: str) -> TimePeriod | None:
    """Jan 2020, enero de 2020, FY 2019/20, 2020 год."""
    if m := _LED.fullmatch(bare):
        inner = read_period(m[1])
        return inner and inner._replace(form=inner.form or "worded")
    if m := _TRAILED.fullmatch(bare):
        return _of_year(int(m[1]), "worded")
    if (m := _SHORT_YEAR.fullmatch(bare)) and (month := _MONTH_OF.get(fold(m[1]))):
        return _months(int(m[2]) + (2000 if int(m[2]) <= NEAR else 1900), month, 1, "M", "short-year")
    if m := _WORDED.fullmatch(bare):
        month = _MONTH_OF.get(fold(m[1] or m[4])) or _MONTH_OF.get(fold(m[1] or m[4])[:3])
        return _months(int(m[2] or m[3]), month, 1, "M", "worded") if month else None
    return None


def _day_first(first: int, second: int, year: int) -> TimePeriod | None:
    """05/06/2024 is the fifth of June or the sixth of May: only where one of the two can't be a month is it a day."""
    if first > 12 or first == second:
        return _of_day(date(year, second, first), "day")
    if second > 12:
        return _of_day(date(year, first, second), "day")
    return TimePeriod("D", date(year, 1, 1), date(year, 12, 31), year, "day-or-month")


def _days(found: Period | None) -> TimePeriod | None:
    if found is None:
        return None
    years = max(1, round(found.days / 365.25))
    return TimePeriod("A" if years == 1 else f"A{years}", found.start, found.end, found.start.year, "days")


def _split(first: int, last: int) -> TimePeriod:
    """2014/15 is one fiscal or school year; 2015-2017 are three years together."""
    span = last - first + 1
    start, end = date(first, 1, 1), date(last, 12, 31)
    if span == 1:
        return TimePeriod("A", start, end, first)
    return (
        TimePeriod("A", start, end, first, "split-year")
        if span == 2
        else TimePeriod(f"A{span}", start, end, first, "many-years")
    )


def _of_year(year: int, form: str) -> TimePeriod:
    return TimePeriod("A", date(year, 1, 1), date(year, 12, 31), year, form)


def _of_day(day: date, form: str) -> TimePeriod:
    return TimePeriod("D", day, day, day.year, form)


def _months(year: int, month: int, months: int, freq: str, form: str = "sub-year") -> TimePeriod:
    past = year * 12 + month - 1 + months
    return TimePeriod(freq, date(year, month, 1), date(past // 12, past % 12 + 1, 1) - timedelta(days=1), year, form)


def with_part(year: str, part: str, kind: str) -> str:
    """The text of a period out of a column of years and one of months or quarters: 2020 and 3 make 2020-03 or 2020-Q3.

    An empty part leaves the year, a part that can't be read makes a text that can't be read either.
    """
    bare = part.strip()
    if not bare:
        return year
    known = read_period(year)
    stem = str(known.year) if known and known.freq == "A" else year.strip()
    digits = re.sub(r"\.0+$", "", bare)
    number = int(digits) if digits.isdigit() else None
    if kind == "month":
        number = number or _MONTH_OF.get(fold(bare)) or _MONTH_OF.get(fold(bare)[:3])
        return f"{stem}-{number:02d}" if number and 1 <= number <= 12 else f"{stem} {bare}"
    if number is None and (m := re.search(r"[1-4]", bare)):
        number = int(m[0])
    return f"{stem}-Q{number}" if number and 1 <= number <= 4 else f"{stem} {bare}"
