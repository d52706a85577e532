"""Reviews of the marker as PDFs: A4, tagged, in the order of their page. All words come as data, and one picture."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
MOST_ROWS = 200


def marker_review_pdf(document: Mapping[str, Any], picture: str, *, generated: date, language: str = "en") -> bytes:
    """The PDF of a review in plain form; `picture` is an SVG of ours, "" for none."""
    from local2030.charts.palette import TOKENS
    from local2030.reports.pdf import compiled

    sections = [{**s, "rows": [[str(c) for c in row] for row in s["rows"][:MOST_ROWS]]} for s in document["sections"]]
    data = {**document, "sections": sections, "svg": picture, "tokens": TOKENS, "language": language.partition("-")[0]}
    return compiled(FOLDER / "review.typ", data, generated)
