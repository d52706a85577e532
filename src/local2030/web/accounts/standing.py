"""Which roles a reader holds today and over what, read once for a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils import timezone

NOTHING: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Standing:
    """The reader's key (None for a visitor) and, for each role held, its scopes ("" is everywhere).

    `held`: the one thing that a visitor with a secret link to it acts for as its owner.
    """

    reader: int | None
    roles: Mapping[str, frozenset[str]]
    held: int | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """A reader without an account who came by the secret link of a thing: its owner, and a visitor to all else."""

    thing: int
    is_authenticated = False
    is_active = True
    is_anonymous = True
    pk: None = None
    id: None = None


VISITOR = Standing(None, NOTHING)


def standing_of(reader: Any) -> Standing:
    """What the reader holds; kept on the reader, who lives as long as the request."""
    if isinstance(reader, Holder):
        return Standing(None, NOTHING, reader.thing)
    if reader is None or not getattr(reader, "is_authenticated", False) or not reader.is_active:
        return VISITOR
    kept: Standing | None = getattr(reader, "_standing", None)
    if kept is not None:
        return kept
    roles: dict[str, set[str]] = {}
    if reader.pk is not None:
        day = timezone.localdate()
        for grant in reader.grants.all():
            if grant.is_in_force(day):
                roles.setdefault(grant.role, set()).add(grant.scope)
        if settings.ROLES_WITH_SECOND_FACTOR & roles.keys():
            for role in withheld(reader):
                del roles[role]
    return keep(reader, {role: frozenset(scopes) for role, scopes in roles.items()})


def keep(reader: Any, roles: Mapping[str, frozenset[str]]) -> Standing:
    """Sets what a reader holds for this request: less than all grants where a key is narrower."""
    standing = Standing(reader.pk, MappingProxyType(dict(roles)))
    reader._standing = standing
    return standing


def withheld(reader: Any) -> frozenset[str]:
    """The roles that a person was given and doesn't hold before he has a second factor."""
    day = timezone.localdate()
    named = {grant.role for grant in reader.grants.all() if grant.is_in_force(day)} & settings.ROLES_WITH_SECOND_FACTOR
    if not named or reader.service or reader.demo:
        return frozenset()
    from allauth.mfa.utils import is_mfa_enabled

    return frozenset() if is_mfa_enabled(reader, ["totp"]) else frozenset(named)
