"""Compact records out of scores in their plain form, for archives that keep only that; shares to eight places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from local2030.marker.criteria import Rubric
from local2030.marker.local_share import Share
from local2030.marker.relevel import relevel
from local2030.marker.standing_record import Held, Record

ZERO = Decimal(0)


def record_of_plain(programme: Mapping[str, Any], rubric_sha256: str) -> Record:
    """The record of one entry of `programmes` (docs/reference/score.md), scored under the rubric of that hash."""
    criteria = programme["criteria"]
    totals = programme["totals"]
    unread = next((c["reason"]["values"]["unread"] for c in criteria if "unread" in c["reason"]["values"]), "0")
    return Record(
        programme["identifier"], programme["phase"], programme["level"] is not None,
        {c["id"]: c["claimed"] for c in criteria if c["claimed"] is not None},
        {c["id"]: held for c in sorted(criteria, key=lambda c: str(c["id"])) if (held := _held(c["evidence"]))},
        {d: _share(share) for d, share in programme["local_share"].items()},
        _decimal(totals["in_scope"]) or ZERO, _decimal(programme["places"]["subnational_share"]),
        Decimal(str(unread)), _decimal(totals["excluded"]["indirect_cost"]) or ZERO, _facts(programme["trace"]),
        {c["id"]: str(c["reason"]["values"].get("reason", "")) for c in criteria if c["state"] == "not_applicable"},
        programme["level_claimed"] if all(c["claimed"] is None for c in criteria) else None, rubric_sha256,
        programme["level"], programme["level_possible"],
    )  # fmt: skip


def faithful(record: Record, rubric: Rubric) -> bool:
    """Whether the record gives, under the rubric that it was made under, what the score said."""
    found = relevel(record, rubric)
    return (found.level, found.possible) == (record.level, record.possible)


def _held(evidence: list[dict[str, Any]]) -> tuple[Held, ...]:
    items = Counter((e["kind"], e["status"], e["level"]) for e in evidence)
    return tuple(Held(*key, n) for key, n in sorted(items.items()))


def _share(of: Mapping[str, Any]) -> Share:
    low, high, coverage, direct, via1, via2 = (
        _decimal(of[key]) for key in ("low", "high", "coverage", "direct", "via1", "via2plus")
    )
    return Share(low, high, coverage, direct or ZERO, via1 or ZERO, via2 or ZERO)


def _facts(trace: list[dict[str, Any]]) -> tuple[str, ...]:
    asked = [s for s in trace if s["code"] == "gate-fact" and s["run"] == "proven" and s["passed"]]
    return tuple(sorted({str(s["values"]["name"]) for s in asked}))


def _decimal(value: float | str | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
