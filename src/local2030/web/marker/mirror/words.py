"""What local governments said of a programme, as others may read it: words stand beside the claim, confidences are counted.

A word in confidence is never shown with its town, its amount or its text, and is counted only where so many were asked
that the count names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from local2030.marker.attestations import SILENT, Tally, difference, mean, shipped_rules, tally
from local2030.web.accounts.permissions import may
from local2030.web.marker.assessing.models import Assessment
from local2030.web.marker.mirror.asked import amounts
from local2030.web.marker.mirror.models import Attestation
from local2030.web.marker.mirror.towns import KIND
from local2030.web.marker.models import Programme

MOST = 200


class Said(NamedTuple):
    """A word to be shown: `paid` and `less` (received less paid) where both can be compared."""

    row: Attestation
    paid: list[tuple[str, Decimal]]
    less: Decimal | None


class Words(NamedTuple):
    """All that local governments said of a programme. `confided`: None where a count would name somebody."""

    open: list[Said]
    towns: Tally  # by local government: the gravest of its answers
    confided: int | None
    too_few: bool  # for any average
    mean_less: Decimal | None
    currency: str


def words_on(identifier: str) -> list[Attestation]:
    """The newest answers of local governments on a programme that may be named, oldest first; doubtful ones aren't among them."""
    rows = _counting(identifier).exclude(answer=SILENT).filter(in_confidence=False)
    return list(rows.select_related("government")[:MOST])


def summary_of(identifier: str) -> Words:
    """For pages: the words with received beside disbursed, the tally, and averages where there are enough."""
    rules = shipped_rules()
    rows = list(_counting(identifier).select_related("government")[: MOST * 5])
    named = [_said(row) for row in rows if row.answer != SILENT and not row.in_confidence]
    towns = {row.government_id for row in rows}
    enough = len(towns) >= rules.average_of_at_least
    answers = [(row.government_id, SILENT if row.in_confidence and not enough else row.answer) for row in rows]
    confided = sum(row.in_confidence and row.answer != SILENT for row in rows) if enough else None
    less, currency = _differences(rows)
    return Words(
        named[:MOST],
        tally(_gravest(answers)),
        confided,
        len(less) < rules.average_of_at_least,
        mean(less, rules),
        currency,
    )


def may_reply(reader: Any, identifier: str) -> bool:
    """Whether the reader may answer words on a programme: who claims for it, and the Secretariat."""
    if not getattr(reader, "is_authenticated", False):
        return False
    if may(reader, "change", KIND):
        return True
    programmes = Programme.objects.filter(identifier=identifier, current=True)
    assessments = Assessment.objects.filter(identifier=identifier).select_related("thing")
    return any(may(reader, "change", row) for row in programmes[:5]) or any(
        may(reader, "change", row.thing) for row in assessments[:5]
    )


def _counting(identifier: str) -> Any:
    return Attestation.objects.filter(identifier=identifier, newest=True, doubtful=False).order_by("id")


def _said(row: Attestation) -> Said:
    paid = amounts(row.stated) if row.subject == "paid" else {}
    return Said(row, list(paid.items()), difference(paid, row.received, row.currency))


def _gravest(answers: Iterable[tuple[int, str]]) -> list[str]:
    """One answer for each local government: the one that is furthest from a yes."""
    order = ("no", "contested", "partly", "yes", SILENT)
    found: dict[int, str] = {}
    for town, answer in answers:
        there = found.get(town)
        found[town] = answer if there is None else min(there, answer, key=order.index)
    return list(found.values())


def _differences(rows: list[Attestation]) -> tuple[list[Decimal], str]:
    """Received less paid, one value for each government, in the currency that most of them share."""
    by_currency: dict[str, dict[int, Decimal]] = {}
    for row in rows:
        if row.subject == "paid":
            found = difference(amounts(row.stated), row.received, row.currency)
            if found is not None:
                by_currency.setdefault(row.currency, {})[row.government_id] = found
    if not by_currency:
        return [], ""
    currency = max(by_currency, key=lambda code: len(by_currency[code]))
    return list(by_currency[currency].values()), currency
