"""The history of one thing as its page shows it, no more than the reader may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from local2030.web.accounts.permissions import may, roles_over, sees
from local2030.web.accounts.standing import standing_of
from local2030.web.history.models import Entry
from local2030.web.history.words import Sentence, sentences

INNER_NOT = frozenset({"COM", "SC", "reviewer"})  # roles over everything, and the blind, aren't among a thing's owners


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words. `number` leads to it in the chain; `who` is the name in the sentences."""

    number: int
    at: datetime
    who: str
    kind: str
    id: str
    sentences: tuple[Sentence, ...]
    why: str
    blanked: bool

    def __str__(self) -> str:
        return " ".join([*map(str, self.sentences), *([self.why] if self.why else [])])


def history_of(reader: Any, kind: str, id: str, limit: int = 30, thing: Any = None) -> list[Line]:
    """What happened to the thing, newest first. `thing`: its row, where the page has it; else it is looked up.

    Nothing where the reader may not see the thing. What is meant for the audit only, such as who reviewed and how, is
    told to readers of the audit alone, whatever the thing's state.
    """
    thing = thing if thing is not None else _thing(kind, id)
    if thing is not None and not sees(reader, thing):
        return []
    rows = Entry.objects.filter(kind=kind, serial=id, audience__in=circles(reader, thing))
    return lines(rows.select_related("by", "content")[:limit], names=_sees_names(reader))


def has_history(kind: str, id: str) -> bool:
    """Whether anything at all was written of the thing, whoever may read it."""
    return Entry.objects.filter(kind=kind, serial=id).exists()


def circles(reader: Any, thing: Any = None) -> frozenset[str]:
    """The audiences that the reader belongs to, over the thing."""
    if may(reader, "read", "audit"):
        # Who made a thing doesn't learn who judges it, whatever else he may read.
        is_claimant = thing is not None and getattr(thing, "made_by_id", None) == reader.pk
        return frozenset({"public", "coalition", "inner"} | (set() if is_claimant else {"audit"}))
    if not _sees_names(reader):
        return frozenset({"public"})
    is_own = thing is not None and bool(roles_over(reader, thing) - INNER_NOT)
    return frozenset({"public", "coalition", *(["inner"] if is_own else [])})


def lines(rows: Iterable[Entry] | QuerySet[Entry], *, names: bool = True) -> list[Line]:
    """Entries (with `by` and `content` at hand) in words; without names for those who may not know who works here."""
    return [_line(row, names) for row in rows]


def who(row: Entry, names: bool = True) -> str:
    """Who did it, as the reader may be told."""
    if row.by is None:
        return _("The platform")
    return str(row.by.shown_name) if names else _("A member of the Coalition")


def _line(row: Entry, names: bool) -> Line:
    name, content = who(row, names), row.content
    said, blanked = content.plain, content.blanked_at is not None
    told = sentences(name, row.deed, row.kind, row.serial, said, blanked)
    return Line(row.number, row.at, name, row.kind, row.serial, told, str(said.get("why") or ""), blanked)


def _sees_names(reader: Any) -> bool:
    return bool(standing_of(reader).roles)


def _thing(kind: str, id: str) -> Any:
    from local2030.web.registry.models import Thing

    return Thing.objects.filter(kind=kind, serial=id).first()
