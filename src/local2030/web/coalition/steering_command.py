"""The report to the Steering Committee written by the command: for the owner of the folder, or as the public gets it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import override

from local2030.reports.steering_report import steering_pdf
from local2030.web.coalition.files import log_export
from local2030.web.coalition.steering import PERIOD, steering_document
from local2030.web.exchange.readers import OWNER


def written(path: Path, since: date | None, *, public: bool, language: str) -> dict[str, Any]:
    """Writes the PDF and says what stands in it: how many rows each part has, and the head of the history."""
    today = timezone.localdate()
    since = min(since or today - timedelta(days=PERIOD), today)
    with override(language):
        document = steering_document(AnonymousUser() if public else OWNER, since, today)
        content = steering_pdf(document, generated=today, language=language)
        log_export(None, "commitment", "steering-report", str(document["title"]), "pdf", since.isoformat())
    path.write_bytes(content)
    return {
        "since": document["since"],
        "today": today.isoformat(),
        "basis": document["basis"],
        "rows": {section["code"]: len(section["rows"]) + section["more"] for section in document["sections"]},
        "head": document["chain"]["head"],
    }
