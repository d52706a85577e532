"""What is done once a day: states that move by their date, reminders, sweeping. A table of deeds, and one who does them.

A deed takes the day and gives a sentence on what it did, or None. It may be done twice on one day with one effect: a
process can die between the deed and the note of it. Rooms add their own by its dotted name.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib import import_module

DEEDS: list[str] = [
    "local2030.web.registry.daily.daily_moves",
    "local2030.web.jobs.housekeeping.forget_sessions",
    "local2030.web.jobs.housekeeping.sweep_work_folder",
    "local2030.web.registry.once.forget_sent",
]
MOST_TRIES = 3
log = logging.getLogger("local2030.daily")
_children: list[subprocess.Popen[bytes]] = []  # the process for today, while it runs


@dataclass(frozen=True, slots=True)
class Ran:
    """How a deed went: `done`, `failed`, or `earlier` if that day's was done before (or failed too often)."""

    deed: str
    end: str
    said: str

    def plain(self) -> dict[str, str]:
        """For JSON."""
        return asdict(self)


def tick(day: date, deeds: Sequence[str] | None = None, *, wait: float = 0) -> list[Ran]:
    """Does what that day still asks for, each deed at most once; nothing if another process is at it."""
    from local2030.web.locks import alone

    with alone("daily", wait) as mine:
        return [_do(day, deed) for deed in deeds or DEEDS] if mine else []


def is_due(day: date) -> bool:
    """Whether something of that day is left to do."""
    from django.db.models import Q

    from local2030.web.jobs.models import Daily

    over = Q(ended__isnull=False) | Q(tries__gte=MOST_TRIES)
    return Daily.objects.filter(over, day=day, deed__in=DEEDS).count() < len(DEEDS)


def begin() -> None:
    """Starts a process for what today asks for, if anything and if none of ours is at it; it ends by itself."""
    from django.utils import timezone

    from local2030.web.jobs.running import child_environment

    _children[:] = [child for child in _children if child.poll() is None]
    if not _children and is_due(timezone.now().date()):
        command = [sys.executable, "-m", "local2030.web.jobs.daily"]
        _children.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, env=child_environment()))


def main() -> int:
    """The process: today's deeds."""
    import django

    django.setup()
    from django.utils import timezone

    tick(timezone.now().date())
    return 0


def _do(day: date, deed: str) -> Ran:
    from django.db.models import F
    from django.utils import timezone

    from local2030.web.jobs.models import Daily

    row, _made = Daily.objects.get_or_create(day=day, deed=deed)
    if row.ended is not None or row.tries >= MOST_TRIES:
        return Ran(deed, "earlier", row.said or row.trouble)
    mine = Daily.objects.filter(pk=row.pk)
    mine.update(begun=timezone.now(), tries=F("tries") + 1)
    module, _, name = deed.rpartition(".")
    try:
        said = str(getattr(import_module(module), name)(day) or "")[:500]
    except Exception as trouble:
        log.exception("%s of %s", deed, day)
        mine.update(trouble=type(trouble).__name__)
        return Ran(deed, "failed", type(trouble).__name__)
    mine.update(ended=timezone.now(), said=said, trouble="")
    return Ran(deed, "done", said)


if __name__ == "__main__":
    sys.exit(main())
