"""The inputs of a run as a report carries them: the files themselves while small, else their hashes and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from local2030.reports.programme_score.carried import MOST_CARRIED, CarriedInput
from local2030.workflows.score_programme import Scoring


def report_inputs(scoring: Scoring, *, with_files: bool = True) -> tuple[CarriedInput, ...]:
    """Every input of a finished run, in its order. Claims with a row in confidence stay out, and so do documents.

    All are carried or none: half of the inputs recompute nothing.
    """
    given = tuple(_all(scoring))
    withheld = any(claim.row.in_confidence for claims in scoring.claims.values() for claim in claims)
    if not with_files:
        return tuple(replace(one, content=None, why="not-wished") for one in given if _told(one, withheld))
    total = sum(len(one.content or b"") for one in given)
    if total > MOST_CARRIED or any(one.why == "too-large" for one in given):
        return tuple(replace(one, content=None, why="too-large") for one in given if _told(one, withheld))
    return tuple(
        replace(one, content=None, why="in-confidence") if withheld and one.kind == "claims" else one
        for one in given
        if _told(one, withheld)
    )


def _told(one: CarriedInput, withheld: bool) -> bool:
    """Where anything was given in confidence not even the names of documents are told."""
    return not (withheld and one.kind == "document")


def _all(scoring: Scoring) -> Iterator[CarriedInput]:
    asked = scoring.request
    for source in scoring.opened:
        if source.sha256:
            yield _of("iati", source.name, source.path, source.sha256)
    for kind, path in (("rates", asked.rates), ("register", asked.register_file), ("claims", asked.claims),
                       ("ledger", asked.ledger), ("group", asked.group), ("verdicts", asked.verdicts)):  # fmt: skip
        if path is not None:
            digest = next(entry["sha256"] for entry in scoring.files if entry["kind"] == kind)
            yield _of(kind, path.name, path, digest)
    if asked.claims is not None:
        seen = {}
        for claims in scoring.claims.values():
            for claim in claims:
                if claim.sha256:  # it was opened, so it lies in the folder of the claims
                    seen[claim.row.file_or_url.replace("\\", "/")] = claim.sha256
        for name, digest in sorted(seen.items()):
            yield _of("document", name, asked.claims.parent / name, digest)


def _of(kind: str, name: str, path: Path, digest: str) -> CarriedInput:
    try:
        if path.stat().st_size > MOST_CARRIED:
            return CarriedInput(kind, name, digest, None, "too-large")
        content = path.read_bytes()
    except OSError:
        return CarriedInput(kind, name, digest, None, "not-at-hand")
    if sha256(content).hexdigest() != digest:  # changed since it was scored
        return CarriedInput(kind, name, digest, None, "not-at-hand")
    return CarriedInput(kind, name, digest, content)
