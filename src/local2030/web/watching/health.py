"""Whether the site is able to work: 200 with the figures, 503 with what is wrong. For load balancers and alarms."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

LEAST_FREE = 50 * 1024 * 1024  # below it nothing large can be received


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Database, tables, jobs, disk."""
    found = checks()
    return JsonResponse(found, status=200 if found["status"] == "ok" else 503)


def checks() -> dict[str, Any]:
    """What was looked at; `status` is "ok" or "unable"."""
    disk = _disk()
    found: dict[str, Any] = {"status": "ok", "database": "ok", "jobs": _jobs(), "disk": disk}
    if found["jobs"] is None:
        found["database"] = "unreachable"
    if found["jobs"] is None or not disk["ok"]:
        found["status"] = "unable"
    return found


def _jobs() -> dict[str, int] | None:
    """How many wait and run; None if the database, or its tables, can't be read."""
    from django.db.models import Count

    from local2030.web.jobs.models import Job, State

    try:
        counted = dict(
            Job.objects.order_by()
            .filter(state__in=(State.WAITING, State.RUNNING))
            .values_list("state")
            .annotate(number=Count("id"))
        )
    except DatabaseError:
        connection.close()
        return None
    return {"waiting": counted.get(State.WAITING, 0), "running": counted.get(State.RUNNING, 0)}


def _disk() -> dict[str, Any]:
    try:
        free = shutil.disk_usage(settings.HOME).free
    except OSError:
        return {"free_megabytes": 0, "ok": False}
    return {"free_megabytes": free >> 20, "ok": free >= LEAST_FREE}
