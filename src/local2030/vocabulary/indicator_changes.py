"""What became of the codes of the global indicators in the 2020 comprehensive review (E/CN.3/2020/2).

`retired`: the indicator is gone; `moved`: it has another code now; `replaced`: under the same code stands another
indicator; `revised`: its words were changed. A code can be gone and stand for something else today (17.6.1, 8.9.2).
Of the 2025 review only the two additions are known here (`since` in `indicators.csv`); what it replaced isn't.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, NamedTuple, cast

ChangeKind = Literal["retired", "moved", "replaced", "revised"]


class IndicatorChange(NamedTuple):
    """`now` is the code that stands for it, or for what took its place; "" where nothing does."""

    code: str
    change: ChangeKind
    now: str
    review: int
    source: str


@cache
def indicator_changes() -> Mapping[str, IndicatorChange]:
    """Every change by the code that it was of."""
    text = (files("local2030.vocabulary") / "data" / "indicator_changes.csv").read_text("utf-8")
    return MappingProxyType(
        {
            row["code"]: IndicatorChange(
                row["code"], cast(ChangeKind, row["change"]), row["now"], int(row["review"]), row["source"]
            )
            for row in csv.DictReader(text.splitlines())
        }
    )
