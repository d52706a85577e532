"""Reviews that the reader was asked for and hasn't handed in. They name the thing and nobody else who reviews it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from local2030.web.accounts.permissions import visible
from local2030.web.accounts.standing import standing_of
from local2030.web.desk.todo import MOST, Todo, day, when
from local2030.web.registry.asking import ended_states
from local2030.web.registry.models import Review, Thing


def reviews_due(reader: Any) -> Iterator[Todo]:
    """The oldest first."""
    if standing_of(reader).reader is None:
        return
    today = timezone.localdate()
    rows = Review.objects.filter(
        reviewer=reader, done=None, declined="", thing__in=visible(reader, Thing.objects.all())
    )
    rows = rows.exclude(thing__state__in=ended_states()).select_related("thing").order_by("assigned", "pk")
    for review in rows[:MOST]:
        why = _("You were asked on %(day)s. Nobody sees your scores before the decision but those who ask for them.")
        late = review.due is not None and review.due < today
        yield Todo(
            _("Review: %(title)s") % {"title": review.thing.title}, why % {"day": day(review.assigned.date())},
            _address(review), when(review.due, today), late, "people", (0 if late else 2, review.due or date.max),
        )  # fmt: skip


def _address(review: Review) -> str:
    for name, args in (("review", (review.pk,)), ("thing-review", (review.thing.serial,))):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return review.thing.get_absolute_url()
