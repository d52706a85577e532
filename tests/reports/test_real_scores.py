"""Documents of true scores: every programme of the small true files, and the worked example with all it hands in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest

import local2030.workflows
from local2030.figures.marker import money_flow, verdict_figure
from local2030.reports.programme_score import score_pdf
from local2030.workflows.score_programme import ScoreRequest, score_files

DAY = date(2026, 11, 23)
EXAMPLE = Path(local2030.workflows.__file__).parent / "example"


@pytest.mark.parametrize("name", ["usaid_1act.xml", "gdihub_4act.xml", "uk_beis_9act.xml"])
def test_every_programme_of_a_true_file_has_its_document(real_data: Path, name: str) -> None:
    document = score_files(ScoreRequest(files=(str(real_data / "iati" / name),)))
    assert document["programmes"]
    for index, programme in enumerate(document["programmes"]):
        content = score_pdf(document, index, generated=DAY)
        pages = pypdfium2.PdfDocument(content)
        assert 3 <= len(pages) <= 12
        assert programme["identifier"][:20] in pages[0].get_textpage().get_text_range().replace("\r\n", "")
        rows = money_flow(programme).numbers.rows
        paid = sum(Decimal(row[1].replace(",", "")) for row in rows[:11])
        assert abs(paid - Decimal(programme["totals"]["in_scope"])) < Decimal("0.06")


def test_nobody_can_tell_where_a_true_file_names_no_receiver(real_data: Path) -> None:
    document = score_files(ScoreRequest(files=(str(real_data / "iati" / "usaid_1act.xml"),)))
    assert verdict_figure(document["programmes"][0]).title == "Too little data to say how much reached local actors"


def test_the_worked_example_reads_well_from_finding_to_method() -> None:
    request = ScoreRequest(
        files=(str(EXAMPLE / "activity.xml"),), ledger=EXAMPLE / "ledger.csv", claims=EXAMPLE / "claims.csv"
    )
    document = score_files(request)
    text = "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(score_pdf(document, generated=DAY))
    )
    assert "Evidence proves level 2, significant" in text
    assert "ledger" in text and "report-" not in text
