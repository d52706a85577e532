"""What a new assessment takes over from the published one before: its claims with their documents and where they came from.

Reviewers look at all of it anew. What they rejected, what was withdrawn and what expired isn't brought again, also not
by the aid data that it came with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from local2030.web.accounts.permissions import may
from local2030.web.marker.assessing.claims import COLUMNS
from local2030.web.marker.assessing.models import Assessment, Claim
from local2030.web.marker.assessing.notices import former_of
from local2030.web.registry.cells import clean

MARK = "taken-over:"  # before the serial, in `status_why` until reviewers decide
GONE = ("withdrawn", "rejected", "expired")
EVIDENCE = ("criterion", "kind", "address", "page", "quote", "place", "actor", "amount")


def taken_over(
    reader: Any, assessment: Assessment, sent: Sequence[Mapping[str, Any]], criteria: set[str]
) -> list[dict[str, Any]]:
    """The columns of all claims that an assessment begins with: those sent in with the aid data and the former one's.

    Whoever didn't claim in the former one takes nothing over: an identifier alone is a claim that anybody can write.
    """
    former = former_of(assessment)
    if former is None or not may(reader, "claim", former.thing):
        return [dict(columns) for columns in sent]
    rows = list(former.claims.exclude(status="expired").order_by("id"))
    known = {_key({name: getattr(row, name) for name in COLUMNS}) for row in rows}
    new = [dict(columns) for columns in sent if _key(columns) not in known]
    stated = {columns["criterion"] for columns in new if not columns.get("kind")}
    kept = [
        row for row in rows
        if row.status not in GONE and row.criterion in criteria and (row.kind or row.criterion not in stated)
    ]  # fmt: skip
    return new + [_columns(row, former.thing.serial) for row in kept]


def former_serial(claims: Iterable[Claim]) -> str:
    """The assessment that some of these claims were taken over from; "" where there is none."""
    return next((c.status_why.removeprefix(MARK) for c in claims if c.status_why.startswith(MARK)), "")


def _columns(row: Claim, serial: str) -> dict[str, Any]:
    status = "checked" if row.status == "checked" else "submitted"
    own = {name: getattr(row, name) for name in COLUMNS}
    return own | {"status": status, "status_why": f"{MARK}{serial}", "giver": row.by_id}


def _key(columns: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes two pieces of evidence the same, whatever level they are brought for; of a statement also its level."""
    found = [_plain(columns.get(name)) for name in EVIDENCE]
    return (*found, "" if columns.get("kind") else str(columns.get("level")))


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return " ".join(clean(str(value)).split()) if value else ""
