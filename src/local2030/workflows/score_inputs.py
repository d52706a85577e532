"""What a run is asked, and what it is given beside the aid data: rates, corrections, claims, a ledger, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from local2030.formats.documents.evidence_files import check_claims
from local2030.formats.tables.claims import read_claims
from local2030.formats.tables.group import read_group
from local2030.formats.tables.ledger import read_ledger
from local2030.formats.tables.register import read_register
from local2030.formats.tables.verdicts import read_verdicts
from local2030.marker.criteria import Rubric
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.money import RateTable
from local2030.vocabulary.organisations import RegisterEntry
from local2030.vocabulary.programmes import CheckedClaim, GroupRow, LedgerRow, VerdictRow
from local2030.vocabulary.rates import read_rates, shipped_rates
from local2030.workflows.finding_log import FindingLog

Fetch = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class ScoreRequest:
    """What is asked: which files, which programme, by whose books, claims and corrections, in which currency."""

    files: tuple[str, ...]
    programme: str | None = None
    group: Path | None = None
    claims: Path | None = None
    ledger: Path | None = None
    register_file: Path | None = None
    register: tuple[RegisterEntry, ...] = ()
    rates: Path | None = None
    currency: str = "USD"
    phase: str = "monitoring"
    lift: bool = True
    language: str = "en"
    rubric_folder: Path | None = None
    fetch: Fetch | None = None
    cache: Path | None = None
    verdicts: Path | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that was given beside the aid data; claims and ledger by programme, `group` None where none was given."""

    rates: RateTable
    register: tuple[RegisterEntry, ...]
    claims: Mapping[str, tuple[CheckedClaim, ...]]
    ledger: Mapping[str, tuple[LedgerRow, ...]]
    group: tuple[GroupRow, ...] | None
    files: tuple[dict[str, Any], ...]
    verdicts: Mapping[str, tuple[VerdictRow, ...]]


def read_inputs(request: ScoreRequest, rubric: Rubric, log: FindingLog) -> Inputs:
    """The tables of a request, read; what was odd in them goes to the log."""
    return Inputs(
        _rates(request.rates, log),
        (*request.register, *_register(request.register_file, log)),
        _claims(request, rubric, log),
        _ledger(request, log),
        _group(request.group, log),
        tuple(_listed(request)),
        _verdicts(request.verdicts, log),
    )


def _rates(path: Path | None, log: FindingLog) -> RateTable:
    if path is None:
        return shipped_rates()
    table, findings = read_rates(path.read_bytes(), path.name)
    log.extend(findings)
    return table


def _register(path: Path | None, log: FindingLog) -> tuple[RegisterEntry, ...]:
    if path is None:
        return ()
    entries, findings = read_register(path, path.name)
    log.extend(findings)
    return entries


def _claims(request: ScoreRequest, rubric: Rubric, log: FindingLog) -> Mapping[str, tuple[CheckedClaim, ...]]:
    if request.claims is None:
        return {}
    rows, findings = read_claims(request.claims, request.claims.name, criteria=[c.id for c in rubric.criteria])
    log.extend(findings)
    rows = tuple(row for row in rows if row.phase in ("", request.phase))
    checked, findings = check_claims(rows, folder=request.claims.parent)
    log.extend(findings)
    found: dict[str, list[CheckedClaim]] = {}
    for claim in checked:
        found.setdefault(claim.row.programme, []).append(claim)
    return {programme: tuple(items) for programme, items in found.items()}


def _ledger(request: ScoreRequest, log: FindingLog) -> Mapping[str, tuple[LedgerRow, ...]]:
    if request.ledger is None:
        return {}
    rows, findings = read_ledger(request.ledger, request.ledger.name)
    log.extend(findings)
    used = [row for row in rows if row.planned == (request.phase == "design")]
    if rows and not used:
        values = {"count": len(rows), "phase": request.phase}
        log.add(Finding("ledger-other-phase", "info", request.ledger.name, None, values))
    found: dict[str, list[LedgerRow]] = {}
    for row in used:
        found.setdefault(row.programme, []).append(row)
    return {programme: tuple(items) for programme, items in found.items()}


def _group(path: Path | None, log: FindingLog) -> tuple[GroupRow, ...] | None:
    if path is None:
        return None
    rows, findings = read_group(path, path.name)
    log.extend(findings)
    return rows


def _verdicts(path: Path | None, log: FindingLog) -> Mapping[str, tuple[VerdictRow, ...]]:
    if path is None:
        return {}
    rows, findings = read_verdicts(path, path.name)
    log.extend(findings)
    found: dict[str, list[VerdictRow]] = {}
    for row in rows:
        found.setdefault(row.programme, []).append(row)
    return {programme: tuple(items) for programme, items in found.items()}


def _listed(request: ScoreRequest) -> Iterator[dict[str, Any]]:
    given = (("rates", request.rates), ("register", request.register_file), ("claims", request.claims),
             ("ledger", request.ledger), ("group", request.group), ("verdicts", request.verdicts))  # fmt: skip
    for kind, path in given:
        if path is not None:
            with path.open("rb") as stream:
                digest = file_digest(stream, "sha256").hexdigest()
            yield {"name": path.name, "kind": kind, "sha256": digest, "bytes": path.stat().st_size}
