"""What is wanted of a data set's indicators, said beside its files: the next published state, in which only that differs.

An import makes what the files say anew and leaves what was said here. Kept is only what differs from the files, so that
a file that catches up makes the word beside it superfluous and no word hides a file for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from local2030.formats.observations.long_values import NUMBERS, read_said
from local2030.store.datasets import Datasets, Manifest, next_version
from local2030.store.known_indicators import WANTED, laid_over, of_files, said_of
from local2030.store.tables import engine, observations
from local2030.vocabulary.errors import NothingToRead, WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.observations import TARGET_YEAR, Wanted
from local2030.workflows.wanted_indicators import wanted_of

FIELDS = ("direction", *NUMBERS.values(), "growth_rate")
YEARS, LARGEST = range(1900, 2201), 1e15
Said = Mapping[str, Mapping[str, Any]]


class Change(NamedTuple):
    """What was wanted of an indicator, and what is from now on."""

    indicator: str
    before: Wanted
    after: Wanted


class Asked(NamedTuple):
    """What would become of it: the changes in the order asked, and what can't be said, with the reason."""

    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    side: Mapping[str, Mapping[str, Any]]


def asked_in_file(source: bytes, name: str) -> tuple[dict[str, dict[str, Any]], tuple[Finding, ...]]:
    """The fields of each indicator in a table like the one that `monitoring wanted` prints, CSV or XLSX."""
    return read_said(source, name)


def look(store: Datasets, manifest: Manifest, asked: Said) -> Asked:
    """What would differ, without keeping anything. A field that isn't named stays; None is unsaid on purpose."""
    files, said = of_files(store, manifest), said_of(store, manifest)
    known = {*files, *said, *_observed(store, manifest)} if asked else set()
    side = {code: dict(fields) for code, fields in said.items()}
    changes, findings = [], []
    for code, fields in asked.items():
        if code not in known:
            findings.append(Finding("wanted-indicator-unknown", "warning", values={"indicator": code}))
            continue
        fit, unfit = _fitting(code, fields)
        findings += unfit
        own = files.get(code, {})
        merged = {**side.get(code, {}), **fit}
        before, after = _wanted({**own, **side.get(code, {})}), _wanted({**own, **merged})
        kept = {name: value for name, value in merged.items() if _wanted({**own, name: value}) != _wanted(own)}
        side.pop(code, None)
        if kept:
            side[code] = kept
        if before != after:
            changes.append(Change(code, before, after))
    return Asked(tuple(changes), tuple(findings), side)


def say_wanted(
    store: Datasets, name: str, asked: Said, at: str, by: str, note: str, known: str | None = None
) -> tuple[Manifest, Asked]:
    """The state in which it is said; the former one where nothing differs.

    `known` is the mark of what was said when somebody looked (`mark_of`); refused where another said something since.
    """
    latest = store.manifest(name, stage="published")
    if latest is None:
        raise NothingToRead(Finding("dataset-not-published", "error", values={"name": name, "known": ""}))
    if known is not None and known != mark_of(latest):
        raise WrongUse(Finding("dataset-changed-meanwhile", "error", values={"version": latest.version}))
    found = look(store, latest, asked)
    if not found.changes:
        return latest, found
    content = json.dumps(found.side, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    state = replace(
        latest, version=next_version(store.manifest(name)), made=at, by=by, note=note,
        sides={**latest.sides, WANTED: store.write_side(name, content)},
    )  # fmt: skip
    store.write_manifest(state)
    return state, found


def mark_of(manifest: Manifest) -> str:
    """A short mark of what is wanted in a state: by its files and beside them."""
    sides = (manifest.sides.get("indicators", ""), manifest.sides.get(WANTED, ""))
    return hashlib.sha256(repr(sides).encode()).hexdigest()[:16]


def fields_of(wanted: Wanted) -> dict[str, Any]:
    """What is wanted by the names of metadata; a year that means nothing without a target is left out."""
    year = wanted.target_year if wanted.target is not None or wanted.target_year != TARGET_YEAR else None
    return {
        "direction": wanted.direction, "target_value": wanted.target, "target_year": year, "limit": wanted.limit,
        "base_year": wanted.base_year, "lower": wanted.lower, "optimum": wanted.optimum, "growth_rate": wanted.is_growth_rate,
    }  # fmt: skip


def wanted_in(store: Datasets, manifest: Manifest) -> dict[str, Wanted]:
    """What is wanted of each indicator of a state."""
    return wanted_of(laid_over(of_files(store, manifest), said_of(store, manifest)))[0]


def _observed(store: Datasets, manifest: Manifest) -> Iterable[str]:
    """The codes of indicators of which there are observations."""
    connection = engine()
    table = observations(store, manifest, connection)
    codes: list[str] = connection.to_pyarrow(table.select("indicator").distinct())["indicator"].to_pylist()
    return codes


def _fitting(code: str, fields: Mapping[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """The fields that can be kept; a number beyond all bounds is told and left out."""
    fit, unfit = {}, []
    for name in FIELDS:
        if name not in fields:
            continue
        value = fields[name]
        is_odd = value is not None and (
            (name.endswith("_year") and value not in YEARS) or (name in NUMBERS.values() and abs(value) > LARGEST)
        )
        if is_odd:
            values = {"indicator": code, "column": name, "text": f"{value:.6g}"}
            unfit.append(Finding("wanted-number-odd", "error", values=values))
        else:
            fit[name] = value
    return fit, unfit


def _wanted(plain: Mapping[str, Any]) -> Wanted:
    return wanted_of({"": plain})[0][""]
