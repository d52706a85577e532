"""Where a place differs from the place above it, as the comparison says it: with rank, interval and where it is going."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from local2030.web.monitoring import words
from local2030.web.monitoring.cuts import Cut
from local2030.web.monitoring.engines import comparison
from local2030.web.monitoring.stores import Opened
from local2030.web.monitoring.titles import title_of

STANDS = {"worse": 0, None: 1, "same": 2, "better": 3}
MOVEMENTS = {
    "converging": _("the gap closes"), "diverging": _("the gap widens"), "parallel": _("the gap stays"), "crossed": _("it changed sides"),
    "unclear": "",
}  # fmt: skip


class Difference(NamedTuple):
    """One series beside the parent's. `part`: the gap as part of the parent's value, None where that is zero."""

    indicator: str
    title: str
    goal: int
    cut: Cut
    unit: str
    period: str
    own: float
    other: float
    part: float | None
    stands: str
    rank: str
    movement: str


class Differences(NamedTuple):
    """All of them, the worse first and by size; how many are worse, how many have a direction, how many have a reason not to be here."""

    rows: list[Difference]
    worse: int
    judged: int
    left_out: int


def differences(data: Opened, place: str, method: str) -> Differences:
    """The series that both have in one period at least; none without a place above."""
    found = comparison(data, place, "parent", method)
    if found is None:
        return Differences([], 0, 0, 0)
    rows = [_row(data, row) for row in found["series"] if row["code"] is None]
    of = Counter((row.indicator, row.cut.series) for row in rows)
    several = Counter(code for code, _series in of)
    rows = [row._replace(cut=row.cut._replace(one_series=several[row.indicator] == 1)) for row in rows]
    rows.sort(key=lambda r: (STANDS[r.stands or None], -abs(r.part or 0.0), r.indicator))
    judged = [row for row in rows if row.stands]
    return Differences(rows, sum(r.stands == "worse" for r in judged), len(judged), found["not_compared"])


def _row(data: Opened, row: Mapping[str, Any]) -> Difference:
    cut = Cut(row["series"], row["unit"], row["unit_mult"], row["dims"], row["freq"], names=data.codes)
    low, high, of = row["rank_low"], row["rank_high"], row["rank_of"]
    rank = "" if low is None or of is None else f"{low}–{high}" if low != high else f"{low}"
    return Difference(
        row["indicator"], title_of(data, row["indicator"]), int(row["goal"] or 0), cut, words.unit(cut.unit, cut.mult), row["period"],
        row["value"], row["other_value"], row["gap"] / abs(row["other_value"]) if row["other_value"] else None, row["stands"] or "",
        str(_("%(rank)s of %(of)s") % {"rank": rank, "of": of}) if rank else "", str(MOVEMENTS.get(row["movement"] or "", "")),
    )  # fmt: skip
