"""Whole pages for visitors, kept in memory until anything is written. One query a page: how far the store has come.

A page is kept under the store's version, the day, the language, the look and the whole address. The version is the head
of the history (every deed enters there in its own transaction) with the last run of the marker and the last standing; pages of
monitoring also hang on the states of the data sets, which the command line may add to. It is read before the page is made: a write that comes in between has made another version by the time somebody asks again, in this server
process or in any other. So nobody is ever shown what was, and nothing has to be told to forget.

Only pages named here, only for requests without a session, key or form; never for anybody who is signed in.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language_from_request

from local2030.web.monitoring.stamp import stamp

ROUTES = frozenset(
    "home coalition countries country workstream things thing marker portfolio-map programme programme-timeline marker-moves concentration frameworks rubric marker-audit marker-pattern remark corrections search monitoring "
    "reviews advocacy matching local-governments hubs-map hubs-timeline hubs-branding tracker responsibilities contributions contribution "
    "joint-portfolio joint-promises joint-promise joint-funding joint-influence "
    "dataset dataset-places dataset-place dataset-checks dataset-gaps dataset-versions indicator".split()
)
LONGEST_ADDRESS, LARGEST_PAGE = 300, 400_000
VERSION = (
    "SELECT (SELECT number FROM history_head), (SELECT hash FROM history_head), "
    "(SELECT max(id) FROM marker_scoring), (SELECT max(id) FROM assessing_standing)"
)
FORM = b"csrfmiddlewaretoken"
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was sent, with the route that made it."""

    body: bytes
    headers: dict[str, str]
    route: Any


class Shelf:
    """Pages by key, those asked for last; never more than so many bytes."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Key) -> Page | None:
        """The page, if it is here."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Page, most: int) -> None:
        """One more; those that nobody asked for longest go."""
        with self._lock:
            old = self._pages.pop(key, None)
            self._bytes += len(page.body) - (len(old.body) if old else 0)
            self._pages[key] = page
            while self._bytes > most and self._pages:
                self._bytes -= len(self._pages.popitem(last=False)[1].body)

    def clear(self) -> None:
        """Empty."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0


shelf = Shelf()


class KeptPages:
    """Stands before sessions and languages: a kept page needs neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        if key is None:
            return self.get_response(request)
        page = shelf.get(key)
        if page is not None:
            request.resolver_match = page.route
            return _answer(request, page)
        response = self.get_response(request)
        if not _is_for_all(request, response):
            return response
        assert isinstance(response, HttpResponse)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers["ETag"] = f'W/"{blake2b(response.content, digest_size=12).hexdigest()}"'
        page = Page(response.content, dict(response.headers), request.resolver_match)
        shelf.put(key, page, settings.KEPT_PAGES)
        return _answer(request, page)


def _key(request: HttpRequest) -> Key | None:
    """What the page depends on; None for a request that no page is kept for."""
    if not settings.KEPT_PAGES or request.method != "GET" or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    address = request.get_full_path()
    if len(address) > LONGEST_ADDRESS or address.startswith(("/api/", "/static/", "/health")):
        return None
    if "HTTP_AUTHORIZATION" in request.META or "HTTP_HX_REQUEST" in request.META:
        return None
    request.get_host()  # refuses names that aren't ours, as for any page
    try:
        with connection.cursor() as cursor:
            cursor.execute(VERSION)
            version = cursor.fetchone()
    except DatabaseError:
        return None  # no tables yet, or no database: the page itself will say so
    look = request.COOKIES.get("theme", "")[:8]
    if address.startswith("/monitoring/"):
        version = (version, stamp())
    return (version, timezone.localdate(), get_language_from_request(request), look, request.is_secure(), address)


def _is_for_all(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is a page that any visitor gets like this."""
    if response.status_code != 200 or not isinstance(response, HttpResponse) or response.cookies:
        return False
    if not response.headers.get("Content-Type", "").startswith("text/html") or "Cache-Control" in response.headers:
        return False
    match, reader = request.resolver_match, getattr(request, "user", None)
    if match is None or match.view_name not in ROUTES or getattr(reader, "is_authenticated", True):
        return False
    used = request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or FORM in response.content
    return not used and len(response.content) <= LARGEST_PAGE


def _answer(request: HttpRequest, page: Page) -> HttpResponseBase:
    response = HttpResponse(page.body, headers=page.headers)
    found: HttpResponseBase | None = get_conditional_response(request, etag=page.headers["ETag"], response=response)
    return found if found is not None else response
