"""What a kind of thing is: its serial, its columns, its states, whose rights hold. Kinds stand in tables, `kind.py`.

Lists, forms, exchange, search, desk and history read these tables and nothing else about a kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any, Literal

from local2030.methods.stages import Stages, load

ROOMS = (
    "local2030.web.coalition.kind",
    "local2030.web.desk.kind",
    "local2030.web.marker.joint_programmes.kind",
    "local2030.web.marker.assessing.kind",
    "local2030.web.marker.mirror.kind",
    "local2030.web.marker.windows.kind",
    "local2030.web.marker.expert_group.kind",
    "local2030.web.marker.frameworks.kind",
    "local2030.web.monitoring.kind",
    "local2030.web.monitoring.flow.kind",
)

Sort = Literal["text", "long", "choice", "number", "day", "yes", "country", "address", "mail", "list", "thing"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the kind adds. `audience`: the widest circle that may read it; `of`: kinds a `thing` may be of.

    Whoever made a thing reads its inner columns, but not those of the audit, which are for who may read the audit.

    A `list` holds short texts; in a cell of a table they are parted by "; ". A `yes` is true, false or empty.
    """

    name: str
    label: Any
    sort: Sort = "text"
    choices: tuple[tuple[str, Any], ...] = ()
    of: tuple[str, ...] = ()
    required: bool = False
    hint: Any = ""
    audience: Literal["public", "coalition", "inner", "audit"] = "public"
    low: float | None = None
    high: float | None = None
    longest: int = 500
    in_list: bool = False
    fixed: bool = False  # set by a move or by the platform, not in the form


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing. `rights` is its row in the matrix of rights; `stages` the file of its states, "" without any.

    `standard`: columns of every thing that make sense for this kind, in the order of its form. `written_in`: the states
    in which its columns may be changed by hand, any if empty. `unsent`: the states in which it isn't its country's
    affair yet, so that roles over the country don't reach it. `move_pages`: (state, route) of pages of its own for the
    move into that state. `page`: the dotted name of what adds to its page, a
    function of (reader, thing) to a context, with `template` to show it; `moved`: the dotted name of what follows each
    of its moves in the same transaction, a function of (reader, thing, was, why). `spread`: columns of numbers whose
    spread one may ask for, each with the columns by which it is grouped; `spread_apart`: values that differ in these
    are not of the same thing and never stand in one group.
    """

    code: str
    prefix: str
    subject: str
    name: Any
    names: Any
    rights: str
    columns: tuple[Column, ...] = ()
    stages: str = ""
    standard: tuple[str, ...] = ("title", "summary", "country", "owner", "workstream", "due", "audience")
    audience: str = "public"
    what: Any = ""
    relations: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    scope: str = ""  # "entity" where the thing is itself a scope: "entity:<key>"
    scoped_by: str = ""  # a column naming a thing in whose scopes this one lies too, as they are when it is written
    written_in: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()
    move_pages: tuple[tuple[str, str], ...] = ()
    page: str = ""
    template: str = "registry/thing.html"
    moved: str = ""
    beside: tuple[tuple[str, Any], ...] = ()  # pages that stand beside its list: name of the route, words
    spread: tuple[tuple[str, tuple[str, ...]], ...] = ()
    spread_apart: bool = False
    lens_of: str = ""  # the kind whose rows are looked at where one asks of this one who is left behind

    @property
    def slug(self) -> str:
        """Its name in addresses of pages and of the API: hubs, bodies, next-steps."""
        return f"{self.code[:-1]}ies" if self.code.endswith("y") else f"{self.code}s"

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by code, in the order of their tables."""
    found = {kind.code: kind for room in ROOMS for kind in import_module(room).KINDS}
    prefixes = {kind.prefix for kind in found.values()}
    if len(prefixes) != len(found):
        raise ValueError("two kinds have one prefix")
    return found


def kind_of(code: str) -> Kind:
    """The kind of that code; KeyError if there is none."""
    return kinds()[code]


@cache
def named(dotted: str) -> Callable[..., Any]:
    """The function of a dotted name."""
    module, _, name = dotted.rpartition(".")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


@cache
def by_slug(subject: str) -> dict[str, Kind]:
    """The kinds of a subject by their name in addresses."""
    return {kind.slug: kind for kind in kinds().values() if kind.subject == subject}


@cache
def stages_of(code: str) -> Stages | None:
    """The states of a kind, as its signed file has them; None for a kind without states."""
    kind = kind_of(code)
    if not kind.stages:
        return None
    return load(files("local2030.coalition") / "stages" / f"{kind.stages}.yaml")
