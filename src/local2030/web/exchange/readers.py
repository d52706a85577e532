"""Who takes a list out or brings it in: a person with rights, a visitor, or the owner of the folder, who sees all."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from local2030.web.accounts.matrix import row_of
from local2030.web.accounts.permissions import may as person_may
from local2030.web.accounts.permissions import visible as person_sees
from local2030.web.accounts.standing import standing_of
from local2030.web.registry.kinds import Kind
from local2030.web.registry.models import Thing
from local2030.web.registry.reading import AUDIT, COALITION, INNER, PUBLIC, circles_of


class _Owner:
    """The owner of the folder at the command line; in the history he is the platform itself."""

    is_authenticated = False


OWNER: Final = _Owner()
EVERYBODY = frozenset({AUDIT, INNER, COALITION, PUBLIC})


def may(reader: Any, deed: str, thing: Any) -> bool:
    """Whether the reader may do the deed."""
    return reader is OWNER or person_may(reader, deed, thing)


def visible(reader: Any, rows: QuerySet[Thing], deed: str = "read") -> QuerySet[Thing]:
    """Of the things, those that the reader may see."""
    return rows if reader is OWNER else person_sees(reader, rows, deed)


def circles(reader: Any, thing: Thing) -> frozenset[str]:
    """The circles of readers that this one belongs to for the thing."""
    return EVERYBODY if reader is OWNER else circles_of(reader, thing)


def rights_of(reader: Any) -> Any:
    """What the reader holds at this moment, read anew: to be compared with what he held before."""
    if reader is OWNER or getattr(reader, "pk", None) is None:
        return None
    now = get_user_model().objects.filter(pk=reader.pk).first()  # `reader` may be a lazy stand-in of its request
    return None if now is None else (now.is_active, standing_of(now))


def widest(reader: Any, kind: Kind) -> frozenset[str]:
    """The circles that the reader may belong to for some thing of the kind: which columns a file has for him."""
    if reader is OWNER:
        return EVERYBODY
    standing, row = standing_of(reader), row_of(kind.rights, "read") or {}
    reaching = {role for role, cell in row.items() if cell in ("A", "O")} | {"SEC", "SC"}
    is_near = bool(standing.roles.keys() & reaching) or (standing.reader is not None and may(reader, "add", kind.code))
    inner = {INNER} if is_near else set()
    audit = {AUDIT} if may(reader, "read", "audit") else set()
    return frozenset({PUBLIC} | ({COALITION} if standing.roles or inner else set()) | inner | audit)


def is_signed_in(reader: Any) -> bool:
    """Whether rights over single things must be looked at."""
    return reader is not OWNER and standing_of(reader).reader is not None
