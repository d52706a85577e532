"""What a cell says: an amount, a date, a whole number; None and a code where it can't be said for sure.

Nothing is guessed in silence: `12.000,50` is twelve thousand and a half, `12,000` is read only if other amounts of the
same column show which sign is the decimal one, `05/06/2024` isn't read at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

FIRST_YEAR, LAST_YEAR = 1950, 2100
_SPACES = re.compile(r"[\s\u00a0\u202f'\u2019]")
_PLAIN = re.compile(r"\d+(\.\d+)?")
_GROUPED = {
    ".": re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?"),  # the decimal sign is a point, thousands have commas
    ",": re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?|\d+,\d+"),
}
_EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")  # 12,000 or 1.234: thousands or thousandths
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
LARGEST_AMOUNT = Decimal(10) ** 15
_EXCEL_DAY_ZERO = date(1899, 12, 30)


def amount_of(value: object, decimal_sign: str = "") -> tuple[Decimal | None, str]:
    """The amount, or None and why: `amount-unreadable`, `amount-ambiguous`. Empty is None without a reason."""
    if isinstance(value, (bool, date)):
        return None, "amount-unreadable"
    if isinstance(value, (int, float)):
        return _from_number(value)
    text = _SPACES.sub("", str(value)).replace("\u2212", "-")
    if not text:
        return None, ""
    negative = text.startswith("-") or (text.startswith("(") and text.endswith(")"))
    bare = text.strip("()").lstrip("+-") if negative or text.startswith("+") else text
    if len(bare) > 40:
        return None, "amount-unreadable"
    if _EITHER.fullmatch(bare):
        if not decimal_sign:
            return None, "amount-ambiguous"
        return _signed(_without_groups(bare, decimal_sign), negative)
    if _PLAIN.fullmatch(bare):
        return _signed(bare, negative)
    for sign, form in _GROUPED.items():
        if form.fullmatch(bare):
            return _signed(_without_groups(bare, sign), negative)
    return None, "amount-unreadable"


def decimal_sign_of(values: Iterable[object]) -> str:
    """The decimal sign that the unmistakable amounts of a column show, "" if none shows it or two do."""
    shown = set()
    for value in values:
        if not isinstance(value, str) or len(value) > 40:
            continue
        bare = _SPACES.sub("", value).strip("()").lstrip("+-")
        if _EITHER.fullmatch(bare) or bare.isdigit():
            continue
        if _PLAIN.fullmatch(bare) or _GROUPED["."].fullmatch(bare):
            shown.add(".")
        elif _GROUPED[","].fullmatch(bare):
            shown.add(",")
    return shown.pop() if len(shown) == 1 else ""


def date_of(value: object) -> tuple[date | None, str]:
    """The day, or None and why: `date-unreadable`, `date-ambiguous`, `date-out-of-range`. Empty: None, no reason."""
    if isinstance(value, date):
        return _in_range(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_excel(value)
    text = str(value).strip()
    if not text:
        return None, ""
    if iso := _ISO.fullmatch(text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if not (written := _DAY_FIRST.fullmatch(text)):
        return None, "date-unreadable"
    one, two, year = int(written[1]), int(written[3]), int(written[4])
    if one > 12 or one == two or written[2] == ".":
        return _day(year, two, one)
    if two > 12:
        return _day(year, one, two)
    return None, "date-ambiguous"


def whole_of(value: object) -> int | None:
    """A whole number of up to six digits, from 2, 2.0 or "2"; None for all else, also for empty."""
    if isinstance(value, (bool, date)):
        return None
    if isinstance(value, (int, float)):
        return int(value) if math.isfinite(value) and value == int(value) and abs(value) < 1e6 else None
    text = str(value).strip()
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else None


def text_of(value: object) -> str:
    """The cell as text: 11.0 becomes "11", a date its ISO form."""
    if isinstance(value, float) and math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _from_number(value: float) -> tuple[Decimal | None, str]:
    if not math.isfinite(value):
        return None, "amount-unreadable"
    # A spreadsheet keeps 15 digits; what a float shows beyond them was never typed.
    return _bounded(Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g")))


def _without_groups(text: str, decimal_sign: str) -> str:
    grouping = "," if decimal_sign == "." else "."
    return text.replace(grouping, "").replace(decimal_sign, ".")


def _signed(text: str, negative: bool) -> tuple[Decimal | None, str]:
    try:
        amount = -Decimal(text) if negative else Decimal(text)
    except InvalidOperation:
        return None, "amount-unreadable"
    return _bounded(amount)


def _bounded(amount: Decimal) -> tuple[Decimal | None, str]:
    """No programme spends more than the world earns: beyond it the digits are a mistake."""
    return (amount, "") if abs(amount) <= LARGEST_AMOUNT else (None, "amount-unreadable")


def _from_excel(serial: float) -> tuple[date | None, str]:
    if not math.isfinite(serial) or not 1 <= serial <= 2_958_465:
        return None, "date-unreadable"
    return _in_range(_EXCEL_DAY_ZERO + timedelta(days=int(serial)))


def _day(year: int, month: int, day: int) -> tuple[date | None, str]:
    try:
        return _in_range(date(year, month, day))
    except ValueError:
        return None, "date-unreadable"


def _in_range(day: date) -> tuple[date | None, str]:
    return (day, "") if FIRST_YEAR <= day.year <= LAST_YEAR else (None, "date-out-of-range")
