"""The proof: every entry is read once and each hash taken again; the first that doesn't fit is named.

What is looked for: an entry that was changed, removed, put in, swapped, cut off the end; a content that was changed, or
blanked without an entry that says so. Only a head that outsiders hold shows that a whole chain was written anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Func, Max, Subquery, TextField

from local2030.web.history.chain import ChainHead
from local2030.web.history.hashing import GENESIS, content_hash, entry_hash, moment
from local2030.web.history.models import Entry, Head

BLANK = ("blank", "entry")  # deed and kind of the entry that says that another one's content was blanked
STEP = 2_000
COLUMNS = ("number", "at", "by_id", "deed", "kind", "serial", "act", "audience", "content_hash", "previous", "hash",
           "content__salt", "content__text", "content__blanked_at")  # fmt: skip
TIMES = ("at", "content__blanked_at")


class Verdict(NamedTuple):
    """`head` is the hash of the last entry that holds; `first_broken` the number of the first that doesn't."""

    entries: int
    ok: bool
    first_broken: int | None
    head: str


def verify(progress: Callable[[int], None] | None = None, outside: ChainHead | str | None = None) -> Verdict:
    """Reads the chain as it stands at the beginning. `outside`: a head that was kept elsewhere, "number:hash" or a hash."""
    stored, last = _ends()
    kept = _asked(outside)
    said = _said_blanked()
    entries = number = 0
    last_hash = GENESIS
    broken: int | None = None
    unsaid: int | None = None
    met = kept is None or kept.hash == GENESIS
    for row in _rows(last):
        entries += 1
        if broken is None:
            broken = _fault(row, number + 1, last_hash)
        if broken is None:
            number, last_hash = row[0], row[10]
            if not met and kept is not None:
                met = kept.hash == last_hash and kept.number in (0, number)
            if unsaid is None and (said or row[13] is not None) and not _blanked_as_said(row, said):
                unsaid = number
        if progress is not None and entries % STEP == 0:
            progress(entries)
    held = ChainHead(number, last_hash)
    if broken is None:
        broken = _end(stored, held)
    if broken is None:  # only a whole chain can be asked what it says of blanked contents
        broken = unsaid
    if broken is None and not met and kept is not None:
        broken = kept.number if 0 < kept.number <= held.number else held.number + 1
    return Verdict(entries, broken is None, broken, held.hash)


def _rows(last: int) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver gives them: making Django's own times of 400,000 texts would take a second.

    SQLite's driver is kept from making times, too: it would stop at a text that somebody wrote there and that is none.
    """
    is_text = connection.vendor == "sqlite"
    columns = [_as_it_stands(name) if is_text and name in TIMES else name for name in COLUMNS]
    rows = Entry.objects.filter(number__lte=last).order_by("number").values_list(*columns)
    with connection.chunked_cursor() as cursor:
        cursor.execute(*rows.query.sql_with_params())
        while batch := cursor.fetchmany(STEP):
            yield from batch


def _as_it_stands(name: str) -> Func:
    return Func(F(name), template="(%(expressions)s || '')", output_field=TextField())


def _fault(row: tuple[Any, ...], expected: int, before: str) -> int | None:
    """The number of the entry that is wrong here, if one is: this one, or one that is missing before it."""
    number, at, by, *codes, hashed, salt, text, blanked_at = row
    if number != expected:
        return min(int(number), expected)
    try:
        is_right = codes[6] == before and hashed == entry_hash(
            (str(number), moment(at), "" if by is None else str(by), *codes)
        )
        if blanked_at is None:
            is_right = is_right and salt is not None and content_hash(salt, text) == codes[5]
        else:
            is_right = is_right and salt == "" and text == ""
    except (TypeError, AttributeError):  # a store that is a file can be made to hold something else than text and times
        is_right = False
    return None if is_right else int(number)


def _blanked_as_said(row: tuple[Any, ...], said: dict[str, str]) -> bool:
    """Whether the content is there or blanked as an entry of its own says, at the same time."""
    number, blanked_at = str(row[0]), row[13]
    if blanked_at is None:
        return number not in said
    at = moment(blanked_at)
    return said.get(number) == at or _said_blanked(number).get(number) == at  # perhaps blanked while we read


def _said_blanked(serial: str = "") -> dict[str, str]:
    """The entries whose content was blanked, as entries of their own say, and when."""
    rows = Entry.objects.filter(deed=BLANK[0], kind=BLANK[1])
    if serial:
        rows = rows.filter(serial=serial)
    try:
        return {number: moment(at) for number, at in rows.values_list("serial", "at")}
    except (ValueError, AttributeError):  # a time that is none: the chain breaks at that entry, before this is asked
        return {}


def _ends() -> tuple[ChainHead, int]:
    """What the head says and the last number there is, in one statement: nobody can append in between."""
    last = Subquery(Entry.objects.order_by("-number").values("number")[:1])
    row = Head.objects.annotate(last=last).filter(id=1).first()
    if row is None:
        return ChainHead(0, GENESIS), Entry.objects.aggregate(last=Max("number"))["last"] or 0
    return ChainHead(row.number, row.hash), row.last or 0


def _end(stored: ChainHead, held: ChainHead) -> int | None:
    """Where the chain stops fitting its head: entries cut off, added past it, or the head itself changed."""
    if stored == held:
        return None
    return held.number if stored.number == held.number and held.number else min(stored.number, held.number) + 1


def _asked(outside: ChainHead | str | None) -> ChainHead | None:
    if outside is None or isinstance(outside, ChainHead):
        return outside
    number, _, hashed = outside.strip().lower().rpartition(":")
    return ChainHead(int(number or 0), hashed)
