"""What waits for an expert: programmes of a sample to be scored blind, statements of a round to be rated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from local2030.web.accounts.permissions import visible
from local2030.web.accounts.standing import standing_of
from local2030.web.desk.todo import Todo, when
from local2030.web.marker.expert_group.models import Answer, SampleReading
from local2030.web.registry.models import Thing

SITTINGS = {"first": 1, "second": 2}


def expert_work(reader: Any) -> Iterator[Todo]:
    """One line for all readings that wait, one for each round."""
    if standing_of(reader).reader is None:
        return
    today = timezone.localdate()
    waiting = SampleReading.objects.filter(
        reviewer=reader, done=None, declined="", item__sample__state="reading"
    ).select_related("item__sample")
    number = len(waiting)
    if number:
        due = min((row.item.sample.state_due or date.max for row in waiting), default=date.max)
        words = ngettext("Score %(number)s programme of a sample", "Score %(number)s programmes of a sample", number)
        why = _("Drawn by lot and read blind: nobody sees your scores before all are in.")
        yield _todo(words % {"number": number}, why, reverse("sample-readings"), due, today)
    rounds = Thing.objects.filter(kind="expert-round", state__in=SITTINGS, experts__user=reader)
    for thing in visible(reader, rounds).distinct().order_by("number"):
        sitting = SITTINGS[thing.state]
        if Answer.objects.filter(statement__round=thing, user=reader, sitting=sitting).exists():
            continue
        why = _("You were invited; nobody sees what you say, and you see nobody else before the sitting is closed.")
        words = _("Rate the statements: %(title)s") % {"title": thing.title}
        yield _todo(words, why, reverse("round-answer", args=[thing.serial]), thing.state_due or date.max, today)


def _todo(words: str, why: str, address: str, due: date, today: date) -> Todo:
    late = due < today
    return Todo(
        words, why, address, when(None if due == date.max else due, today), late, "people", (0 if late else 2, due)
    )
