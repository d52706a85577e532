"""Each request gets an id, is counted, and, where LOCAL2030_LOG asks for it, written as a line of the log.

The line has the route's name and not the address, a mark for the person that can't be turned back into a name, and
nothing of where the visitor came from.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from local2030.web.logs import REQUEST_ID
from local2030.web.watching.metrics import count

GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
log = logging.getLogger("local2030.requests")


class Observed:
    """Stands outermost, so that it sees every answer, and that of every refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begin = time.perf_counter()
        given = request.headers.get("X-Request-ID", "")
        mark = REQUEST_ID.set(given if GIVEN.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = REQUEST_ID.get()
            seconds, route = time.perf_counter() - begin, route_of(request)
            count(route, request.method or "", response.status_code, seconds)
            if log.isEnabledFor(logging.INFO):
                log.info("request", extra={"line": _line(request, response, route, seconds)})
            return response
        finally:
            REQUEST_ID.reset(mark)


def route_of(request: HttpRequest) -> str:
    """The name of the route that answered; of what has none, "static" or "none"."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or match.route or "none"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def mark_of(user: Any) -> str:
    """The same twelve letters for the same person on this site; "" for whoever isn't signed in."""
    if not getattr(user, "is_authenticated", False):
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), f"log {user.pk}".encode(), hashlib.sha256).hexdigest()[:12]


def _line(request: HttpRequest, response: HttpResponse, route: str, seconds: float) -> dict[str, Any]:
    """`user` only where the page asked who it is: the log must not ask the database."""
    user = request.__dict__.get("_cached_user")
    return {
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "user": mark_of(user),
    }
