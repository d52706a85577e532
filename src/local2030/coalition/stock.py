"""The first stock of facts about the Coalition, read from CSV files and checked as a whole.

Source: report of the second UN Directors Group retreat, Bilbao, February 2025, told in our own words; dates marked
`public` or `to check` aren't from it. No person is named: names come from the site's users.
A wrong row becomes a finding and is left out; a reference to nothing becomes a finding and stays.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, get_args, get_type_hints

from local2030.coalition.phases import read_phases
from local2030.coalition.records import Stock
from local2030.vocabulary.findings import Finding

_DAY = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_IS_DAY = re.compile(_DAY)
_IS_DUE = re.compile(rf"{_DAY}(?:/{_DAY})?|immediate|yearly")


@cache
def first_stock() -> Stock:
    """The stock that the package ships. Its findings are asked for by a test, so here they are not."""
    return load_stock(files("local2030.coalition") / "data")[0]


def load_stock(folder: Traversable) -> tuple[Stock, tuple[Finding, ...]]:
    """The stock of a folder with one CSV file for each field of `Stock`, and everything wrong with it at once."""
    findings: list[Finding] = []
    rooms = get_type_hints(Stock)
    parts = {name: tuple(_read(folder, name, get_args(kind)[0], findings)) for name, kind in rooms.items()}
    stock = Stock(**parts)
    findings += check_stock(stock)
    return stock, tuple(findings)


def check_stock(stock: Stock) -> list[Finding]:
    """What doesn't hold between records: ids that stand twice, references to nothing, days that are none."""
    return [*_twice(stock), *_astray(stock), *_bad_days(stock)]


def name_of(stock: Stock, id: str) -> str:
    """The name of an entity, body, Hub, event... by its id; the id itself if no record has it."""
    for part in fields(stock):
        for record in getattr(stock, part.name):
            if getattr(record, "id", None) == id:
                return str(getattr(record, "name", "") or getattr(record, "title", "") or getattr(record, "what", id))
    return id


def entity_by_name(stock: Stock, name: str) -> str:
    """The id of the entity that goes by this name, full name or alias, "" if none does."""
    wanted = name.strip().casefold()
    for entity in stock.entities:
        if wanted in {n.casefold() for n in (entity.id, entity.name, entity.full_name, *entity.aliases)}:
            return entity.id
    return ""


def _read(folder: Traversable, name: str, record: Callable[..., Any], findings: list[Finding]) -> Iterator[Any]:
    """Each row as a record; a row that can't be one is a finding with its line."""
    path = folder / f"{name}.csv"
    if not path.is_file():
        findings.append(Finding("stock-file-missing", "error", f"{name}.csv"))
        return
    columns = get_type_hints(record)
    reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig", "replace"), newline=""))
    if reader.fieldnames is None or list(reader.fieldnames) != list(columns):
        findings.append(
            Finding(
                "stock-wrong-columns",
                "error",
                path.name,
                1,
                {"expected": ", ".join(columns)},
            )
        )
        return
    for row in reader:
        try:
            yield record(**{key: _value(row[key], kind) for key, kind in columns.items()})
        except ValueError:
            findings.append(Finding("stock-bad-row", "error", path.name, reader.line_num))


def _value(text: str | None, kind: object) -> object:
    """A cell in the type of its field."""
    cell = (text or "").strip()
    if kind is str:
        return cell
    if kind is bool:
        return cell == "yes"
    if kind is int:
        return int(cell)
    if kind is float:
        return float(cell)
    if kind == int | None:
        return int(cell) if cell else None
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _twice(stock: Stock) -> Iterator[Finding]:
    for part in fields(stock):
        seen: set[str] = set()
        for record in getattr(stock, part.name):
            id = getattr(record, "id", None)
            if id is not None and (id in seen or not id):
                yield Finding("stock-id-twice", "error", f"{part.name}.csv", None, {"id": id})
            seen.add(id or "")


def _astray(stock: Stock) -> Iterator[Finding]:
    """References to a record that isn't there."""
    for file, source, wanted, known in _references(stock):
        if wanted and wanted not in known:
            yield Finding(
                "stock-reference-astray",
                "error",
                f"{file}.csv",
                None,
                {"id": source, "reference": wanted},
            )


def _references(stock: Stock) -> Iterator[tuple[str, str, str, set[str]]]:
    """(file, from, to, ids that may stand there), one for each reference of the stock."""
    ids = {part.name: _ids(getattr(stock, part.name)) for part in fields(stock)}
    actors = ids["entities"] | ids["bodies"]
    for body in stock.bodies:
        yield from (("bodies", body.id, to, actors) for to in (*body.leads, *body.works_with))
    for count in stock.hub_history:
        yield "hub_history", count.date, count.told_by, actors
    for event in stock.events:
        yield "events", event.id, event.part_of, ids["events"]
    for lead in stock.event_leads:
        yield "event_leads", lead.event, lead.event, ids["events"]
        yield "event_leads", lead.event, lead.who, actors
    for link in stock.event_links:
        yield from (("event_links", link.earlier, to, ids["events"]) for to in (link.earlier, link.later))
    for item in stock.deliverables:
        yield from (("deliverables", item.id, to, actors) for to in item.bodies)
        yield from (("deliverables", item.id, to, ids["deliverables"]) for to in item.needs)
        yield from (("deliverables", item.id, to, ids["events"]) for to in _events_in(item.due))
    for pledge in stock.commitments:
        yield "commitments", pledge.id, pledge.parent, ids["commitments"]
        yield "commitments", pledge.id, pledge.by, actors
        yield "commitments", pledge.id, pledge.outcome, ids["outcomes"]
    for step in stock.next_steps:
        yield from (("next_steps", step.id, to, actors) for to in (*step.leads, *step.partners))
        yield from (("next_steps", step.id, to, ids["events"]) for to in _events_in(step.due))
        yield "next_steps", step.id, step.outcome, ids["outcomes"]
    for pair in stock.step_links:
        yield from (("step_links", pair.step, to, ids["next_steps"]) for to in (pair.step, pair.other))
    for joint in stock.joint_programmes:
        yield from (("joint_programmes", joint.id, to, actors) for to in (joint.lead, *joint.partners))
        yield from (("joint_programmes", joint.id, to, ids["commitments"]) for to in joint.serves)


def _ids(records: Iterable[Any]) -> set[str]:
    return {record.id for record in records if hasattr(record, "id")}


def _events_in(due: Iterable[str]) -> list[str]:
    return [one.removeprefix("before:") for one in due if one.startswith("before:")]


def _bad_days(stock: Stock) -> Iterator[Finding]:
    for event in stock.events:
        days = [day for day in (event.start, event.end) if day]
        if not all(_IS_DAY.fullmatch(day) for day in days) or days != sorted(days):
            yield _bad_day("events", event.id, " - ".join(days))
    dues: Mapping[str, Iterable[Any]] = {
        "deliverables": stock.deliverables,
        "next_steps": stock.next_steps,
    }
    for file, records in dues.items():
        for record in records:
            for due in record.due:
                if not due.startswith("before:") and not _IS_DUE.fullmatch(due):
                    yield _bad_day(file, record.id, due)
    for joint in stock.joint_programmes:
        phases, wrong = read_phases(joint.phase_history)
        if wrong or not phases or phases[-1].phase != joint.phase:
            yield _bad_day("joint_programmes", joint.id, "; ".join(wrong or joint.phase_history))


def _bad_day(file: str, id: str, day: str) -> Finding:
    return Finding("stock-bad-day", "error", f"{file}.csv", None, {"id": id, "day": day})
