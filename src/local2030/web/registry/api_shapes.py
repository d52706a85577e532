"""Shapes of the API's answers, derived from the columns of each kind; what a reader may not read is left out of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field, create_model

from local2030.web.registry.cells import columns_of
from local2030.web.registry.kinds import Column, Kind

SORTS: dict[str, Any] = {"number": float, "day": date, "yes": bool, "list": list[str]}
READING = {
    "coalition": "; for members of the Coalition",
    "inner": "; for its owners only",
    "audit": "; for readers of the audit only",
}


class ThingLine(Schema):
    """A thing in a list. `fields` has the columns of its kind that the reader may read; null is empty, never zero."""

    serial: str
    kind: str
    title: str
    summary: str
    state: str
    state_since: datetime
    state_due: date | None
    due: date | None
    owner: str | None = Field(description="serial of the entity, body or Hub that owns it")
    country: str
    workstream: str
    audience: str
    version: int
    made: datetime
    changed: datetime
    source: str
    url: str
    fields: dict[str, Any]


class PartShape(Schema):
    """An actor's part, as sure as `certainty` says."""

    actor: str
    title: str
    role: str
    certainty: str
    note: str


class LinkShape(Schema):
    """A tie to another thing; `back`: the tie was made from the other one."""

    other: str
    title: str
    relation: str
    back: bool
    note: str


class EvidenceShape(Schema):
    """What shows that it is so; withdrawn evidence says why."""

    id: int
    what: str
    address: str
    quote: str
    day: date | None
    at: datetime
    withdrawn: str


class MoveShape(Schema):
    """A move that is the reader's to make; `missing` is lacking for it as yet."""

    to: str
    verb: str
    missing: list[str]


class ThingWhole(ThingLine):
    """A thing with all that its page shows."""

    parts: list[PartShape]
    links: list[LinkShape]
    evidence: list[EvidenceShape]
    moves: list[MoveShape]
    history: str = Field(description="address of its history")


class ThingPage(Schema):
    """A page of a list: `count` is how many match in all, `next` the address of the next page."""

    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None
    things: list[ThingLine]


class HistoryLine(Schema):
    """An entry of the history in words."""

    number: int
    at: datetime
    who: str
    text: str
    why: str


class HistoryPage(Schema):
    """The newest entries of a thing, newest first."""

    serial: str
    entries: list[HistoryLine]


class FindingShape(Schema):
    """What is wrong with a column."""

    code: str
    severity: str
    column: str
    text: str
    remedy: str


class Trouble(Schema):
    """Any error."""

    detail: str


class UnfitShape(Trouble):
    """What was handed in can't be kept."""

    findings: list[FindingShape]


class RefusedShape(Trouble):
    """A move that the stages don't allow: the code of the reason, what is missing as names, the same in words."""

    reason: str
    missing: list[str]
    messages: list[str]


class OutdatedShape(Trouble):
    """Somebody else came first; `version` is the present one."""

    version: int


class MoveBody(Schema):
    """A move, its reason, and the columns that it sets."""

    to: str
    why: str = ""
    values: dict[str, Any] = {}
    version: int | None = None


class EvidenceBody(Schema):
    """A piece of evidence."""

    what: str = Field(max_length=500)
    address: str = Field("", description="http or https")
    quote: str = Field("", max_length=4000)
    day: date | None = None
    why: str = ""


class AnyBody(Schema):
    """Values by column, and why. `kind`: which kind of thing is added."""

    kind: str = ""
    values: dict[str, Any]
    why: str = ""
    version: int | None = Field(None, description="instead of If-Match: the version that was read")


def line_of(kind: Kind) -> Any:
    """The shape of a line of this kind."""
    return create_model(f"{_name(kind)}Line", __base__=ThingLine, fields=(_fields(kind), ...))


def page_of(kind: Kind, line: Any) -> Any:
    """The shape of a page of this kind."""
    return create_model(f"{_name(kind)}Page", __base__=ThingPage, things=(list[line], ...))


def whole_of(kind: Kind) -> Any:
    """The shape of a whole thing of this kind."""
    return create_model(f"{_name(kind)}Whole", __base__=ThingWhole, fields=(_fields(kind), ...))


def body_of(kind: Kind) -> Any:
    """The shape of what is handed in for this kind."""
    given = {c.name: (_type(c) | None, Field(None, description=_words(c))) for c in columns_of(kind) if not c.fixed}
    values = create_model(f"{_name(kind)}Values", __base__=Schema, **given)  # type: ignore[call-overload]
    return create_model(f"{_name(kind)}Body", __base__=AnyBody, values=(values, ...))


def _fields(kind: Kind) -> Any:
    columns = {c.name: (_type(c) | None, Field(None, description=_words(c))) for c in kind.columns}
    return create_model(f"{_name(kind)}Fields", __base__=Schema, **columns)  # type: ignore[call-overload]


def _type(column: Column) -> Any:
    codes = tuple(code for code, _words in column.choices)
    if column.sort == "list":
        return list[Literal[codes]] if codes else list[str]  # type: ignore[valid-type]
    return Literal[codes] if codes else SORTS.get(column.sort, str)


def _words(column: Column) -> str:
    of = f" (serial of: {', '.join(column.of)})" if column.of else ""
    return f"{column.label}{of}{READING.get(column.audience, '')}"


def _name(kind: Kind) -> str:
    return "".join(part.capitalize() for part in kind.code.split("-"))
