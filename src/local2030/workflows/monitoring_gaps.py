"""What a data set has of what is expected of it: totals, shares, a matrix, and the gaps whose closing helps most."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from local2030.methods.uncollected import uncollected
from local2030.monitoring.closing import measure
from local2030.monitoring.expecting import practised
from local2030.monitoring.gap_breakdowns import breakdowns, seen
from local2030.monitoring.gaps import BREAKDOWN, Count, answered, by_year, reported, statuses
from local2030.workflows.finding_log import plain_finding
from local2030.workflows.gap_cells import Cells, Question, cells_of
from local2030.workflows.gap_closing import CLOSING_COLUMNS, closing, lacks_of
from local2030.workflows.gap_counts import BY, COLUMNS, USUAL, WAYS, totals

SCHEMA = "local2030/monitoring-gaps/1"
__all__ = ["BY", "CLOSING_COLUMNS", "COLUMNS", "SCHEMA", "USUAL", "Question", "gaps_of"]


@uncollected()
def gaps_of(question: Question, by: Iterable[str] = USUAL) -> dict[str, Any]:
    """The document. `by`: the ways of counting that it has (`place` only where asked for: there may be very many)."""
    cells = cells_of(question)
    ask = cells.opened.ask
    counts = by_year(cells.statuses, cells.place, ask)
    lacks = lacks_of(cells)
    found = seen(cells.observations, cells.places, cells.by, ask)
    broken = breakdowns(found, cells.expected, cells.levels, cells.facts, cells.asked, cells.by)
    rows, gaps = closing(cells, broken, lacks, question)
    wanted = set(by)
    signed = {"title": cells.by.title, "version": cells.by.version, "sha256": cells.by.sha256}
    return {
        "schema": SCHEMA,
        "dataset": {"name": cells.opened.manifest.dataset, "version": cells.opened.manifest.version},
        "today": question.today,
        "years": [cells.window.since, cells.window.due],
        "place": cells.place or None,
        "goal": int(question.goal) if question.goal else None,
        "root_kind": cells.levels[0].kind if cells.levels else None,
        "levels": [level._asdict() for level in cells.levels],
        "framework": signed,
        "measure": {"weights": dict(measure().weights), "version": measure().version, "sha256": measure().sha256},
        "totals": totals(counts),
        "breakdown_totals": totals(breakdown_counts(cells)) if question.categories else None,
        "closing": rows,
        "gaps": gaps,
        "by": {name: WAYS[name](cells, counts, broken, lacks) for name in BY if name in wanted},
        "findings": [plain_finding(f, question.language) for f in cells.findings],
    }


def breakdown_counts(cells: Cells) -> tuple[Count, ...]:
    """The cells of every breakdown that is practised (women, men, children...), of indicators that are in scope."""
    ask = cells.opened.ask
    found = answered(cells.observations, BREAKDOWN, ask)
    scope = {(e.indicator, e.level) for e in cells.expected if e.in_scope}
    practice = practised(reported(found, cells.places, ask), cells.levels, cells.facts, cells.by, cells.window)
    wanted = tuple(e for e in practice if (e.indicator, e.level) in scope and e.key[1:] != ("", ""))
    return by_year(statuses(found, cells.places, wanted, ask), cells.place, ask) if wanted else ()
