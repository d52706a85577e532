"""Making accounts and giving roles, for the command line and the pages alike."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from local2030.web.accounts.models import Grant, Role, User
from local2030.web.accounts.scopes import given_scope
from local2030.web.history.chain import append


@transaction.atomic
def add_person(
    role: str, scope: str = "", name: str = "", email: str = "", password: str = "", until: date | None = None
) -> dict[str, Any]:
    """An account with a role, or one more role for an account that is there; ValidationError says what is wrong.

    Without a password one is made and told in the answer, once; the password of an account that is there stays.
    """
    scope = given_scope(scope)
    if role not in Role.values:
        raise ValidationError(_("There is no role %(role)s.") % {"role": role})
    user = User.objects.filter(username=name).first() if name else None
    told = ""
    if user is None:
        told = "" if password else "-".join(secrets.token_hex(3) for _part in range(4))
        user = new_person(name or free_name(role, scope), email, password or told)
        _tell("add-person", user, {"name": user.username, "email": email})
    elif user.service or not user.is_active:
        raise ValidationError(_("%(name)s isn't the account of a person who may sign in.") % {"name": name})
    grant = give(user, role, scope, until)
    _tell("grant", user, {"role": role, "scope": scope, "until": until.isoformat() if until else ""})
    return {
        "id": user.pk,
        "name": user.username,
        "email": user.email,
        "role": grant.role,
        "scope": grant.scope,
        "since": grant.since.isoformat(),
        "until": grant.until.isoformat() if grant.until else None,
        "password": told or None,
    }


def new_person(name: str, email: str, password: str) -> User:
    """An account with a password that is good enough, not saved without one."""
    user = User(username=name, email=email)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user


def new_service(name: str) -> User:
    """An account for a program: nobody can sign in with it, it acts by keys only."""
    user = User(username=name, service=True)
    user.set_unusable_password()
    user.full_clean()
    user.save()
    return user


def give(user: User, role: str, scope: str = "", until: date | None = None, by: Any = None) -> Grant:
    """The role from today; one that is held already is not given twice."""
    for held in Grant.objects.filter(user=user, role=role, scope=scope, until=until):
        return held
    return Grant.objects.create(user=user, role=role, scope=scope, until=until, given_by=by)


def _tell(deed: str, user: User, after: dict[str, Any]) -> None:
    """In the history, by the platform itself: whoever gives commands on the machine has no account."""
    append(by=None, deed=deed, kind="user", id=str(user.pk), after=after, audience="audit")


def free_name(role: str, scope: str) -> str:
    """A name that nobody has yet: "un-undp", then "un-undp-2"."""
    stem = "-".join(part for part in (role.lower(), scope.partition(":")[2].lower()) if part)
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    return next(n for n in (stem, *(f"{stem}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)
