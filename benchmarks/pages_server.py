"""The server that `benchmarks.pages` measures: the site with one more address, an empty page of one query."""

from __future__ import annotations

import os
import sys
from typing import Any

from benchmarks.pages import CODES, EMPTY, KINDS, THREADS

# The middleware that `django-admin startproject` gives, so that ours makes the empty page no slower.
BARE = [
    f"django.{name}"
    for name in (
        "middleware.security.SecurityMiddleware", "contrib.sessions.middleware.SessionMiddleware", "middleware.common.CommonMiddleware",
        "middleware.csrf.CsrfViewMiddleware", "contrib.auth.middleware.AuthenticationMiddleware",
        "contrib.messages.middleware.MessageMiddleware", "middleware.clickjacking.XFrameOptionsMiddleware",
    )
]  # fmt: skip


def main() -> None:
    """`fill NUMBER` makes the store, `serve PORT` serves it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "local2030.web.settings"
    os.environ["LOCAL2030_SERVED"] = "1"
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        serve(int(sys.argv[2]))


def fill(number: int) -> None:
    """The first things, the worked example, and so many more of four kinds, with what the index of words needs."""
    import django

    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from local2030.web.registry.models import Counter, ScopeOf, Thing
    from local2030.web.search.indexing import file_away
    from local2030.web.setting_up import set_up

    set_up(example=True, wait=120)
    now = timezone.now()
    owners = list(Thing.objects.filter(kind="entity"))
    states = {"next-step": "open", "hub": "formalized", "event": "announced", "commitment": "open"}
    for start in range(0, number, 5_000):
        with transaction.atomic():
            rows = [
                Thing(kind=(kind := KINDS[n % 4]), number=10_000 + n, serial=f"{kind[:3].upper()}-{10_000 + n}", country=CODES[n % 20],
                      title=f"Plan {n} for {('water', 'finance', 'housing', 'women', 'climate')[n % 5]} in place {n % 997}",
                      summary=f"What people of place {n % 997} agreed on with number {n}.", state=states[kind], state_since=now, made=now,
                      changed=now, owner=owners[n % len(owners)], workstream=("advocacy", "action", "monitoring", "")[n % 4],
                      audience=("public", "public", "public", "coalition", "inner")[n % 5])
                for n in range(start, min(number, start + 5_000))
            ]  # fmt: skip
            Thing.objects.bulk_create(rows, batch_size=500)
            ScopeOf.objects.bulk_create([ScopeOf(thing=row, scope=f"country:{row.country}") for row in rows])
            file_away(rows)
    Counter.objects.filter(kind__in=KINDS).update(last=10_000 + number)
    print(f"{Thing.objects.count()} things in the store")


def empty(request: Any) -> Any:
    """An empty page: one row by the ORM, and no word of HTML."""
    from django.http import HttpResponse

    from local2030.web.history.models import Head

    return HttpResponse(str(Head.objects.first()))


def serve(port: int) -> None:
    """As `site serve` does it, with the addresses below."""
    from granian.constants import Interfaces
    from granian.server import Server

    Server("benchmarks.pages_server:application", address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=1,
           blocking_threads=THREADS, log_enabled=False).serve()  # fmt: skip


def _application() -> Any:
    """The site's own application with one more address."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "local2030.web.settings"
    os.environ["LOCAL2030_SERVED"] = "1"
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    if os.environ.get("BENCHMARK_KEPT") == "0":
        settings.KEPT_PAGES = 0
    site = get_wsgi_application()
    from django.core.handlers.wsgi import WSGIHandler
    from django.test.utils import override_settings
    from django.urls import path

    from local2030.web import urls

    urls.urlpatterns.insert(0, path(EMPTY.strip("/") + "/", empty))
    with override_settings(MIDDLEWARE=BARE):
        bare = WSGIHandler()

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        return (bare if environ["PATH_INFO"] == EMPTY else site)(environ, start_response)

    return application


if __name__ == "__main__":
    main()
elif os.environ.get("BENCHMARK_KEPT"):
    application = _application()
