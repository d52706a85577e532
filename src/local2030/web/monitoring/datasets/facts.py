"""What a state of a data set holds, counted once and kept: a state never changes."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from local2030.vocabulary import observations as codes
from local2030.vocabulary.errors import Local2030Error
from local2030.web.monitoring.engines import gaps
from local2030.web.monitoring.stores import Opened

MOST_KEPT = 500
UNSURE = (codes.ESTIMATED, codes.FORECAST, codes.PROVISIONAL, codes.LOW_RELIABILITY)
_KEPT: dict[tuple[str, str, int], Facts] = {}


class Facts(NamedTuple):
    """Counts of one state.

    `flagged` values are marked as estimated, provisional, forecast or unreliable; `bounded` ones carry an interval.
    Of `expected` cells (indicator, place, year) `present` are there, as it is reckoned in `year`.
    """

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
    flagged: int
    bounded: int
    expected: int
    present: int
    year: int

    @property
    def share(self) -> float | None:
        """How much of what is expected is there; None where nothing is."""
        return self.present / self.expected if self.expected else None


def facts_of(data: Opened) -> Facts:
    """The counts; the table is asked once for a state, and a file in the work folder remembers."""
    key = (str(data.store.folder), data.name, data.manifest.version)
    if key not in _KEPT or _KEPT[key].year != timezone.localdate().year:
        if len(_KEPT) > MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = _remembered(data) or _told(data, _counted(data))
    return _KEPT[key]


def _remembered(data: Opened) -> Facts | None:
    try:
        found = json.loads(_file(data).read_text("utf-8"))
        facts = Facts(**found) if isinstance(found, dict) else None
        return facts if facts and facts.year == timezone.localdate().year else None
    except (OSError, ValueError, TypeError):
        return None


def _told(data: Opened, facts: Facts) -> Facts:
    path = _file(data)
    beside = path.with_name(f"{path.name}.{os.getpid()}.aside")
    with suppress(OSError):  # a full disk is no reason not to show the page
        beside.write_text(json.dumps(facts._asdict()), "utf-8")
        os.replace(beside, path)
    return facts


def _file(data: Opened) -> Path:
    """Named after all that the counts hang on: the batches, and the sides."""
    state = repr((data.manifest.batches, sorted(data.manifest.sides.items()), sorted(data.manifest.sources)))
    return Path(settings.WORK) / f"facts-{hashlib.sha256(state.encode()).hexdigest()[:32]}.json"


def _counted(data: Opened) -> Facts:
    table = data.table
    asked = table.aggregate(
        n=table.count(), values=table.obs_value.count(), indicators=table.indicator.nunique(),
        places=table.ref_area.nunique(), first=table.year.min(), last=table.year.max(),
        flagged=(table.obs_status.isin(UNSURE) & table.obs_value.notnull()).sum(),
        bounded=(table.lower_bound.notnull() & table.upper_bound.notnull()).sum(),
    )  # fmt: skip
    row = {name: found[0] for name, found in data.rows(asked).items()}
    severities = [finding["severity"] for finding in data.findings]
    sources = data.manifest.sources.values()
    return Facts(
        row["n"], row["values"], row["indicators"], row["places"], row["first"], row["last"], severities.count("error"),
        severities.count("warning"), severities.count("info"), sum(s.rows_read for s in sources),
        sum(s.published for s in sources), sum(s.reported for s in sources), len(sources), int(row["flagged"] or 0),
        int(row["bounded"] or 0), *_complete(data), timezone.localdate().year,
    )  # fmt: skip


def _complete(data: Opened) -> tuple[int, int]:
    """(cells that are expected, those that are there)."""
    try:
        totals = gaps(data)["totals"]
    except Local2030Error:
        return 0, 0
    return int(totals["expected"]), int(totals["present"])
