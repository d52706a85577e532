"""Checking a name and a password, with patience for mistakes and none for guessing.

Failures are counted by name and address together, and by address with a wide limit; never by name alone, or anybody
could shut anybody out.
"""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

TRIES = 8
TRIES_FROM_ONE_ADDRESS = 200  # an office, or a proxy that names nobody
MINUTES = 15
BROWSER, BROWSER_SECONDS = "browser", 31_536_000


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
    """Whether this name from this address, or the address, failed too often in the last quarter of an hour."""
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


def remember_browser(response: HttpResponse, name: str) -> None:
    """Gives the browser of somebody who came in a token of its own, by which its later tries are counted."""
    response.set_signed_cookie(
        BROWSER,
        f"{token_urlsafe(12)} {name.casefold()}",
        salt=BROWSER,
        max_age=BROWSER_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.BEHIND_TLS,
    )


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy that says so, the last address that the proxy added."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "") if settings.FORWARDED_FOR else ""
    return told.rsplit(",", 1)[-1].strip()[:64] or direct


def _counters(request: HttpRequest, name: str) -> tuple[tuple[str, int], ...]:
    """The counters of a try with their limits.

    A browser that came in under this name before has its own counter and no other: nobody elsewhere can shut it out.
    """
    token, _blank, known = str(
        request.get_signed_cookie(BROWSER, default="", salt=BROWSER, max_age=BROWSER_SECONDS)
    ).partition(" ")
    if token and known == name.casefold():
        return ((f"sign-in:browser:{token}", TRIES),)
    address = hashed(address_of(request))
    return (
        (f"sign-in:{address}:{hashed(name.casefold())}", TRIES),
        (f"sign-in:{address}", TRIES_FROM_ONE_ADDRESS),
    )


def hashed(text: str) -> str:
    """A text as part of a key, whatever is in it."""
    return sha256(text.encode()).hexdigest()
