"""Numbers as words: shares that never round across a gate, amounts in the reporting currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import floor

from local2030.vocabulary.messages import say

GATES = (0.05, 0.15, 0.25)


def percent(share: float, gates: tuple[float, ...] = GATES, language: str = "en") -> str:
    """A share as "11%"; with a decimal where whole per cents would put it on the wrong side of a gate, 0 or 100.

    >>> percent(0.11), percent(0.1496), percent(0.0004)
    ('11%', '14.9%', 'under 0.1%')
    """
    whole = round(share * 100)
    edges = (*gates, 1.0)
    if all((share < edge) == (whole < round(edge * 100, 6)) for edge in edges) and (whole > 0) == (share > 0):
        return f"{whole}%"
    tenths = floor(share * 1000)
    return f"{tenths / 10:g}%" if tenths > 0 else say("figure-under", {"share": "0.1%"}, language)


def percent_range(low: float, high: float, language: str = "en") -> str:
    """An interval of shares with an en dash, one figure where both ends read the same.

    >>> percent_range(0.11, 0.19), percent_range(0.11, 0.11), percent_range(0, 1)
    ('11–19%', '11%', '0–100%')
    """
    first, last = percent(low, language=language), percent(high, language=language)
    if first == last:
        return first
    return f"{first.removesuffix('%')}–{last}"


def amount(value: Decimal | str, currency: str, language: str = "en") -> str:
    """An amount in a sentence: "7.2 million US dollars", "580,000 euros", "12 XOF"."""
    number = Decimal(value)
    size = abs(number)
    name = say(f"currency-{currency.lower()}", {}, language)
    name = currency if name == f"currency-{currency.lower()}" else name
    for code, unit in (("figure-billions", 1_000_000_000), ("figure-millions", 1_000_000)):
        if size >= unit:
            return say(code, {"number": _rounded(number / unit), "currency": name}, language)
    written = f"{number:.2f}" if 0 < size < 1 else f"{number:,.0f}"
    return say("figure-units", {"number": written.replace("-", "−"), "currency": name}, language)


def unit_of(total: Decimal | str) -> tuple[int, str]:
    """By what the amounts of one picture are divided, and the letter behind them: chosen once, from the largest."""
    size = abs(Decimal(total))
    if size >= 1_000_000:
        return 1_000_000, "m"
    return (1_000, "k") if size >= 10_000 else (1, "")


def short(value: Decimal | str, unit: tuple[int, str]) -> str:
    """An amount at a mark: "0.58 m"; what would read as nothing is said to be under the least that can be shown."""
    number = Decimal(value) / unit[0]
    if unit[0] == 1:
        return f"{number:,.0f}"
    if 0 < abs(number) < Decimal("0.005"):
        return f"<0.01 {unit[1]}"
    return f"{number:,.1f} {unit[1]}" if abs(number) >= 1 else f"{number:.2f} {unit[1]}"


def day(text: str | None, language: str = "en") -> str:
    """A date as "14 Oct 2026"; what isn't a date stays as it is."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return text or ""
    month = say(f"month-{found.month}", {}, language)
    return say("figure-date", {"day": found.day, "month": month, "year": found.year}, language)


def age(text: str | None, today: date | None, language: str = "en") -> str:
    """How old a date is: "5 weeks old"; nothing where either day is unknown or the date lies ahead."""
    try:
        days = (today - date.fromisoformat(text or "")).days if today else -1
    except ValueError:
        return ""
    for unit, length, most in (("day", 1, 14), ("week", 7, 60), ("month", 30.44, 730), ("year", 365.25, 1e9)):
        if 0 <= days < most:
            number = int(days / length)
            return say(f"age-{unit}" if number == 1 else f"age-{unit}s", {"number": number}, language)
    return ""


def _rounded(number: Decimal) -> str:
    return f"{number:,.1f}".removesuffix(".0").replace("-", "−")
