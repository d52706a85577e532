"""The score of a programme as a PDF that can be sent to a donor: A4, tagged, in the order of the page.

It carries the score as data, the hashes of its inputs and, where given, the inputs, so that anybody can recompute it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local2030.reports.programme_score.carried import CarriedInput

FOLDER = Path(__file__).parent


def score_pdf(
    document: Mapping[str, Any],
    programme_index: int | None = None,
    *,
    generated: date,
    language: str = "en",
    inputs: Sequence[CarriedInput] | None = None,
    programme: str | None = None,
    beside: Mapping[str, Any] | None = None,
) -> bytes:
    """The PDF of one programme of a score in plain form; without an index and with several, a list of all of them.

    `programme` is the one that was asked for out of several activities, None where each was scored by itself.
    `beside` is what others say of it (`contests`, `local`, `confided`): printed and carried as it is, never recomputed.
    """
    from local2030.reports.pdf import compiled
    from local2030.reports.programme_score.beside import beside_data
    from local2030.reports.programme_score.carried import carried, carried_sentence
    from local2030.reports.programme_score.data import portfolio_data, programme_data

    programmes = document["programmes"]
    said: dict[str, Any] = {"carried": carried_sentence(inputs, language)}
    if programme_index is None and len(programmes) != 1:
        template, data, chosen = "portfolio.typ", portfolio_data(document, generated, language), programmes
    else:
        chosen = [programmes[programme_index or 0]]
        template, data = "programme.typ", programme_data(document, chosen[0], generated, language)
        said["beside"] = beside_data(beside, language)
    attached = carried(
        document, chosen, inputs, generated=generated, language=language, programme=programme, beside=beside
    )
    return compiled(FOLDER / template, data | said, generated, attached)
