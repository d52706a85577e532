"""Amounts and their worth on a day. An unknown rate gives None: never one to one, never another day's guess."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MAX_AGE_DAYS = 366


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of `currency` (ISO 4217) was worth in US dollars from `day` on."""

    day: date
    currency: str
    usd_per_unit: Decimal


class RateTable:
    """Rates by currency and day: the latest on or before the value date counts, if at most 366 days old."""

    __slots__ = ("_days", "_memo", "_rates", "sha256", "source")

    def __init__(self, rates: Iterable[Rate], *, source: str, sha256: str) -> None:
        self.source, self.sha256 = source, sha256
        by_currency: dict[str, dict[date, Decimal]] = {}
        for rate in rates:
            by_currency.setdefault(rate.currency, {})[rate.day] = rate.usd_per_unit
        self._days = {c: sorted(days) for c, days in by_currency.items()}
        self._rates = {c: [days[d] for d in self._days[c]] for c, days in by_currency.items()}
        self._memo: dict[tuple[str, date, str], Decimal | None] = {}

    def usd_per_unit(self, currency: str, on: date) -> Decimal | None:
        """US dollars for one unit on that day, or None where no rate is young enough."""
        if currency == "USD":
            return Decimal(1)
        days = self._days.get(currency)
        if not days:
            return None
        i = bisect_right(days, on) - 1
        if i < 0 or (on - days[i]).days > MAX_AGE_DAYS:
            return None
        return self._rates[currency][i]

    def nearest_factor(self, currency: str, on: date | None, target: str) -> Decimal | None:
        """The same by the nearest day that has rates, however far; only to tell how much an unknown rate leaves open."""
        have, want = self._nearest(currency, on), self._nearest(target, on)
        return have / want if have is not None and want else None

    def _nearest(self, currency: str, on: date | None) -> Decimal | None:
        if currency == "USD":
            return Decimal(1)
        days = self._days.get(currency)
        if not days:
            return None
        if on is None:
            return self._rates[currency][-1]
        i = min(bisect_right(days, on), len(days) - 1)
        if i and on - days[i - 1] <= abs(days[i] - on):
            i -= 1
        return self._rates[currency][i]

    def factor(self, currency: str, on: date | None, target: str) -> Decimal | None:
        """What an amount in `currency` is multiplied by to be in `target` on that day, or None if unknown."""
        if currency == target and currency:
            return Decimal(1)
        if not currency or on is None:
            return None
        key = (currency, on, target)
        try:
            return self._memo[key]
        except KeyError:
            pass
        have, want = self.usd_per_unit(currency, on), self.usd_per_unit(target, on)
        found = have / want if have is not None and want else None
        if len(self._memo) < 200_000:
            self._memo[key] = found
        return found
