"""Checking a name and a password, with patience for mistakes and none for guessing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.cache import cache
from django.http import HttpRequest

TRIES = 8
TRIES_FROM_ONE_ADDRESS = 40
MINUTES = 15


class Accounts(ModelBackend):
    """Django's accounts; the demonstration account opens only where it is switched on."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether an account with the right password may come in."""
        return super().user_can_authenticate(user) and (settings.DEMO or not user.demo)

    def get_user(self, user_id: Any) -> Any:
        """The account of a session; a demonstration session ends when the demonstration does."""
        user = super().get_user(user_id)
        return user if user is None or settings.DEMO or not user.demo else None


def is_too_often(request: HttpRequest, name: str) -> bool:
    """Whether this name, or this address, failed too often in the last quarter of an hour."""
    return any(cache.get(key, 0) >= limit for key, limit in _counters(request, name))


def count_failure(request: HttpRequest, name: str) -> None:
    """One more failure on record. The counters live in the process; a restart forgets them."""
    for key, _limit in _counters(request, name):
        cache.add(key, 0, MINUTES * 60)
        try:
            cache.incr(key)
        except ValueError:  # it ran out between the two calls
            cache.set(key, 1, MINUTES * 60)


def forget_failures(request: HttpRequest, name: str) -> None:
    """After a success, the name starts anew."""
    cache.delete(_counters(request, name)[0][0])


def _counters(request: HttpRequest, name: str) -> tuple[tuple[str, int], tuple[str, int]]:
    address = request.META.get("REMOTE_ADDR", "")
    return (
        (f"sign-in:{address}:{name.casefold()[:150].encode().hex()[:180]}", TRIES),
        (f"sign-in:{address}", TRIES_FROM_ONE_ADDRESS),
    )
