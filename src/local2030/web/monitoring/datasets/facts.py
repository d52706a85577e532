"""What a state of a data set holds, counted once and kept: a state never changes."""

from __future__ import annotations

from typing import NamedTuple

from local2030.web.monitoring.stores import Opened

_KEPT: dict[tuple[str, str, int], Facts] = {}


class Facts(NamedTuple):
    """Counts of one state."""

    observations: int
    values: int
    indicators: int
    places: int
    first: int | None
    last: int | None
    errors: int
    warnings: int
    notes: int
    read: int
    published: int
    reported: int
    files: int


def facts_of(data: Opened) -> Facts:
    """The counts; the table is asked the first time only."""
    key = (str(data.store.folder), data.name, data.manifest.version)
    if key not in _KEPT:
        if len(_KEPT) > 500:
            _KEPT.clear()
        _KEPT[key] = _counted(data)
    return _KEPT[key]


def _counted(data: Opened) -> Facts:
    table = data.table
    asked = table.aggregate(
        n=table.count(), values=table.obs_value.count(), indicators=table.indicator.nunique(),
        places=table.ref_area.nunique(), first=table.year.min(), last=table.year.max(),
    )  # fmt: skip
    row = {name: found[0] for name, found in data.rows(asked).items()}
    severities = [finding["severity"] for finding in data.findings]
    sources = data.manifest.sources.values()
    return Facts(
        row["n"], row["values"], row["indicators"], row["places"], row["first"], row["last"], severities.count("error"),
        severities.count("warning"), severities.count("info"), sum(s.rows_read for s in sources),
        sum(s.published for s in sources), sum(s.reported for s in sources), len(sources),
    )  # fmt: skip
