"""Which kind of the labelled portfolios each pattern of the audit means; written down before anything was measured.

The README of tests/simulated_portfolio allows a table from a method's own names to its kinds. A pattern's subject
becomes the label's: a gate for bunching (whoever bunches), `local_share` for heaping of the whole, a pair of reviewer
and agency, the list of programmes for texts, else the agency or the reviewer that the pattern names. Every pattern
that the audit shows is counted; none is left out, and a pattern that isn't here is an error.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER = Path(__file__).parents[2] / "simulated_portfolio"
KINDS = {
    "pattern-bunching": "bunching",
    "pattern-heaping": "heaping",
    "pattern-leniency-by-agency": "rater-agency-bias",
    "pattern-straight-lines": "straight-line-rater",
    "pattern-straight-claims": "straight-line-claim",
    "pattern-claims-above-reviews": "overclaim",
    "pattern-identical-texts": "copied-text",
    "pattern-alike-texts": "copied-text",
    "pattern-claims-up-shares-down": "claim-up-share-down",
}


def finding(portfolio: str, pattern: Mapping[str, Any]) -> dict[str, Any]:
    """One entry of `patterns` in the document of `marker audit`, as match.py takes it."""
    code, subject, values = pattern["code"], pattern["subject"], pattern["values"]
    if code == "pattern-leniency":
        kind = "severe-rater" if str(values["effect"]).startswith("-") else "lenient-rater"
    else:
        kind = KINDS[code]
    if kind == "bunching":
        subject = round(float(values["gate"]) / 100, 4)
    elif kind == "heaping" and subject == "all":
        subject = "local_share"
    elif kind == "rater-agency-bias":
        subject = [values["rater"], values["agency"]]
    elif kind == "copied-text":
        subject = list(values["programmes"])
    return {"portfolio": portfolio, "kind": kind, "subject": subject}


def portfolios(half: str) -> Iterator[tuple[str, bytes]]:
    """Name and table of each portfolio of a half."""
    for path in sorted((FOLDER / half).glob("*.csv.gz")):
        yield path.name.removesuffix(".csv.gz"), gzip.decompress(path.read_bytes())


def labels(half: str) -> list[dict[str, Any]]:
    """What was planted in a half, and what is to be left uncounted."""
    found: list[dict[str, Any]] = json.loads((FOLDER / f"labels_{half}.json").read_text(encoding="utf-8"))
    return found


def match() -> ModuleType:
    """The counting rule, match.py as it lies beside the portfolios."""
    spec = importlib.util.spec_from_file_location("simulated_portfolio_match", FOLDER / "match.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_kind(findings: Iterable[Mapping[str, Any]], planted: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """The count of match.py for each kind, and for all under `all`."""
    findings, planted, count = list(findings), list(planted), match().count
    kinds = sorted({x["kind"] for x in (*findings, *planted)})
    parts = {k: count([f for f in findings if f["kind"] == k], [x for x in planted if x["kind"] == k]) for k in kinds}
    return {**parts, "all": count(findings, planted)}
