"""What is behind a pattern: the programmes in which it was seen, each with what was claimed, reviewed and paid.

Everybody sees programmes with the mean of their reviews; single ratings, under codes, only those who may see the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from local2030.marker.criteria import rubric
from local2030.marker.performance.records import LEVEL, Rated
from local2030.marker.performance.settings import shipped
from local2030.web.accounts.permissions import visible
from local2030.web.marker.expert_group.models import AuditReport
from local2030.web.marker.models import Programme
from local2030.workflows.ratings import read_ratings

MOST = 60
BY_RATER = ("pattern-leniency", "pattern-leniency-by-agency", "pattern-straight-lines")
BY_AGENCY = ("pattern-claims-above-reviews", "pattern-straight-claims", "pattern-heaping", "pattern-bunching")


class Row(NamedTuple):
    """A programme behind a pattern. `ratings`: (code, mean) of each reviewer, where the reader may see them."""

    identifier: str
    address: str
    agency: str
    claimed: str
    reviewed: str
    share: str
    text: str
    ratings: tuple[tuple[str, str], ...]


def behind(report: AuditReport, pattern: Mapping[str, Any], *, with_raters: bool, reader: Any) -> dict[str, Any]:
    """The rows, how many there are in all, and which columns say something."""
    rows = list(read_ratings(report.csv, "ratings.csv", rubric(), shipped().most_score).rows)
    wanted = sorted(_concerned(rows, pattern))
    by_programme: dict[str, list[Rated]] = {name: [] for name in wanted}
    for row in rows:
        if row.programme in by_programme:
            by_programme[row.programme].append(row)
    shown = list(by_programme.items())[:MOST]
    found = visible(reader, Programme.objects.filter(current=True, identifier__in=[name for name, _r in shown]))
    addresses = {p.identifier: f"/marker/programmes/{p.pk}/" for p in found}
    return {
        "rows": [_row(name, of, addresses.get(name, ""), with_raters=with_raters) for name, of in shown],
        "more": max(0, len(by_programme) - MOST),
        "count": len(by_programme),
        "with_raters": with_raters,
        "texts": with_raters and pattern["code"] in ("pattern-identical-texts", "pattern-alike-texts"),
        "rater": pattern["values"].get("rater") or (pattern["subject"] if pattern["code"] in BY_RATER else ""),
    }


def _concerned(rows: Iterable[Rated], pattern: Mapping[str, Any]) -> set[str]:
    """The programmes that the pattern's figures are made of."""
    code, values, subject = pattern["code"], pattern["values"], pattern["subject"]
    if "programmes" in values:
        return set(values["programmes"])
    if code in BY_RATER:
        rater, agency = values.get("rater") or subject, values.get("agency") or ""
        return {r.programme for r in rows if r.rater == rater and (not agency or r.agency == agency)}
    mine = [r for r in rows if subject == "all" or r.agency == subject]
    if code == "pattern-bunching":
        gate, width = Decimal(str(values["gate"])) / 100, Decimal(str(shipped().bunching_width))
        return {r.programme for r in mine if r.local_share_low is not None and abs(r.local_share_low - gate) <= width}
    if code == "pattern-heaping":
        return {r.programme for r in mine if r.local_share_low is not None and 0 < r.local_share_low < 1}
    return {r.programme for r in mine}


def _row(name: str, rows: list[Rated], address: str, *, with_raters: bool) -> Row:
    of = [r for r in rows if r.criterion != LEVEL]
    by_rater: dict[str, list[int]] = {}
    for r in of:
        if r.rater and r.score is not None:
            by_rater.setdefault(r.rater, []).append(r.score)
    claims = {r.criterion: r.claimed for r in of if r.claimed is not None}
    scores = [r.score for r in of if r.score is not None]
    lows = [r for r in rows if r.local_share_low is not None]
    return Row(
        name, address, next((r.agency for r in rows if r.agency), ""), _mean(list(claims.values())), _mean(scores),
        _share(lows[-1]) if lows else "", next((r.text for r in rows if r.text), "")[:400],
        tuple((code, _mean(given)) for code, given in sorted(by_rater.items())) if with_raters else (),
    )  # fmt: skip


def _mean(values: list[int]) -> str:
    return f"{sum(values) / len(values):.2f}" if values else ""


def _share(row: Rated) -> str:
    low, high = row.local_share_low, row.local_share_high
    if low is None:
        return ""
    return f"{low:.1%}" if high is None or high == low else f"{low:.1%} – {high:.1%}"
