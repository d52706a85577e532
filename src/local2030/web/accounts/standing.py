"""Which roles a reader holds today and over what, read once for a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils import timezone

NOTHING: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Standing:
    """The reader's key (None for a visitor) and, for each role held, its scopes ("" is everywhere)."""

    reader: int | None
    roles: Mapping[str, frozenset[str]]


VISITOR = Standing(None, NOTHING)


def standing_of(reader: Any) -> Standing:
    """What the reader holds; kept on the reader, who lives as long as the request."""
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
    return keep(reader, {role: frozenset(scopes) for role, scopes in roles.items()})


def keep(reader: Any, roles: Mapping[str, frozenset[str]]) -> Standing:
    """Sets what a reader holds for this request: less than all grants where a key is narrower."""
    standing = Standing(reader.pk, MappingProxyType(dict(roles)))
    reader._standing = standing
    return standing
