"""The door to the engine: files of an upload in, a line of JSON for each programme out, and what was the same for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from local2030.vocabulary.findings import Finding
from local2030.vocabulary.organisations import RegisterEntry
from local2030.web.marker.direction import without_direction
from local2030.web.marker.models import Upload

if TYPE_CHECKING:
    from local2030.workflows.score_inputs import ScoreRequest

CURRENCY = "USD"
FINDINGS_OF_REFUSAL = 100


def folder_of(upload: Upload) -> Path:
    """Where an upload's files lie."""
    return Path(settings.UPLOADS) / upload.key


def request_of(upload: Upload, register: tuple[RegisterEntry, ...]) -> ScoreRequest:
    """What the engine is asked for an upload: its files, books and claims, under the register as it is now."""
    from local2030.workflows.score_inputs import ScoreRequest

    folder = folder_of(upload)
    return ScoreRequest(
        files=(str(folder / upload.name),),
        ledger=folder / upload.ledger if upload.ledger else None,
        claims=folder / upload.claims if upload.claims else None,
        register=register,
        currency=CURRENCY,
        phase=upload.phase,
        rubric_folder=rubric_folder_of(upload),
    )


def rubric_folder_of(upload: Upload) -> Path:
    """The rubric of an upload: that of its first scoring, so that a correction moves nothing else; before, the one in force."""
    from local2030.web.marker.expert_group.rubrics import rubric_in_force, rubric_of

    first = upload.scorings.order_by("pk").only("head").first() if upload.pk else None
    used = rubric_of(str((first.head.get("rubric") or {}).get("sha256", ""))) if first else None
    return (used or rubric_in_force()).folder


def score_into(
    lines: Path,
    upload: Upload,
    register: tuple[RegisterEntry, ...],
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Scores an upload; each programme's plain form becomes a line of the file, the document without them is given back.

    Where nothing could be read, what was odd in the files is in the refusal.
    """
    from local2030.vocabulary.errors import NothingToRead
    from local2030.web.jobs.deeds import Refused
    from local2030.workflows.finding_log import plain_finding
    from local2030.workflows.score_programme import Scoring

    request = request_of(upload, register)
    with Scoring(request) as scoring, lines.open("wb") as file:
        try:
            for raw in scoring.raw_programmes(progress):
                file.write(raw + b"\n")
        except NothingToRead as nothing:
            findings = [plain_finding(f) for f in in_order(scoring.log.listed())[:FINDINGS_OF_REFUSAL]]
            raise Refused(nothing.finding.code, nothing.finding.values, without_direction(findings)) from nothing
        return {**scoring.head(), **scoring.tail()}


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The gravest first."""
    return sorted(findings, key=lambda f: ("error", "warning", "info").index(f.severity))
