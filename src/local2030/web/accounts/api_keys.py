"""Keys by which programs use the API: made, hashed, recognized, and kept to what they may."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.web.accounts.models import MARK, ApiKey, Role, User, scope_named
from local2030.web.accounts.people import free_name, give, new_service
from local2030.web.accounts.scopes import given_scope
from local2030.web.accounts.standing import keep, standing_of
from local2030.web.history.chain import append

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
MOST_SHOWN = 200  # keys on a page
USED_EVERY = timedelta(minutes=10)  # how exactly the last use is known


@transaction.atomic
def add_key(name: str, role: str, scope: str = "", days: int = 365, label: str = "") -> dict[str, Any]:
    """A key for an account, narrowed to the role if one is named; without an account of that name, one for the program."""
    user = User.objects.filter(username=name).first() if name else None
    scope = given_scope(scope) if user is None or user.service else scope_named(scope)
    if user is None:
        if role not in Role.values:
            raise ValidationError(_("There is no account %(name)s; a new one needs a role.") % {"name": name})
        user = new_service(name or free_name(f"service-{role}", scope))
    if not user.is_active:
        raise ValidationError(_("The account %(name)s is shut.") % {"name": name})
    if role and user.service:
        give(user, role, scope)
    text, key = make_key(user, label or user.username, role, scope, timedelta(days=days))
    after = {"prefix": key.prefix, "name": key.name, "role": role, "scope": scope}
    append(by=None, deed="add-key", kind="user", id=str(user.pk), after=after, audience="audit")
    grant = (role, scope) if role else next(iter(user.grants.values_list("role", "scope")), ("", ""))
    return {
        "token": text,
        "id": key.pk,
        "user": user.username,
        "role": grant[0],
        "scope": grant[1],
        "expires": key.expires.isoformat(),
    }


def make_key(user: User, name: str, role: str, scope: str, valid: timedelta, by: Any = None) -> tuple[str, ApiKey]:
    """The key's text, seen this once, and its row; ValidationError if the account doesn't hold what the key is to have."""
    held = standing_of(user).roles.get(role, frozenset()) if role else frozenset({scope})
    if scope not in held and "" not in held:
        raise ValidationError(_("%(name)s doesn't hold this role there.") % {"name": user.username})
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        user=user, name=name[:100], prefix=prefix, hash=_hashed(secret), role=role, scope=scope,
        expires=timezone.now() + valid, made_by=by,
    )  # fmt: skip
    return f"{key.beginning}_{secret}", key


def account_of(text: str) -> Any:
    """The account that a key opens, kept to the key's role and scope; None if it opens nothing (any more)."""
    mark, _blank, rest = text.partition("_")
    prefix, _blank, secret = rest.partition("_")
    if mark != MARK or not prefix.isalnum() or not secret or len(text) > 100:
        return None
    key = ApiKey.objects.select_related("user").filter(prefix=prefix).first()
    if key is None or not secrets.compare_digest(key.hash, _hashed(secret)):
        return None
    user = key.user
    if not key.is_open or not user.is_active or (user.demo and not settings.DEMO):
        return None
    now = timezone.now()
    ApiKey.objects.filter(Q(used=None) | Q(used__lt=now - USED_EVERY), pk=key.pk).update(used=now)
    if key.role:
        held = standing_of(user).roles.get(key.role, frozenset())
        keep(user, {key.role: frozenset({key.scope})} if key.scope in held or "" in held else {})
    return user


class ApiKeys:
    """Under /api/ whoever sends a key acts by it alone: cookies count for nothing, and so need no guard against forgery.

    A key that isn't good is told so with 401 and never taken for a visitor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        given = request.headers.get("Authorization", "")
        if not given:
            return self._by_cookie(request)
        scheme, _blank, text = given.partition(" ")
        user = account_of(text.strip()) if scheme.lower() == "bearer" else None
        if user is None:
            return _unknown("This key isn't known, or it has ended.")
        request.user = user
        request.by_key = True  # type: ignore[attr-defined]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self.get_response(request)

    def _by_cookie(self, request: HttpRequest) -> HttpResponse:
        """Without a key only a page of ours may change something, and it shows so as every form does."""
        if request.method not in SAFE and request.user.is_authenticated:
            refused = CsrfViewMiddleware(self.get_response).process_view(request, _guarded, (), {})
            if refused is not None:
                return JsonResponse({"detail": "Send a key, or the token of a form of this site."}, status=403)
        return self.get_response(request)


@transaction.atomic
def revoke_key(reader: Any, key: ApiKey) -> bool:
    """From now on the key opens nothing, and the history says who saw to that; False if it had been revoked before."""
    if not ApiKey.objects.filter(pk=key.pk, revoked=None).update(revoked=timezone.now()):
        return False
    before = {"prefix": key.prefix, "name": key.name}
    append(by=reader, deed="revoke-key", kind="user", id=str(key.user_id), before=before, audience="audit")
    return True


def service_keys() -> list[ApiKey]:
    """The keys of programs' accounts, the newest first."""
    return list(ApiKey.objects.filter(user__service=True).select_related("user").order_by("-id")[:MOST_SHOWN])


def revoke_by_command(id: int) -> dict[str, Any]:
    """The key of that number, a program's or a person's, opens nothing any more."""
    key = ApiKey.objects.select_related("user").filter(pk=id).first()
    if key is None:
        raise ValidationError(_("There is no key with the number %(id)s.") % {"id": id})
    revoke_key(None, key)
    return _plain(ApiKey.objects.select_related("user").get(pk=id))


def listed_keys() -> list[dict[str, Any]]:
    """All keys, the newest first, without what opens anything."""
    return [_plain(key) for key in ApiKey.objects.select_related("user").order_by("-id")]


def _plain(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.pk,
        "begins": key.beginning,
        "name": key.name,
        "user": key.user.username,
        "role": key.role,
        "scope": key.scope,
        "expires": key.expires.isoformat(),
        "used": key.used.isoformat() if key.used else None,
        "revoked": key.revoked.isoformat() if key.revoked else None,
    }


def _guarded(request: HttpRequest) -> None:
    """Stands for a view that isn't exempt from the guard against forged forms, as the views of the API are."""


def _unknown(text: str) -> HttpResponse:
    answer = JsonResponse({"detail": text}, status=401)
    answer.headers["WWW-Authenticate"] = 'Bearer realm="local2030"'
    return answer


def _hashed(secret: str) -> str:
    """A key is long and random, so that a plain hash can't be guessed back."""
    return sha256(secret.encode()).hexdigest()
