"""The door to the engine: files of an upload in, a line of JSON for each programme out, and what was the same for all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from local2030.vocabulary.organisations import RegisterEntry
from local2030.web.marker.models import Upload

CURRENCY = "USD"


def folder_of(upload: Upload) -> Path:
    """Where an upload's files lie."""
    return Path(settings.UPLOADS) / upload.key


def score_into(
    lines: Path,
    upload: Upload,
    register: tuple[RegisterEntry, ...],
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Scores an upload; each programme's plain form becomes a line of the file, the document without them is given back."""
    from local2030.workflows.score_programme import ScoreRequest, Scoring

    folder = folder_of(upload)
    request = ScoreRequest(
        files=(str(folder / upload.name),),
        ledger=folder / upload.ledger if upload.ledger else None,
        claims=folder / upload.claims if upload.claims else None,
        register=register,
        currency=CURRENCY,
        phase=upload.phase,
    )
    with Scoring(request) as scoring, lines.open("wb") as file:
        for raw in scoring.raw_programmes(progress):
            file.write(raw + b"\n")
        return {**scoring.head(), **scoring.tail()}
