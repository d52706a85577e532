"""Claims and standings as plain data, for files and the API: what is in confidence or sensitive is left out and counted."""

from __future__ import annotations

from typing import Any

from local2030.web.marker.assessing.models import Assessment, Claim, Standing

NAMED = ("criterion", "level", "kind", "address", "page", "quote", "period", "place", "actor", "currency", "text",
         "origin", "status", "status_why", "sha256")  # fmt: skip


def claims_document(row: Assessment) -> dict[str, Any]:
    """An assessment with its claims."""
    claims = list(row.claims.exclude(status_why="replaced", status="withdrawn"))
    told = [c for c in claims if not c.in_confidence and not c.sensitive]
    return assessment_plain(row) | {
        "claims": [claim_plain(c) for c in told],
        "left_out": {
            "in_confidence": sum(c.in_confidence for c in claims),
            "sensitive": sum(c.sensitive and not c.in_confidence for c in claims),
        },
    }


def assessment_plain(row: Assessment) -> dict[str, Any]:
    """The columns of an assessment; the gap between claim and evidence isn't among them before it is published."""
    plain = {
        "serial": row.thing.serial, "state": row.thing.state, "identifier": row.identifier, "phase": row.phase,
        "label": "intended" if row.phase == "design" else "observed", "rubric": row.rubric,
        "rubric_sha256": row.rubric_sha256, "level": row.level, "level_possible": row.possible,
        "level_claimed": row.claimed, "level_reviewed": row.reviewed, "local_share_low": row.ls_low,
        "local_share_high": row.ls_high, "coverage": row.coverage,
        "published": row.published.isoformat() if row.published else None,
    }  # fmt: skip
    if row.published is not None and row.thing.state in ("published", "contested", "superseded"):
        plain |= {"gap_low": row.divergence_low, "gap_high": row.divergence_high, "blind": row.blind}
    return plain


def claim_plain(claim: Claim) -> dict[str, Any]:
    """A claim; nobody who typed it is named."""
    plain: dict[str, Any] = {name: getattr(claim, name) for name in NAMED}
    return plain | {
        "id": claim.pk,
        "date": claim.date.isoformat() if claim.date else None,
        "amount": str(claim.amount) if claim.amount is not None else None,
        "at": claim.at.isoformat(),
    }


def standing_plain(standing: Standing) -> dict[str, Any]:
    """A standing without its whole score."""
    return {
        "id": standing.pk, "at": standing.at.isoformat(), "because": standing.because, "detail": standing.detail,
        "rubric": standing.rubric, "rubric_sha256": standing.rubric_sha256, "level": standing.level,
        "level_possible": standing.possible, "level_claimed": standing.claimed, "level_reviewed": standing.reviewed,
        "local_share_low": standing.ls_low, "local_share_high": standing.ls_high, "coverage": standing.coverage,
    }  # fmt: skip
