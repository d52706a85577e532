"""Daily sweeping of what nobody will ask for again."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

DAY_SECONDS = 86_400
KEPT_DAYS = 400  # of the notes on daily deeds


def forget_sessions(day: date) -> str:
    """Removes sessions that have run out, and notes on daily deeds of more than a year ago."""
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from local2030.web.jobs.models import Daily

    number, _by_kind = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    Daily.objects.filter(day__lt=day - timedelta(days=KEPT_DAYS)).delete()
    return f"{number} sessions"


def sweep_work_folder(_day: date) -> str:
    """Removes what a process that died while receiving or writing a file left behind; younger files may still grow."""
    swept = 0
    for pattern in ("receiving-*", "*.upload*", "*.aside"):
        for left in Path(settings.WORK).glob(pattern):
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > DAY_SECONDS:
                    left.unlink()
                    swept += 1
    return f"{swept} files"
