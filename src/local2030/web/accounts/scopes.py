"""Whether a scope that is about to be given names something: one that names nothing would reach nothing, and say so to nobody."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from local2030.web.accounts.models import scope_named

OF_THINGS = ("entity", "body", "hub", "window")  # scopes that are things of the registry, by key or serial
LISTED = 8


def given_scope(text: str) -> str:
    """A scope in its one spelling, of something that is there; a ValidationError names the nearest.

    A programme may be named before its file has come in: it goes by its identifier.
    """
    scope = scope_named(text)
    head, _colon, tail = scope.partition(":")
    if head in OF_THINGS:
        _refuse_unknown(head, tail)
    elif head == "country":
        _refuse_no_country(tail)
    elif head == "place":
        _refuse_no_government(tail)
    return scope


def names_a_thing(text: str) -> bool:
    """Whether the scope is of a sort that lies in the registry, so that the registry must be filled before it is given."""
    return text.strip().partition(":")[0].lower() in OF_THINGS


def _refuse_unknown(head: str, tail: str) -> None:
    things = _things(head)
    if things.filter(key=tail).exists() or things.filter(serial=tail, key="").exists():
        return
    names: dict[str, str] = {}
    for key, serial, title in things.values_list("key", "serial", "title"):
        own = key or serial
        names |= {title.casefold(): own, serial.casefold(): own, own.casefold(): own}
    near = _near(tail, names)
    said = {"scope": f"{head}:{tail}", "near": ", ".join(f"{head}:{key}" for key in near)}
    if near:
        raise ValidationError(_("There is no %(scope)s. The nearest: %(near)s.") % said)
    raise ValidationError(_("There is no %(scope)s, and nothing like it.") % said)


def _refuse_no_government(tail: str) -> None:
    """A place is a local government that is known here, by its key: place:ke-17."""
    if not _things("place").filter(key=tail).exists():
        said = {"scope": f"place:{tail}"}
        raise ValidationError(
            _(
                "No local government is known here as %(scope)s. Its page tells its key; else name the country (country:KE)."
            )
            % said
        )


def _near(tail: str, names: dict[str, str]) -> list[str]:
    """Keys like the one that was written; those whose names begin alike come first, all of them if there are few."""
    close = get_close_matches(tail.casefold(), names, n=LISTED, cutoff=0.6)
    stem = tail.casefold().partition("-")[0]
    found = list(
        dict.fromkeys([*(names[name] for name in close), *(k for n, k in names.items() if n.startswith(stem))])
    )
    every = sorted(set(names.values()))
    return found[:LISTED] or (every if len(every) <= LISTED else [])


def _refuse_no_country(code: str) -> None:
    from local2030.vocabulary.places import countries

    codes = [country.code for country in countries()]
    if code in codes:
        return
    near = ", ".join(f"country:{one}" for one in get_close_matches(code, codes, n=3, cutoff=0.5))
    said = {"code": code, "near": near}
    if near:
        raise ValidationError(_("%(code)s is no country's code of two letters (ISO 3166). Like it: %(near)s.") % said)
    raise ValidationError(_("%(code)s is no country's code of two letters (ISO 3166).") % said)


def _things(head: str) -> Any:
    from local2030.web.registry.kinds import kinds
    from local2030.web.registry.models import Thing

    return Thing.objects.filter(kind__in=[kind.code for kind in kinds().values() if kind.scope == head])
