"""What a team states about its programme: ledger rows, claims with evidence, and which activities belong together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Phase = Literal["design", "monitoring"]
EvidenceKind = Literal["D", "M", "P", "R", "A", "T"]
EvidenceStatus = Literal["submitted", "checked", "accepted", "rejected", "expired"]

EVIDENCE_KINDS: tuple[EvidenceKind, ...] = ("D", "M", "P", "R", "A", "T")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One payment as the team's own books have it. `line` is the row in the file, the header being 1."""

    programme: str
    date: date | None
    giver: str
    receiver: str
    receiver_ref: str
    receiver_type: str  # an IATI OrganisationType code, or a class of the marker (LRG...), or ""
    place: str
    amount: Decimal | None
    currency: str
    planned: bool
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One evidence item of a claim. `claimed_level` is what the team says the criterion is at (0-3)."""

    programme: str
    phase: str  # design | monitoring | "" for both
    criterion: str
    claimed_level: int | None
    kind: str  # D document, M money, P place, R result, A attestation, T register; "" = a bare claim
    file_or_url: str
    page: int | None
    quote: str
    date: date | None
    period: str
    place: str
    actor: str
    amount: Decimal | None
    currency: str
    by: str
    file: str
    line: int
    in_confidence: bool = False  # counted, and neither named nor carried by a report


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim row with what the machine found when it looked: is the quote on its page, is the file there.

    `quote_found`: True on that page, False not on it, None where there was nothing to look in (a URL, no quote).
    `sha256` is that of the document looked at, "" if none.
    """

    row: ClaimRow
    quote_found: bool | None
    sha256: str
    found_on_page: int | None  # where the quote stands instead, if on another page


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What reviewers decided. `verdict`: accepted | rejected (of the item with that key), not-applicable (of a
    criterion, for a reason), reviewed (of the whole: both blind reviews are in).
    """

    programme: str
    criterion: str
    item: str  # its key (workflows/verdict_keys)
    verdict: str
    reason: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """`--group FILE`: this activity belongs to that programme."""

    programme: str
    activity: str
    file: str
    line: int
