"""The site as a visitor gets it, asked inside this process: no cookies, no account, no network."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import override_settings

HOST = "archive.invalid"
READING = ("SELECT", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "SET TRANSACTION", "PRAGMA")
LOGGING = ('INSERT INTO "HISTORY_', 'UPDATE "HISTORY_')
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands at an address: a page, or a file of another sort."""

    body: bytes
    is_page: bool


class Visitor:
    """Asks for addresses as somebody without an account."""

    def __init__(self) -> None:
        self._requests = RequestFactory(SERVER_NAME=HOST)
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self.broken: list[str] = []  # addresses that should have answered

    def get(self, address: str) -> Answer | None:
        """What everybody may read there; None where there is nothing, or only a form or a way to sign in."""
        with transaction.atomic():  # what breaks on one page breaks nothing else
            response: HttpResponseBase = self._handler.get_response(self._requests.get(address))
        kind = response.headers.get("Content-Type", "")
        if response.status_code != 200:
            if response.status_code >= 500:
                self.broken.append(address)
            return None
        body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
        is_page = kind.startswith("text/html")
        if is_page and b"csrfmiddlewaretoken" in body:
            return None
        return Answer(body, is_page)

    def render(self, address: str, template: str, context: Mapping[str, Any]) -> str:
        """A page of the archive's own, in the frame of the site."""
        request = self._requests.get(address)
        request.user = AnonymousUser()
        return str(render_to_string(template, dict(context), request))


def _only_reading(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Lets through what reads, and locks nothing. A page that would write when it is looked at is none for an archive.

    That a list was taken out isn't entered either: it would move the head of the chain, which pages show.
    """
    start = sql.lstrip("( ").upper()
    if start.startswith(READING):
        return execute(sql.replace(" FOR UPDATE", ""), params, many, context)
    if start.startswith(LOGGING):
        return None
    raise PermissionError("an archive only reads")


@contextmanager
def as_it_stands() -> Iterator[None]:
    """All that is read inside is of one moment, whatever others write meanwhile; they needn't wait."""
    quiet = logging.getLogger("django.request")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    kept = getattr(connection, "transaction_mode", None)
    try:
        with (
            override_settings(STORAGES=STORAGES, ALLOWED_HOSTS=[HOST], KEPT_PAGES=0),
            connection.execute_wrapper(_only_reading),
        ):
            if connection.in_atomic_block:
                yield
                return
            if connection.vendor == "sqlite":
                connection.ensure_connection()
                connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = kept  # type: ignore[attr-defined]
        quiet.setLevel(level)
