"""Aid activities as they were published: what an IATI file (1.01 to 2.03) says, one record an element.

The records of which there are many (`Party`, `Transaction`, `Location`...) are named tuples and not dataclasses,
because a gigabyte of aid data makes millions of them and a tuple is made three times as fast. They are as frozen.
Codes are those of IATI 2.03; what 1.x writes in words or letters (`D`, `Implementing`) is translated on reading.
An empty string means that the element or attribute isn't there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

INCOMING = "1"
DISBURSEMENT = "3"
EXPENDITURE = "4"
OUTGOING = frozenset({DISBURSEMENT, EXPENDITURE})

FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING = "1", "2", "3", "4"
CHILD_OF = "2"  # related-activity type: the named activity is a child of this one
PARENT_OF = "1"  # related-activity type: the named activity is the parent of this one


class Party(NamedTuple):
    """An organisation as one element names it. `type` is an IATI OrganisationType code."""

    name: str
    ref: str
    type: str
    activity_id: str  # provider- or receiver-activity-id, or participating-org/@activity-id


class ParticipatingOrg(NamedTuple):
    """An organisation's part in the activity. `role`: 1 funding, 2 accountable, 3 extending, 4 implementing."""

    name: str
    ref: str
    type: str
    role: str
    activity_id: str
    line: int


class Transaction(NamedTuple):
    """One movement of money. `value` is None where it can't be read (a finding says so)."""

    number: int  # 1-based place among the activity's transactions: transaction[3]
    type: str  # IATI TransactionType, "3" disbursement, "4" expenditure, "1" incoming funds
    value: Decimal | None
    currency: str  # ISO 4217, of the value or else the activity's default; "" if neither
    value_date: date | None  # of the value, else the transaction's own date
    date: date | None
    provider: Party | None
    receiver: Party | None
    aid_types: tuple[str, ...]  # DAC aid types (default vocabulary) of the transaction, else the activity's defaults
    description: str
    country: str  # recipient-country of the transaction, ISO 3166 alpha-2
    region: str  # recipient-region code
    ref: str
    line: int


class PlannedPayment(NamedTuple):
    """A planned-disbursement: money meant for a receiver in a period."""

    number: int
    value: Decimal | None
    currency: str
    value_date: date | None
    start: date | None
    end: date | None
    provider: Party | None
    receiver: Party | None
    line: int


class Budget(NamedTuple):
    """A budget element: how much the activity means to spend in a period."""

    value: Decimal | None
    currency: str
    value_date: date | None
    start: date | None
    end: date | None
    line: int


class Location(NamedTuple):
    """A place of the activity. `admin` holds (vocabulary, level, code) triples, level "" where unstated.

    `point` is (latitude, longitude) in WGS 84 degrees, None if absent or unreadable. `percentage` exists in 1.x only.
    """

    number: int
    ref: str
    name: str
    reach: str  # GeographicLocationReach: 1 activity happens there, 2 beneficiaries live there
    ids: tuple[tuple[str, str], ...]  # location-id: (vocabulary, code)
    admin: tuple[tuple[str, str, str], ...]
    point: tuple[float, float] | None
    location_class: str  # GeographicLocationClass: 1 administrative region, 2 populated place, 3 structure, 4 other
    exactness: str
    country: str  # 1.x administrative/@country, else ""
    percentage: Decimal | None
    line: int


class Indicator(NamedTuple):
    """What can be counted in a result: which numbers are there, and how many of them name a place."""

    result_type: str  # 1 output, 2 outcome, 3 impact, 9 other
    title: str
    baselines: int
    targets: int
    actuals: int
    placed_baselines: int  # baselines with a location of their own (or whose indicator has one)
    placed_targets: int
    placed_actuals: int
    line: int


class DocumentLink(NamedTuple):
    """A document the publisher points to."""

    url: str
    title: str
    categories: tuple[str, ...]
    line: int


class PolicyMarker(NamedTuple):
    """A policy-marker element; another publisher's Localization Marker comes in by it, as a claim."""

    vocabulary: str
    vocabulary_uri: str
    code: str
    significance: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One iati-activity element, whole. `content_hash` is the SHA-256 of its bytes in the file."""

    identifier: str
    title: str
    description: str
    reporter: Party
    version: str  # as stated on the file, "" if it states none
    default_currency: str
    countries: tuple[tuple[str, Decimal | None], ...]  # recipient-country at activity level: (code, percentage)
    regions: tuple[tuple[str, Decimal | None], ...]
    scope: str  # ActivityScope code
    status: str
    start: date | None  # actual, else planned
    end: date | None
    hierarchy: str
    sdg_goals: tuple[str, ...]  # from tag and sector vocabularies 7 (goals) and 8 (targets -> goal), "1".."17"
    parties: tuple[ParticipatingOrg, ...]
    transactions: tuple[Transaction, ...]
    planned: tuple[PlannedPayment, ...]
    budgets: tuple[Budget, ...]
    locations: tuple[Location, ...]
    indicators: tuple[Indicator, ...]
    documents: tuple[DocumentLink, ...]
    markers: tuple[PolicyMarker, ...]
    related: tuple[tuple[str, str], ...]  # related-activity: (type, ref)
    last_updated: str
    content_hash: str
    file: str
    line: int
