"""The matrix of responsibilities with its words: cells, and what in it is empty or doubled, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.coalition.responsibilities import Cell, Doubled, Gap, Matrix, responsibilities
from local2030.web.coalition.holdings import DUTIES, Holdings, gather, last_day
from local2030.web.registry.models import Thing


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that is empty or doubled: in words, with the things that it is about."""

    code: str
    text: str
    things: tuple[Thing, ...]
    is_past: bool = False


def matrix_of(reader: Any) -> tuple[Holdings, Matrix]:
    """The whole matrix as far as the reader may see it."""
    holdings = gather(reader, DUTIES)
    return holdings, reckoned(holdings)


def reckoned(holdings: Holdings) -> Matrix:
    """The matrix of what is held."""
    entities = [entity.serial for entity in holdings.entities]
    return responsibilities(entities, holdings.duties(*DUTIES), holdings.members)


def is_shared(holdings: Holdings, matrix: Matrix, entity: str, cell: Cell) -> bool:
    """Whether the entity has it only together with a group, itself or in all that it comes through."""
    if not cell.through or cell.through[0] in holdings.members:
        return bool(cell.through)
    return all((own := matrix.cells.get((entity, thing))) is None or own.through for thing in cell.through)


def cell_words(cell: Cell | None, shared: bool = False) -> str:
    """What a cell says, as a sentence without its subject."""
    if cell is None:
        return _("nothing")
    role, sure = _roles().get(cell.role, cell.role), _sure().get(cell.certainty, "")
    said = _("%(role)s, %(certainty)s") % {"role": role, "certainty": sure} if sure else role
    return _("%(said)s, with all members") % {"said": said} if shared else said


def cell_mark(cell: Cell | None, shared: bool = False) -> str:
    """Which of the marks a cell has: lead, accepted, maybe, part, group, none."""
    if cell is None or shared:
        return "none" if cell is None else "group"
    leads = cell.role in ("lead", "key lead", "owner")
    if leads and cell.certainty == "suggested":
        return "maybe"
    if leads:
        return "accepted" if cell.accepted else "lead"
    return "part"


def mark_words() -> dict[str, str]:
    """What each mark means."""
    return {
        "accepted": _("leads or owns it, accepted"),
        "lead": _("leads or owns it, identified"),
        "maybe": _("lead only suggested"),
        "part": _("has a part: partner, member, pledge"),
        "group": _("with all members together"),
        "none": _("nothing"),
    }


def gaps(holdings: Holdings, matrix: Matrix, kinds: Iterable[str] = DUTIES) -> Iterator[Sentence]:
    """What is empty: things without a lead, or with one that is only suggested, and entities without a part of their own.

    Events that are over come last: nobody can lead them any more.
    """
    found = [
        _gap(holdings, gap, thing)
        for gap in matrix.empty
        if (thing := holdings.by_serial[gap.id]).kind == "entity" or thing.kind in kinds
    ]
    yield from sorted(found, key=lambda sentence: sentence.is_past)


def doubles(holdings: Holdings, matrix: Matrix, kinds: Iterable[str] = DUTIES) -> Iterator[Sentence]:
    """What is doubled: several leads of one thing, things that overlap."""
    for double in matrix.doubled:
        things = tuple(holdings.by_serial[serial] for serial in double.ids)
        if any(thing.kind in kinds for thing in things):
            yield _double(holdings, double, things)


def _gap(holdings: Holdings, gap: Gap, thing: Thing) -> Sentence:
    values = {"title": thing.title, "names": _names(holdings, gap.named)}
    text = {
        "no-lead": _("%(title)s: nobody is named to lead it."),
        "lead-only-suggested": _("%(title)s: the lead is only suggested (%(names)s)."),
        "entity-without-own-part": _("%(title)s has no part of its own yet, only those of all members together."),
    }[gap.why]
    is_past = thing.kind == "event" and (last_day(thing) or date.max) < timezone.localdate()
    if is_past:
        named = _("%(title)s is over; its lead was only suggested (%(names)s).")
        text = named if gap.named else _("%(title)s is over; nobody was named to lead it.")
    return Sentence(gap.why, text % values, (thing,), is_past)


def _double(holdings: Holdings, double: Doubled, things: tuple[Thing, ...]) -> Sentence:
    titles = _(" and ").join(f"“{thing.title}”" for thing in things)
    values = {"title": things[0].title, "titles": titles, "names": _names(holdings, double.actors)}
    if double.why == "several-leads":
        return Sentence(double.why, _("%(title)s: several lead it (%(names)s).") % values, things)
    text = (
        _("%(titles)s overlap and count once. Led by: %(names)s.")
        if double.actors
        else _("%(titles)s overlap and count once.")
    )
    return Sentence(double.why, text % values, things)


def _names(holdings: Holdings, serials: Iterable[str]) -> str:
    return ", ".join(holdings.by_serial[serial].title for serial in serials)


def _roles() -> dict[str, str]:
    return {
        "lead": _("leads"), "key lead": _("is key lead"), "owner": _("owns it"), "pledges": _("pledges it"),
        "partner": _("is partner"), "member": _("is member"),
    }  # fmt: skip


def _sure() -> dict[str, str]:
    return {"accepted": _("accepted"), "identified": _("identified"), "suggested": _("suggested only")}
