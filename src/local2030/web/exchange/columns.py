"""The columns of a list as a file has them: what names a row, what the platform keeps, what people fill, parts and links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from local2030.formats.tables.shapes import Column as TableColumn
from local2030.formats.tables.shapes import Shape, folded
from local2030.web.registry.cells import STANDARD
from local2030.web.registry.forms import WORDS
from local2030.web.registry.kinds import Column, Kind, stages_of
from local2030.web.registry.models import CERTAINTIES

SERIAL, KEY, VERSION, STATE, PARTS, LINKS = "serial", "key", "version", "state", "parts", "links"
NAMING = (SERIAL, KEY, VERSION)
CIRCLES = ("audit", "inner", "coalition", "public")  # the narrowest first


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file. `column`: what it holds of a thing, None for naming ones, state, parts and links."""

    name: str
    column: Column | None = None
    is_fixed: bool = False


def file_columns(kind: Kind, circles: Iterable[str]) -> tuple[FileColumn, ...]:
    """The columns of a kind's file for a reader of these circles, in their order."""
    found = [FileColumn(name, is_fixed=True) for name in NAMING]
    found += [FileColumn(STATE, is_fixed=True)] if stages_of(kind.code) else []
    found += [FileColumn(name, STANDARD[name]) for name in kind.standard]
    found += [FileColumn(c.name, c, c.fixed) for c in kind.columns if c.audience in circles]
    found += [FileColumn(PARTS)] if kind.roles else []
    found += [FileColumn(LINKS)] if kind.relations else []
    return tuple(found)


def shape_of(kind: Kind, needed: str) -> Shape:
    """The same for the reader of tables: columns go by their names, or by the words that pages have for them."""
    columns = file_columns(kind, CIRCLES)
    taken = {folded(c.name) for c in columns}
    found = []
    for c in columns:
        words = {str(WORDS.get(c.name, c.column.label)), str(c.column.label)} if c.column else set()
        free = tuple(word for word in sorted(words) if folded(word) not in taken)
        taken |= {folded(word) for word in free}
        found.append(TableColumn(c.name, c.name == needed, free))
    return Shape(kind.code, tuple(found))


def label_of(kind: Kind, name: str) -> str:
    """What people call a column of the file."""
    words = {SERIAL: _("Serial"), KEY: _("Key"), VERSION: _("Version"), STATE: _("State"), PARTS: _("Parts"),
             LINKS: _("Links")}  # fmt: skip
    if name in words:
        return words[name]
    column = STANDARD.get(name) if name in kind.standard else kind.column(name)
    return str(WORDS.get(name, column.label)) if column else name


def meaning_of(kind: Kind, file_column: FileColumn) -> str:
    """What the column holds and how it is written, in a sentence or two."""
    name, column = file_column.name, file_column.column
    fixed = _("Set by the platform; leave it as it is.")
    if column is None:
        roles, relations = ", ".join(kind.roles), ", ".join(kind.relations)
        sure = ", ".join(code for code, _words in CERTAINTIES if code)
        return {
            SERIAL: _("Names the row. Leave it as it is; leave it empty in a new row."),
            KEY: _("A name that other files use for the row. Leave it as it is, and empty in a new row."),
            VERSION: _("Tells whether somebody else changed the row since. Leave it as it is."),
            STATE: _("States only move by moves on the page of the thing. Leave it as it is."),
            PARTS: _("Who has which part: “undp:lead:identified; fao:partner”. Roles: %(roles)s. How sure: %(sure)s, or nothing.")
            % {"roles": roles, "sure": sure},
            LINKS: _("Which things belong to it: “overlaps:NXT-015; serves:COM-002”. Relations: %(relations)s.")
            % {"relations": relations},
        }[name]  # fmt: skip
    return " ".join(
        text for text in (str(column.hint), _sort_words(column), fixed if file_column.is_fixed else "") if text
    )


def _sort_words(column: Column) -> str:
    codes = ", ".join(code for code, _words in column.choices)
    if column.sort == "list" and codes:
        return _("Any of: %(codes)s; parted by semicolons.") % {"codes": codes}
    sorts: dict[str, Any] = {
        "choice": _("One of: %(codes)s.") % {"codes": codes},
        "number": _("A number with a point for decimals."),
        "day": _("A day, as 2026-11-23."),
        "yes": _("yes, no or empty; empty is neither."),
        "country": _("The code of the country, such as KE."),
        "list": _("Several, parted by semicolons."),
        "thing": _("The serial of the thing, such as ENT-003."),
        "address": _("An address that begins with https://."),
        "mail": _("An e-mail address."),
    }
    return str(sorts.get(column.sort, ""))
