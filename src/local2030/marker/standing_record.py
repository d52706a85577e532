"""The compact record of one score: all that a level needs, in one to two kilobytes of JSON, and nothing that it doesn't.

An archive of such records is scored again under another rubric, another definition of "local" or other thresholds
without any file being read (`relevel.py`), as exactly as the score itself:

    standing_record  record_of(score, rubric) -> Record;  to_json(record) -> bytes;  from_json(bytes) -> Record
    relevel          relevel(record, rubric, definition=None, thresholds=None, only="") -> Releveled
                       .level .possible .claimed .criteria .share .binding .divergence .blind
                     eligible(record, rubric, Terms(minimum_level, minimum_share, definition, only)) -> Eligible
                       .met .lacks (codes eligible-*) .releveled
    sensitivity      varied(records, rubric, by=0.2, definition=None, only="") -> Sensitivity
                       .levels .possible .rows (threshold, direction, value, up, down, levels...) .moving
    thresholds       thresholds_of(rubric) -> names and values;  rubric_with(rubric, {name: value}) -> Rubric
    score            reviewed(score, {item_key(item): Decision("accepted"|"rejected", level)}, rubric) -> Score

`only="reviewed"` counts what people accepted and measured money: the evidence for advice on a second tranche.
The order of evidence doesn't matter: items are grouped and sorted. Equal records have equal bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from local2030.marker.criteria import Rubric
from local2030.marker.local_share import Share
from local2030.marker.score import Score, claimed_levels, indirect_of
from local2030.vocabulary.organisations import DEFINITIONS
from local2030.vocabulary.programmes import EVIDENCE_KINDS
from local2030.vocabulary.published_marker import published_claim

SHAPE = 1
STATUSES = frozenset({"submitted", "checked", "accepted", "rejected", "expired", "withdrawn"})
MOST_BYTES = 200_000


class Held(NamedTuple):
    """So many items of one kind, of one status, that support the criterion up to one level."""

    kind: str
    status: str
    level: int
    number: int


@dataclass(frozen=True, slots=True)
class Record:
    """One score as it stood. `level` None: nothing was screened; `published`: a level that the aid data claim."""

    identifier: str
    phase: str
    screened: bool
    claims: Mapping[str, int]  # criterion: highest level claimed
    items: Mapping[str, tuple[Held, ...]]  # criterion: its evidence
    shares: Mapping[str, Share]  # by definition of local
    total: Decimal
    subnational: Decimal | None
    unread: Decimal  # payments without an exchange rate, at the nearest one
    indirect: Decimal  # indirect cost that was left out
    facts: tuple[str, ...]
    not_applicable: Mapping[str, str]  # criterion: reason code that a reviewer approved
    published: int | None
    rubric_sha256: str
    level: int | None
    possible: int


def record_of(score: Score, rubric: Rubric) -> Record:
    """The record of a score that was made under that rubric."""
    material = score.material
    items: dict[str, Counter[tuple[str, str, int]]] = {}
    for item in material.items:
        items.setdefault(item.criterion, Counter())[item.kind, item.status, item.level] += 1
    return Record(
        material.identifier, material.phase, score.level is not None,
        claimed_levels(material.claims),
        {c: tuple(Held(*key, n) for key, n in sorted(found.items())) for c, found in sorted(items.items())},
        dict(material.share.by_definition), material.share.total, material.territories.subnational_share,
        material.unread, indirect_of(material), tuple(sorted(score.facts)), dict(material.not_applicable),
        published_claim(material.activities), rubric.sha256, score.level, score.possible,
    )  # fmt: skip


def to_json(record: Record) -> bytes:
    """The record as canonical JSON: keys sorted, amounts and shares as decimal strings, what isn't known null."""
    plain = {
        "v": SHAPE,
        "id": record.identifier,
        "phase": record.phase,
        "screened": record.screened,
        "claims": record.claims,
        "items": {c: [list(held) for held in found] for c, found in record.items.items()},
        "shares": {d: [_text(x) for x in share] for d, share in record.shares.items()},
        "total": _text(record.total),
        "subnational": _text(record.subnational),
        "unread": _text(record.unread),
        "indirect": _text(record.indirect),
        "facts": list(record.facts),
        "not_applicable": record.not_applicable,
        "published": record.published,
        "rubric": record.rubric_sha256,
        "level": record.level,
        "possible": record.possible,
    }
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def from_json(content: bytes | str) -> Record:
    """The record out of its JSON. `ValueError` for anything that `to_json` doesn't write."""
    if len(content) > MOST_BYTES:
        raise ValueError(f"a record has at most {MOST_BYTES} bytes")
    text = content.decode("utf-8", "surrogatepass") if isinstance(content, bytes) else content
    try:
        return _record(json.loads(text))
    except (KeyError, TypeError, AttributeError, InvalidOperation, RecursionError) as trouble:
        raise ValueError(f"this is no record of a score: {trouble}") from None


def _record(of: Mapping[str, Any]) -> Record:
    if of["v"] != SHAPE:
        raise ValueError(f"a record of shape {of['v']!r} can't be read, only {SHAPE}")
    items = {c: tuple([Held(*held) for held in found]) for c, found in of["items"].items()}
    for found in items.values():
        for kind, status, level, number in found:
            if (
                kind not in EVIDENCE_KINDS
                or status not in STATUSES
                or type(level) is not int
                or type(number) is not int
            ):
                raise ValueError(f"{[kind, status, level, number]} is no evidence")
    shares = {d: Share(*[None if x is None else Decimal(x) for x in of["shares"][d]]) for d in DEFINITIONS}  # type: ignore[arg-type]
    subnational = of["subnational"]
    return Record(
        of["id"], of["phase"], of["screened"], of["claims"], items, shares, Decimal(of["total"]),
        None if subnational is None else Decimal(subnational), Decimal(of["unread"]), Decimal(of["indirect"]), tuple(of["facts"]),
        of["not_applicable"], of["published"], of["rubric"], of["level"], of["possible"],
    )  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
