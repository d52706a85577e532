"""What changed between two states of a data set: values that are new, gone, or another than before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local2030.store.tables import observations
from local2030.vocabulary.observations import SERIES_KEY

if TYPE_CHECKING:
    import ibis

    from local2030.store.datasets import Datasets, Manifest

KEY = (*SERIES_KEY, "time_period")
SHOWN = ("obs_value", "raw_value", "obs_status", "source_file", "source_row")


def revisions(datasets: Datasets, earlier: Manifest, later: Manifest, connection: Any) -> ibis.Table:
    """A row for each observation that isn't the same in both: its key, `before_` and `after_` columns, and `change`.

    `change` is new, gone or revised. A value that only moved to another row of its file is the same.
    """
    before = _side(observations(datasets, earlier, connection), "before")
    after = _side(observations(datasets, later, connection), "after")
    both = before.outer_join(after, [before[f"before_{name}"] == after[f"after_{name}"] for name in KEY])
    gone, new = both.after_dataset.isnull(), both.before_dataset.isnull()
    other = both.before_raw_value.identical_to(both.after_raw_value) & both.before_obs_status.identical_to(
        both.after_obs_status
    )
    import ibis

    change = ibis.cases((new, "new"), (gone, "gone"), else_="revised")
    columns = {name: both[f"after_{name}"].fill_null(both[f"before_{name}"]) for name in KEY}
    values = {f"{side}_{name}": both[f"{side}_{name}"] for side in ("before", "after") for name in SHOWN}
    return both.filter(new | gone | ~other).select(change=change, **columns, **values)


def _side(table: ibis.Table, name: str) -> ibis.Table:
    return table.select(**{f"{name}_{column}": table[column] for column in (*KEY, *SHOWN)})
