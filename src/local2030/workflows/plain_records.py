"""Compact records out of scores in their plain form, for archives that keep only that; shares to eight places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from local2030.marker.local_share import Share
from local2030.marker.standing_record import Held, Record

ZERO = Decimal(0)


def record_of_plain(programme: Mapping[str, Any], rubric_sha256: str) -> Record:
    """The record of one entry of `programmes` (docs/reference/score.md), scored under the rubric of that hash."""
    criteria = programme["criteria"]
    left_out, payments = int(programme["totals"]["no_rate"]), int(programme["known"]["values"].get("payments", 0))
    return Record(
        programme["identifier"], programme["phase"], programme["level"] is not None,
        {c["id"]: c["claimed"] for c in criteria if c["claimed"] is not None},
        {c["id"]: held for c in sorted(criteria, key=lambda c: str(c["id"])) if (held := _held(c["evidence"]))},
        {d: _share(share) for d, share in programme["local_share"].items()},
        _decimal(programme["totals"]["in_scope"]) or ZERO, _decimal(programme["places"]["subnational_share"]),
        Decimal(left_out) / (left_out + payments) if left_out else ZERO, _facts(programme["trace"]),
        {c["id"]: str(c["reason"]["values"].get("reason", "")) for c in criteria if c["state"] == "not_applicable"},
        programme["level_claimed"] if all(c["claimed"] is None for c in criteria) else None, rubric_sha256,
        programme["level"], programme["level_possible"],
    )  # fmt: skip


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
