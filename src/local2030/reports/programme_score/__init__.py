"""The score of a programme as a PDF that can be sent to a donor: A4, tagged, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def score_pdf(
    document: Mapping[str, Any], programme_index: int | None = None, *, generated: date, language: str = "en"
) -> bytes:
    """The PDF of one programme of a score in plain form; without an index and with several, a list of all of them."""
    from local2030.reports.pdf import compiled
    from local2030.reports.programme_score.data import portfolio_data, programme_data

    programmes = document["programmes"]
    if programme_index is None and len(programmes) != 1:
        return compiled(FOLDER / "portfolio.typ", portfolio_data(document, generated, language), generated)
    chosen = programmes[programme_index or 0]
    return compiled(FOLDER / "programme.typ", programme_data(document, chosen, generated, language), generated)
