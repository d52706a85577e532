"""Figures for Prometheus at /metrics: for this machine only, or for whoever has LOCAL2030_METRICS_TOKEN.

Requests are counted by the name of their route, never by address. With several server processes each counts for itself
into files in the work folder, and the page adds them up (PROMETHEUS_MULTIPROC_DIR, set by `site serve`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from local2030.web.home import is_loopback

REGISTRY = CollectorRegistry()
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
REQUESTS = Counter("local2030_requests", "Requests answered", ("route", "method", "status"), registry=REGISTRY)
SECONDS = Histogram(
    "local2030_request_seconds", "Seconds to the answer", ("route",), buckets=BUCKETS, registry=REGISTRY
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PASSED_ON = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
)


def count(route: str, method: str, status: int, seconds: float) -> None:
    """One more answer. A method that nobody knows counts as "other", or anybody could make new rows."""
    REQUESTS.labels(route, method if method in METHODS else "other", str(status)).inc()
    SECONDS.labels(route).observe(seconds)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The page; not found for whoever may not read it."""
    if not may_read(request):
        raise Http404
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
        counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    store = CollectorRegistry()
    store.register(_Store())
    return HttpResponse(counted + generate_latest(store), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """With a token set: who shows it. Without: this machine itself, not through a proxy that stands on it."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    if any(name in request.META for name in PASSED_ON):
        return False
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and is_loopback(host)


class _Store:
    """What the store holds, looked up when it is asked for."""

    def collect(self) -> Iterator[Any]:
        """The gauges; without a database only that it is away."""
        free = GaugeMetricFamily("local2030_disk_free_bytes", "Free space where the store lies")
        free.add_metric([], shutil.disk_usage(settings.HOME).free)
        yield free
        up = GaugeMetricFamily("local2030_database_up", "1 if the database answers")
        try:
            found = list(_of_database())
        except DatabaseError:
            connection.close()
            found = []
        up.add_metric([], 1 if found else 0)
        yield up
        yield from found


def _of_database() -> Iterator[Any]:
    from django.db.models import Count, Max, Sum

    from local2030.web.history.models import Head
    from local2030.web.jobs.models import Daily, Job, State
    from local2030.web.marker.models import Programme, Scoring

    jobs = GaugeMetricFamily("local2030_jobs", "Background work by state", labels=["state"])
    counted = dict(Job.objects.order_by().values_list("state").annotate(number=Count("id")))
    for state in State.values:
        jobs.add_metric([state], counted.get(state, 0))
    yield jobs
    findings = GaugeMetricFamily("local2030_findings", "What was odd in data, by severity", labels=["severity"])
    sums = Scoring.objects.order_by().aggregate(error=Sum("errors"), warning=Sum("warnings"), info=Sum("notes"))
    for severity, number in sums.items():
        findings.add_metric([severity], number or 0)
    yield findings
    programmes = GaugeMetricFamily("local2030_programmes", "Programmes in force")
    programmes.add_metric([], Programme.objects.filter(current=True).count())
    yield programmes
    chain = GaugeMetricFamily("local2030_history_entries", "Entries of the history")
    chain.add_metric([], Head.objects.values_list("number", flat=True).first() or 0)
    yield chain
    daily = GaugeMetricFamily("local2030_daily_last_done_timestamp", "When a daily deed was last done")
    last = Daily.objects.aggregate(last=Max("ended"))["last"]
    daily.add_metric([], last.timestamp() if last else 0)
    yield daily
