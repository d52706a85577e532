"""The expected cells of a data set with their statuses, ready to be counted in any way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local2030.formats.observations.expected_file import ExpectedRow, read_expected
from local2030.monitoring.expectations import Asked, Framework, Kind, Level, framework, is_part, levels_of
from local2030.monitoring.expecting import Expectation, IndicatorFacts, Window, expect, framework_code
from local2030.monitoring.gaps import INDICATOR, answered, by_place, place_table, reported, statuses
from local2030.store.datasets import Datasets
from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding
from local2030.vocabulary.goals import indicator as known_indicator
from local2030.vocabulary.messages import say
from local2030.vocabulary.observations import ROOT_PLACE
from local2030.vocabulary.places import country
from local2030.workflows.opened_dataset import Opened, open_dataset, place_code

if TYPE_CHECKING:
    import ibis

TEMPLATES = ("check-template-content", "check-demonstration")  # findings of files that hold no data of the place


@dataclass(frozen=True)
class Question:
    """What is asked: of which data set, when, and how far. Years None: since 2015, up to what should be out by now.

    `listed`: so many of the gaps that help most (None: as the measure says). `categories`: also count the cells of every
    breakdown that is practised."""

    home: Path
    today: int
    dataset: str = ""
    place: str = ""
    goal: str = ""
    since: int | None = None
    until: int | None = None
    expected: Path | None = None
    root_kind: Kind | None = None
    facts: Mapping[str, bool] | None = None
    version: int | None = None
    stage: str = "published"
    listed: int | None = None
    categories: bool = False
    language: str = "en"


@dataclass(frozen=True)
class Cells:
    """The cells of a question, to be counted in any way: expectations, and the tables of their statuses."""

    opened: Opened
    by: Framework
    levels: tuple[Level, ...]
    facts: Mapping[str, IndicatorFacts]
    asked: tuple[Asked, ...]
    window: Window
    expected: tuple[Expectation, ...]
    observations: ibis.Table
    statuses: ibis.Table
    by_place: ibis.Table
    places: ibis.Table
    findings: tuple[Finding, ...]
    place: str


def cells_of(question: Question) -> Cells:
    """The expected cells of a data set with their statuses, not yet counted."""
    opened = open_dataset(question.home, question.dataset, question.version, question.stage)
    by = framework()
    root, findings = _root_kind(opened, question.root_kind)
    levels = levels_of(opened.places, root)
    facts = {code: _facts(code, opened, by) for code in opened.indicators}
    store = Datasets(question.home)
    asked, more = _asked(question.expected, store.side(opened.manifest, "expected") or ())
    due = question.today - by.defaults.lag
    window = Window(
        question.since or by.defaults.from_year, question.until or question.today, min(due, question.until or due)
    )
    ask = opened.ask
    places = place_table(opened.places, ask)
    observed, left_out = _observed(opened, store)
    found = answered(observed, INDICATOR, ask)
    expected, told = expect(reported(found, places, ask), levels, facts, asked, by, window)
    goal = _goal_asked(question.goal)
    if goal:
        expected = tuple(e for e in expected if goal_of(e.indicator, facts, by) == goal)
    told = tuple(
        Finding(f.code, f.severity, question.expected.name if question.expected else None, f.line, f.values)
        for f in told
    )
    table = statuses(found, places, expected, ask)
    place = place_code(opened, question.place) if question.place else ""
    return Cells(opened, by, levels, facts, asked, window, expected, observed, table, ask.keep(by_place, table), places,
                 (*findings, *left_out, *more, *told), place)  # fmt: skip


def name_of(code: str, cells: Cells) -> str:
    """An indicator's name as its metadata have it, else our short label, else its code."""
    said = cells.facts[code].name if code in cells.facts else ""
    known = known_indicator(framework_code(code, cells.facts, cells.by) or code)
    return said or (known.label if known else code)


def place_name_of(code: str, opened: Opened, language: str) -> str:
    """The name of a place, its code, or for a whole territory without either that it is the whole."""
    name = opened.name_of(code)
    return say("gap-whole-territory", None, language) if name == ROOT_PLACE else name


def goal_of(code: str, facts: Mapping[str, IndicatorFacts], by: Framework) -> int:
    """The goal of an indicator; 0 where nobody says it."""
    said = facts[code].goal if code in facts else 0
    known = known_indicator(framework_code(code, facts, by)) if not said else None
    return said or (known.goal if known else 0)


def _goal_asked(text: str) -> int:
    if text and not (text.isascii() and text.isdecimal() and len(text) < 3 and 1 <= int(text) <= 17):
        raise WrongUse(Finding("gaps-goal-unknown", "error", values={"goal": text[:20]}))
    return int(text or 0)


def _observed(opened: Opened, store: Datasets) -> tuple[ibis.Table, tuple[Finding, ...]]:
    """The observations without the files that were found to be a template's: their figures are nobody's."""
    findings = store.side(opened.manifest, "findings") or ()
    files = tuple(sorted({f["file"] for f in findings if f["code"] in TEMPLATES and f["file"]}))
    if not files:
        return opened.observations, ()
    said = {"count": len(files), "files": ", ".join(files[:8])}
    left = opened.ask.look(_without, opened.observations, files)
    return left, (Finding("gaps-templates-left-out", "warning", None, None, said),)


def _without(observations: ibis.Table, files: tuple[str, ...]) -> ibis.Table:
    return observations.filter(~observations.source_file.isin(files))


def _root_kind(opened: Opened, told: Kind | None) -> tuple[Kind, tuple[Finding, ...]]:
    """What the whole territory is: as told, as the data set says, by its code, else assumed and said so."""
    said = str(opened.manifest.about.get("root_kind") or "")
    if told or said in ("national", "regional", "local"):
        return told or said, ()  # type: ignore[return-value]
    root = opened.places[0] if opened.places else {}
    iso = str(root.get("iso") or root.get("code") or "").upper()
    if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", iso) or root.get("scheme") == "ISO3166-2":
        return "regional", ()
    if re.fullmatch(r"[A-Z]{2,3}", iso) and country(iso):
        return "national", ()
    wards = any(is_part(str(p.get("level_name") or "")) for p in opened.places)
    kind: Kind = "local" if wards else "regional"
    return kind, (Finding("gaps-root-kind-assumed", "info", None, None, {"kind": kind}),)


def _facts(code: str, opened: Opened, by: Framework) -> IndicatorFacts:
    said = opened.indicators[code]
    names = said.get("name") or {}
    name = names if isinstance(names, str) else str(names.get("en") or next(iter(names.values()), ""))
    number = str(said.get("framework_code") or "")
    known = known_indicator(number) if number else None
    goal = opened.goal_of(code)
    return IndicatorFacts(
        code, known.code if known else "", int(goal) if goal else 0, name, str(said.get("source") or ""),
        str(said.get("source_url") or ""), str(said.get("reporting_status") or "").casefold() == "notapplicable",
        tuple(map(str, said.get("expected") or ())),
    )  # fmt: skip


def _asked(path: Path | None, kept: Iterable[Mapping[str, Any]]) -> tuple[tuple[Asked, ...], tuple[Finding, ...]]:
    """What the data set has been told to expect, and above it what a file says."""
    rows = [ExpectedRow(**{**row, "dimensions": tuple(row["dimensions"]), "line": None}) for row in kept]
    more, findings = read_expected(path) if path is not None else ((), ())
    asked = (Asked(r.indicator, r.level, r.dimensions, r.from_year, r.to_year, r.every, r.in_scope, r.reason, r.owner,
                   "user", r.line) for r in (*rows, *more))  # fmt: skip
    return tuple(asked), findings
