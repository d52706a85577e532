"""A letter of the Coalition to a Hub as a tagged PDF. It carries the office as its author and nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent


def hub_letter_pdf(
    *,
    subject: str,
    greeting: str,
    paragraphs: Sequence[str],
    closing: str,
    sender: str,
    day: date,
    day_words: str,
    number: str,
    language: str = "en",
) -> bytes:
    """One letter, A4; its date is the day of the letter, not that of printing, so it is the same each time."""
    from local2030.charts.palette import TOKENS
    from local2030.reports.pdf import compiled
    from local2030.vocabulary.messages import say

    data = {
        "subject": subject, "greeting": greeting, "paragraphs": list(paragraphs), "closing": closing, "sender": sender,
        "day": day_words, "number": number, "language": language, "tokens": TOKENS,
        "page": say("report-letter-page", {"page": "{page}", "pages": "{pages}"}, language), "unshown_words": say("report-letter-unshown", {"count": "{count}"}, language),
    }  # fmt: skip
    return compiled(FOLDER / "letter.typ", data, day)
