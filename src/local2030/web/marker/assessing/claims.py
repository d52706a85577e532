"""The claims of an assessment: added, withdrawn with a reason, never changed or deleted; and their form for the engine.

A claim without a kind states a level; the newest of a criterion counts. Evidence items stand beside it, each with the
level that it is brought for. What is rejected, withdrawn or expired still claims, and proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from local2030.marker.criteria import Rubric
from local2030.vocabulary.currencies import CURRENCIES
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.programmes import EVIDENCE_KINDS, ClaimRow
from local2030.web.accounts.permissions import ask
from local2030.web.history.chain import append
from local2030.web.marker.assessing.models import Assessment, Claim
from local2030.web.marker.assessing.rubrics import rubric_of
from local2030.web.registry.cells import clean
from local2030.web.registry.changing import Unfit, by

WRITTEN_IN = ("draft",)
WITHDRAWN_IN = ("draft", "agreed", "published", "contested")
PROVING = ("submitted", "checked", "accepted")
COLUMNS = (
    "criterion", "level", "kind", "address", "sha256", "page", "quote", "date", "period", "place", "actor", "amount",
    "currency", "text", "origin", "in_confidence", "sensitive",
)  # fmt: skip
WITHHELD = "(in confidence)"
FILE = "claims.csv"
MOST_CLAIMS = 400
LONGEST = {"address": 1000, "quote": 2000, "period": 60, "place": 300, "actor": 500, "text": 2000}


@transaction.atomic
def add_claim(reader: Any, assessment: Assessment, **columns: Any) -> Claim:
    """A new claim, or evidence item of one. `reader` None is the platform (a mirror's word, a file). Raises `Unfit`.

    Whoever calls scores anew afterwards (`standing.restand`).
    """
    row = Assessment.objects.select_for_update().select_related("thing").get(pk=assessment.pk)
    if reader is not None:
        ask(reader, "claim", row.thing)
        if row.thing.state not in WRITTEN_IN:
            raise Unfit([Finding("assessment-closed", "error", values={"serial": row.thing.serial})])
    findings = faults(columns, rubric_of(row))
    if row.claims.count() >= MOST_CLAIMS:
        findings.append(Finding("claims-too-many", "error", values={"most": MOST_CLAIMS}))
    if any(found.severity == "error" for found in findings):
        raise Unfit(findings)
    return file_claim(reader, row, columns)


def file_claim(reader: Any, assessment: Assessment, columns: dict[str, Any]) -> Claim:
    """The row and its line of history, for columns that were looked at."""
    given = {name: clean(value) if isinstance(value, str) else value for name, value in columns.items()}
    given["quote"] = " ".join(str(given.get("quote") or "").split())
    claim = Claim.objects.create(assessment=assessment, by=by(reader), at=timezone.now(), **given)
    append(
        by=by(reader), deed="claim", kind="marker-assessment", id=assessment.thing.serial, after=told(claim),
        audience="inner",
    )  # fmt: skip
    return claim


@transaction.atomic
def withdraw_claim(reader: Any, claim: Claim, why: str) -> Claim:
    """Takes a claim out of account with the reason; it stays readable. Raises `Unfit`."""
    row = Claim.objects.select_for_update().select_related("assessment__thing").get(pk=claim.pk)
    thing = row.assessment.thing
    if reader is not None:
        ask(reader, "claim", thing)
        if thing.state not in WITHDRAWN_IN:
            raise Unfit([Finding("assessment-closed", "error", values={"serial": thing.serial})])
    if row.status == "withdrawn":
        return row
    if not clean(why):
        raise Unfit([Finding("withdrawal-without-reason", "error", values={"column": "why"})])
    was, row.status, row.status_why = row.status, "withdrawn", clean(why)[:500]
    row.save(update_fields=["status", "status_why"])
    append(
        by=by(reader), deed="withdraw-claim", kind="marker-assessment", id=thing.serial, before={"status": was},
        after={"claim": row.pk, "criterion": row.criterion, "status": "withdrawn"}, why=row.status_why, audience="inner",
    )  # fmt: skip
    return row


@transaction.atomic
def state_level(reader: Any, assessment: Assessment, criterion: str, level: int | None, text: str, **more: Any) -> None:
    """The level claimed for a criterion and the claimant's own words on it; the statement before is kept as withdrawn.

    Evidence that was brought for a higher level is from now on brought for this one.
    """
    former = bare(assessment, criterion)
    if former is not None and (former.level, former.text) == (level, clean(text)):
        return
    if former is None and level is None and not clean(text):
        return
    if former is not None:
        Claim.objects.filter(pk=former.pk).update(status="withdrawn", status_why="replaced")
    new = add_claim(reader, assessment, criterion=criterion, level=level, text=text, **more)
    if level is not None:
        above = active(assessment).filter(criterion=criterion, level__gt=level).exclude(pk=new.pk)
        above.update(level=level)


def active(assessment: Assessment) -> Any:
    """The claims that aren't withdrawn, in their order."""
    return assessment.claims.exclude(status="withdrawn")


def bare(assessment: Assessment, criterion: str) -> Claim | None:
    """The statement of a level that counts for a criterion."""
    found: Claim | None = active(assessment).filter(criterion=criterion, kind="").order_by("-id").first()
    return found


def faults(columns: dict[str, Any], rubric: Rubric) -> list[Finding]:
    """What keeps a claim from being kept, each with the column that it is about."""
    found = [Finding("claim-column-unknown", "error", values={"column": c}) for c in columns if c not in COLUMNS]

    def wrong(code: str, column: str, **values: Any) -> None:
        found.append(Finding(code, "error", values={"column": column, **values}))

    level, kind, day = columns.get("level"), columns.get("kind") or "", columns.get("date")
    if rubric.criterion(str(columns.get("criterion") or "")) is None:
        wrong("claim-criterion-unknown", "criterion")
    if level is not None and (not isinstance(level, int) or not 0 <= level <= 3):
        wrong("claim-level-unknown", "level")
    if kind and kind not in EVIDENCE_KINDS:
        wrong("claim-kind-unknown", "kind")
    if isinstance(day, date) and day > timezone.localdate():
        wrong("evidence-dated-after", "date", day=day.isoformat())
    if (columns.get("page") or 1) < 1:
        wrong("claim-page-unknown", "page")
    amount, currency = columns.get("amount"), columns.get("currency") or ""
    if amount is not None and not (isinstance(amount, Decimal) and amount.is_finite() and 0 <= amount < 10**18):
        wrong("claim-amount-unreadable", "amount")
    if currency and currency not in CURRENCIES:
        wrong("claim-currency-unknown", "currency")
    for column, most in LONGEST.items():
        if len(str(columns.get(column) or "")) > most:
            wrong("claim-too-long", column, most=most)
    return found


def rows_for_engine(assessment: Assessment, claims: Sequence[Claim]) -> list[ClaimRow]:
    """The claims as rows of a claims file; what proves nothing any more is a bare claim of its level."""
    return [
        ClaimRow(
            programme=assessment.identifier, phase="", criterion=c.criterion, claimed_level=c.level,
            kind=c.kind if c.status in PROVING else "", file_or_url=c.address, page=c.page, quote=c.quote, date=c.date,
            period=c.period, place=c.place, actor=c.actor, amount=c.amount, currency=c.currency, by="", file=FILE,
            line=n, in_confidence=c.in_confidence or c.sensitive,
        )
        for n, c in enumerate(claims, 2)
    ]  # fmt: skip


def engine_claims(assessment: Assessment) -> list[Claim]:
    """The claims that the engine sees, in the order of their lines: those that state or prove something."""
    return list(active(assessment).filter(~Q(kind="") | Q(level__isnull=False)).order_by("criterion", "id"))


def told(claim: Claim) -> dict[str, Any]:
    """What history says of a claim: without its names where it was given in confidence."""
    plain = {
        "claim": claim.pk, "criterion": claim.criterion, "level": claim.level, "kind": claim.kind,
        "origin": claim.origin,
    }  # fmt: skip
    if claim.in_confidence or claim.sensitive:
        return plain | {"document": WITHHELD}
    more = {"document": claim.address, "page": claim.page, "place": claim.place, "actor": claim.actor}
    return plain | {name: value for name, value in more.items() if value}


def levels(claims: Iterable[Claim]) -> dict[str, int]:
    """The level claimed for each criterion: the highest over its rows."""
    found: dict[str, int] = {}
    for claim in claims:
        if claim.level is not None:
            found[claim.criterion] = max(claim.level, found.get(claim.criterion, 0))
    return found
