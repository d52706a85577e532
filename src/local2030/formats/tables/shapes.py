"""The columns of each table we take: their names, other names they go by, and which must be there."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from local2030.vocabulary.organisations import CLASSES

# `kind` of a column: what its cells are; templates make lists and date cells of it.
IATI_TYPES = (
    "10",
    "11",
    "15",
    "21",
    "22",
    "23",
    "24",
    "30",
    "40",
    "60",
    "70",
    "71",
    "72",
    "73",
    "80",
    "90",
)


class Column(NamedTuple):
    """One column. `names` are other headers that mean it, compared folded; `choices` fills the list in the template."""

    name: str
    required: bool = False
    names: tuple[str, ...] = ()
    kind: str = "text"  # text | date | amount | whole
    choices: tuple[str, ...] = ()


class Shape(NamedTuple):
    """A kind of table: its name (also the first part of its finding codes) and its columns in order."""

    kind: str
    columns: tuple[Column, ...]


_PROGRAMME = Column(
    "programme",
    True,
    ("program", "programme id", "programme identifier", "joint programme"),
)

LEDGER = Shape(
    "ledger",
    (
        _PROGRAMME,
        Column("date", True, ("value date", "payment date", "transaction date"), "date"),
        Column("giver", names=("payer", "provider", "from")),
        Column("receiver", True, ("recipient", "payee", "paid to", "to")),
        Column("receiver_ref", names=("recipient ref", "receiver id", "recipient id")),
        Column("receiver_type", names=("recipient type",)),
        Column("place", names=("location", "territory")),
        Column("amount", True, ("value", "sum"), "amount"),
        Column("currency", True, ("currency code",)),
        Column(
            "planned_actual",
            True,
            (
                "planned|actual",
                "planned/actual",
                "planned or actual",
                "actual or planned",
                "status",
            ),
            choices=("planned", "actual"),
        ),
    ),
)

CLAIMS = Shape(
    "claims",
    (
        _PROGRAMME,
        Column("phase", choices=("design", "monitoring")),
        Column("criterion", True, ("criterion id",)),
        Column("claimed_level", True, ("claimed", "level"), "whole", ("0", "1", "2", "3")),
        Column(
            "kind",
            True,
            ("evidence kind", "kind of evidence"),
            choices=("D", "M", "P", "R", "A", "T"),
        ),
        Column("file_or_url", True, ("file", "url", "document", "file url")),
        Column("page", names=("page number",), kind="whole"),
        Column("quote", names=("quotation", "passage")),
        Column("date", names=("evidence date",), kind="date"),
        Column("period"),
        Column("place", names=("location", "territory")),
        Column("actor", names=("organisation", "organization")),
        Column("amount", names=("value",), kind="amount"),
        Column("currency", names=("currency code",)),
        Column("by", names=("claimed by", "author")),
        Column("in_confidence", names=("confidential", "confidence"), choices=("yes", "no")),
    ),
)

VERDICTS = Shape(
    "verdicts",
    (
        _PROGRAMME,
        Column("criterion"),
        Column("item"),
        Column("verdict", True, choices=("accepted", "rejected", "not-applicable", "reviewed")),
        Column("reason"),
    ),
)

REGISTER = Shape(
    "register",
    (
        Column("name", True, ("organisation", "organization", "actor")),
        Column("ref", names=("identifier", "org id")),
        Column("country", names=("country code",)),
        Column("class", True, ("actor class",), choices=CLASSES),
        Column("reach", choices=("local", "national", "unknown")),
        Column("reason", names=("why",)),
        Column("source"),
        Column("by", names=("author", "reviewer")),
        Column("date", names=("on",), kind="date"),
    ),
)

GROUP = Shape(
    "group",
    (
        _PROGRAMME,
        Column("activity", True, ("activity identifier", "activity id", "iati identifier")),
    ),
)


RATINGS = Shape(
    "ratings",
    (
        _PROGRAMME,
        Column("phase", choices=("design", "monitoring", "closure")),
        Column("rubric", names=("rubric version", "marker version")),
        Column("criterion", True, ("criterion id",)),
        Column("rater", True, ("reviewer", "scored by")),
        Column("claimed", names=("claimed level", "claim"), kind="whole", choices=("0", "1", "2", "3")),
        Column("score", True, ("reviewed", "reviewed level", "rating"), "whole", ("0", "1", "2", "3")),
        Column("date", names=("scored on", "review date"), kind="date"),
        Column("agency", names=("organisation", "organization", "lead agency")),
        Column("local_share_low", kind="amount"),
        Column("local_share_high", kind="amount"),
        Column("text", names=("justification", "comment", "narrative")),
        Column("place_share", names=("subnational share", "subnational_share"), kind="amount"),
        Column("lrg_agreement", names=("signed agreement", "lrg agreement signed"), choices=("yes", "no")),
    ),
)


def folded(header: str) -> str:
    """A header as it is compared: no case, accents, spaces or signs. `Planned | Actual` and `planned_actual` are one."""
    plain = unicodedata.normalize("NFKD", header).casefold()
    return re.sub(r"[\W_]+", "", "".join(c for c in plain if not unicodedata.combining(c)))


def by_header(shape: Shape) -> dict[str, str]:
    """Every folded header that means a column of this shape, with the column's name."""
    return {folded(known): column.name for column in shape.columns for known in (column.name, *column.names)}


def find_header(first_rows: list[list[str]], shape: Shape) -> tuple[int, tuple[str, ...]]:
    """Which of the first rows is the header (-1: none has a known column), and the required columns it lacks.

    The first row with every required column wins, else the one that knows most columns.
    """
    known = by_header(shape)
    required = [column.name for column in shape.columns if column.required]
    best, best_count = -1, 0
    for i, row in enumerate(first_rows):
        names = {known[f] for cell in row if (f := folded(cell)) in known}
        if names.issuperset(required):
            return i, ()
        if len(names) > best_count:
            best, best_count = i, len(names)
    if best < 0:
        return -1, tuple(required)
    names = {known.get(folded(cell), "") for cell in first_rows[best]}
    return best, tuple(name for name in required if name not in names)
