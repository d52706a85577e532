"""Every cell of the matrix of rights, with people who hold it and things that it is about; for tests of every door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from local2030.web.accounts.matrix import COLUMNS, PUBLIC, ROLES, matrix
from local2030.web.accounts.models import Grant, User
from local2030.web.accounts.permissions import NARROW, READS
from local2030.web.registry.kinds import kinds
from local2030.web.registry.models import Review, ScopeOf, Thing

_numbers = count(900_000)

# A scope that a person in the role would have, and another of the same sort.
SCOPES = {
    "SEC": ("body:secretariat", "body:other"),
    "UN": ("entity:undp", "entity:unicef"),
    "RC": ("country:KE", "country:UG"),
    "LRG": ("place:nyeri", "place:gulu"),
    "HUB": ("hub:hub-hgg", "hub:hub-other"),
    "KSN": ("body:ksn", "body:other"),
    "DON": ("programme:jp-1", "programme:jp-2"),
    "COM": ("body:comms", "body:other"),
    "WG": ("body:wg-action", "body:wg-other"),
    "SC": ("body:sc", "body:other"),
}


def cells() -> Iterator[tuple[str, str, str, str]]:
    """(object, deed, role, cell) for each cell of the matrix."""
    for (thing, deed), row in matrix().items():
        for role in COLUMNS:
            yield thing, deed, role, row[role]


def effective(thing: str, deed: str, role: str) -> set[str]:
    """The cells that somebody in the role has: his own and everybody's."""
    row = matrix()[(thing, deed)]
    return {row[role], row[PUBLIC]}


def kinds_of(thing: str) -> list[str]:
    """The kinds of the registry whose rights are those of the object."""
    return [code for code, kind in kinds().items() if kind.rights == thing]


def person(role: str, scope: str = "", *, since: int = 0, until: int | None = None) -> Any:
    """A person with the role in the scope, from and up to so many days from now; a visitor for PUB."""
    if role == PUBLIC:
        from django.contrib.auth.models import AnonymousUser

        return AnonymousUser()
    assert role in ROLES
    user = User.objects.create_user(f"{role.lower()}-{next(_numbers)}", password=None)
    today = timezone.localdate()
    Grant.objects.create(
        user=user,
        role=role,
        scope=scope,
        since=today + timedelta(days=since),
        until=None if until is None else today + timedelta(days=until),
    )
    return user


def people(role: str) -> dict[str, Any]:
    """Five who hold the role, or don't: own scope, another scope, everywhere, ended yesterday, from tomorrow on."""
    if role == PUBLIC:
        return {"visitor": person(PUBLIC)}
    own, other = SCOPES[role]
    return {
        "own": person(role, own),
        "other": person(role, other),
        "everywhere": person(role),
        "ended": person(role, own, since=-9, until=-1),
        "future": person(role, own, since=1),
    }


def thing(kind: str, scope: str = "", audience: str = "inner", made_by: Any = None, reviewer: Any = None) -> Thing:
    """A thing of the kind in the scope, made past `changing.py`; with a review asked of the reviewer."""
    number, now = next(_numbers), timezone.now()
    row = Thing.objects.create(
        kind=kind, number=number, serial=f"T-{number}", title=f"Thing {number}", audience=audience,
        state_since=now, made=now, changed=now, made_by=made_by,
        fields={"source": "A report"} if kind == "result" else {},  # the store lets none be verified without
    )  # fmt: skip
    if scope:
        ScopeOf.objects.create(thing=row, scope=scope)
    if reviewer is not None:
        Review.objects.create(thing=row, reviewer=reviewer, assigned_by=reviewer, assigned=now)
    return row


def own_by_scope(thing: str, deed: str, role: str) -> bool:
    """Whether a scope alone makes such things own: reviewers are asked, and some roles have only what they made."""
    narrow = NARROW.get((thing, role))
    return deed not in ("review", "retract", "stop") and (narrow is None or SCOPES[role][0].startswith(narrow))


def allows(name: str, deed: str, role: str, who: str, audience: str, scope: str) -> bool:
    """The meaning of the letters, written a second time and without looking at the code.

    `role`: what is held today; `who`: own, other or everywhere, as in `people`; `scope`: "" or the one that is own.
    """
    row = matrix()[(name, deed)]
    open_to_all = row[PUBLIC] in "AP" and audience == "public"
    if role == PUBLIC:
        return open_to_all
    if row[role] == "A":
        return True
    published = audience in ("public", "coalition")
    if row[role] == "P":
        return published or open_to_all
    if row[role] == "O":
        everywhere = who == "everywhere" and NARROW.get((name, role)) is None
        in_scope = who == "own" and scope != "" and own_by_scope(name, deed, role)
        own = deed not in ("review", "retract", "stop") and (everywhere or in_scope)
        return own or (deed in READS and published) or open_to_all
    return open_to_all
