"""Who may do what: the only place that decides a right. Views ask `may(reader, deed, thing)` or wear `@needs(deed)`.

A deed names the lowest role that may do it. `OWN` deeds are also open to the person whose thing it is. What a reader
may see is a query (`visible`), asked before any engine runs, so that a result never holds what its reader may not see.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from local2030.web.accounts.models import Role

PUBLIC, MEMBER, STEWARD = 0, 1, 2
RANK = {Role.MEMBER: MEMBER, Role.STEWARD: STEWARD}

DEEDS: dict[str, int] = {
    "read": PUBLIC,
    "upload": MEMBER,
    "read-job": MEMBER,
    "correct-actor": MEMBER,
    "undo-correction": STEWARD,
    "stop-job": STEWARD,
    "supersede-of-others": STEWARD,
}
OWN = frozenset({"undo-correction", "stop-job"})

View = Callable[..., HttpResponse]


def rank(reader: Any) -> int:
    """How far a reader's role goes; 0 for whoever isn't signed in or was shut out."""
    if not getattr(reader, "is_authenticated", False) or not reader.is_active:
        return PUBLIC
    return STEWARD if reader.is_superuser else RANK[reader.role]


def may(reader: Any, deed: str, thing: Any = None) -> bool:
    """Whether the reader may do the deed (to the thing). An unknown deed is nobody's."""
    if deed not in DEEDS:
        return False
    if rank(reader) >= DEEDS[deed]:
        return True
    return deed in OWN and rank(reader) >= MEMBER and thing is not None and thing.by_id == reader.pk


def visible(reader: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of programmes, those that the reader may see: public ones, for the signed-in also those kept inside the team."""
    return rows if rank(reader) >= MEMBER else rows.filter(Q(audience="public"))


def sees(reader: Any, programme: Any) -> bool:
    """The same for one programme that is at hand already."""
    return rank(reader) >= MEMBER or programme.audience == "public"


def needs(deed: str) -> Callable[[View], View]:
    """A view that only those with the right reach: others are asked to sign in, or told that they may not."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if may(request.user, deed):
                return view(request, *args, **kwargs)
            if rank(request.user) == PUBLIC:
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied(deed)

        return guarded

    return wrap


def ask(reader: Any, deed: str, thing: Any = None) -> None:
    """Goes on only if the reader may; else the page that says so."""
    if not may(reader, deed, thing):
        raise PermissionDenied(deed)
