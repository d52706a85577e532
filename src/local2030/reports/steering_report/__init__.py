"""The report to the Steering Committee as a PDF: A4, tagged, in the order of its page. All its words come as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
MOST_ROWS = 300  # of one table; what is left out is said


def steering_pdf(document: Mapping[str, Any], *, generated: date, language: str = "en") -> bytes:
    """The PDF of the report in plain form (title, lede, facts, sections, chain, foot: ready sentences).

    `document["left_out"]` has "{count}" where the number of rows goes that a table leaves out.
    """
    from local2030.charts.palette import TOKENS
    from local2030.reports.pdf import compiled

    sections = [_bounded(section, str(document["left_out"])) for section in document["sections"]]
    data = {**document, "sections": sections, "tokens": TOKENS, "language": language.partition("-")[0]}
    return compiled(FOLDER / "report.typ", data, generated)


def _bounded(section: Mapping[str, Any], left_out: str) -> dict[str, Any]:
    rows = [[str(cell) for cell in row["cells"]] for row in section["rows"][:MOST_ROWS]]
    rest = len(section["rows"]) - len(rows) + int(section.get("more", 0))
    return {**section, "rows": rows, "more": left_out.replace("{count}", str(rest)) if rest else ""}
