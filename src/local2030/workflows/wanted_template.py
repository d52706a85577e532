"""A table to fill in: what is wanted of each indicator of a data set, with what is known already and what is proposed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from local2030.monitoring.directions import proposed
from local2030.store.datasets import Datasets
from local2030.store.known_indicators import said_of
from local2030.vocabulary.observations import Wanted
from local2030.workflows.opened_dataset import open_dataset
from local2030.workflows.say_wanted import fields_of
from local2030.workflows.wanted_indicators import wanted_of

COLUMNS = (
    "indicator", "name", "direction", "target", "target_year", "limit", "growth_rate", "base_year", "lower", "optimum",
    "proposed",
)  # fmt: skip


def wanted_template(home: Path, dataset: str = "", version: int | None = None, language: str = "en") -> dict[str, Any]:
    """A row for each indicator that has a value, as `monitoring progress --meta` and the site read it back.

    `proposed` is the direction that our file has of the global indicator of that code, where nobody said any: it isn't
    applied until it stands under `direction`. `said` are the fields that people said beside the files.
    """
    opened = open_dataset(home, dataset, version)
    wanted, _findings = wanted_of(opened.indicators)
    said = said_of(Datasets(home), opened.manifest)
    codes = opened.connection.to_pyarrow(opened.observations.select("indicator").distinct())["indicator"].to_pylist()
    rows = []
    for code in sorted(codes):
        facts = opened.indicators.get(code) or {}
        names = facts.get("name") or {}
        known = wanted.get(code) or Wanted("")
        fields = fields_of(known)
        rows.append(
            {"indicator": code, "name": names.get(language) or next(iter(names.values()), ""), **fields,
             "target": fields["target_value"], "growth_rate": "yes" if known.is_growth_rate else "",
             "base_year": known.base_year if code in wanted else None,
             "proposed": "" if known.direction else proposed(str(facts.get("framework_code") or code)),
             "said": sorted(said.get(code) or ())}
        )  # fmt: skip
    return {"dataset": opened.manifest.dataset, "version": opened.manifest.version, "indicators": rows, "findings": []}
