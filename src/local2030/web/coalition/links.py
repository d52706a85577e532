"""Secret links: a signed random token leads whoever has it to one application, as its owner and nothing more.

The token is given out once. Its signature lets a made-up one be refused before the store is asked; the store keeps a
hash. Where many links are asked for from one place, or at one time, no more are given.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from local2030.web.accounts.signing_in import address_of
from local2030.web.accounts.standing import Holder
from local2030.web.coalition.models import AccessLink
from local2030.web.registry.models import Thing

SALT = "local2030.coalition.link"
AN_HOUR_FROM_ONE_PLACE, AN_HOUR_IN_ALL, A_DAY_FOR_ONE_THING = 5, 60, 5


class TooMany(Exception):
    """More links were asked for than are given."""


def new_link(thing: Thing, origin: str) -> str:
    """The token of a new link to the thing; earlier links to it end. Raises `TooMany`."""
    now = timezone.now()
    recent = AccessLink.objects.filter(made__gt=now - timedelta(hours=1))
    same_thing = AccessLink.objects.filter(thing=thing, made__gt=now - timedelta(days=1))
    if (
        (origin and recent.filter(origin=origin).count() >= AN_HOUR_FROM_ONE_PLACE)
        or recent.count() >= AN_HOUR_IN_ALL
        or same_thing.count() >= A_DAY_FOR_ONE_THING
    ):
        raise TooMany
    AccessLink.objects.filter(thing=thing, ended=None).update(ended=now)
    token, kept = minted()
    AccessLink.objects.create(thing=thing, hash=kept, origin=origin, made=now)
    return token


def holder_of(token: str) -> tuple[Holder, Thing] | None:
    """The reader that a token stands for and the thing that it leads to; None for a token that is none of ours."""
    kept = hash_of(token)
    link = AccessLink.objects.select_related("thing").filter(hash=kept, ended=None).first() if kept else None
    return (Holder(link.thing.pk), link.thing) if link else None


def minted(salt: str = SALT) -> tuple[str, str]:
    """A new token, seen this once, and the hash that is kept of it. Each sort of link has a salt of its own."""
    token = Signer(salt=salt, sep=".").sign(secrets.token_urlsafe(24))
    return token, _hashed(token)


def hash_of(token: str, salt: str = SALT) -> str:
    """The hash under which a token would be kept; "" for one that was never given out by this site."""
    try:
        Signer(salt=salt, sep=".").unsign(token)
    except BadSignature:
        return ""
    return _hashed(token)


def origin_of(request: HttpRequest) -> str:
    """Where a request comes from, so that it can be counted today and means nothing tomorrow."""
    return salted_hmac(SALT, f"{timezone.localdate()} {address_of(request)}", algorithm="sha256").hexdigest()


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
