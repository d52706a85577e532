"""Whether somebody may judge a thing without a conflict of interest. Names are compared with all their aliases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Any
from unicodedata import normalize

from django.utils.translation import gettext as _

from local2030.web.accounts.belonging import maker_of, scopes_of
from local2030.web.accounts.models import PersonAlias, User
from local2030.web.accounts.standing import standing_of

CLAIMS = ("add", "change", "move", "add-evidence", "set-part", "tie", "claim", "nominate", "apply")
ORGANISATIONS = ("host", "nominated_by", "nominators", "partners", "members")
PEOPLE = ("contact_name", "contact_mail", "authors", "nominators")


def conflict(reviewer: Any, thing: Any) -> str | None:
    """Why the person can't judge the thing, in words; None if nothing is known against it."""
    if maker_of(thing) is not None and maker_of(thing) == reviewer.pk:
        return _("made it")
    if _worked_on(reviewer, thing):
        return _("worked on it before it was submitted")
    if _may_claim(reviewer, thing):
        return _("may make the claims that are reviewed")
    own, theirs = _same(_own_scopes(reviewer)), _same(_scopes(thing))
    shared = sorted(own & theirs)
    if shared:
        return _("holds a role in the same %(scope)s") % {"scope": shared[0]}
    named = {_folded(text) for text in _texts(thing, PEOPLE)} | _names_of(maker_of(thing))
    if named & _names_of(reviewer.pk):
        return _("is named in it, perhaps under another name")
    houses = {_folded(text) for text in _texts(thing, ORGANISATIONS)}
    if houses & _names_of_scopes(own):
        return _("belongs to an organisation named in it")
    return None


def _may_claim(reviewer: Any, thing: Any) -> bool:
    """Whether the person could write what is reviewed, by whatever role."""
    from local2030.web.accounts.permissions import may

    return may(reviewer, "claim", thing)


def _own_scopes(reviewer: Any) -> frozenset[str]:
    held: frozenset[str] = reduce(frozenset.union, standing_of(reviewer).roles.values(), frozenset())
    return held - {""}


def _scopes(thing: Any) -> frozenset[str]:
    """The scopes of the thing, with those of whoever has a part in it or nominates it, though they give no rights."""
    found = set(scopes_of(thing))
    for part in thing.parts.select_related("actor") if hasattr(thing, "parts") else ():
        found.add(f"{part.actor.kind}:{part.actor.key}")
    nominated = _texts(thing, ("nominated_by", "nominators"))
    if nominated and hasattr(thing, "parts"):
        rows = type(thing).objects.filter(serial__in=nominated) | type(thing).objects.filter(key__in=nominated)
        found |= {f"{row.kind}:{row.key}" for row in rows}
    if getattr(thing, "country", ""):
        found.add(f"country:{thing.country}")
    return frozenset(found)


def _same(scopes: Iterable[str]) -> frozenset[str]:
    """Scopes under the one key of their entity: "entity:habitat" is "entity:un-habitat" where the registry says so."""
    scopes = frozenset(scopes)
    if not any(scope.startswith("entity:") for scope in scopes):
        return scopes
    keys = {name: entity.key for entity in _entities() for name in _names_of_entity(entity)}
    return frozenset(
        f"entity:{keys.get(_folded(scope.removeprefix('entity:')), scope.removeprefix('entity:'))}"
        if scope.startswith("entity:")
        else scope
        for scope in scopes
    )


def _names_of_scopes(scopes: frozenset[str]) -> set[str]:
    """All names of the entities among the scopes, and the bare keys of the others."""
    keys = {scope.partition(":")[2] for scope in scopes if not scope.startswith("country:")}
    found = {_folded(key) for key in keys}
    for entity in _entities() if keys else ():
        if entity.key in keys:
            found |= _names_of_entity(entity)
    return found - {""}


def _entities() -> Any:
    from local2030.web.registry.models import Thing

    return Thing.objects.filter(kind="entity").exclude(key="").only("key", "title", "fields", "serial")


def _names_of_entity(entity: Any) -> set[str]:
    texts = [entity.key, entity.title, entity.serial, entity.fields.get("full_name")]
    return {_folded(str(text)) for text in (*texts, *_many(entity.fields.get("aliases"))) if text} - {""}


def _names_of(user_id: int | None) -> set[str]:
    """The names, addresses and aliases of an account."""
    user = User.objects.filter(pk=user_id).first() if user_id else None
    if user is None or user.service:
        return set()
    texts = [user.username, user.get_full_name(), user.email]
    texts += PersonAlias.objects.filter(user=user).values_list("alias", flat=True)
    return {_folded(text) for text in texts} - {""}


def _worked_on(reviewer: Any, thing: Any) -> bool:
    """Whether the person made the thing or moved it, as the history has it; reviewing and commenting don't count."""
    serial = getattr(thing, "serial", "")
    if not serial or "SEC" in standing_of(reviewer).roles:  # the Secretariat moves things by office
        return False
    from local2030.web.history.models import Entry

    return Entry.objects.filter(serial=serial, by=reviewer.pk, deed__in=CLAIMS).exists()


def _texts(thing: Any, names: tuple[str, ...]) -> list[str]:
    fields = getattr(thing, "fields", None) or {}
    return [str(text) for name in names for text in _many(fields.get(name)) if text]


def _many(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, (list, tuple)) else [value]


def _folded(text: str) -> str:
    """Letters and digits only, in one case: "U.N.-Habitat" and "UN Habitat" are one name."""
    return re.sub(r"[^\w]|_", "", normalize("NFKD", text).casefold())
