"""Goal scores and overall score of places out of a wide table, as plain rows; what was imputed stands in each row."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from local2030.formats.observations.wide_values import Wide, read_bounds, read_groups, read_wide
from local2030.monitoring.index import MOST_MISSING, Placed, index, mismatches
from local2030.vocabulary.errors import NothingToRead
from local2030.vocabulary.findings import Finding
from local2030.workflows.finding_log import plain_finding

SCHEMA = "local2030/monitoring-index/1"
GOALS = range(1, 18)
COLUMNS = (
    "id", "overall", "rank", *(f"goal_{goal}" for goal in GOALS), "imputed_goals", "rank_low", "rank_high", "known", "indicators",
)  # fmt: skip


def index_of(
    values: Path,
    bounds: Path,
    groups: Path | None = None,
    published: Path | None = None,
    most_missing: float = MOST_MISSING,
    language: str = "en",
) -> dict[str, Any]:
    """The document: a row for each place in the order of the file; levels are 0 to 100, None where there is none.

    `published`: a table with `id, overall, goal_1 ...`; places whose published overall isn't the mean of their published
    goals are told.
    """
    wide, columns, findings = read_wide(values, values.name)
    known, more = read_bounds(bounds, bounds.name)
    if not wide or not known:
        raise NothingToRead(
            Finding("no-value-read" if not wide else "no-bound-read", "error", values.name if not wide else bounds.name)
        )
    told = [*findings, *more]
    told += [
        Finding("bounds-without-column", "warning", bounds.name, None, {"indicator": b.code})
        for b in known
        if b.code not in columns
    ]
    unbound = [c for c in columns if c not in {b.code for b in known}]
    if unbound:
        said = {"count": len(unbound), "columns": ", ".join(unbound[:8])}
        told.append(Finding("columns-without-bounds", "info", values.name, None, said))
    by_group: dict[str, str] = {}
    if groups is not None:
        by_group, found = read_groups(groups, groups.name)
        told += [*found, *_ungrouped(wide, by_group, groups.name)]
    placed = index(wide, known, by_group or None, most_missing)
    told += _unranked(placed, most_missing, values.name)
    if published is not None:
        told += _published(published)
    files = [path for path in (values, bounds, groups, published) if path]
    return {
        "schema": SCHEMA,
        "files": [{"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in files],
        "most_missing": most_missing,
        "places": [_row(one) for one in placed],
        "imputations": [
            {"id": one.id, "goal": cell.goal, "score": cell.score, "group": cell.group, "places": cell.places}
            for one in placed
            for cell in one.cells
        ],
        "findings": [plain_finding(f, language) for f in told],
    }


def _row(one: Placed) -> dict[str, Any]:
    return {
        "id": one.id,
        "overall": one.overall,
        "rank": one.rank,
        **{f"goal_{goal}": one.goals.get(goal) for goal in GOALS},
        "imputed_goals": list(one.imputed),
        "rank_low": one.rank_low,
        "rank_high": one.rank_high,
        "known": one.known,
        "indicators": one.indicators,
        "missing": list(one.missing),
    }


def _ungrouped(wide: Wide, groups: dict[str, str], name: str) -> list[Finding]:
    lacking = [place for place in wide if place not in groups]
    values = {"count": len(lacking), "places": ", ".join(lacking[:8])}
    return [Finding("groups-place-lacking", "warning", name, None, values)] if lacking else []


def _unranked(placed: tuple[Placed, ...], most_missing: float, name: str) -> list[Finding]:
    lacking = [one for one in placed if one.overall is None]
    if not lacking:
        return []
    values = {
        "count": len(lacking), "of": len(placed), "percent": f"{100 * most_missing:g}", "indicators": lacking[0].indicators,
        "places": ", ".join(f"{one.id}: {one.known}" for one in lacking[:8]),
    }  # fmt: skip
    return [Finding("index-places-unranked", "warning", name, None, values)]


def _published(path: Path) -> list[Finding]:
    wide, columns, findings = read_wide(path, path.name)
    goals = [f"goal_{goal}" for goal in GOALS if f"goal_{goal}" in columns]
    rows = []
    for place, cells in wide.items():
        scores = [score for goal in goals if (score := cells.get(goal)) is not None]
        overall = cells.get("overall")
        if overall is not None and scores:
            rows.append((place, overall, scores))
    found = mismatches(rows)
    told = list(findings)
    if found:
        worst = found[0]
        values = {
            "count": len(found), "of": len(rows), "place": worst.id, "published": f"{worst.published:.2f}",
            "mean": f"{worst.mean:.2f}",
        }  # fmt: skip
        told.append(Finding("index-overall-not-mean", "warning", path.name, None, values))
    return told
